/** Generated from native/helper/symbols.def, observed_types.def, runtime.h and what layout.ts is made from by scripts/generate.mjs; do not edit. */

/** The helper that a target's compiler writes code for says this number when it connects. */
export const helperBuildHashes: Readonly<Record<'x86-32' | 'x86-64', number>> = {
  'x86-32': 0xd24c5b0f,
  'x86-64': 0xb8c0f719,
};

/** That of the helper that is built against CPython's debug build, whose machine code counts all references. */
export const debugHelperBuildHashes: Readonly<Record<'x86-32' | 'x86-64', number>> = {
  'x86-32': 0x173aab62,
  'x86-64': 0x0ecab934,
};
