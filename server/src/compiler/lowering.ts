/**
 * The vocabulary of opcode definitions in terms of machine code: each word is a function of a
 * topic's file, or a call of the runtime function of its name. Holds what outlives an instruction:
 * keyword names between KW_NAMES and CALL, the places where a generator can be resumed.
 */

import { runtimeFunctions } from '../generated/runtimeFunctions.js';
import type { Branched, Lowering, Stored } from '../opcodes/definition.js';
import {
  type Arguments,
  type ArgumentsBeforeOutputs,
  borrowed,
  constantOrNull,
  type Filling,
  frame,
  type Giving,
  immediate,
  outputs,
  slots,
  withOutputs,
} from '../opcodes/runtimeCalls.js';
import type { Items, Value } from '../opcodes/values.js';
import { binaryOperation } from './arithmetic.js';
import { loadAttribute, loadMethod, storeAttribute } from './attributes.js';
import { callFunction, callFunctionEx, superMethod } from './calls.js';
import { compare } from './comparisons.js';
import {
  branch,
  branchNone,
  branchOrPop,
  identity,
  jumpAlways,
  runtimeCondition,
  typeFlag,
} from './conditions.js';
import type { Emission } from './emission.js';
import { type ResumePoint, returnGenerator, yieldValue } from './generators.js';
import { forIter, send } from './iteration.js';
import { addressOf } from './masm/places.js';
import type { CompareAndJump, Group } from './plan/plan.js';
import { emitPollHere } from './safepoints.js';
import { subscriptBySlice } from './slices.js';
import { storeSubscript, subscript } from './subscripts.js';
import { unpackSequence } from './unpacking.js';
import { asEntry, type Entry } from './values.js';
import { deleteLocal, loadCell, loadGlobal, loadLocal, storeLocal } from './variables.js';

const nothing: Group = { kind: 'one', first: 0, last: 0, isGeneral: false };

export class MachineLowering implements Lowering {
  readonly resumePoints: ResumePoint[] = [];
  /** What the present instruction begins. */
  group: Group = nothing;
  private keywords: number | null = null;

  constructor(
    private readonly e: Emission,
    /** By instruction: whether the local it names can be bound and unbound before it. */
    private readonly localStates: Uint8Array,
  ) {}

  /** The jump that takes the answer of the present instruction. */
  private get takingJump(): CompareAndJump | null {
    return this.group.kind === 'compareAndJump' ? this.group : null;
  }

  private get state(): number {
    return this.localStates[this.e.cursor.index]!;
  }

  // Values and variables.

  local(index: number): Value {
    return loadLocal(this.e, index, this.state);
  }
  boundLocal(index: number): Value {
    return { kind: 'local', index } as Entry;
  }
  constant(index: number): Value {
    return { kind: 'constant', index } as Entry;
  }
  null(): Value {
    return { kind: 'null' };
  }
  assertionError(): Value {
    const { e } = this;
    const { masm } = e;
    e.stack.spill();
    masm.move(masm.result, addressOf('AssertionError'));
    masm.incref(masm.result);
    return e.stack.ownedInResult();
  }
  storeLocal(index: number, value: Value): void {
    storeLocal(this.e, index, asEntry(value), this.state);
  }
  deleteLocal(index: number): void {
    deleteLocal(this.e, index, this.state);
  }
  loadCell(index: number): Value {
    return loadCell(this.e, index);
  }
  loadGlobal(nameIndex: number, nullBelow: boolean): Value {
    return loadGlobal(this.e, nameIndex, nullBelow);
  }
  drop(value: Value): void {
    this.e.stack.drop(asEntry(value));
  }

  copy(depth: number): Value {
    const { e } = this;
    const entry = e.stack.entries[e.stack.depth - depth]!;
    if (entry.kind !== 'owned') return entry;
    e.stack.spill();
    e.stack.loadBorrowed(e.masm.result, entry);
    e.masm.incref(e.masm.result);
    return e.stack.ownedInResult();
  }

  swap(depth: number): void {
    const { e } = this;
    const { masm } = e;
    const { entries } = e.stack;
    const { result, scratch } = masm;
    e.stack.spill();
    const top = entries.length - 1;
    const other = entries.length - depth;
    if (top === other) return;
    const upper = entries[top]!;
    const lower = entries[other]!;
    if (upper.kind === 'owned') e.stack.loadBorrowed(result, upper);
    if (lower.kind === 'owned') e.stack.loadBorrowed(scratch, lower);
    if (upper.kind === 'owned') masm.store(masm.frame.slot(other), result);
    if (lower.kind === 'owned') masm.store(masm.frame.slot(top), scratch);
    entries[other] = upper.kind === 'owned' ? e.stack.ownedInSlot(other) : upper;
    entries[top] = lower.kind === 'owned' ? e.stack.ownedInSlot(top) : lower;
  }

  // Runtime functions.

  call<F extends Giving<'object'>>(fn: F, args: Arguments<F>): Value {
    const { e } = this;
    e.calls.withValues(fn, args);
    e.exits.checkResult();
    return e.stack.ownedInResult();
  }

  callNoError<F extends Giving<'object' | 'none'>>(fn: F, args: Arguments<F>): Value {
    this.e.calls.withValues(fn, args);
    return runtimeFunctions[fn].gives === 'object' ? this.e.stack.ownedInResult() : this.null();
  }

  status<F extends Giving<'status'>>(fn: F, args: Arguments<F>): void {
    const { e } = this;
    e.calls.withValues(fn, args);
    e.masm.jumpIfNegative(e.masm.result, e.exits.error());
    e.exits.checkTracing(0, false);
  }

