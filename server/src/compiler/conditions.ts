/**
 * Truth values: as processor flags, as bools, and as jumps. A condition that a conditional jump
 * consumes right away never becomes an object.
 */

import { type Condition, negate } from '../assembler/conditions.js';
import type { Label } from '../assembler/operands.js';
import type { Instruction } from '../bytecode/instructions.js';
import type { Branched } from '../opcodes/definition.js';
import type { Arguments, Giving } from '../opcodes/runtimeCalls.js';
import type { Value } from '../opcodes/values.js';
import type { Emission } from './emission.js';
import { lent, stolen } from './masm/arguments.js';
import { addressOf, constantAddress, field } from './masm/places.js';
import type { CompareAndJump } from './plan/plan.js';
import { emitPoll } from './safepoints.js';
import type { Entry } from './values.js';

export const branched: Branched = { fused: 'branch' };

/** The present instruction's jump, taken when the flags say `condition`. The stack is canonical. */
export function jumpIf(e: Emission, condition: Condition): void {
  const { masm } = e;
  if (isForward(e.cursor.instruction)) {
    masm.jumpIf(condition, e.cursor.labelAt(e.cursor.instruction.jumpTarget!));
    return;
  }
  const over = masm.label('.stay');
  masm.jumpIf(negate(condition), over);
  jumpAlways(e);
  masm.bind(over);
}

/** The present instruction's jump; backward it is a safepoint. The stack is canonical. */
export function jumpAlways(e: Emission): void {
  const { masm } = e;
  const target = e.cursor.instruction.jumpTarget!;
  if (isForward(e.cursor.instruction)) masm.jump(e.cursor.labelAt(target));
  else emitPoll(e, e.cursor.labelAt(target), target);
}

function isForward(instruction: Instruction): boolean {
  return instruction.jumpTarget! >= instruction.end;
}

/** The flags say `condition` for true: the result as a bool, or as the jump that takes it. */
export function conditionResult(
  e: Emission,
  condition: Condition,
  jump: CompareAndJump | null,
): Value | Branched {
  if (jump !== null) {
    e.cursor.advance();
    jumpIf(e, jump.when ? condition : negate(condition));
    return branched;
  }
  loadBool(e, condition);
  return e.stack.ownedInResult();
}

/** A new reference to True or False in `result`. */
export function loadBool(e: Emission, condition: Condition): void {
  const { masm } = e;
  const { result, scratch } = masm;
  masm.move(result, addressOf('False'));
  masm.move(scratch, addressOf('True'));
  masm.moveIf(condition, result, scratch);
  masm.incref(result);
}

/** Calls a function that returns 0, 1, or -1 with an exception. */
export function runtimeCondition<F extends Giving<'truth'>>(
  e: Emission,
  fn: F,
  args: Arguments<F>,
  isNegated: boolean,
  jump: CompareAndJump | null,
): Value | Branched {
  const { masm } = e;
  const { result } = masm;
  const isTrue: Condition = isNegated ? 'e' : 'ne';
  if (jump !== null) e.stack.canonicalize();
  e.calls.withValues(fn, args);
  masm.jumpIfNegative(result, e.exits.error());
  const depth = e.stack.depth;
  const leave = e.cold.add(() => {
    masm.compareWithZero(result);
    loadBool(e, isTrue);
    masm.store(masm.frame.slot(depth), result);
    masm.jump(
      e.exits.exit('tracing', e.cursor.lastUnit, [...e.stack.entries, e.stack.ownedInSlot(depth)]),
    );
  }, '.traced');
  masm.jumpIfTracing(leave);
  masm.compareWithZero(result);
  return conditionResult(e, isTrue, jump);
}

/** `is` compares addresses, and the references are dropped before the answer is used. */
export function identity(
  e: Emission,
  left: Entry,
  right: Entry,
  isNegated: boolean,
  jump: CompareAndJump | null,
): Value | Branched {
  const { masm } = e;
  const [kept] = masm.kept;
  if (jump !== null) e.stack.canonicalize();
  else e.stack.spill();
  const isTrue: Condition = isNegated ? 'ne' : 'e';
  if (left.kind !== 'owned' && right.kind !== 'owned') {
    compareAddresses(e, left, right);
    return conditionResult(e, isTrue, jump);
  }
  const depth = e.stack.depth;
  e.stack.settle(right, depth + 1);
  compareAddresses(e, left, right);
  masm.keepAnswer('e');
  masm.loadAnswer(kept);
  e.stack.drop(left);
  e.stack.drop(right);
  masm.compareWithZero(kept);
  return conditionResult(e, isNegated ? 'e' : 'ne', jump);
}

function compareAddresses(e: Emission, left: Entry, right: Entry): void {
  const { masm } = e;
  const { first, second } = masm;
  e.stack.loadBorrowed(first, left);
  if (right.kind === 'constant') masm.compare(first, constantAddress(right.index));
  else {
    e.stack.loadBorrowed(second, right);
    masm.compare(first, second);
  }
}

