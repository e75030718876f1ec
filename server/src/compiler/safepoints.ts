/** Places where signals, other threads and pending calls get their chance: back edges, RESUME, after calls. */

import { type Label, memSymbol } from '../assembler/operands.js';
import { eax } from '../assembler/registers.js';
import type { Emission } from './emission.js';

/**
 * Goes to `target`, the block at byte `offset`, and handles what is pending first. An exception there counts as raised
 * by the unit before the target, as in CPython, where the jump has already been made. The stack is canonical.
 */
export function emitPoll(e: Emission, target: Label, offset: number): void {
  const { asm } = e;
  e.note('signals, other threads?');
  asm.cmp(memSymbol('eval_breaker'), 0);
  asm.j('e', target);
  const pending = e.cold(() => {
    e.storePrevInstr();
    e.callRuntime('rt_handle_pending');
    asm.test(eax, eax);
    asm.j('ne', e.error('raised', e.stack, offset - 2));
    e.jumpIfTracing(e.exit('tracing', (offset >> 1) - 1));
    asm.jmp(target);
  }, '.pending');
  asm.jmp(pending);
}

/** The same where control goes on with the next instruction and the present one has no result. */
export function emitPollHere(e: Emission): void {
  const { asm } = e;
  const back = asm.label('.polled');
  const pending = e.cold(() => {
    e.storePrevInstr();
    e.callRuntime('rt_handle_pending');
    asm.test(eax, eax);
    asm.j('ne', e.error());
    e.jumpIfTracing(e.exit('tracing', e.lastUnit));
    asm.jmp(back);
  }, '.pending');
  e.note('signals, other threads?');
  asm.cmp(memSymbol('eval_breaker'), 0);
  asm.j('ne', pending);
  asm.bind(back);
}

/** After a call whose result is in eax and about to be pushed: what is pending, then tracing. */
export function emitPollAfterCall(e: Emission): void {
  const { asm } = e;
  const depth = e.stack.length;
  const back = asm.label('.polled');
  const after = [...e.stack, e.ownedInSlot(depth)];
  const pending = e.cold(() => {
    asm.mov(e.frame.slot(depth), eax);
    e.callRuntime('rt_handle_pending');
    asm.test(eax, eax);
    asm.j('ne', e.error('raised', after));
    asm.mov(eax, e.frame.slot(depth));
    asm.jmp(back);
  }, '.pending');
  e.note('signals, other threads?');
  asm.cmp(memSymbol('eval_breaker'), 0);
  asm.j('ne', pending);
  asm.bind(back);
  e.checkTracing(1, true);
}