  condition<F extends Giving<'truth'>>(
    fn: F,
    args: Arguments<F>,
    isNegated = false,
  ): Value | Branched {
    return runtimeCondition(this.e, fn, args, isNegated, this.takingJump);
  }

  outputs<F extends Filling>(fn: F, args: ArgumentsBeforeOutputs<F>, count: number): Value[] {
    const { e } = this;
    const depth = e.stack.depth;
    e.calls.withValues(fn, withOutputs(args, outputs(depth)));
    e.masm.jumpIfNegative(e.masm.result, e.exits.error());
    e.exits.checkTracing(count, false);
    return Array.from({ length: count }, (_, i) => e.stack.ownedInSlot(depth + i));
  }

  // Operators.

  binaryOperation(operator: number, left: Value, right: Value): Value | Stored {
    return binaryOperation(this.e, operator, asEntry(left), asEntry(right), this.group);
  }
  compare(op: number, left: Value, right: Value): Value | Branched {
    return compare(this.e, op, asEntry(left), asEntry(right), this.takingJump);
  }
  is(left: Value, right: Value, isNegated: boolean): Value | Branched {
    return identity(this.e, asEntry(left), asEntry(right), isNegated, this.takingJump);
  }
  not(value: Value): Value | Branched {
    return this.condition('rt_truth', [value], true);
  }
  typeFlag(value: Value, flag: 'MAPPING' | 'SEQUENCE'): Value | Branched {
    return typeFlag(this.e, asEntry(value), flag, this.takingJump);
  }
  subscript(container: Value, key: Value): Value {
    return subscript(this.e, asEntry(container), asEntry(key));
  }
  buildSlice(items: Items, count: number): Value | undefined {
    const { e, group } = this;
    if (group.kind === 'slice') return subscriptBySlice(e, count, group);
    return this.call('rt_build_slice', [slots(items), immediate(count)]);
  }
  storeSubscript(value: Value, container: Value, key: Value): void {
    storeSubscript(this.e, asEntry(value), asEntry(container), asEntry(key));
  }
  loadAttribute(owner: Value, nameIndex: number): Value {
    return this.e.masm.as('lookup', () => loadAttribute(this.e, asEntry(owner), nameIndex));
  }
  loadMethod(owner: Value, nameIndex: number): Value[] {
    return this.e.masm.as('lookup', () => loadMethod(this.e, asEntry(owner), nameIndex));
  }
  unpackSequence(sequence: Value, count: number): Value[] {
    return unpackSequence(this.e, asEntry(sequence), count);
  }
  storeAttribute(value: Value, owner: Value, nameIndex: number): void {
    storeAttribute(this.e, asEntry(value), asEntry(owner), nameIndex);
  }

  // Calls.

  keywordNames(constantIndex: number): void {
    this.keywords = constantIndex;
  }
  callFunction(items: Items): Value | Value[] {
    const { e, group, keywords } = this;
    this.keywords = null;
    return group.kind === 'super' ? superMethod(e, items, group) : callFunction(e, items, keywords);
  }
  callFunctionEx(items: Items, oparg: number): Value {
    return callFunctionEx(this.e, items, oparg);
  }

  // Jumps and loops.

  jump(): void {
    this.e.stack.canonicalize();
    jumpAlways(this.e);
  }
  loop(poll: boolean): void {
    const { e } = this;
    e.stack.canonicalize();
    if (poll) jumpAlways(e);
    else e.masm.jump(e.cursor.labelAt(e.cursor.instruction.jumpTarget!));
  }
  branch(value: Value, when: boolean): void {
    branch(this.e, asEntry(value), when);
  }
  branchNone(value: Value, when: boolean): void {
    branchNone(this.e, asEntry(value), when);
  }
  branchOrPop(value: Value, when: boolean): void {
    branchOrPop(this.e, asEntry(value), when);
  }
  forIter(_iterator: Value): Value {
    return forIter(this.e, this.group);
  }
  send(receiver: Value, value: Value): Value {
    return send(this.e, asEntry(receiver), asEntry(value));
  }

  // Leaving.

  returnValue(value: Value): void {
    const { e } = this;
    e.cursor.storePrevInstr();
    e.stack.loadOwned(e.masm.result, asEntry(value));
    e.stack.releaseResult();
    e.masm.jump(e.exits.epilogue);
  }

  returnGenerator(): void {
    this.resumePoints.push(returnGenerator(this.e));
  }

  yieldValue(value: Value): Value {
    const { sent, resume } = yieldValue(this.e, asEntry(value));
    this.resumePoints.push(resume);
    return sent;
  }

  resume(oparg: number): void {
    // After `yield from` and `await` (2 and 3) there is no safepoint, as in CPython.
    this.e.stack.spill();
    if (oparg < 2) emitPollHere(this.e);
  }

  raise(items: Items): void {
    const { e } = this;
    e.calls.withValues('rt_raise', [slots(items), immediate(items.count)]);
    this.leaveByError();
  }

  reraise(exception: Value, lasti: Value | null): void {
    const { e } = this;
    const last = lasti === null ? constantOrNull(null) : borrowed(lasti);
    e.calls.withValues('rt_reraise', [frame, exception, last]);
    this.leaveByError();
  }

  /** The function before returned 1 for a re-raise, 0 for a new exception. */
  private leaveByError(): void {
    const { e } = this;
    e.masm.jumpIfZero(e.masm.result, e.exits.error('raised'));
    e.masm.jump(e.exits.error('reraised'));
  }

  endAsyncFor(iterator: Value, exception: Value): void {
    const { e } = this;
    e.calls.withValues('rt_end_async_for', [iterator, exception]);
    e.masm.jumpIfZero(e.masm.result, e.exits.error('reraised'));
  }
}