/** Whether the type of `value`, which stays, has a flag. */
export function typeFlag(
  e: Emission,
  value: Entry,
  flag: 'MAPPING' | 'SEQUENCE',
  jump: CompareAndJump | null,
): Value | Branched {
  const { masm } = e;
  const { first } = masm;
  if (jump !== null) e.stack.canonicalize();
  else e.stack.spill();
  e.stack.loadBorrowed(first, value);
  masm.loadField(first, first, masm.layout.PyObject.ob_type);
  masm.compareBits(
    field(first, masm.layout.PyTypeObject.tp_flags),
    masm.constants[`Py_TPFLAGS_${flag}`],
  );
  return conditionResult(e, 'ne', jump);
}

/** Jumps when the truth of `value` is `when`; drops the value. */
export function branch(e: Emission, value: Entry, when: boolean): void {
  const { masm } = e;
  const { first, result } = masm;
  e.stack.canonicalize();
  const isOwned = value.kind === 'owned';
  e.stack.loadBorrowed(first, value);
  e.stack.releaseResult();
  const done = masm.label('.done');
  const slow = e.cold.add(() => {
    if (!isOwned) masm.incref(first);
    e.cursor.storePrevInstr();
    masm.callRuntime('rt_truth', [stolen(first)]);
    masm.jumpIfNegative(result, e.exits.error());
    leaveOrJump(e, when ? 'ne' : 'e', done);
  }, '.truth');
  masm.compare(first, addressOf(when ? 'True' : 'False'));
  if (isOwned) {
    const other = masm.label('.other');
    masm.jumpIf('ne', other);
    masm.decrefShared(first);
    jumpAlways(e);
    masm.bind(other);
  } else jumpIf(e, 'e');
  masm.compareAndJump(first, 'ne', addressOf(when ? 'False' : 'True'), slow);
  if (isOwned) masm.decrefShared(first);
  masm.bind(done);
}

/**
 * The present instruction's jump for the object in `result`, whose reference is dropped; otherwise
 * goes to `done`.
 */
export function branchOnObject(e: Emission, when: boolean, done: Label): void {
  const { masm } = e;
  const { result } = masm;
  const other = masm.label('.other');
  const slow = masm.label('.truth');
  masm.compareAndJump(result, 'ne', addressOf(when ? 'True' : 'False'), other);
  masm.decrefShared(result);
  jumpAlways(e);
  masm.bind(other);
  masm.compareAndJump(result, 'ne', addressOf(when ? 'False' : 'True'), slow);
  masm.decrefShared(result);
  masm.jump(done);
  masm.bind(slow);
  e.cursor.storePrevInstr();
  masm.callRuntime('rt_truth', [stolen(result)]);
  masm.jumpIfNegative(result, e.exits.error());
  leaveOrJump(e, when ? 'ne' : 'e', done);
}

/**
 * Out of line: the present instruction's jump is taken when the flags say `condition`, otherwise
 * control goes to `done`; but if tracing was turned on it leaves native code on either way.
 */
function leaveOrJump(e: Emission, condition: Condition, done: Label): void {
  const { masm } = e;
  const taken = masm.label('.taken');
  masm.jumpIf(condition, taken);
  masm.jumpIfTracing(e.exits.exit('tracing', e.cursor.lastUnit));
  masm.jump(done);
  masm.bind(taken);
  const target = e.cursor.instruction.jumpTarget!;
  masm.jumpIfTracing(e.exits.exit('tracing', (target >> 1) - 1));
  jumpAlways(e);
}

/** Jumps when (`value` is None) is `when`; drops the value. */
export function branchNone(e: Emission, value: Entry, when: boolean): void {
  const { masm } = e;
  const { first } = masm;
  const [kept] = masm.kept;
  const none = addressOf('None');
  e.stack.canonicalize();
  if (value.kind === 'owned') {
    e.stack.loadBorrowed(first, value);
    e.stack.releaseResult();
    masm.move(kept, first);
    e.stack.decref(first);
    masm.compare(kept, none);
  } else if (value.kind === 'local') masm.compare(masm.local(value.index), none);
  else {
    e.stack.loadBorrowed(first, value);
    masm.compare(first, none);
  }
  jumpIf(e, when ? 'e' : 'ne');
}

/** JUMP_IF_x_OR_POP: the value stays when the jump is taken, and is dropped otherwise. */
export function branchOrPop(e: Emission, value: Entry, when: boolean): void {
  const { masm } = e;
  const { first, result } = masm;
  e.stack.push(value);
  e.stack.canonicalize();
  const depth = e.stack.depth - 1;
  const done = masm.label('.drop');
  masm.load(first, masm.frame.slot(depth));
  masm.compare(first, addressOf(when ? 'True' : 'False'));
  jumpIf(e, 'e');
  const slow = e.cold.add(() => {
    e.cursor.storePrevInstr();
    masm.callRuntime('rt_is_true', [lent(first)]);
    masm.jumpIfNegative(result, e.exits.error());
    const taken = masm.label('.taken');
    masm.jumpIf(when ? 'ne' : 'e', taken);
    masm.jump(done);
    masm.bind(taken);
    masm.jumpIfTracing(e.exits.exit('tracing', (e.cursor.instruction.jumpTarget! >> 1) - 1));
    jumpAlways(e);
  }, '.truth');
  masm.compareAndJump(first, 'ne', addressOf(when ? 'False' : 'True'), slow);
  masm.bind(done);
  e.stack.drop(e.stack.pop());
}
