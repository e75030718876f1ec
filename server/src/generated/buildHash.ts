/** Generated from native/helper/symbols.def, observed_types.def, runtime.h and what layout.ts is made from by scripts/generate.mjs; do not edit. */

/** The helper that a target's compiler writes code for says this number when it connects. */
export const helperBuildHashes: Readonly<Record<'x86-32' | 'x86-64', number>> = {
  'x86-32': 0x42b036cf,
  'x86-64': 0xed73e962,
};
