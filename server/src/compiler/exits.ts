/**
 * Ways out of the straight path: to handlers, to the caller with an exception, to the interpreter.
 * Maps from: the stack and the place in the bytecode. Maps to: sites, the stubs that load them, and
 * the tails that all stubs share.
 */

import type { Label } from '../assembler/operands.js';
import type { ControlFlowGraph } from '../bytecode/controlFlowGraph.js';
import { findHandler } from '../bytecode/exceptionTable.js';
import { bytecodeOffset } from '../bytecode/instructions.js';
import { frame, slots } from '../opcodes/runtimeCalls.js';
import type { ColdCode } from './coldCode.js';
import type { SiteEntry } from './compiledCode.js';
import type { Cursor } from './cursor.js';
import { siteIn } from './masm/arguments.js';
import type { Masm } from './masm/masm.js';
import type { Purpose } from './masm/purposes.js';
import type { OperandStack } from './operandStack.js';
import { SiteTable } from './sites.js';
import type { Entry } from './values.js';

/** How control goes on after an error: with a traceback entry of this frame, or without one. */
export type ErrorKind = 'raised' | 'reraised';

export class Exits {
  readonly sites = new SiteTable();
  /** In front of the way back to the caller, with what is returned in `result`. */
  readonly epilogue: Label;
  /** By site. */
  private readonly errorCode = new Map<number, Label>();
  private readonly errorTail: Label;
  private readonly exitTail: Label;

  constructor(
    private readonly masm: Masm,
    private readonly cursor: Cursor,
    private readonly cold: ColdCode,
    private readonly stack: OperandStack,
    private readonly graph: ControlFlowGraph,
  ) {
    this.epilogue = masm.label('.return');
    this.errorTail = masm.label('.error');
    this.exitTail = masm.label('.exit');
  }

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
   * Code that goes on after an exception with the stack as it is now. The handler is that of the
   * instruction, or of the byte `at`. Entries in `result` count as in their slot.
   */
  error(
    kind: ErrorKind = 'raised',
    stack: readonly Entry[] = this.stack.entries,
    at?: number,
  ): Label {
    const entry =
      at === undefined
        ? this.graph.handlers[this.cursor.index]!
        : findHandler(this.graph.exceptionEntries, bytecodeOffset(at));
    const handler =
      entry === null
        ? null
        : { label: this.cursor.labelAt(entry.target), depth: entry.depth, lasti: entry.lasti };
    const site = this.sites.error(this.describe(stack), handler, kind === 'reraised');
    let label = this.errorCode.get(site);
    if (label === undefined) {
      label = this.leaveAt(site, this.errorTail, `.E${site}`, 'error');
      this.errorCode.set(site, label);
    }
    return label;
  }

  /**
   * Code that leaves for the interpreter, which goes on after `unit` with the stack as it is now.
   */
  exit(
    reason: 'tracing' | 'unsupported',
    unit: number,
    stack: readonly Entry[] = this.stack.entries,
  ): Label {
    const site = this.sites.exit(this.describe(stack), unit, reason);
    return this.leaveAt(site, this.exitTail, `.X${site}`, 'tracing');
  }

  /** Out of line: takes the site along to the common tail. */
  private leaveAt(site: number, tail: Label, name: string, purpose: Purpose): Label {
    return this.cold.addStub(name, purpose, () => {
      this.masm.loadSite(site);
      this.masm.jump(tail);
    });
  }

  /** After a call that returns an object, or NULL with an exception. */
  checkResult(): void {
    this.masm.jumpIfZero(this.masm.result, this.error());
    this.checkTracing(1, true);
  }

  /**
   * After a call that may have run Python code and whose results, `count` of them, are about to be
   * pushed: leaves native code if tracing was turned on. With `inResult` the only one is in
   * `result`. `below` is pushed before the results.
   */
  checkTracing(count: number, inResult: boolean, below: readonly Entry[] = []): void {
    const depth = this.stack.depth + below.length;
    const results = Array.from({ length: count }, (_, i) => this.stack.ownedInSlot(depth + i));
    const after = [...this.stack.entries, ...below, ...results];
    const leave = this.cold.add(
      () => {
        const { masm } = this;
        if (inResult) masm.store(masm.frame.slot(depth), masm.result);
        const site = this.sites.exit(this.describe(after), this.cursor.lastUnit, 'tracing');
        this.masm.loadSite(site);
        this.masm.jump(this.exitTail);
      },
      '.traced',
      'tracing',
    );
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
