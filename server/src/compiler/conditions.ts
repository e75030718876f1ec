/**
 * Truth values: as processor flags, as bools, and as jumps. A condition that a conditional jump consumes right away
 * never becomes an object.
 */

import { type Condition, negate } from '../assembler/conditions.js';
import { immSymbol, type Label } from '../assembler/operands.js';
import { cl, eax, ecx, edx, esi } from '../assembler/registers.js';
import type { Instruction } from '../bytecode/instructions.js';
import { constants, layout } from '../generated/layout.js';
import type { Branched } from '../opcodes/definition.js';
import type { Arguments, Giving } from '../opcodes/runtimeCalls.js';
import type { Value } from '../opcodes/values.js';
import { field, refcount } from './fields.js';
import type { Emission } from './emission.js';
import { emitPoll } from './safepoints.js';
import type { Entry } from './values.js';

export const branched: Branched = { fused: 'branch' };

const truthJumps: ReadonlyMap<string, boolean> = new Map([
  ['POP_JUMP_FORWARD_IF_FALSE', false],
  ['POP_JUMP_FORWARD_IF_TRUE', true],
  ['POP_JUMP_BACKWARD_IF_FALSE', false],
  ['POP_JUMP_BACKWARD_IF_TRUE', true],
]);

/** When the jump that consumes the result of the instruction, the present one, is taken; null without such a jump. */
export function fusableBranch(e: Emission, index = e.index): { readonly when: boolean } | null {
  const next = e.graph.instructions[index + 1];
  if (next === undefined || e.graph.blockOf[index + 1] !== e.graph.blockOf[index]) return null;
  const when = truthJumps.get(next.opcode);
  return when === undefined || e.without.has(next.opcode) ? null : { when };
}

/** The present instruction's jump, taken when the flags say `condition`. The stack is canonical. */
export function jumpIf(e: Emission, condition: Condition): void {
  if (isForward(e.instruction)) {
    e.asm.j(condition, e.labelAt(e.instruction.jumpTarget!));
    return;
  }
  const over = e.asm.label('.stay');
  e.asm.j(negate(condition), over);
  jumpAlways(e);
  e.asm.bind(over);
}

/** The present instruction's jump; backward it is a safepoint. The stack is canonical. */
export function jumpAlways(e: Emission): void {
  const target = e.instruction.jumpTarget!;
  if (isForward(e.instruction)) e.asm.jmp(e.labelAt(target));
  else emitPoll(e, e.labelAt(target), target);
}

function isForward(instruction: Instruction): boolean {
  return instruction.jumpTarget! >= instruction.end;
}

/** The flags say `condition` for true: the result as a bool, or as the jump that follows. */
export function conditionResult(e: Emission, condition: Condition): Value | Branched {
  const fused = fusableBranch(e);
  if (fused !== null) {
    e.advance();
    jumpIf(e, fused.when ? condition : negate(condition));
    return branched;
  }
  loadBool(e, condition);
  return e.ownedInEax();
}

/** A new reference to True or False in eax. */
export function loadBool(e: Emission, condition: Condition): void {
  const { asm } = e;
  asm.mov(eax, immSymbol('False'));
  asm.mov(ecx, immSymbol('True'));
  asm.cmovcc(condition, eax, ecx);
  e.incref(eax);
}

/** Calls a function that returns 0, 1, or -1 with an exception. */
export function runtimeCondition<F extends Giving<'truth'>>(
  e: Emission,
  fn: F,
  args: Arguments<F>,
  isNegated: boolean,
): Value | Branched {
  const { asm } = e;
  const isTrue: Condition = isNegated ? 'e' : 'ne';
  if (fusableBranch(e) !== null) e.canonicalize();
  e.callWith(fn, args);
  asm.test(eax, eax);
  asm.j('s', e.error());
  const depth = e.stack.length;
  const leave = e.cold(() => {
    asm.test(eax, eax);
    loadBool(e, isTrue);
    asm.mov(e.frame.slot(depth), eax);
    asm.jmp(e.exit('tracing', e.lastUnit, [...e.stack, e.ownedInSlot(depth)]));
  }, '.traced');
  e.jumpIfTracing(leave);
  asm.test(eax, eax);
  return conditionResult(e, isTrue);
}

/** `is` compares addresses, and the references are dropped before the answer is used. */
export function identity(
  e: Emission,
  left: Entry,
  right: Entry,
  isNegated: boolean,
): Value | Branched {
  const { asm } = e;
  if (fusableBranch(e) !== null) e.canonicalize();
  else e.spill();
  const isTrue: Condition = isNegated ? 'ne' : 'e';
  if (left.kind !== 'owned' && right.kind !== 'owned') {
    compareAddresses(e, left, right);
    return conditionResult(e, isTrue);
  }
  const depth = e.stack.length;
  e.settle(right, depth + 1);
  compareAddresses(e, left, right);
  asm.setcc('e', cl);
  asm.movzx8(esi, cl);
  e.drop(left);
  e.drop(right);
  asm.test(esi, esi);
  return conditionResult(e, isNegated ? 'e' : 'ne');
}

function compareAddresses(e: Emission, left: Entry, right: Entry): void {
  e.loadBorrowed(eax, left);
  if (right.kind === 'constant') e.asm.cmp(eax, e.constantAddress(right.index));
  else {
    e.loadBorrowed(edx, right);
    e.asm.cmp(eax, edx);
  }
}

