/**
 * What is known before emission of the operands of arithmetic, and which operations are tried with
 * numbers at all.
 *
 * Maps from: entries of the value stack. Maps to: numbers, where they are constants that in-line
 * arithmetic can use. An int takes part when it has one digit or none; where a machine word has 64
 * bits, those that JavaScript's numbers hold do as well. Emits nothing.
 */

import type { CodeObject, Constant } from '../bytecode/codeObject.js';
import type { Target } from './target/target.js';
import type { Entry } from './values.js';

/** What is known of an operand while compiling. */
export type Known = { readonly kind: 'int' | 'float'; readonly value: number } | null;

/** Whose constants the entries are, and for what processor. */
interface Where {
  readonly code: CodeObject;
  readonly target: Target;
}

/** The value of a constant operand that in-line arithmetic can use. */
export function knownNumber({ code, target }: Where, entry: Entry): Known {
  if (entry.kind !== 'constant') return null;
  const constant: Constant = code.consts[entry.index]!;
  if (constant.kind === 'float') return { kind: 'float', value: constant.value };
  if (constant.kind !== 'int') return null;
  const limit = BigInt(target.word > 4 ? Number.MAX_SAFE_INTEGER : target.constants.PyLong_MASK);
  return constant.value >= -limit && constant.value <= limit
    ? { kind: 'int', value: Number(constant.value) }
    : null;
}

/**
 * Whether it has more than one digit, so that what it is computed with is likely to have as well.
 */
export function isWide({ target }: Pick<Where, 'target'>, known: Known): boolean {
  return known?.kind === 'int' && Math.abs(known.value) > target.constants.PyLong_MASK;
}

/** What an int is multiplied by that is shifted to the left so far; null: not in line. */
export function shiftFactor({ target }: Pick<Where, 'target'>, count: Known): number | null {
  const most = target.word > 4 ? 52 : 30;
  if (count?.kind !== 'int' || count.value < 0 || count.value > most) return null;
  return 2 ** count.value;
}

/** Whether the constant is anything but a number that in-line arithmetic can use. */
export function isOtherConstant(where: Where, entry: Entry): boolean {
  return entry.kind === 'constant' && knownNumber(where, entry) === null;
}

/** Operators that are computed in line for two ints, and for two floats. */
export const inLineOperators: Readonly<Record<'ints' | 'floats', ReadonlySet<string>>> = {
  ints: new Set(['+', '-', '*', '&', '|', '^', '//', '%', '<<', '>>']),
  floats: new Set(['+', '-', '*', '/']),
};

/** Whether an operation by itself is tried with numbers before it is left to the runtime. */
export function isTriedWithNumbers(
  where: Where,
  operator: string,
  left: Entry,
  right: Entry,
): boolean {
  if (isOtherConstant(where, left) || isOtherConstant(where, right)) return false;
  if (operator === '<<') {
    const known = knownNumber(where, right);
    return shiftFactor(where, known) !== null && knownNumber(where, left)?.kind !== 'float';
  }
  const { ints, floats } = inLineOperators;
  const isFloat = [left, right].some((entry) => knownNumber(where, entry)?.kind === 'float');
  return floats.has(operator) || (!isFloat && ints.has(operator));
}
