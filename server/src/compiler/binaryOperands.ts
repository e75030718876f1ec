/**
 * Two operands in registers: how operations that are done in line get them, and how they hand them on to the runtime.
 *
 * Maps from: entries of the value stack. Maps to: the left operand in eax and the right one in edx, borrowed. Knows no
 * operation.
 */

import type { Label } from '../assembler/operands.js';
import { eax, ecx, edx, type Reg32, type RegXmm } from '../assembler/registers.js';
import type { RuntimeFunction } from '../generated/runtimeSymbols.js';
import { doubleField } from './fields.js';
import type { Emission } from './emission.js';
import { FLOAT, guardExactType, type Known } from './numbers.js';
import { observeInRegisters } from './observation.js';
import type { Entry } from './values.js';

/** Entries that eax holds have been spilled, except for an operand. Neither operand gets a new reference. */
export function loadOperands(e: Emission, left: Entry, right: Entry): void {
  if (right.kind === 'owned' && right.inEax) {
    e.loadBorrowed(edx, right);
    e.releaseEax();
    e.loadBorrowed(eax, left);
  } else {
    e.loadBorrowed(eax, left);
    e.loadBorrowed(edx, right);
    e.releaseEax();
  }
}

/** For the general path: the operands, in eax and edx, get references of their own. eax and edx stay. */
export function ownOperands(e: Emission, left: Entry, right: Entry): void {
  observeInRegisters(e, [
    [left, eax],
    [right, edx],
  ]);
  if (left.kind !== 'owned') e.incref(eax);
  if (right.kind !== 'owned') e.incref(edx);
}

/** The general path of an operation that has no more operands than two and `oparg`: the result is in eax. */
export function callWithOperands(
  e: Emission,
  fn: RuntimeFunction,
  left: Entry,
  right: Entry,
  oparg: number,
): void {
  ownOperands(e, left, right);
  e.storePrevInstr();
  e.loadNumber(ecx, oparg);
  e.callRuntime(fn);
  e.checkResult();
}

/** The value of the float in `object`, or of a constant; ecx is lost. Anything else goes to `otherwise`. */
export function loadFloat(
  e: Emission,
  register: RegXmm,
  object: Reg32,
  known: Known,
  otherwise: Label,
): void {
  const { asm } = e;
  if (known?.kind === 'int') {
    asm.mov(ecx, known.value);
    asm.cvtsi2sd(register, ecx);
    return;
  }
  if (known === null) guardExactType(e, object, 'PyFloat_Type', otherwise);
  asm.movsd(register, doubleField(object, FLOAT));
}
