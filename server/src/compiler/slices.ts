/**
 * BUILD_SLICE and the subscript that takes it, in one call: no slice object where nobody sees it.
 */

import { immediate, slots } from '../opcodes/runtimeCalls.js';
import type { Value } from '../opcodes/values.js';
import type { Emission } from './emission.js';
import { observeOperands } from './observation.js';
import type { Slice } from './plan/plan.js';

/** Of the slice's items, from `base` on, None is NULL: it has no reference to count then. */
export function omitNones(e: Emission, base: number): void {
  const { entries } = e.stack;
  for (let position = base; position < entries.length; position += 1) {
    const entry = entries[position]!;
    if (entry.kind === 'constant' && e.code.consts[entry.index]!.kind === 'none') {
      entries[position] = { kind: 'null' };
    }
  }
}

/** The slice's items, `count` of them, have left the stack and are in the slots from its top on. */
export function subscriptBySlice(
  e: Emission,
  count: number,
  { isStore }: Slice,
): Value | undefined {
  const { masm, stack } = e;
  const base = stack.depth - (isStore ? 2 : 1);
  for (let position = base; position < stack.depth; position += 1) stack.materialize(position);
  const container = stack.entries.at(-1)!;
  stack.entries.length = base;
  e.cursor.advance();
  observeOperands(e, [container]);
  const args = [slots({ base, count }), immediate(count)] as const;
  if (isStore) {
    e.calls.withValues('rt_set_slice', args);
    masm.jumpIfNegative(masm.result, e.exits.error());
    e.exits.checkTracing(0, false);
    return undefined;
  }
  e.calls.withValues('rt_get_slice', args);
  e.exits.checkResult();
  return stack.ownedInResult();
}