/** Whether the type of `value`, which stays, has a flag. */
export function typeFlag(
  e: Emission,
  value: Entry,
  flag: 'MAPPING' | 'SEQUENCE',
): Value | Branched {
  if (fusableBranch(e) !== null) e.canonicalize();
  else e.spill();
  e.loadBorrowed(eax, value);
  e.asm.mov(eax, field(eax, layout.PyObject.ob_type));
  e.asm.test(field(eax, layout.PyTypeObject.tp_flags), constants[`Py_TPFLAGS_${flag}`]);
  return conditionResult(e, 'ne');
}

/** Jumps when the truth of `value` is `when`; drops the value. */
export function branch(e: Emission, value: Entry, when: boolean): void {
  const { asm } = e;
  e.canonicalize();
  const isOwned = value.kind === 'owned';
  e.loadBorrowed(eax, value);
  e.releaseEax();
  const done = asm.label('.done');
  const slow = e.cold(() => {
    if (!isOwned) e.incref(eax);
    e.storePrevInstr();
    e.callRuntime('rt_truth');
    asm.test(eax, eax);
    asm.j('s', e.error());
    leaveOrJump(e, when ? 'ne' : 'e', done);
  }, '.truth');
  asm.cmp(eax, immSymbol(when ? 'True' : 'False'));
  if (isOwned) {
    const other = asm.label('.other');
    asm.j('ne', other);
    asm.dec(refcount(eax));
    jumpAlways(e);
    asm.bind(other);
  } else jumpIf(e, 'e');
  asm.cmp(eax, immSymbol(when ? 'False' : 'True'));
  asm.j('ne', slow);
  if (isOwned) asm.dec(refcount(eax));
  asm.bind(done);
}

/** The present instruction's jump for the object in eax, whose reference is dropped; otherwise goes to `done`. */
export function branchOnObject(e: Emission, when: boolean, done: Label): void {
  const { asm } = e;
  const other = asm.label('.other');
  const slow = asm.label('.truth');
  asm.cmp(eax, immSymbol(when ? 'True' : 'False'));
  asm.j('ne', other);
  asm.dec(refcount(eax));
  jumpAlways(e);
  asm.bind(other);
  asm.cmp(eax, immSymbol(when ? 'False' : 'True'));
  asm.j('ne', slow);
  asm.dec(refcount(eax));
  asm.jmp(done);
  asm.bind(slow);
  e.storePrevInstr();
  e.callRuntime('rt_truth');
  asm.test(eax, eax);
  asm.j('s', e.error());
  leaveOrJump(e, when ? 'ne' : 'e', done);
}

/**
 * Out of line: the present instruction's jump is taken when the flags say `condition`, otherwise control goes to
 * `done`; but if tracing was turned on it leaves native code on either way.
 */
function leaveOrJump(e: Emission, condition: Condition, done: Label): void {
  const { asm } = e;
  const taken = asm.label('.taken');
  asm.j(condition, taken);
  e.jumpIfTracing(e.exit('tracing', e.lastUnit));
  asm.jmp(done);
  asm.bind(taken);
  const target = e.instruction.jumpTarget!;
  e.jumpIfTracing(e.exit('tracing', (target >> 1) - 1));
  jumpAlways(e);
}

/** Jumps when (`value` is None) is `when`; drops the value. */
export function branchNone(e: Emission, value: Entry, when: boolean): void {
  const { asm } = e;
  const none = immSymbol('None');
  e.canonicalize();
  if (value.kind === 'owned') {
    e.loadBorrowed(eax, value);
    e.releaseEax();
    asm.mov(esi, eax);
    e.decref(eax);
    asm.cmp(esi, none);
  } else if (value.kind === 'local') asm.cmp(e.local(value.index), none);
  else {
    e.loadBorrowed(eax, value);
    asm.cmp(eax, none);
  }
  jumpIf(e, when ? 'e' : 'ne');
}

/** JUMP_IF_x_OR_POP: the value stays when the jump is taken, and is dropped otherwise. */
export function branchOrPop(e: Emission, value: Entry, when: boolean): void {
  const { asm } = e;
  e.push(value);
  e.canonicalize();
  const depth = e.stack.length - 1;
  const done = asm.label('.drop');
  asm.mov(eax, e.frame.slot(depth));
  asm.cmp(eax, immSymbol(when ? 'True' : 'False'));
  jumpIf(e, 'e');
  const slow = e.cold(() => {
    e.storePrevInstr();
    e.callRuntime('rt_is_true');
    asm.test(eax, eax);
    asm.j('s', e.error());
    const taken = asm.label('.taken');
    asm.j(when ? 'ne' : 'e', taken);
    asm.jmp(done);
    asm.bind(taken);
    e.jumpIfTracing(e.exit('tracing', (e.instruction.jumpTarget! >> 1) - 1));
    jumpAlways(e);
  }, '.truth');
  asm.cmp(eax, immSymbol(when ? 'False' : 'True'));
  asm.j('ne', slow);
  asm.bind(done);
  e.drop(e.pop());
}

/** Reads the flag that tells whether the thread has an exception set; ecx is lost. */
export function testExceptionSet(e: Emission): void {
  e.asm.mov(ecx, e.frame.threadState);
  e.asm.cmp(field(ecx, layout.PyThreadState.curexc_type), 0);
}
