/** FOR_ITER and SEND: a value, or the jump at the end. */

import { layout } from '../generated/layout.js';
import { mem } from '../assembler/operands.js';
import { eax, ebp, ecx, edx } from '../assembler/registers.js';
import type { Value } from '../opcodes/definition.js';
import type { Emission } from './emission.js';
import type { Entry } from './values.js';

/** The iterator stays on the stack; when it is exhausted it is dropped and control jumps. */
export function forIter(e: Emission): Value {
  const { asm } = e;
  e.canonicalize();
  const position = e.stack.length - 1;
  const iterator = e.frame.slot(position);
  e.storePrevInstr();
  asm.mov(eax, iterator);
  asm.mov(edx, ebp);
  e.callRuntime('rt_for_iter');
  asm.test(eax, eax);
  asm.j('e', exhausted(e, position));
  e.checkTracing(1, true);
  return e.ownedInEax();
}

/** Out of line: rt_for_iter returned NULL, which is the end unless an exception is set. */
function exhausted(e: Emission, position: number) {
  const { asm } = e;
  return e.cold(() => {
    asm.mov(ecx, e.frame.threadState);
    asm.cmp(mem(ecx, layout.PyThreadState.curexc_type), 0);
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
  e.callWith(
    'rt_send',
    [{ argument: 'borrowed', value: e.stack[position] ?? receiver }, value],
    position + 1,
  );
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
