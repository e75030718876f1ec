/** What the compiler knows of a value-stack entry while it compiles. */

import type { Value } from '../opcodes/values.js';

/** An immortal-for-us constant of the code object; nothing is emitted and nothing owned. */
export interface ConstantEntry extends Value {
  readonly kind: 'constant';
  readonly index: number;
}

/**
 * A fast local's value, borrowed from the frame, which keeps it alive as long as the local is not
 * rebound.
 */
export interface LocalEntry extends Value {
  readonly kind: 'local';
  readonly index: number;
}

/** The NULL that PUSH_NULL, LOAD_METHOD and LOAD_GLOBAL put under a callable. */
export interface NullEntry extends Value {
  readonly kind: 'null';
}

/** A reference that the entry owns (or NULL). It is in `result`, or in stack slot `slot`. */
export interface OwnedEntry extends Value {
  readonly kind: 'owned';
  inResult: boolean;
  /** Position in the array of slots; meaningless while in `result`. */
  slot: number;
}

export type Entry = ConstantEntry | LocalEntry | NullEntry | OwnedEntry;

/**
 * The inverse of handing entries to opcode definitions as opaque values: all values are entries.
 */
export function asEntry(value: Value): Entry {
  return value as Entry;
}
