/**
 * Places where signals, other threads and pending calls get their chance: back edges, RESUME, after
 * calls.
 */

import type { Label } from '../assembler/operands.js';
import type { Emission } from './emission.js';
import { symbolInt } from './masm/places.js';

/**
 * Goes to `target`, the block at byte `offset`, and handles what is pending first. An exception
 * there counts as raised by the unit before the target, as in CPython, where the jump has already
 * been made. The stack is canonical.
 */
export function emitPoll(e: Emission, target: Label, offset: number): void {
  const { masm } = e;
  const { result } = masm;
  const first = masm.here;
  masm.note('signals, other threads?');
  masm.compareAndJump(symbolInt('eval_breaker'), 'e', 0, target);
  const pending = e.cold.add(
    () => {
      e.cursor.storePrevInstr();
      masm.callRuntime('rt_handle_pending', []);
      masm.jumpIfNotZero(result, e.exits.error('raised', e.stack.entries, offset - 2));
      masm.jumpIfTracing(e.exits.exit('tracing', (offset >> 1) - 1));
      masm.jump(target);
    },
    '.pending',
    'signals',
  );
  masm.jump(pending);
  masm.tag(first, 'signals');
}

/** The same where control goes on with the next instruction and the present one has no result. */
export function emitPollHere(e: Emission): void {
  const { masm } = e;
  const { result } = masm;
  const back = masm.label('.polled');
  const pending = e.cold.add(
    () => {
      e.cursor.storePrevInstr();
      masm.callRuntime('rt_handle_pending', []);
      masm.jumpIfNotZero(result, e.exits.error());
      masm.jumpIfTracing(e.exits.exit('tracing', e.cursor.lastUnit));
      masm.jump(back);
    },
    '.pending',
    'signals',
  );
  masm.note('signals, other threads?');
  masm.compareAndJump(symbolInt('eval_breaker'), 'ne', 0, pending);
  masm.bind(back);
}

/**
 * After a call whose result is in `result` and about to be pushed: what is pending, then tracing.
 */
export function emitPollAfterCall(e: Emission): void {
  const { masm } = e;
  const { result } = masm;
  const depth = e.stack.depth;
  const back = masm.label('.polled');
  const after = [...e.stack.entries, e.stack.ownedInSlot(depth)];
  const pending = e.cold.add(
    () => {
      masm.store(masm.frame.slot(depth), result);
      masm.callRuntime('rt_handle_pending', []);
      masm.jumpIfNotZero(result, e.exits.error('raised', after));
      masm.load(result, masm.frame.slot(depth));
      masm.jump(back);
    },
    '.pending',
    'signals',
  );
  masm.note('signals, other threads?');
  masm.compareAndJump(symbolInt('eval_breaker'), 'ne', 0, pending);
  masm.bind(back);
  e.exits.checkTracing(1, true);
}
