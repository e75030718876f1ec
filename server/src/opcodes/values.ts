/** What definitions of opcodes have of the value stack: nothing to look into, only to hand on. */

/** One entry of the compile-time value stack; opaque to definitions. */
export interface Value {
  readonly kind: string;
}

/** A run of entries in adjacent stack slots, ascending; `base` is the position of the deepest. */
export interface Items {
  readonly base: number;
  readonly count: number;
}
