/**
 * BINARY_OP. Ints of one digit and floats are computed in line; an operand that nobody else refers
 * to is reused for the result, also the old value of the local into which the result is stored.
 * Everything else is the runtime's.
 */

import type { Label } from '../assembler/operands.js';
import type { Stored } from '../opcodes/definition.js';
import { immediate } from '../opcodes/runtimeCalls.js';
import type { Value } from '../opcodes/values.js';
import { binaryOperators } from '../opcodes/opcodeNames.js';
import { callWithOperands, loadFloat, loadOperands, ownOperands } from './binaryOperands.js';
import type { Emission } from './emission.js';
import { localAddress, savedDouble, stolen, word } from './masm/arguments.js';
import {
  inLineOperators,
  isTriedWithNumbers,
  isWide,
  type Known,
  knownNumber,
  shiftFactor,
} from './knownNumbers.js';
import { computeFloat, computeInt, guardExactType, overwriteInt, unpackInt } from './numbers.js';
import { observeOperands } from './observation.js';
import type { Group } from './plan/plan.js';
import type { Entry } from './values.js';

const stored: Stored = { fused: 'store' };

/** The operands while the operation runs: left in `first`, right in `second`. */
interface Operation {
  readonly operator: string;
  readonly oparg: number;
  readonly left: Entry;
  readonly right: Entry;
  readonly knownLeft: Known;
  readonly knownRight: Known;
  /** The local that the result is stored into, and that the left operand is borrowed from. */
  readonly target: number | null;
  readonly slow: Label;
  /** The result is in `result`; or in the local, when `target` is set. */
  readonly done: Label;
}

export function binaryOperation(
  e: Emission,
  oparg: number,
  left: Entry,
  right: Entry,
  group: Group,
): Value | Stored {
  const { masm } = e;
  const operator = binaryOperators[oparg % 13]!;
  const target = group.kind === 'storeInto' ? group.local : null;
  if (target !== null && (left.kind !== 'local' || left.index !== target)) {
    throw new Error(`local ${target} is not the left operand`);
  }
  if (target !== null) e.stack.ownBorrowers(target);
  const knownLeft = knownNumber(e, left);
  const knownRight = knownNumber(e, right);
  const isGeneral = group.kind === 'one' && group.isGeneral;
  if (isGeneral || !isTriedWithNumbers(e, operator, left, right)) {
    return target === null
      ? viaRuntime(e, oparg, left, right)
      : concatenate(e, left, right, target);
  }
  const asInts = inLineOperators.ints.has(operator);
  const asFloats = inLineOperators.floats.has(operator);
  const isFloat = knownLeft?.kind === 'float' || knownRight?.kind === 'float';
  e.stack.spill();
  loadOperands(e, left, right);
  const done = masm.label('.result');
  const slow = e.cold.addFailedGuess(() => {
    slowPath(e, oparg, left, right, operator === '+' ? target : null);
    if (target !== null) storeResult(e, target);
    masm.jump(done);
  });
  const operation = { operator, oparg, left, right, knownLeft, knownRight, target, slow, done };
  if (asInts && !isFloat) {
    const other =
      asFloats && !(knownLeft !== null && knownRight !== null)
        ? e.cold.add(() => emitFloat(e, operation), '.float')
        : slow;
    emitInt(e, operation, other);
  } else emitFloat(e, operation);
  masm.bind(done);
  if (target !== null) {
    e.skipNext();
    return stored;
  }
  return e.stack.ownedInResult();
}

function viaRuntime(e: Emission, oparg: number, left: Entry, right: Entry): Value {
  observeOperands(e, [left, right]);
  e.calls.withValues('rt_binary_op', [left, right, immediate(oparg)]);
  e.exits.checkResult();
  return e.stack.ownedInResult();
}

/**
 * `x += …` of something that may be a string: the local gives its reference up, so that the string
 * can grow in place.
 */
function concatenate(e: Emission, left: Entry, right: Entry, target: number): Stored {
  e.stack.spill();
  loadOperands(e, left, right);
  slowPath(e, 0, left, right, target);
  storeResult(e, target);
  e.skipNext();
  return stored;
}

/**
 * The runtime function; the operands are in `first` and `second` and get references of their own.
 * The result is in `result`.
 */
function slowPath(
  e: Emission,
  oparg: number,
  left: Entry,
  right: Entry,
  target: number | null,
): void {
  const { masm } = e;
  const { first, second } = masm;
  if (target === null) {
    callWithOperands(e, 'rt_binary_op', left, right, oparg);
    return;
  }
  ownOperands(e, left, right);
  e.cursor.storePrevInstr();
  masm.callRuntime('rt_add_into_local', [stolen(first), stolen(second), localAddress(target)]);
  e.exits.checkResult();
}

/** STORE_FAST of the object in `result`, whose instruction is fused with this one. */
export function storeResult(e: Emission, target: number): void {
  const { masm } = e;
  const { result, scratch } = masm;
  const done = masm.label('.stored');
  masm.load(scratch, masm.local(target));
  masm.store(masm.local(target), result);
  masm.jumpIfZero(scratch, done);
  e.stack.decref(scratch);
  masm.bind(done);
}

