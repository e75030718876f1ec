/**
 * Unpacking of exact ints and floats for in-line arithmetic. An int takes part when it has one digit (30 bits) or
 * none; its value is sign times digit.
 */

import { immSymbol, type Label, mem } from '../assembler/operands.js';
import { eax, ecx, edi, esi, type Reg32, type RegXmm } from '../assembler/registers.js';
import type { Constant } from '../bytecode/codeObject.js';
import { constants, layout } from '../generated/layout.js';
import { field } from './fields.js';
import type { Emission } from './emission.js';
import type { Entry } from './values.js';

const TYPE = layout.PyObject.ob_type;
export const SIZE = layout.PyVarObject.ob_size;
export const DIGIT = layout.PyLongObject.ob_digit;
export const FLOAT = layout.PyFloatObject.ob_fval;

/** What is known of an operand while compiling. */
export type Known = { readonly kind: 'int' | 'float'; readonly value: number } | null;

/** The value of a constant operand that in-line arithmetic can use. */
export function knownNumber(e: Emission, entry: Entry): Known {
  if (entry.kind !== 'constant') return null;
  const constant: Constant = e.code.consts[entry.index]!;
  if (constant.kind === 'float') return { kind: 'float', value: constant.value };
  if (constant.kind !== 'int') return null;
  const limit = BigInt(constants.PyLong_MASK);
  return constant.value >= -limit && constant.value <= limit
    ? { kind: 'int', value: Number(constant.value) }
    : null;
}

/** Whether the constant is anything but a number that in-line arithmetic can use. */
export function isOtherConstant(e: Emission, entry: Entry): boolean {
  return entry.kind === 'constant' && knownNumber(e, entry) === null;
}

const guards = {
  PyLong_Type: 'int guard',
  PyFloat_Type: 'float guard',
  PyList_Type: 'list guard',
  PyTuple_Type: 'tuple guard',
  PyRangeIter_Type: 'over a range?',
  PyListIter_Type: 'over a list?',
} as const;

/** Goes to `otherwise` unless the object is of exactly this type. */
export function guardExactType(
  e: Emission,
  object: Reg32,
  type: keyof typeof guards,
  otherwise: Label,
): void {
  e.note(guards[type]);
  e.asm.cmp(field(object, TYPE), immSymbol(type));
  e.asm.j('ne', otherwise);
}

/** The value of the exact int in `object` into `value`; ecx is lost. More than one digit goes to `otherwise`. */
export function unpackInt(e: Emission, value: Reg32, object: Reg32, otherwise: Label): void {
  const { asm } = e;
  asm.mov(value, field(object, SIZE));
  e.note('one digit?');
  asm.lea(ecx, mem(value, 1));
  asm.cmp(ecx, 2);
  asm.j('a', otherwise);
  e.note('sign times digit');
  asm.imul(value, field(object, DIGIT));
}

/**
 * The value in esi into the int in eax, which nobody else has; ecx and edi are lost. Small ints are shared by all, and
 * more than one digit does not fit: those go to `fresh`.
 */
export function overwriteInt(e: Emission, fresh: Label): void {
  const { asm } = e;
  asm.lea(ecx, mem(esi, constants.smallNegativeInts));
  asm.cmp(ecx, constants.smallNegativeInts + constants.smallPositiveInts);
  asm.j('b', fresh);
  asm.mov(ecx, esi);
  asm.sar(ecx, 31);
  asm.mov(edi, esi);
  asm.xor(edi, ecx);
  asm.sub(edi, ecx);
  asm.cmp(edi, constants.PyLong_MASK);
  asm.j('a', fresh);
  asm.or(ecx, 1);
  asm.mov(field(eax, SIZE), ecx);
  asm.mov(field(eax, DIGIT), edi);
}

/** An operation of two ints that needs no division, in registers. What does not fit goes to `overflow`, if it can. */
export function computeInt(
  e: Emission,
  operator: string,
  target: Reg32,
  right: Reg32 | number,
  overflow: { readonly sum: Label | null; readonly product: Label },
): void {
  const { asm } = e;
  switch (operator) {
    case '+':
      asm.add(target, right);
      if (overflow.sum !== null) asm.j('o', overflow.sum);
      return;
    case '-':
      asm.sub(target, right);
      if (overflow.sum !== null) asm.j('o', overflow.sum);
      return;
    case '*':
      if (typeof right === 'number') asm.imul3(target, target, right);
      else asm.imul(target, right);
      asm.j('o', overflow.product);
      return;
    case '&':
      asm.and(target, right);
      return;
    case '|':
      asm.or(target, right);
      return;
    default:
      asm.xor(target, right);
  }
}

/** An operation of two floats; zero and NaN divisors go to `undivided`. `zero` is lost, or null where the divisor is known. */
export function computeFloat(
  e: Emission,
  operator: string,
  target: RegXmm,
  right: RegXmm,
  divisor: { readonly zero: RegXmm | null; readonly undivided: Label },
): void {
  const { asm } = e;
  switch (operator) {
    case '+':
      asm.addsd(target, right);
      return;
    case '-':
      asm.subsd(target, right);
      return;
    case '*':
      asm.mulsd(target, right);
      return;
    default:
      if (divisor.zero !== null) {
        asm.pxor(divisor.zero, divisor.zero);
        asm.ucomisd(right, divisor.zero);
        asm.j('e', divisor.undivided);
      }
      asm.divsd(target, right);
  }
}
