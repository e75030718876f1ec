/**
 * Functions and classes of CPython 3.11's builtins that do the same under another name.
 *
 * Left out are exceptions, what looks at its caller's frame (`locals`, `super`), and what `site`
 * adds.
 */

export const builtinNames: ReadonlySet<string> = new Set(
  `abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile
  complex delattr dict divmod enumerate filter float format frozenset getattr globals
  hasattr hash hex id input int isinstance issubclass iter len list map max memoryview min
  next object oct open ord pow print property range repr reversed round set setattr slice sorted
  staticmethod str sum tuple type zip`.split(/\s+/),
);
