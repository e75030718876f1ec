/**
 * The words that every lowering uses beyond moves: calls of runtime functions, errors, exits. Maps from: words of
 * Python's abstract machine. Maps to: words of the macro assembler through the layers below. Knows no
 * opcodes and no processor.
 */

import type { Label } from '../assembler/operands.js';
import type { ControlFlowGraph } from '../bytecode/controlFlowGraph.js';
import { findHandler } from '../bytecode/exceptionTable.js';
import { bytecodeOffset } from '../bytecode/instructions.js';
import {
  type Argument,
  type Arguments,
  frame,
  type RuntimeFunction,
  slots,
} from '../opcodes/runtimeCalls.js';
import type { Value } from '../opcodes/values.js';
import type { OpcodeName } from '../opcodes/opcodeNames.js';
import type { SiteEntry } from './compiledCode.js';
import type { CounterLevel } from './counterLevels.js';
import { type MachineArguments, siteIn } from './masm/arguments.js';
import { SiteTable } from './sites.js';
import { asEntry, type Entry } from './values.js';
import { ValueStack } from './valueStack.js';

/** How control goes on after an error: with a traceback entry of this frame, or without one. */
export type ErrorKind = 'raised' | 'reraised';

export class Emission extends ValueStack {
  readonly sites = new SiteTable();
  /** The operation that is lowered has been tried with numbers, so that only its general path is of use. */
  numbersWereTried = false;
  /** By site. */
  private readonly errorCode = new Map<number, Label>();
  private readonly errorTail: Label;
  private readonly exitTail: Label;

  constructor(
    graph: ControlFlowGraph,
    /** Opcodes to treat as not compiled. */
    readonly without: ReadonlySet<OpcodeName>,
    counting: CounterLevel = 'off',
    explains = false,
  ) {
    super(graph, counting, explains);
    this.errorTail = this.masm.label('.error');
    this.exitTail = this.masm.label('.exit');
  }

  // Runtime functions.

  /** Loads the arguments, stores prev_instr and calls. Values among the arguments must have left the stack or be borrowed. */
  callWith<F extends RuntimeFunction>(fn: F, args: Arguments<F>): void {
    const all: readonly Argument[] = args;
    const { inResult, masm } = this;
    if (inResult !== null && !all.some((arg) => valueIn(arg) === inResult)) this.spill();
    // The entry in `result` moves first; the others come from memory and disturb nothing.
    const first = all.findIndex((arg) => valueIn(arg) === this.inResult && this.inResult !== null);
    if (first > 0) this.passArgument(all[first]!, first);
    const inRegisters = Math.min(all.length, masm.registers.arguments.length);
    for (let i = all.length - 1; i >= inRegisters; i -= 1) {
      if (i !== first) this.passArgument(all[i]!, i);
    }
    for (let i = inRegisters - 1; i >= 0; i -= 1) {
      if (i !== first || i === 0) this.passArgument(all[i]!, i);
    }
    for (const arg of all) {
      const value = valueIn(arg);
      if (value !== null && value === this.inResult && isBorrowed(arg)) {
        throw new Error(`${fn} borrows an entry that only ${masm.result.name} holds`);
      }
    }
    this.releaseResult();
    this.storePrevInstr();
    masm.call(fn);
  }

  private passArgument(arg: Argument, index: number): void {
    const { masm } = this;
    if (!('argument' in arg)) {
      this.loadOwned(masm.argumentRegister(index), asEntry(arg));
      masm.finishArgument(index);
    } else if (arg.argument === 'borrowed') {
      this.loadBorrowed(masm.argumentRegister(index), asEntry(arg.value));
      masm.finishArgument(index);
    } else masm.passArgument(arg, index);
  }

  /** The same with arguments that are in registers or known. */
  callRuntime<F extends RuntimeFunction>(fn: F, args: MachineArguments<F>): void {
    this.masm.passArguments(fn, args);
    this.storePrevInstr();
    this.masm.call(fn);
  }

