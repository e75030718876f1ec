/** FOR_ITER and SEND: a value, or the jump at the end. */

import { borrowed, frame, outputs } from '../opcodes/runtimeCalls.js';
import type { Value } from '../opcodes/values.js';
import type { Emission } from './emission.js';
import { lent, localAddress, word } from './masm/arguments.js';
import { field } from './masm/places.js';
import { guardExactType } from './numbers.js';
import type { Group } from './plan/plan.js';
import type { Entry } from './values.js';

/**
 * The iterator stays on the stack; when it is exhausted it is dropped and control jumps. Ranges,
 * lists and tuples are walked in line.
 */
export function forIter(e: Emission, group: Group): Value {
  const { masm } = e;
  const { first, second, scratch, result, layout } = masm;
  e.stack.canonicalize();
  const position = e.stack.depth - 1;
  const next = masm.label('.next');
  const end = exhausted(e, position);
  const generic = e.cold.add(() => {
    e.calls.withRegisters('rt_for_iter', [lent(first), frame]);
    masm.jumpIfZero(result, end);
    e.exits.checkTracing(1, true);
    masm.jump(next);
  }, '.generic');
  const overTuple = e.cold.add(() => {
    const { it_index, it_seq } = layout.tupleiterobject;
    guardExactType(e, first, 'PyTupleIter_Type', generic);
    masm.loadField(scratch, first, it_seq);
    masm.jumpIfZero(scratch, generic);
    masm.loadField(second, first, it_index);
    masm.compareAndJump(second, 'ae', field(scratch, layout.PyVarObject.ob_size), generic);
    masm.increment(field(first, it_index));
    masm.load(result, masm.element(scratch, layout.PyTupleObject.ob_item, second));
    masm.incref(result);
    masm.jump(next);
  }, '.tuple');
  const overList = e.cold.add(() => {
    guardExactType(e, first, 'PyListIter_Type', overTuple);
    masm.loadField(scratch, first, layout.listiterobject.it_seq);
    masm.jumpIfZero(scratch, generic);
    masm.loadField(second, first, layout.listiterobject.it_index);
    masm.compareAndJump(second, 'ae', field(scratch, layout.PyVarObject.ob_size), generic);
    masm.increment(field(first, layout.listiterobject.it_index));
    masm.loadField(scratch, scratch, layout.PyListObject.ob_item);
    masm.load(result, masm.item(scratch, second));
    masm.incref(result);
    masm.jump(next);
  }, '.list');
  masm.as('operand', () => masm.load(first, masm.frame.slot(position)));
  guardExactType(e, first, 'PyRangeIter_Type', overList);
  masm.note('how many so far');
  masm.loadField(scratch, first, layout.rangeiterobject.index);
  masm.note('another one?');
  masm.compareAndJump(scratch, 'ge', field(first, layout.rangeiterobject.len), end);
  masm.note('one more');
  masm.increment(field(first, layout.rangeiterobject.index));
  masm.note('times the step');
  masm.multiply(scratch, field(first, layout.rangeiterobject.step));
  masm.note('plus the start');
  masm.add(scratch, field(first, layout.rangeiterobject.start));
  if (group.kind === 'itemInto') {
    e.calls.aside('rt_int_for_local', [word(scratch), localAddress(group.local)]);
  } else e.calls.aside('rt_new_int', [word(scratch)]);
  masm.jumpIfZero(
    result,
    e.cold.add(
      () => {
        e.cursor.storePrevInstr();
        masm.jump(e.exits.error());
      },
      '.memory',
      'error',
    ),
  );
  masm.bind(next);
  return e.stack.ownedInResult();
}

/** Out of line: there was no next value, which is the end unless an exception is set. */
function exhausted(e: Emission, position: number) {
  const { masm } = e;
  const { first, scratch, layout } = masm;
  return e.cold.add(
    () => {
      masm.load(scratch, masm.frame.threadState);
      masm.compareAndJump(
        field(scratch, layout.PyThreadState.curexc_type),
        'ne',
        0,
        e.exits.error(),
      );
      const target = e.cursor.instruction.jumpTarget!;
      e.stack.pop();
      masm.load(first, masm.frame.slot(position));
      e.stack.decref(first);
      masm.jumpIfTracing(e.exits.exit('tracing', (target >> 1) - 1));
      masm.jump(e.cursor.labelAt(target));
    },
    '.exhausted',
    'work',
  );
}

/**
 * The receiver stays while it yields; when it returns, the result takes its place and control
 * jumps.
 */
export function send(e: Emission, receiver: Entry, value: Entry): Value {
  const { masm } = e;
  const { first, result } = masm;
  e.stack.settle(value, e.stack.depth);
  e.stack.canonicalize();
  const position = e.stack.depth - 1;
  e.calls.withValues('rt_send', [
    borrowed(e.stack.entries[position] ?? receiver),
    value,
    outputs(position + 1),
  ]);
  masm.jumpIfNegative(result, e.exits.error());
  const returned = e.cold.add(
    () => {
      const target = e.cursor.instruction.jumpTarget!;
      masm.load(first, masm.frame.slot(position));
      e.stack.decref(first);
      masm.load(first, masm.frame.slot(position + 1));
      masm.store(masm.frame.slot(position), first);
      masm.jumpIfTracing(e.exits.exit('tracing', (target >> 1) - 1));
      masm.jump(e.cursor.labelAt(target));
    },
    '.returned',
    'work',
  );
  masm.jumpIf('e', returned);
  e.exits.checkTracing(1, false);
  return e.stack.ownedInSlot(position + 1);
}
