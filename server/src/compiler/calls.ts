/** Calls: operands in adjacent slots, as the vectorcall convention wants them. */

import type { Label } from '../assembler/operands.js';
import { VariableKind } from '../bytecode/codeObject.js';
import type { Items, Value } from '../opcodes/values.js';
import { stackEffect } from '../opcodes/effects.js';
import {
  constantOrNull,
  frame,
  immediate,
  cache as inlineCache,
  name,
  slots,
} from '../opcodes/runtimeCalls.js';
import { opcodeDefinitions } from '../opcodes/table.js';
import type { Emission } from './emission.js';
import { emitPollAfterCall } from './safepoints.js';

/** So many entries are looked at, and so many instructions behind a call: others are as good as always, only later. */
const WAITING_ENTRIES = 32;
const WAITING_INSTRUCTIONS = 100;

/**
 * Arguments of an outer call, or items of a display, that are locals get their references before the inner call instead of
 * after it, which costs nothing: so the callee sees as many as under CPython. What waits for an operator stays
 * borrowed.
 */
function ownWaiting(e: Emission, depth: number): void {
  for (let position = Math.max(0, depth - WAITING_ENTRIES); position < depth; position += 1) {
    if (e.stack.entries[position]!.kind === 'local' && isWantedInSlot(e, position))
      e.stack.materialize(position);
  }
}

/** Whether the instruction that will pop the entry has it in its slot, or the block ends before. */
function isWantedInSlot({ graph, cursor }: Emission, position: number): boolean {
  const { index } = cursor;
  const { limit } = graph.blocks[graph.blockOf[index]!]!;
  const end = Math.min(limit, index + WAITING_INSTRUCTIONS);
  for (let next = index + 1; next < end; next += 1) {
    const { opcode, oparg } = graph.instructions[next]!;
    if (graph.depths[next]! - stackEffect(opcode, oparg).pops <= position) {
      return opcodeDefinitions.get(opcode)?.inSlots === true;
    }
  }
  return end === limit;
}

/** `items` are method or NULL, self or callable, then the arguments; `keywordNames` a constant's index. */
export function callFunction(e: Emission, items: Items, keywordNames: number | null): Value {
  const { masm } = e;
  ownWaiting(e, items.base);
  e.stack.spill();
  e.cursor.storePrevInstr();
  // rt_call itself looks for signals after C code, which is where CPython looks.
  masm.callRuntime('rt_call', [
    slots(items),
    immediate(items.count - 2),
    constantOrNull(keywordNames),
  ]);
  e.exits.checkResult();
  return e.stack.ownedInResult();
}

/**
 * Before the code of a call that is `super()` to all appearances, with a method taken from it next: code that comes to the
 * same without the super object, and then jumps to the label, which is to be bound behind LOAD_METHOD. Null where it is none.
 */
export function superMethod(e: Emission, items: Items): Label | null {
  const place = superPlace(e, items);
  if (place === null) return null;
  const { masm } = e;
  const { result } = masm;
  const cache = e.reserveData(masm.sizes.SuperCache);
  const found = masm.label('.super');
  e.stack.spill();
  masm.callRuntime('rt_super_method', [
    slots(items),
    name(place.nameIndex),
    inlineCache(cache),
    immediate(place.classIndex),
  ]);
  masm.jumpIfNotZero(result, found);
  return found;
}

function superPlace(
  e: Emission,
  items: Items,
): { readonly classIndex: number; readonly nameIndex: number } | null {
  const { code, graph } = e;
  const { index } = e.cursor;
  const loading = graph.instructions[index - 2];
  const next = graph.instructions[index + 1];
  if (items.count !== 2 || e.without.size > 0 || code.argcount === 0) return null;
  if (loading?.opcode !== 'LOAD_GLOBAL' || code.names[loading.oparg >> 1] !== 'super') return null;
  if (next?.opcode !== 'LOAD_METHOD' || graph.blockOf[index + 1] !== graph.blockOf[index]) {
    return null;
  }
  if (e.counters.isCountedBefore(index + 1)) return null;
  const kinds = code.localspluskinds;
  const classIndex = code.localsplusnames.findIndex(
    (name, i) => name === '__class__' && (kinds[i]! & VariableKind.free) !== 0,
  );
  if (classIndex < 0 || (kinds[0]! & VariableKind.cell) !== 0) return null;
  return { classIndex, nameIndex: next.oparg };
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
