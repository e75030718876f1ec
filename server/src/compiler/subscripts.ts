/**
 * Items of sequences: BINARY_SUBSCR of lists and tuples by a small non-negative int in line,
 * UNPACK_SEQUENCE of short tuples in line, the rest by the runtime.
 */

import type { Label } from '../assembler/operands.js';
import { immediate, outputs } from '../opcodes/runtimeCalls.js';
import type { Value } from '../opcodes/values.js';
import { loadOperands, ownOperands } from './binaryOperands.js';
import type { Emission } from './emission.js';
import { stolen } from './masm/arguments.js';
import { field } from './masm/places.js';
import { isOtherConstant, knownNumber } from './knownNumbers.js';
import { guardExactType } from './numbers.js';
import { observeOperands } from './observation.js';
import type { Entry } from './values.js';

export function subscript(e: Emission, container: Entry, key: Entry): Value {
  const { masm } = e;
  const { first, second, scratch } = masm;
  const [kept, alsoKept] = masm.kept;
  const known = knownNumber(e, key);
  if (isOtherConstant(e, key) || known?.kind === 'float' || (known !== null && known.value < 0)) {
    observeOperands(e, [container, key]);
    e.calls.withValues('rt_subscr', [container, key]);
    e.exits.checkResult();
    return e.stack.ownedInResult();
  }
  e.stack.spill();
  if (known === null) loadOperands(e, container, key);
  else {
    e.stack.loadBorrowed(first, container);
    e.stack.releaseResult();
  }
  const done = masm.label('.item');
  const slow = e.cold.addFailedGuess(() => {
    if (known !== null) e.stack.loadBorrowed(second, key);
    ownOperands(e, container, key);
    e.calls.withRegisters('rt_subscr', [stolen(first), stolen(second)]);
    e.exits.checkResult();
    masm.jump(done);
  });
  if (known === null) {
    guardExactType(e, second, 'PyLong_Type', slow);
    masm.note('one digit, ≥ 0?');
    masm.compareAndJump(field(second, masm.layout.PyVarObject.ob_size), 'a', 1, slow);
    masm.note('the index');
    masm.loadField(scratch, second, masm.layout.PyLongObject.ob_digit);
  } else masm.move(scratch, known.value);
  const inTuple = e.cold.add(() => {
    guardExactType(e, first, 'PyTuple_Type', slow);
    fetchBounds(e, slow);
    masm.load(kept, masm.element(first, masm.layout.PyTupleObject.ob_item, scratch));
    finish(e, container, key);
    masm.jump(done);
  }, '.tuple');
  guardExactType(e, first, 'PyList_Type', inTuple);
  fetchBounds(e, slow);
  masm.note("the list's items");
  masm.loadField(alsoKept, first, masm.layout.PyListObject.ob_item);
  masm.note('the item');
  masm.load(kept, masm.item(alsoKept, scratch));
  finish(e, container, key);
  masm.bind(done);
  return e.stack.ownedInResult();
}

/** The index in scratch is below the size of the sequence in `first`. */
function fetchBounds(e: Emission, slow: Label): void {
  const { masm } = e;
  const { first, scratch } = masm;
  masm.note('index in range?');
  masm.compareAndJump(scratch, 'ae', field(first, masm.layout.PyVarObject.ob_size), slow);
}

/**
 * The item in the first kept register becomes the result; the operands in `first` and `second` are
 * dropped.
 */
function finish(e: Emission, container: Entry, key: Entry): void {
  const { masm } = e;
  const { first, second, result } = masm;
  const [kept] = masm.kept;
  masm.incref(kept);
  if (key.kind === 'owned') {
    if (container.kind === 'owned') e.stack.decrefKeeping(second, first);
    else e.stack.decref(second);
  }
  if (container.kind === 'owned') e.stack.decref(first);
  masm.as('slot', () => masm.move(result, kept));
}

export function storeSubscript(e: Emission, value: Entry, container: Entry, key: Entry): void {
  const { masm } = e;
  const { result } = masm;
  observeOperands(e, [container, key]);
  e.calls.withValues('rt_store_subscr', [value, container, key]);
  masm.jumpIfNegative(result, e.exits.error());
  e.exits.checkTracing(0, false);
}

/** Longer tuples are unpacked by the runtime: the code would be too. */
const MOST_UNPACKED = 4;

export function unpackSequence(e: Emission, sequence: Entry, count: number): Value[] {
  const { masm } = e;
  const { first, scratch, result } = masm;
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
  guardExactType(e, first, 'PyTuple_Type', slow);
  masm.compareAndJump(field(first, masm.layout.PyVarObject.ob_size), 'ne', count, slow);
  for (let i = 0; i < count; i += 1) {
    masm.load(scratch, masm.element(first, masm.layout.PyTupleObject.ob_item, i));
    masm.incref(scratch);
    masm.store(masm.frame.slot(depth + count - 1 - i), scratch);
  }
  if (sequence.kind === 'owned') e.stack.decref(first);
  masm.bind(done);
  return results;
}