function emitInt(e: Emission, op: Operation, other: Label): void {
  const { masm } = e;
  const { first, result, second } = masm;
  const [kept, alsoKept] = masm.kept;
  const { slow } = op;
  // The value of the left operand goes to `kept`, that of the right one to `alsoKept`.
  if (op.knownLeft === null) {
    guardExactType(e, first, 'PyLong_Type', other);
    unpackInt(e, kept, first, slow, isWide(e, op.knownRight));
  } else masm.move(kept, op.knownLeft.value);
  if (op.knownRight === null) {
    guardExactType(e, second, 'PyLong_Type', op.knownLeft === null ? slow : other);
    unpackInt(e, alsoKept, second, slow, isWide(e, op.knownLeft));
  }
  const right = op.knownRight === null ? alsoKept : op.knownRight.value;
  masm.note(op.operator);
  switch (op.operator) {
    case '<<':
      masm.multiply(kept, shiftFactor(e, op.knownRight)!);
      masm.jumpIf('o', slow);
      break;
    case '>>':
      emitShift(e, op, slow);
      break;
    case '//':
    case '%':
      emitDivision(e, op, slow);
      break;
    default:
      // Two digits' sum fits 32 bits, and two of two digits 64.
      computeInt(e, op.operator, kept, right, { sum: null, product: slow });
  }
  // The result's value is in `kept`; an operand nobody else holds becomes the result.
  if (op.target !== null || op.left.kind === 'owned') {
    const fresh = masm.label('.fresh');
    masm.guardUnshared(first, fresh);
    overwriteInt(e, first, fresh);
    dropRight(e, op);
    masm.jump(op.done);
    masm.bind(fresh);
  }
  dropOperands(e, op);
  e.calls.aside('rt_new_int', [word(kept)]);
  masm.jumpIfZero(result, failed(e));
  if (op.target !== null) storeResult(e, op.target);
}

/** An arithmetic shift to the right by less than 32. */
function emitShift(e: Emission, op: Operation, slow: Label): void {
  const { masm } = e;
  const [kept, alsoKept] = masm.kept;
  if (op.knownRight !== null) {
    if (op.knownRight.value < 0 || op.knownRight.value > 31) masm.jump(slow);
    else masm.shiftRight(kept, op.knownRight.value);
    return;
  }
  masm.compareAndJump(alsoKept, 'a', 31, slow);
  masm.shiftRight(kept, alsoKept);
}

/**
 * `//` and `%` of a non-negative by a positive int, where rounding down and rounding to zero agree;
 * by a power of two of any int.
 */
function emitDivision(e: Emission, op: Operation, slow: Label): void {
  const { masm } = e;
  const { first, second } = masm;
  const what = op.operator === '%' ? '%' : '//';
  const [kept, alsoKept] = masm.kept;
  const divisor = op.knownRight?.value;
  if (divisor !== undefined && divisor <= 0) {
    masm.jump(slow);
    return;
  }
  if (divisor !== undefined && Number.isInteger(Math.log2(divisor))) {
    masm.divideByPower(kept, divisor, what);
    return;
  }
  masm.jumpIfNegative(kept, slow);
  if (divisor === undefined) {
    masm.compareAndJump(alsoKept, 'le', 0, slow);
  } else masm.move(alsoKept, divisor);
  const haveOneDigit = !isWide(e, op.knownLeft) && !isWide(e, op.knownRight);
  masm.divide(kept, alsoKept, what, { kept: [first, second], haveOneDigit });
}

/** Memory ran out for the result of an in-line operation. */
export function failed(e: Emission): Label {
  const { masm } = e;
  return e.cold.add(
    () => {
      e.cursor.storePrevInstr();
      masm.jump(e.exits.error());
    },
    '.memory',
    'error',
  );
}

function emitFloat(e: Emission, op: Operation): void {
  const { masm } = e;
  const { first, second, result } = masm;
  const [kept] = masm.kept;
  const [left, right, zero] = masm.floats;
  const value = masm.layout.PyFloatObject.ob_fval;
  const { slow } = op;
  loadFloat(e, left, first, op.knownLeft, slow);
  loadFloat(e, right, second, op.knownRight, slow);
  computeFloat(e, op.operator, left, right, { zero, undivided: slow });
  const canReuseLeft = op.knownLeft === null && (op.target !== null || op.left.kind === 'owned');
  if (canReuseLeft) {
    const other = masm.label('.shared');
    masm.guardUnshared(first, other);
    masm.storeDoubleField(first, value, left);
    dropRight(e, op);
    masm.jump(op.done);
    masm.bind(other);
  }
  if (op.right.kind === 'owned' && op.target === null) {
    const other = masm.label('.shared');
    masm.guardUnshared(second, other);
    masm.storeDoubleField(second, value, left);
    masm.move(kept, second);
    if (op.left.kind === 'owned') e.stack.decref(first);
    masm.move(result, kept);
    masm.jump(op.done);
    masm.bind(other);
  }
  masm.saveDouble(left);
  dropOperands(e, op);
  e.calls.aside('rt_new_float', [savedDouble]);
  masm.jumpIfZero(result, failed(e));
  if (op.target !== null) storeResult(e, op.target);
  masm.jump(op.done);
}

/** Drops the right operand; the left one becomes the result. */
function dropRight(e: Emission, op: Operation): void {
  const { masm } = e;
  const { first, second, result } = masm;
  const [kept] = masm.kept;
  if (op.right.kind !== 'owned') {
    masm.move(result, first);
    return;
  }
  masm.move(kept, first);
  e.stack.decref(second);
  masm.move(result, kept);
}

/** Drops both operands; the first kept register stays. */
function dropOperands(e: Emission, op: Operation): void {
  const { masm } = e;
  const { first, second } = masm;
  const [, alsoKept] = masm.kept;
  if (op.right.kind === 'owned' && op.left.kind === 'owned') {
    masm.move(alsoKept, second);
    e.stack.decref(first);
    e.stack.decref(alsoKept);
  } else if (op.left.kind === 'owned') e.stack.decref(first);
  else if (op.right.kind === 'owned') e.stack.decref(second);
}
