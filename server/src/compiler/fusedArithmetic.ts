/**
 * Expression trees in machine code: their operands are tested to be ints of one digit, or floats,
 * and the rest is arithmetic in registers with one object at the end, or none. When a test fails,
 * which nothing has seen yet, the instructions are executed one by one.
 *
 * Maps from: a tree. Maps to: words of the macro assembler, in the ways of intTrees.ts and
 * floatTrees.ts. Knows no instructions.
 */

import { CAN_BE_BOUND, CAN_BE_UNBOUND } from '../bytecode/localStates.js';
import { failed, storeResult } from './arithmetic.js';
import type { Emission } from './emission.js';
import { FloatWay } from './floatTrees.js';
import { IntWay } from './intTrees.js';
import { guardExactType } from './numbers.js';
import { type Consumer, type ExpressionTree, leavesOf } from './plan/expressionTrees.js';
import type { Way } from './treeWay.js';
import type { OwnedEntry } from './values.js';

/**
 * @param states of the locals, by instruction
 * @param oneByOne emits the tree's instructions one by one
 */
export function emitExpressionTree(
  e: Emission,
  tree: ExpressionTree,
  states: Uint8Array,
  oneByOne: () => void,
): void {
  const { masm } = e;
  const { consumer, base, operands } = tree;
  e.stack.expect(base, operands);
  if (consumer.kind === 'branch' || consumer.kind === 'truth') e.stack.canonicalize(base);
  e.stack.spill();
  if (consumer.kind === 'local') e.stack.ownBorrowers(consumer.local, base);
  const done = masm.label('.done');
  const singly = (): void => {
    oneByOne();
    if (consumer.kind === 'value') {
      e.stack.loadOwned(masm.result, e.stack.pop());
      e.stack.releaseResult();
    }
    masm.jump(done);
  };
  // Of several operations each one counts by itself.
  const generic =
    tree.operations === 1 ? e.cold.addFailedGuess(singly) : e.cold.add(singly, '.singly');
  e.stack.entries.length = base;
  const target = consumer.kind === 'local' ? states[consumer.index]! : 0;
  if (!tree.asInts) emitWay(e, tree, target, new FloatWay(e, generic));
  else {
    const other = tree.asFloats
      ? e.cold.add(() => {
          emitWay(e, tree, target, new FloatWay(e, generic));
          masm.jump(done);
        }, '.floats')
      : generic;
    emitWay(e, tree, target, new IntWay(e, other, generic, tree.isWide));
  }
  masm.bind(done);
  e.cursor.goTo(tree.last);
  if (consumer.kind === 'value') e.stack.push(e.stack.ownedInResult());
}

function emitWay(e: Emission, tree: ExpressionTree, targetState: number, way: Way): void {
  const { root, consumer } = tree;
  const leaves = [
    ...leavesOf(root),
    ...(consumer.kind === 'branch' ? leavesOf(consumer.right) : []),
  ];
  const owned = leaves
    .map(({ entry }) => entry)
    .filter((entry): entry is OwnedEntry => entry.kind === 'owned');
  if (consumer.kind === 'branch') {
    way.operands(consumer.index, root, consumer.right, 0);
    way.branch(consumer, owned);
    return;
  }
  way.evaluate(root, 0);
  if (consumer.kind === 'truth') way.truth(consumer, owned);
  else if (consumer.kind === 'local') storeIntoLocal(e, consumer, targetState, owned, way);
  else returnValue(e, owned, way);
}

/** The value into the object that the local has, if nobody else has it. */
function storeIntoLocal(
  e: Emission,
  { local, index }: Consumer & { readonly kind: 'local' },
  state: number,
  owned: readonly OwnedEntry[],
  way: Way,
): void {
  const { masm } = e;
  const { result } = masm;
  way.save();
  for (const entry of owned) e.stack.drop(entry);
  const isFresh = (state & CAN_BE_BOUND) === 0;
  const create = (): void => {
    e.cursor.storePrevInstrAside();
    way.create();
    masm.jumpIfZero(result, failed(e));
    e.cursor.goTo(index);
    storeResult(e, local);
  };
  if (isFresh) {
    create();
    return;
  }
  const stored = masm.label('.stored');
  const fresh = e.cold.add(() => {
    create();
    masm.jump(stored);
  }, '.fresh');
  e.cursor.goTo(index);
  e.stack.loadBorrowed(result, { kind: 'local', index: local });
  if ((state & CAN_BE_UNBOUND) !== 0) {
    masm.jumpIfZero(result, fresh);
  }
  guardExactType(e, result, way.type, fresh);
  masm.guardUnshared(result, fresh);
  way.load();
  way.overwrite(result, fresh);
  masm.bind(stored);
}

/** The value as an object in `result`: an operand that nobody else has, or a new one. */
function returnValue(e: Emission, owned: readonly OwnedEntry[], way: Way): void {
  const { masm } = e;
  const { result } = masm;
  way.save();
  const [reused, ...others] = owned;
  for (const entry of others) e.stack.drop(entry);
  const create = (): void => {
    e.cursor.storePrevInstrAside();
    way.create();
    masm.jumpIfZero(result, failed(e));
  };
  if (reused === undefined) {
    create();
    return;
  }
  const made = masm.label('.made');
  const fresh = e.cold.add(() => {
    e.stack.drop(reused);
    create();
    masm.jump(made);
  }, '.fresh');
  e.stack.loadBorrowed(result, reused);
  masm.guardUnshared(result, fresh);
  way.load();
  way.overwrite(result, fresh);
  masm.bind(made);
}
