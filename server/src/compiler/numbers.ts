/**
 * Unpacking of exact ints and floats for in-line arithmetic. An int takes part when it has one
 * digit (30 bits) or none; its value is sign times digit.
 */

import type { Label } from '../assembler/operands.js';
import type { Emission } from './emission.js';
import { field } from './masm/places.js';
import type { FloatRegister, Register } from './target/target.js';

const guards = {
  PyLong_Type: 'int guard',
  PyFloat_Type: 'float guard',
  PyList_Type: 'list guard',
  PyTuple_Type: 'tuple guard',
  PyRangeIter_Type: 'over a range?',
  PyListIter_Type: 'over a list?',
  PyTupleIter_Type: 'over a tuple?',
} as const;

/** Of an int's digit. */
const DIGIT_BITS = 30;

/** Goes to `otherwise` unless the object is of exactly this type. */
export function guardExactType(
  e: Emission,
  object: Register,
  type: keyof typeof guards,
  otherwise: Label,
): void {
  const { masm } = e;
  masm.note(guards[type]);
  masm.guardType(object, type, otherwise);
}

/**
 * The value of the exact int in `object` into `value`; scratch is lost. More than one digit goes to
 * `otherwise`; with `isWide`, which a machine word must have the bits for, more than two.
 */
export function unpackInt(
  e: Emission,
  value: Register,
  object: Register,
  otherwise: Label,
  isWide = false,
): void {
  const { masm } = e;
  const { scratch, layout } = masm;
  const unpacked = masm.label('.unpacked');
  masm.loadField(value, object, layout.PyVarObject.ob_size);
  masm.as('check', () => {
    masm.note('one digit?');
    masm.addTo(scratch, value, 1);
    masm.compareAndJump(scratch, 'a', 2, isWide ? e.cold.add(unpackTwo, '.wide') : otherwise);
  });
  masm.note('sign times digit');
  masm.multiply(value, field(object, layout.PyLongObject.ob_digit));
  masm.bind(unpacked);

  function unpackTwo(): void {
    const { ob_digit } = layout.PyLongObject;
    masm.note('two digits?');
    masm.addTo(scratch, value, 2);
    masm.compareAndJump(scratch, 'a', 4, otherwise);
    masm.loadField(scratch, object, { ...ob_digit, offset: ob_digit.offset + ob_digit.width });
    masm.shiftLeft(scratch, DIGIT_BITS);
    masm.loadField(value, object, ob_digit);
    masm.or(value, scratch);
    masm.compareAndJump(field(object, layout.PyVarObject.ob_size), 'ge', 0, unpacked);
    masm.negate(value);
    masm.jump(unpacked);
  }
}

/**
 * The value in the first kept register into the int in `object`, which nobody else has; scratch and
 * the other kept one are lost. Small ints are shared by all, and more than one digit does not fit:
 * those go to `fresh`.
 */
export function overwriteInt(e: Emission, object: Register, fresh: Label): void {
  const { masm } = e;
  const { scratch, layout, constants } = masm;
  const [kept, alsoKept] = masm.kept;
  const smallInts = constants.smallNegativeInts + constants.smallPositiveInts;
  masm.as('check', () => {
    masm.note('no small int?');
    masm.addTo(scratch, kept, constants.smallNegativeInts);
    masm.compareAndJump(scratch, 'b', smallInts, fresh);
  });
  masm.loadSign(scratch, kept);
  masm.move(alsoKept, kept);
  masm.xor(alsoKept, scratch);
  masm.subtract(alsoKept, scratch);
  masm.note('one digit?');
  masm.compareAndJump(alsoKept, 'a', constants.PyLong_MASK, fresh);
  masm.or(scratch, 1);
  masm.storeField(object, layout.PyVarObject.ob_size, scratch);
  masm.storeField(object, layout.PyLongObject.ob_digit, alsoKept);
}

/**
 * An operation of two ints that needs no division, in registers. What does not fit goes to
 * `overflow`, if it can.
 */
export function computeInt(
  e: Emission,
  operator: string,
  target: Register,
  right: Register | number,
  overflow: { readonly sum: Label | null; readonly product: Label },
): void {
  const { masm } = e;
  switch (operator) {
    case '+':
      masm.add(target, right);
      if (overflow.sum !== null) masm.jumpIf('o', overflow.sum);
      return;
    case '-':
      masm.subtract(target, right);
      if (overflow.sum !== null) masm.jumpIf('o', overflow.sum);
      return;
    case '*':
      masm.multiply(target, right);
      masm.jumpIf('o', overflow.product);
      return;
    case '&':
      masm.and(target, right);
      return;
    case '|':
      masm.or(target, right);
      return;
    default:
      masm.xor(target, right);
  }
}

/**
 * An operation of two floats; zero and NaN divisors go to `undivided`. `zero` is lost, or null
 * where the divisor is known.
 */
export function computeFloat(
  e: Emission,
  operator: string,
  target: FloatRegister,
  right: FloatRegister,
  divisor: { readonly zero: FloatRegister | null; readonly undivided: Label },
): void {
  const { masm } = e;
  switch (operator) {
    case '+':
      masm.addDouble(target, right);
      return;
    case '-':
      masm.subtractDouble(target, right);
      return;
    case '*':
      masm.multiplyDouble(target, right);
      return;
    default:
      if (divisor.zero !== null) {
        masm.zeroDouble(divisor.zero);
        masm.compareDoubles(right, divisor.zero);
        masm.jumpIf('e', divisor.undivided);
      }
      masm.divideDouble(target, right);
  }
}
