/** Generated from native/helper/symbols.def, observed_types.def, runtime.h and what layout.ts is made from by scripts/generate.mjs; do not edit. */

/** The helper that a target's compiler writes code for says this number when it connects. */
export const helperBuildHashes: Readonly<Record<'x86-32' | 'x86-64', number>> = {
  'x86-32': 0x340b89d5,
  'x86-64': 0x84a648ea,
};

/** That of the helper that is built against CPython's debug build, whose machine code counts all references. */
export const debugHelperBuildHashes: Readonly<Record<'x86-32' | 'x86-64', number>> = {
  'x86-32': 0x56b76c42,
  'x86-64': 0x76a2cbe2,
};
