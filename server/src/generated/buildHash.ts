/** Generated from native/helper/symbols.def, observed_types.def, runtime.h and what layout.ts is made from by scripts/generate.mjs; do not edit. */

/** The helper that this compiler writes code for says its target's number when it connects. */
export const helperBuildHashes: Readonly<Record<'x86-32' | 'x86-64', number>> = {
  'x86-32': 0x97e9a906,
  'x86-64': 0x97e9a906,
};
