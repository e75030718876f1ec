/** Calls: operands in adjacent slots, as the vectorcall convention wants them. */

import type { Items, Value } from '../opcodes/values.js';
import {
  constantOrNull,
  frame,
  immediate,
  cache as inlineCache,
  name,
  slots,
} from '../opcodes/runtimeCalls.js';
import { loadMethod } from './attributes.js';
import type { Emission } from './emission.js';
import { waitingToBeOwned } from './plan/foreseenStack.js';
import type { SuperMethod } from './plan/plan.js';
import { emitPollAfterCall } from './safepoints.js';
import { asEntry } from './values.js';

function ownWaiting(e: Emission, depth: number): void {
  const { graph, cursor, stack } = e;
  for (const position of waitingToBeOwned(graph, cursor.index, stack.entries, depth)) {
    stack.materialize(position);
  }
}

/**
 * `items` are method or NULL, self or callable, then the arguments; `keywordNames` a constant's
 * index.
 */
export function callFunction(e: Emission, items: Items, keywordNames: number | null): Value {
  const { masm } = e;
  const cache = e.reserveData(masm.sizes.CallCache);
  ownWaiting(e, items.base);
  e.stack.spill();
  e.cursor.storePrevInstr();
  // rt_call itself looks for signals after C code, which is where CPython looks.
  masm.callRuntime('rt_call', [
    slots(items),
    immediate(items.count - 2),
    constantOrNull(keywordNames),
    inlineCache(cache),
  ]);
  e.exits.checkResult();
  return e.stack.ownedInResult();
}

/**
 * `super().name` to all appearances: the method and its owner without the super object, where the
 * runtime finds it so; otherwise CALL and LOAD_METHOD one after the other.
 */
export function superMethod(e: Emission, items: Items, group: SuperMethod): Value[] {
  const { masm } = e;
  const { result } = masm;
  const cache = e.reserveData(masm.sizes.SuperCache);
  const found = masm.label('.super');
  e.stack.spill();
  masm.callRuntime('rt_super_method', [
    slots(items),
    name(group.nameIndex),
    inlineCache(cache),
    immediate(group.classIndex),
  ]);
  masm.jumpIfNotZero(result, found);
  const object = callFunction(e, items, null);
  e.cursor.advance();
  const values = loadMethod(e, asEntry(object), group.nameIndex);
  masm.bind(found);
  e.cursor.forgetPath();
  return values;
}

/** `items` are NULL, the callable, the tuple, and with `oparg & 1` the dict. */
export function callFunctionEx(e: Emission, items: Items, oparg: number): Value {
  const { masm } = e;
  const { result } = masm;
  ownWaiting(e, items.base);
  e.calls.withValues('rt_call_function_ex', [slots(items), immediate(oparg), frame]);
  masm.jumpIfZero(result, e.exits.error());
  emitPollAfterCall(e);
  return e.stack.ownedInResult();
}
