/**
 * What computing with ints and with floats have in common: the interface of a way of computing an
 * expression tree, and how its operands and instructions are come to.
 */

import type { Label } from '../assembler/operands.js';
import type { Emission } from './emission.js';
import type { Consumer, Leaf, Node, Operation } from './plan/expressionTrees.js';
import type { Register } from './target/target.js';
import type { OwnedEntry } from './values.js';

/** One way of computing a tree. */
export interface Way {
  readonly type: 'PyLong_Type' | 'PyFloat_Type';
  /** Leaves the value of a node in a register by number. */
  evaluate(node: Node, register: number): void;
  /**
   * The same for both operands of the operation or comparison of an instruction, in a register and
   * the next one.
   */
  operands(index: number, left: Node, right: Node, register: number): void;
  /** Compares the values of both operands, and takes the jump after the comparison. */
  branch(consumer: Consumer & { readonly kind: 'branch' }, owned: readonly OwnedEntry[]): void;
  /** Takes the jump for the truth of the value in the first register. */
  truth(consumer: Consumer & { readonly kind: 'truth' }, owned: readonly OwnedEntry[]): void;
  /** Saves the value from calls; `load` gets it back. */
  save(): void;
  load(): void;
  /** Puts the value into an object that nobody else has; what it does not fit goes to `fresh`. */
  overwrite(object: Register, fresh: Label): void;
  /** A new object in `result`, or NULL. The value has been saved. */
  create(): void;
}

/**
 * Loads the object of a leaf into `result`; false when there has been a test of the same local
 * already.
 */
export function loadLeaf(e: Emission, { entry }: Leaf, tested: Set<number>): boolean {
  const { masm } = e;
  const { result } = masm;
  e.stack.loadBorrowed(result, entry);
  if (entry.kind !== 'local') return true;
  const isNew = !tested.has(entry.index);
  tested.add(entry.index);
  return isNew;
}

export function enter(e: Emission, { index, operator }: Operation): void {
  const { masm } = e;
  e.cursor.goTo(index);
  masm.note(operator);
}
