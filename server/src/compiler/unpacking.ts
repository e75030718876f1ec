/** UNPACK_SEQUENCE: short tuples and lists in line, the rest by the runtime. */

import { immediate, outputs } from '../opcodes/runtimeCalls.js';
import type { Value } from '../opcodes/values.js';
import type { Emission } from './emission.js';
import { stolen } from './masm/arguments.js';
import { field, wordBehind } from './masm/places.js';
import { guardExactType } from './numbers.js';
import type { Entry } from './values.js';

/** Longer sequences are unpacked by the runtime: the code would be too. */
const MOST_UNPACKED = 6;

export function unpackSequence(e: Emission, sequence: Entry, count: number): Value[] {
  const { masm } = e;
  const { first, scratch, result, layout } = masm;
  const [items] = masm.kept;
  const depth = e.stack.depth;
  const results = Array.from({ length: count }, (_, i) => e.stack.ownedInSlot(depth + i));
  const done = masm.label('.unpacked');
  e.stack.spill();
  e.stack.loadBorrowed(first, sequence);
  e.stack.releaseResult();
  const generic = (): void => {
    if (sequence.kind !== 'owned') masm.incref(first);
    e.calls.withRegisters('rt_unpack_sequence', [stolen(first), immediate(count), outputs(depth)]);
    masm.jumpIfNegative(result, e.exits.error());
    e.exits.checkTracing(count, false);
  };
  if (count > MOST_UNPACKED || sequence.kind === 'constant') {
    generic();
    return results;
  }
  const slow = e.cold.add(() => {
    generic();
    masm.jump(done);
  }, '.generic');
  const sized = masm.label('.sized');
  const inList = e.cold.add(() => {
    guardExactType(e, first, 'PyList_Type', slow);
    masm.loadField(items, first, layout.PyListObject.ob_item);
    masm.jump(sized);
  }, '.list');
  guardExactType(e, first, 'PyTuple_Type', inList);
  masm.loadAddress(items, masm.element(first, layout.PyTupleObject.ob_item, 0));
  masm.bind(sized);
  masm.compareAndJump(field(first, layout.PyVarObject.ob_size), 'ne', count, slow);
  for (let i = 0; i < count; i += 1) {
    masm.load(scratch, wordBehind(items, i * masm.target.word));
    masm.incref(scratch);
    masm.store(masm.frame.slot(depth + count - 1 - i), scratch);
  }
  if (sequence.kind === 'owned') e.stack.decref(first);
  masm.bind(done);
  return results;
}
