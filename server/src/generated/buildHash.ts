/** Generated from native/helper/symbols.def, observed_types.def, runtime.h and what layout.ts is made from by scripts/generate.mjs; do not edit. */

/** The helper that this compiler writes code for says this number when it connects. */
export const helperBuildHash = 0x97e9a906;