  /** The same, on a path that joins others before the instruction ends: for functions that only allocate memory. */
  callAside<F extends RuntimeFunction>(fn: F, args: MachineArguments<F>): void {
    this.masm.passArguments(fn, args);
    this.storePrevInstrAside();
    this.masm.call(fn);
  }

  // Sites.

  describe(stack: readonly Entry[]): SiteEntry[] {
    return stack.map((entry, position) => {
      switch (entry.kind) {
        case 'owned':
          return { kind: 'slot', index: position };
        case 'null':
          return { kind: 'null', index: 0 };
        default:
          return { kind: entry.kind, index: entry.index };
      }
    });
  }

  /**
   * Code that goes on after an exception with the stack as it is now. The handler is that of the instruction, or of
   * the byte `at`. Entries in `result` count as in their slot.
   */
  error(kind: ErrorKind = 'raised', stack = this.stack, at?: number): Label {
    const entry =
      at === undefined
        ? this.graph.handlers[this.index]!
        : findHandler(this.graph.exceptionEntries, bytecodeOffset(at));
    const handler =
      entry === null
        ? null
        : { label: this.labelAt(entry.target), depth: entry.depth, lasti: entry.lasti };
    const site = this.sites.error(this.describe(stack), handler, kind === 'reraised');
    let label = this.errorCode.get(site);
    if (label === undefined) {
      label = this.leaveAt(site, this.errorTail, `.E${site}`);
      this.errorCode.set(site, label);
    }
    return label;
  }

  /** Code that leaves for the interpreter, which goes on after `unit` with the stack as it is now. */
  exit(reason: 'tracing' | 'unsupported', unit: number, stack = this.stack): Label {
    const site = this.sites.exit(this.describe(stack), unit, reason);
    return this.leaveAt(site, this.exitTail, `.X${site}`);
  }

  /** Out of line: takes the site along to the common tail. */
  private leaveAt(site: number, tail: Label, name: string): Label {
    const label = this.masm.label(name);
    const { index } = this;
    this.coldCode.push(() => {
      this.index = index;
      this.mark();
      this.masm.bind(label);
      this.masm.loadSite(site);
      this.masm.jump(tail);
    });
    return label;
  }

  /** After a call that returns an object, or NULL with an exception. */
  checkResult(): void {
    this.masm.jumpIfZero(this.masm.result, this.error());
    this.checkTracing(1, true);
  }

  /**
   * After a call that may have run Python code and whose results, `count` of them, are about to be pushed: leaves
   * native code if tracing was turned on. With `inResult` the only one is in `result`. `below` is pushed before the results.
   */
  checkTracing(count: number, inResult: boolean, below: readonly Entry[] = []): void {
    const depth = this.stack.length + below.length;
    const results = Array.from({ length: count }, (_, i) => this.ownedInSlot(depth + i));
    const after = [...this.stack, ...below, ...results];
    const leave = this.cold(() => {
      const { masm } = this;
      if (inResult) masm.store(masm.frame.slot(depth), masm.result);
      const site = this.sites.exit(this.describe(after), this.lastUnit, 'tracing');
      this.masm.loadSite(site);
      this.masm.jump(this.exitTail);
    }, '.traced');
    this.masm.jumpIfTracing(leave);
  }

  /** The common ends of error and exit stubs, and the way back to the caller. */
  emitTails(): void {
    const { masm } = this;
    const { result } = masm;
    const where = [frame, siteIn(masm.second), slots({ base: 0, count: 0 })] as const;
    masm.bind(this.errorTail);
    masm.callRuntime('rt_error', where);
    const leave = masm.label('.raised');
    masm.jumpIfZero(result, leave);
    masm.jumpTo(result);
    masm.bind(leave);
    masm.load(result, masm.frame.result);
    masm.bind(this.epilogue);
    masm.leave();
    masm.bind(this.exitTail);
    masm.callRuntime('rt_exit', where);
    masm.jump(this.epilogue);
  }
}

function valueIn(arg: Argument): Value | null {
  if (!('argument' in arg)) return arg;
  return arg.argument === 'borrowed' ? arg.value : null;
}

function isBorrowed(arg: Argument): boolean {
  return 'argument' in arg && arg.argument === 'borrowed';
}
