/** Generated from native/helper/symbols.def, observed_types.def, runtime.h and what layout.ts is made from by scripts/generate.mjs; do not edit. */

/** The helper that a target's compiler writes code for says this number when it connects. */
export const helperBuildHashes: Readonly<Record<'x86-32' | 'x86-64', number>> = {
  'x86-32': 0x38b321b3,
  'x86-64': 0xb00ebf6a,
};

/** That of the helper that is built against CPython's debug build, whose machine code counts all references. */
export const debugHelperBuildHashes: Readonly<Record<'x86-32' | 'x86-64', number>> = {
  'x86-32': 0x2a8d7dcc,
  'x86-64': 0x761597d7,
};
