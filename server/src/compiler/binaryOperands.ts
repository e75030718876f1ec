/**
 * Two operands in registers: how operations that are done in line get them, and how they hand them
 * on to the runtime.
 *
 * Maps from: entries of the value stack. Maps to: the left operand in `first` and the right one in
 * `second`, borrowed. Knows no operation.
 */

import type { Label } from '../assembler/operands.js';
import { type Giving, immediate, type Taking } from '../opcodes/runtimeCalls.js';
import type { Emission } from './emission.js';
import { stolen } from './masm/arguments.js';
import type { Known } from './knownNumbers.js';
import { guardExactType } from './numbers.js';
import { observeInRegisters } from './observation.js';
import type { FloatRegister, Register } from './target/target.js';
import type { Entry } from './values.js';

/**
 * Entries that `result` holds have been spilled, except for an operand. Neither operand gets a new
 * reference.
 */
export function loadOperands(e: Emission, left: Entry, right: Entry): void {
  const { masm } = e;
  const { first, second } = masm;
  if (right.kind === 'owned' && right.inResult) {
    e.stack.loadBorrowed(second, right);
    e.stack.releaseResult();
    e.stack.loadBorrowed(first, left);
  } else {
    e.stack.loadBorrowed(first, left);
    e.stack.loadBorrowed(second, right);
    e.stack.releaseResult();
  }
}

/**
 * For the general path: the operands, in `first` and `second`, get references of their own and stay
 * there.
 */
export function ownOperands(e: Emission, left: Entry, right: Entry): void {
  const { masm } = e;
  const { first, second } = masm;
  observeInRegisters(e, [
    [left, first],
    [right, second],
  ]);
  if (left.kind !== 'owned') masm.incref(first);
  if (right.kind !== 'owned') masm.incref(second);
}

/**
 * The general path of an operation that has no more operands than two and `oparg`: the result is in
 * `result`.
 */
export function callWithOperands(
  e: Emission,
  fn: Taking<readonly ['stolen', 'stolen', 'number']> & Giving<'object'>,
  left: Entry,
  right: Entry,
  oparg: number,
): void {
  const { masm } = e;
  const { first, second } = masm;
  ownOperands(e, left, right);
  e.cursor.storePrevInstr();
  masm.callRuntime(fn, [stolen(first), stolen(second), immediate(oparg)]);
  e.exits.checkResult();
}

/**
 * The value of the float in `object`, or of a constant; scratch is lost. Anything else goes to
 * `otherwise`.
 */
export function loadFloat(
  e: Emission,
  register: FloatRegister,
  object: Register,
  known: Known,
  otherwise: Label,
): void {
  const { masm } = e;
  if (known?.kind === 'int') {
    masm.loadDoubleNumber(register, known.value);
    return;
  }
  if (known === null) guardExactType(e, object, 'PyFloat_Type', otherwise);
  masm.loadDoubleField(register, object, masm.layout.PyFloatObject.ob_fval);
}
