/**
 * Items by index: BINARY_SUBSCR of lists and tuples and STORE_SUBSCR of lists in line, by an int of
 * one digit that is not negative, or by a known one; the rest by the runtime.
 */

import type { Label } from '../assembler/operands.js';
import type { Value } from '../opcodes/values.js';
import { loadOperands, ownOperands } from './binaryOperands.js';
import type { Emission } from './emission.js';
import { stolen } from './masm/arguments.js';
import { field, wordBehind } from './masm/places.js';
import { isOtherConstant, type Known, knownNumber } from './knownNumbers.js';
import { guardExactType } from './numbers.js';
import { observeOperands } from './observation.js';
import type { Register } from './target/target.js';
import type { Entry } from './values.js';

export function subscript(e: Emission, container: Entry, key: Entry): Value {
  const { masm } = e;
  const { first, second, scratch } = masm;
  const [kept, alsoKept] = masm.kept;
  const known = knownNumber(e, key);
  if (isOtherConstant(e, key) || known?.kind === 'float') {
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
  if (known === null) unpackIndex(e, second, slow);
  const inTuple = e.cold.add(() => {
    guardExactType(e, first, 'PyTuple_Type', slow);
    loadIndex(e, known, slow);
    masm.load(kept, masm.element(first, masm.layout.PyTupleObject.ob_item, scratch));
    finish(e, container, key);
    masm.jump(done);
  }, '.tuple');
  guardExactType(e, first, 'PyList_Type', inTuple);
  loadIndex(e, known, slow);
  masm.note("the list's items");
  masm.loadField(alsoKept, first, masm.layout.PyListObject.ob_item);
  masm.note('the item');
  masm.load(kept, masm.item(alsoKept, scratch));
  finish(e, container, key);
  masm.bind(done);
  return e.stack.ownedInResult();
}

/** The value of the int in `key` to scratch, if it has one digit at most and is not negative. */
function unpackIndex(e: Emission, key: Register, slow: Label): void {
  const { masm } = e;
  guardExactType(e, key, 'PyLong_Type', slow);
  masm.note('one digit, ≥ 0?');
  masm.compareAndJump(field(key, masm.layout.PyVarObject.ob_size), 'a', 1, slow);
  masm.note('the index');
  masm.loadField(masm.scratch, key, masm.layout.PyLongObject.ob_digit);
}

/**
 * The position in the sequence in `first` to scratch, where the index is unless it is known. One
 * outside of the sequence goes to `slow`.
 */
function loadIndex(e: Emission, known: Known, slow: Label): void {
  const { masm } = e;
  const { first, scratch } = masm;
  const size = field(first, masm.layout.PyVarObject.ob_size);
  if (known === null) {
    masm.note('index in range?');
    masm.compareAndJump(scratch, 'ae', size, slow);
  } else if (known.value >= 0) {
    masm.note('index in range?');
    masm.compareAndJump(size, 'be', known.value, slow);
    masm.move(scratch, known.value);
  } else {
    masm.note('from the end');
    masm.load(scratch, size);
    masm.subtract(scratch, -known.value);
    masm.note('index in range?');
    masm.jumpIf('b', slow);
  }
}

/**
 * The item in the first kept register becomes the result; the operands in `first` and `second` are
 * dropped.
 */
function finish(e: Emission, container: Entry, key: Entry): void {
  const { masm } = e;
  const { result } = masm;
  const [kept] = masm.kept;
  masm.incref(kept);
  dropOperands(e, container, key);
  masm.as('slot', () => masm.move(result, kept));
}

export function storeSubscript(e: Emission, value: Entry, container: Entry, key: Entry): void {
  const { masm } = e;
  const { first, second, third, scratch } = masm;
  const [kept, alsoKept] = masm.kept;
  const known = knownNumber(e, key);
  if (isOtherConstant(e, key) || known?.kind === 'float' || container.kind === 'constant') {
    observeOperands(e, [container, key]);
    e.calls.withValues('rt_store_subscr', [container, key, value]);
    masm.jumpIfNegative(masm.result, e.exits.error());
    e.exits.checkTracing(0, false);
    return;
  }
  e.stack.spill();
  e.stack.loadOwned(kept, value);
  if (value.kind === 'owned' && value.inResult) e.stack.releaseResult();
  if (known === null) loadOperands(e, container, key);
  else {
    e.stack.loadBorrowed(first, container);
    e.stack.releaseResult();
  }
  const done = masm.label('.stored');
  /** Something may have been deallocated. */
  const deallocated = masm.label('.deallocated');
  const slow = e.cold.addFailedGuess(() => {
    if (known !== null) e.stack.loadBorrowed(second, key);
    ownOperands(e, container, key);
    masm.move(third, kept);
    e.calls.withRegisters('rt_store_subscr', [stolen(first), stolen(second), stolen(third)]);
    masm.jumpIfNegative(masm.result, e.exits.error());
    masm.bind(deallocated);
    e.exits.checkTracing(0, false);
    masm.jump(done);
  });
  guardExactType(e, first, 'PyList_Type', slow);
  if (known === null) unpackIndex(e, second, slow);
  loadIndex(e, known, slow);
  masm.loadField(alsoKept, first, masm.layout.PyListObject.ob_item);
  masm.loadAddress(alsoKept, masm.item(alsoKept, scratch));
  masm.load(scratch, wordBehind(alsoKept, 0));
  masm.store(wordBehind(alsoKept, 0), kept);
  const ownsKey = key.kind === 'owned';
  const ownsContainer = container.kind === 'owned';
  const dead = e.cold.add(() => {
    if (ownsContainer) masm.saveWord(0, first);
    if (ownsKey) masm.saveWord(1, second);
    e.calls.withRegisters('rt_dealloc', [stolen(scratch)]);
    if (ownsContainer) masm.restoreWord(0, first);
    if (ownsKey) masm.restoreWord(1, second);
    dropOperands(e, container, key);
    masm.jump(deallocated);
  }, '.dealloc');
  masm.decref(scratch, dead);
  dropOperands(e, container, key);
  masm.bind(done);
}

/** Drops the operands in `first` and `second`, the key first. */
function dropOperands(e: Emission, container: Entry, key: Entry): void {
  const { first, second } = e.masm;
  if (key.kind === 'owned') {
    if (container.kind === 'owned') e.stack.decrefKeeping(second, first);
    else e.stack.decref(second);
  }
  if (container.kind === 'owned') e.stack.decref(first);
}
