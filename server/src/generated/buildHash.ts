/** Generated from native/helper/symbols.def, observed_types.def and layout.def by scripts/generate.mjs; do not edit. */

/** The helper that this compiler writes code for says this number when it connects. */
export const helperBuildHash = 0x5d40dfe9;
