/**
 * What an opcode definition says, and the vocabulary it lowers with.
 *
 * Maps from: one opcode of CPython 3.11. Maps to: calls on `Lowering`, which the compiler
 * implements. Knows no processor: the words here are words of Python and names of runtime
 * functions.
 */
import type { Operands } from './effects.js';
import type { OpcodeName } from './opcodeNames.js';
import type { Arguments, ArgumentsBeforeOutputs, Filling, Giving } from './runtimeCalls.js';
import type { Items, Value } from './values.js';

/**
 * The compiler's vocabulary. Operands that an opcode pops have left the value stack when `lower`
 * runs, those that it only looks at have not. Results are what `lower` returns, deepest first.
 */
export interface Lowering {
  /** Borrowed from the frame; raises UnboundLocalError if the local may be unbound and is. */
  local(index: number): Value;
  /** Borrowed from the frame, which surely holds it. */
  boundLocal(index: number): Value;
  constant(index: number): Value;
  null(): Value;
  assertionError(): Value;
  storeLocal(index: number, value: Value): void;
  deleteLocal(index: number): void;
  loadCell(index: number): Value;
  loadGlobal(nameIndex: number, nullBelow: boolean): Value;
  /** Drops a reference (nothing to do for borrowed values). */
  drop(value: Value): void;
  /** A new entry for the value `depth` below the top (1 is the top). */
  copy(depth: number): Value;
  /** Exchanges the top with the value `depth` below it (1 is the top). */
  swap(depth: number): void;

  /** Calls a function that returns a new reference, or NULL with an exception. */
  call<F extends Giving<'object'>>(fn: F, args: Arguments<F>): Value;
  /** Calls a function that cannot fail and runs no Python code; null where it returns nothing. */
  callNoError<F extends Giving<'object' | 'none'>>(fn: F, args: Arguments<F>): Value;
  /** Calls a function that returns 0, or -1 with an exception. */
  status<F extends Giving<'status'>>(fn: F, args: Arguments<F>): void;
  /** Calls a function that returns 0, 1, or -1 with an exception; the result is a bool. */
  condition<F extends Giving<'truth'>>(
    fn: F,
    args: Arguments<F>,
    negate?: boolean,
  ): Value | Branched;
  /**
   * Calls a function that fills `count` slots and returns 0, or -1 with an exception. The slots are
   * its last argument.
   */
  outputs<F extends Filling>(fn: F, args: ArgumentsBeforeOutputs<F>, count: number): Value[];

  binaryOperation(operator: number, left: Value, right: Value): Value | Stored;
  compare(op: number, left: Value, right: Value): Value | Branched;
  is(left: Value, right: Value, negate: boolean): Value | Branched;
  not(value: Value): Value | Branched;
  /** Whether the type of `value` (left where it is) has the Py_TPFLAGS bit. */
  typeFlag(value: Value, flag: 'MAPPING' | 'SEQUENCE'): Value | Branched;
  subscript(container: Value, key: Value): Value;
  /** A slice object, or what the subscript that is compiled with it gives: nothing if it stores. */
  buildSlice(items: Items, count: number): Value | undefined;
  storeSubscript(value: Value, container: Value, key: Value): void;
  loadAttribute(owner: Value, nameIndex: number): Value;
  storeAttribute(value: Value, owner: Value, nameIndex: number): void;
  /** The method and its owner; or NULL and what is to be called. */
  loadMethod(owner: Value, nameIndex: number): Value[];
  /** The items, the last one deepest. */
  unpackSequence(sequence: Value, count: number): Value[];
  keywordNames(constantIndex: number): void;
  /**
   * What the call returns, or with `super().name` the method and its owner, LOAD_METHOD being
   * compiled as well.
   */
  callFunction(items: Items): Value | Value[];
  callFunctionEx(items: Items, oparg: number): Value;

  /** Jumps lead to the instruction's own target. */
  jump(): void;
  /** A jump backward; `poll` tells whether signals and other threads get their chance there. */
  loop(poll: boolean): void;
  /** Jumps when the truth of `value` is `when`; drops it. */
  branch(value: Value, when: boolean): void;
  /** Jumps when (`value` is None) is `when`; drops it. */
  branchNone(value: Value, when: boolean): void;
  /** JUMP_IF_x_OR_POP: keeps the value when it jumps. */
  branchOrPop(value: Value, when: boolean): void;
  /** The next value of the iterator, which is dropped when exhausted, with a jump. */
  forIter(iterator: Value): Value;
  /**
   * Sends `value` to the receiver; when that returns, its result takes the receiver's place, with a
   * jump.
   */
  send(receiver: Value, value: Value): Value;

  returnValue(value: Value): void;
  returnGenerator(): void;
  yieldValue(value: Value): Value;
  resume(oparg: number): void;
  raise(items: Items): void;
  reraise(exception: Value, lasti: Value | null): void;
  endAsyncFor(iterator: Value, exception: Value): void;
}

/** The result has been consumed by the conditional jump that follows, which is compiled as well. */
export interface Branched {
  readonly fused: 'branch';
}

/** The result has been stored by the STORE_FAST that follows, which is compiled as well. */
export interface Stored {
  readonly fused: 'store';
}

export type Lowered = Value | readonly Value[] | Branched | Stored | undefined | void;

/**
 * All operands that the opcode looks at or pops as a run of slots, with those it pops as `items`.
 */
export type Lower = (
  emit: Lowering,
  operands: Readonly<Record<string, Value>>,
  oparg: number,
  items: Items,
) => Lowered;

export interface OpcodeDefinition {
  readonly name: OpcodeName;
  readonly lower: Lower;
  /**
   * Whether `lower` wants the popped operands in adjacent slots, as `items`, instead of by name.
   */
  readonly inSlots: boolean;
}

/** Defines an opcode whose operands may be anywhere: constants, locals, registers, slots. */
export function defineOpcode<Name extends OpcodeName>(
  name: Name,
  lower: (emit: Lowering, operands: Operands<Name, Value>, oparg: number) => Lowered,
): OpcodeDefinition {
  return {
    name,
    inSlots: false,
    // The driver names the operands after the same stack effect that the type is made from.
    lower: (emit, operands, oparg) => lower(emit, operands as Operands<Name, Value>, oparg),
  };
}

/** Defines an opcode whose popped operands are handed over as an array of slots. */
export function defineSlotsOpcode(
  name: OpcodeName,
  lower: (emit: Lowering, items: Items, oparg: number) => Lowered,
): OpcodeDefinition {
  return {
    name,
    inSlots: true,
    lower: (emit, _operands, oparg, items) => lower(emit, items, oparg),
  };
}
