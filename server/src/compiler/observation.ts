/**
 * The types of operands and parameters, noted while a program counts.
 *
 * Maps from: operands of the instruction that is being compiled. Maps to: a comparison of each
 * one's type with the type that its cell has seen last, and, out of line, a call that enters
 * another one. Without counting, or with functions counted only, there is none of this code. No
 * reference is taken, and the scratch register and the flags are all that changes.
 */

import { CodeFlag } from '../bytecode/codeObject.js';
import { layout } from '../generated/layout.js';
import type { Emission } from './emission.js';
import { cell, lent } from './masm/arguments.js';
import { symbolField } from './masm/places.js';
import type { Register } from './target/target.js';
import type { Entry } from './values.js';

/**
 * Before an operation that is always the runtime's. What is in `result` and the first two
 * arguments' registers stays.
 */
export function observeOperands(e: Emission, operands: readonly Entry[]): void {
  const { masm } = e;
  const { result, scratch } = masm;
  if (!e.counters.seesTypes) return;
  operands.forEach((operand, number) => {
    if (operand.kind === 'constant' || operand.kind === 'null') return;
    if (operand.kind === 'owned' && operand.inResult) noteType(e, result, number);
    else {
      e.stack.loadBorrowed(scratch, operand);
      noteType(e, scratch, number);
    }
  });
}

/** At the beginning of an operation's general path, where the operands are in these registers. */
export function observeInRegisters(
  e: Emission,
  operands: readonly (readonly [operand: Entry, register: Register])[],
): void {
  if (!e.counters.seesTypes) return;
  operands.forEach(([operand, register], number) => {
    if (operand.kind !== 'constant') noteType(e, register, number);
  });
}

/** At a function's start, when its parameters are bound and nothing else has happened. */
export function observeParameters(e: Emission): void {
  const { masm } = e;
  const { scratch } = masm;
  const { code } = e;
  if (!e.counters.seesTypes || (code.flags & CodeFlag.optimized) === 0) return;
  for (let index = 0; index < code.argcount + code.kwonlyargcount; index += 1) {
    // The iterator of a comprehension has no name that anybody wrote.
    if (e.cursor.localName(index).startsWith('.')) continue;
    masm.load(scratch, masm.local(index));
    compareType(e, scratch, e.counters.place('parameter', index), false);
  }
}

function noteType(e: Emission, object: Register, number: number): void {
  const place = e.counters.place('operand', e.cursor.instruction.offset + number);
  compareType(e, object, place, true);
}

/** With `keepsOperands` the call leaves them as they are. */
function compareType(e: Emission, object: Register, place: string, keepsOperands: boolean): void {
  const { masm } = e;
  const { scratch } = masm;
  const seen = masm.label('.seen');
  const other = e.cold.add(() => {
    if (keepsOperands) masm.saveOperands();
    masm.callRuntime('rt_observe_type', [cell(place), lent(scratch)]);
    if (keepsOperands) masm.restoreOperands();
    masm.jump(seen);
  }, '.type');
  masm.loadField(scratch, object, masm.layout.PyObject.ob_type);
  masm.compareAndJump(scratch, 'ne', symbolField(place, layout.CounterCell.last), other);
  masm.bind(seen);
}
