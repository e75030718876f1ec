/**
 * The plan of a function: which instructions are lowered together, and how. It is made before
 * anything is emitted, and emission follows it: nobody who emits looks at the next instruction to
 * decide.
 *
 * A plan is data. planFunction.ts makes it, planText.ts prints it.
 */

import type { Unsupported } from '../compiledCode.js';
import type { ExpressionTree } from './expressionTrees.js';

/** Instructions that are lowered together, by their indices. */
interface Span {
  readonly first: number;
  /** Included. */
  readonly last: number;
}

/** An instruction by itself. */
export interface One extends Span {
  readonly kind: 'one';
  /** BINARY_OP: numbers have been tried already, so that only the general path is of use. */
  readonly isGeneral: boolean;
}

/**
 * Arithmetic that is computed in registers as a whole, and where an operand is no number after all,
 * in the groups `singly`.
 */
export interface Tree extends Span {
  readonly kind: 'tree';
  readonly tree: ExpressionTree;
  readonly singly: readonly Group[];
}

/** A condition, and the jump that takes the answer before it is an object. */
export interface CompareAndJump extends Span {
  readonly kind: 'compareAndJump';
  /** The answer for which the jump is taken. */
  readonly when: boolean;
}

/**
 * `x = x + …`: a BINARY_OP whose left operand is borrowed from the local that STORE_FAST gives the
 * result to. That may begin the next block, as in `x = x + a if c else x + b`: others come there
 * too, and are to find it.
 */
export interface StoreInto extends Span {
  readonly kind: 'storeInto';
  readonly local: number;
}

/**
 * FOR_ITER before STORE_FAST: where the item is an int that the runtime makes, the one that the
 * local has can take its value if nobody else has it.
 */
export interface ItemInto extends Span {
  readonly kind: 'itemInto';
  readonly local: number;
}

/** BUILD_SLICE, and BINARY_SUBSCR or STORE_SUBSCR with it: a slice object only where it is seen. */
export interface Slice extends Span {
  readonly kind: 'slice';
  readonly isStore: boolean;
}

/** `super().name`: CALL and LOAD_METHOD without the super object, where all is as it seems. */
export interface SuperMethod extends Span {
  readonly kind: 'super';
  /** Of the free variable `__class__`, among the locals. */
  readonly classIndex: number;
  readonly nameIndex: number;
}

/**
 * The rest of a block, which is the interpreter's: its first instruction is excluded by the
 * options.
 */
export interface Leave extends Span {
  readonly kind: 'leave';
}

export type Group =
  | One
  | Tree
  | CompareAndJump
  | StoreInto
  | ItemInto
  | Slice
  | SuperMethod
  | Leave;

export interface Plan {
  /** By block: its groups in order; none where nothing reaches the block. */
  readonly blocks: readonly (readonly Group[])[];
  /** All that the options exclude of what is reached, and not only what is in the way first. */
  readonly unsupported: readonly Unsupported[];
}
