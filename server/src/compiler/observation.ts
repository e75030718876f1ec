/**
 * The types of operands and parameters, noted while a program counts.
 *
 * Maps from: operands of the instruction that is being compiled. Maps to: a comparison of each one's type with the type that
 * its cell has seen last, and, out of line, a call that enters another one. Without counting, or with functions counted only,
 * there is none of this code. No reference is taken, and ecx and the flags are all that changes.
 */

import { immSymbol, mem, memSymbol } from '../assembler/operands.js';
import { eax, ebp, ecx, edx, esp, type Reg32 } from '../assembler/registers.js';
import { CodeFlag } from '../bytecode/codeObject.js';
import { layout } from '../generated/layout.js';
import { element, field } from './fields.js';
import type { Emission } from './emission.js';
import type { Entry } from './values.js';

const TYPE = layout.PyObject.ob_type;

/** Before an operation that is always the runtime's. What is in eax and edx stays. */
export function observeOperands(e: Emission, operands: readonly Entry[]): void {
  if (!e.counters.seesTypes) return;
  operands.forEach((operand, number) => {
    if (operand.kind === 'constant' || operand.kind === 'null') return;
    if (operand.kind === 'owned' && operand.inEax) noteType(e, eax, number);
    else {
      e.loadBorrowed(ecx, operand);
      noteType(e, ecx, number);
    }
  });
}

/** At the beginning of an operation's general path, where the operands are in these registers. */
export function observeInRegisters(
  e: Emission,
  operands: readonly (readonly [operand: Entry, register: Reg32])[],
): void {
  if (!e.counters.seesTypes) return;
  operands.forEach(([operand, register], number) => {
    if (operand.kind !== 'constant') noteType(e, register, number);
  });
}

/** At a function's start, when its parameters are bound and nothing else has happened. */
export function observeParameters(e: Emission): void {
  const { code } = e;
  if (!e.counters.seesTypes || (code.flags & CodeFlag.optimized) === 0) return;
  for (let index = 0; index < code.argcount + code.kwonlyargcount; index += 1) {
    // The iterator of a comprehension has no name that anybody wrote.
    if (e.localName(index).startsWith('.')) continue;
    e.asm.mov(ecx, element(ebp, layout._PyInterpreterFrame.localsplus, index));
    compareType(e, ecx, e.counters.place('parameter', index), []);
  }
}

function noteType(e: Emission, object: Reg32, number: number): void {
  const place = e.counters.place('operand', e.instruction.offset + number);
  compareType(e, object, place, [eax, edx]);
}

/** `kept` are registers that the call must leave as they are, besides those that calls keep. */
function compareType(e: Emission, object: Reg32, cell: string, kept: readonly Reg32[]): void {
  const { asm } = e;
  const seen = asm.label('.seen');
  const other = e.cold(() => {
    // The words for outgoing arguments are free between two calls.
    kept.forEach((register, word) => {
      asm.mov(mem(esp, 4 * word), register);
    });
    asm.mov(edx, ecx);
    asm.mov(eax, immSymbol(cell));
    e.callRuntime('rt_observe_type');
    kept.forEach((register, word) => {
      asm.mov(register, mem(esp, 4 * word));
    });
    asm.jmp(seen);
  }, '.type');
  asm.mov(ecx, field(object, TYPE));
  asm.cmp(ecx, memSymbol(cell, layout.CounterCell.last.offset));
  asm.j('ne', other);
  asm.bind(seen);
}
