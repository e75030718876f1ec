/** FOR_ITER and SEND: a value, or the jump at the end. */

import { layout } from '../generated/layout.js';
import { mem } from '../assembler/operands.js';
import { eax, ebp, ecx, edx } from '../assembler/registers.js';
import { borrowed, outputs } from '../opcodes/runtimeCalls.js';
import type { Value } from '../opcodes/values.js';
import { field } from './fields.js';
import type { Emission } from './emission.js';
import { guardExactType } from './numbers.js';
import type { Entry } from './values.js';

/**
 * The iterator stays on the stack; when it is exhausted it is dropped and control jumps. Ranges and lists are walked
 * in line.
 */
export function forIter(e: Emission): Value {
  const { asm } = e;
  e.canonicalize();
  const position = e.stack.length - 1;
  const next = asm.label('.next');
  const end = exhausted(e, position);
  const generic = e.cold(() => {
    asm.mov(edx, ebp);
    e.storePrevInstr();
    e.callRuntime('rt_for_iter');
    asm.test(eax, eax);
    asm.j('e', end);
    e.checkTracing(1, true);
    asm.jmp(next);
  }, '.generic');
  const overList = e.cold(() => {
    guardExactType(e, eax, 'PyListIter_Type', generic);
    asm.mov(ecx, field(eax, layout.listiterobject.it_seq));
    asm.test(ecx, ecx);
    asm.j('e', generic);
    asm.mov(edx, field(eax, layout.listiterobject.it_index));
    asm.cmp(edx, field(ecx, layout.PyVarObject.ob_size));
    asm.j('ae', generic);
    asm.inc(field(eax, layout.listiterobject.it_index));
    asm.mov(ecx, field(ecx, layout.PyListObject.ob_item));
    asm.mov(eax, mem(ecx, 0, { index: edx, scale: 4 }));
    e.incref(eax);
    asm.jmp(next);
  }, '.list');
  asm.mov(eax, e.frame.slot(position));
  guardExactType(e, eax, 'PyRangeIter_Type', overList);
  asm.mov(ecx, field(eax, layout.rangeiterobject.index));
  asm.cmp(ecx, field(eax, layout.rangeiterobject.len));
  asm.j('ge', end);
  asm.inc(field(eax, layout.rangeiterobject.index));
  asm.imul(ecx, field(eax, layout.rangeiterobject.step));
  asm.add(ecx, field(eax, layout.rangeiterobject.start));
  asm.mov(eax, ecx);
  e.storePrevInstrAside();
  e.callRuntime('rt_new_int');
  asm.test(eax, eax);
  asm.j(
    'e',
    e.cold(() => {
      e.storePrevInstr();
      asm.jmp(e.error());
    }, '.memory'),
  );
  asm.bind(next);
  return e.ownedInEax();
}

/** Out of line: there was no next value, which is the end unless an exception is set. */
function exhausted(e: Emission, position: number) {
  const { asm } = e;
  return e.cold(() => {
    asm.mov(ecx, e.frame.threadState);
    asm.cmp(field(ecx, layout.PyThreadState.curexc_type), 0);
    asm.j('ne', e.error());
    const target = e.instruction.jumpTarget!;
    e.pop();
    asm.mov(eax, e.frame.slot(position));
    e.decref(eax);
    e.jumpIfTracing(e.exit('tracing', (target >> 1) - 1));
    asm.jmp(e.labelAt(target));
  }, '.exhausted');
}

/** The receiver stays while it yields; when it returns, the result takes its place and control jumps. */
export function send(e: Emission, receiver: Entry, value: Entry): Value {
  const { asm } = e;
  e.settle(value, e.stack.length);
  e.canonicalize();
  const position = e.stack.length - 1;
  e.callWith('rt_send', [borrowed(e.stack[position] ?? receiver), value, outputs(position + 1)]);
  asm.test(eax, eax);
  asm.j('s', e.error());
  const returned = e.cold(() => {
    const target = e.instruction.jumpTarget!;
    asm.mov(eax, e.frame.slot(position));
    e.decref(eax);
    asm.mov(eax, e.frame.slot(position + 1));
    asm.mov(e.frame.slot(position), eax);
    e.jumpIfTracing(e.exit('tracing', (target >> 1) - 1));
    asm.jmp(e.labelAt(target));
  }, '.returned');
  asm.j('e', returned);
  e.checkTracing(1, false);
  return e.ownedInSlot(position + 1);
}
