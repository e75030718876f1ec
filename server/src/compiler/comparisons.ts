/**
 * COMPARE_OP. Exact ints of one digit and exact floats are compared in line, and a conditional jump
 * that follows is taken from the flags. Everything else is the runtime's.
 */

import { type Condition, negate } from '../assembler/conditions.js';
import type { Branched } from '../opcodes/definition.js';
import { immediate } from '../opcodes/runtimeCalls.js';
import type { Value } from '../opcodes/values.js';
import { type Comparison, comparisonOperators } from '../opcodes/opcodeNames.js';
import { callWithOperands, loadFloat, loadOperands } from './binaryOperands.js';
import { branched, branchOnObject, jumpIf, loadBool } from './conditions.js';
import type { Emission } from './emission.js';
import { isOtherConstant, isWide, knownNumber } from './knownNumbers.js';
import { guardExactType, unpackInt } from './numbers.js';
import { observeOperands } from './observation.js';
import type { CompareAndJump } from './plan/plan.js';
import type { Entry } from './values.js';

export const signedConditions: Readonly<Record<Comparison, Condition>> = {
  '<': 'l',
  '<=': 'le',
  '==': 'e',
  '!=': 'ne',
  '>': 'g',
  '>=': 'ge',
};

/**
 * After `compareDoubles` of both operands, or of both swapped, so that a NaN makes the condition
 * false.
 */
export const floatConditions: Readonly<
  Partial<Record<Comparison, { readonly swapped: boolean; readonly condition: Condition }>>
> = {
  '<': { swapped: true, condition: 'a' },
  '<=': { swapped: true, condition: 'ae' },
  '>': { swapped: false, condition: 'a' },
  '>=': { swapped: false, condition: 'ae' },
};

export function compare(
  e: Emission,
  op: number,
  left: Entry,
  right: Entry,
  jump: CompareAndJump | null,
): Value | Branched {
  const { masm } = e;
  const { first, second } = masm;
  const [kept, alsoKept] = masm.kept;
  const comparison = comparisonOperators[op]!;
  if (isOtherConstant(e, left) || isOtherConstant(e, right)) return viaRuntime(e, op, left, right);
  if (jump !== null) e.stack.canonicalize();
  else e.stack.spill();
  loadOperands(e, left, right);
  const knownLeft = knownNumber(e, left);
  const knownRight = knownNumber(e, right);
  const done = masm.label('.compared');
  const slow = e.cold.addFailedGuess(() => {
    callWithOperands(e, 'rt_compare', left, right, op);
    if (jump === null) masm.jump(done);
    else {
      e.cursor.advance();
      branchOnObject(e, jump.when, done);
      masm.jump(done);
    }
  });
  /** The answer is in the flags: jumps, or makes a bool. */
  const answer = (condition: Condition): void => {
    if (jump === null) loadBool(e, condition);
    else {
      e.cursor.index += 1;
      jumpIf(e, jump.when ? condition : negate(condition));
      e.cursor.index -= 1;
    }
  };
  const asFloat = (): void => {
    const [a, b] = masm.floats;
    loadFloat(e, a, first, knownLeft, slow);
    loadFloat(e, b, second, knownRight, slow);
    compareFloats(e, comparison);
    masm.loadAnswer(kept);
    dropBoth(e, left, right);
    masm.compareWithZero(kept);
    answer('ne');
  };
  const isFloat = knownLeft?.kind === 'float' || knownRight?.kind === 'float';
  if (isFloat) asFloat();
  else {
    const bothKnown = knownLeft !== null && knownRight !== null;
    const other = bothKnown
      ? slow
      : e.cold.add(() => {
          asFloat();
          masm.jump(done);
        }, '.float');
    if (knownLeft === null) {
      guardExactType(e, first, 'PyLong_Type', other);
      unpackInt(e, kept, first, slow, isWide(e, knownRight));
    } else masm.move(kept, knownLeft.value);
    if (knownRight === null) {
      guardExactType(e, second, 'PyLong_Type', knownLeft === null ? slow : other);
      unpackInt(e, alsoKept, second, slow, isWide(e, knownLeft));
    }
    dropBoth(e, left, right);
    masm.compare(kept, knownRight === null ? alsoKept : knownRight.value);
    answer(signedConditions[comparison]);
  }
  masm.bind(done);
  if (jump !== null) {
    e.cursor.advance();
    return branched;
  }
  return e.stack.ownedInResult();
}

function viaRuntime(e: Emission, op: number, left: Entry, right: Entry): Value {
  observeOperands(e, [left, right]);
  e.calls.withValues('rt_compare', [left, right, immediate(op)]);
  e.exits.checkResult();
  return e.stack.ownedInResult();
}

/**
 * Drops the operands in `first` and `second`; the kept registers stay. Their types are exact, so
 * nothing runs that could see it.
 */
function dropBoth(e: Emission, left: Entry, right: Entry): void {
  const { masm } = e;
  const { first, second } = masm;
  if (right.kind === 'owned') {
    if (left.kind === 'owned') e.stack.decrefKeeping(second, first);
    else e.stack.decref(second);
  }
  if (left.kind === 'owned') e.stack.decref(first);
}

/** The answer for the first two floats is kept, for `loadAnswer`; with a NaN only != holds. */
export function compareFloats(e: Emission, comparison: Comparison): void {
  const { masm } = e;
  const { scratch } = masm;
  const [a, b] = masm.floats;
  const direct = floatConditions[comparison];
  if (direct !== undefined) {
    const [first, second] = direct.swapped ? [b, a] : [a, b];
    masm.compareDoubles(first, second);
    masm.keepAnswer(direct.condition);
    return;
  }
  const unordered = masm.label('.unordered');
  masm.move(scratch, comparison === '!=' ? 1 : 0);
  masm.compareDoubles(a, b);
  masm.jumpIf('p', unordered);
  masm.keepAnswer(comparison === '!=' ? 'ne' : 'e');
  masm.bind(unordered);
}
