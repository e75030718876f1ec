/** Generated from native/helper/observed_types.def by scripts/generate.mjs; do not edit. */

/** In the order of the bits. */
export const listedTypes = [
  'int',
  'float',
  'str',
  'list',
  'tuple',
  'dict',
  'bool',
  'None',
  'bytes',
  'set',
  'function',
  'method',
  'type',
  'range',
  'slice',
  'frozenset',
  'complex',
  'bytearray',
  'memoryview',
  'object',
  'module',
  'generator',
] as const;
