/**
 * The words that every lowering uses beyond moves: calls of runtime functions, errors, exits. Maps from: words of
 * Python's abstract machine. Maps to: x86-32 through the layers below. Knows no opcodes.
 *
 * Registers while native code runs: ebp is the frame, ebx the thread's _PyCFrame, esi and edi are scratch that calls
 * keep, eax, ecx and edx scratch that calls lose.
 */

import { immSymbol, type Label, mem } from '../assembler/operands.js';
import { eax, ebp, ebx, ecx, edx, esi, esp, type Reg32 } from '../assembler/registers.js';
import type { ControlFlowGraph } from '../bytecode/controlFlowGraph.js';
import { findHandler } from '../bytecode/exceptionTable.js';
import { bytecodeOffset } from '../bytecode/instructions.js';
import { layout } from '../generated/layout.js';
import type { Argument, Arguments, RuntimeFunction } from '../opcodes/runtimeCalls.js';
import type { Value } from '../opcodes/values.js';
import type { OpcodeName } from '../opcodes/opcodeNames.js';
import { byteField } from './fields.js';
import type { SiteEntry } from './compiledCode.js';
import type { CounterLevel } from './counterLevels.js';
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
  ) {
    super(graph, counting);
    this.errorTail = this.asm.label('.error');
    this.exitTail = this.asm.label('.exit');
  }

  // Runtime functions.

  /** Stores prev_instr, loads the arguments and calls. Values among the arguments must have left the stack or be borrowed. */
  callWith<F extends RuntimeFunction>(fn: F, args: Arguments<F>): void {
    const all: readonly Argument[] = args;
    const inEax = this.inEax;
    if (inEax !== null && !all.some((arg) => valueIn(arg) === inEax)) this.spill();
    const registers = [eax, edx, ecx] as const;
    // The entry in eax moves first; the others come from memory and disturb nothing.
    const first = all.findIndex((arg) => valueIn(arg) === this.inEax && this.inEax !== null);
    if (first > 0) this.passArgument(all[first]!, registers[first] ?? null, first);
    for (let i = all.length - 1; i >= 3; i -= 1) {
      if (i !== first) this.passArgument(all[i]!, null, i);
    }
    for (let i = Math.min(all.length, 3) - 1; i >= 0; i -= 1) {
      if (i !== first || i === 0) this.passArgument(all[i]!, registers[i]!, i);
    }
    for (const arg of all) {
      const value = valueIn(arg);
      if (value !== null && value === this.inEax && isBorrowed(arg)) {
        throw new Error(`${fn} borrows an entry that only eax holds`);
      }
    }
    this.releaseEax();
    this.storePrevInstr();
    this.callRuntime(fn);
  }

  /** Loads one argument into its register, or into its word of the outgoing area by way of esi. */
  private passArgument(arg: Argument, register: Reg32 | null, index: number): void {
    const { asm } = this;
    const target = register ?? esi;
    const word = mem(esp, 4 * (index - 3));
    if (!('argument' in arg)) this.loadOwned(target, asEntry(arg));
    else {
      switch (arg.argument) {
        case 'borrowed':
          this.loadBorrowed(target, asEntry(arg.value));
          break;
        case 'number':
          if (register === null) {
            asm.mov(word, arg.value);
            return;
          }
          this.loadNumber(target, arg.value);
          break;
        case 'name':
          asm.mov(target, immSymbol(`name:${arg.index}`));
          break;
        case 'constantOrNull':
          if (arg.index === null) asm.xor(target, target);
          else asm.mov(target, this.constantAddress(arg.index));
          break;
        case 'frame':
          asm.mov(target, ebp);
          break;
        case 'items':
          asm.lea(target, this.frame.slot(arg.base));
          break;
        case 'out':
          asm.lea(target, this.frame.slot(arg.position));
          break;
        case 'cache':
          asm.mov(target, immSymbol(`data:${arg.offset}`));
          break;
      }
    }
    if (register === null) asm.mov(word, target);
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
   * the byte `at`. Entries in eax count as in their slot.
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
    const label = this.asm.label(name);
    const { index } = this;
    this.coldCode.push(() => {
      this.index = index;
      this.mark();
      this.asm.bind(label);
      this.asm.mov(edx, immSymbol(`site:${site}`));
      this.asm.jmp(tail);
    });
    return label;
  }

  /** After a call that returns an object in eax, or NULL with an exception. */
  checkResult(): void {
    this.asm.test(eax, eax);
    this.asm.j('e', this.error());
    this.checkTracing(1, true);
  }

  /**
   * After a call that may have run Python code and whose results, `count` of them, are about to be pushed: leaves
   * native code if tracing was turned on. With `inEax` the only result is in eax. `below` is pushed before the results.
   */
  checkTracing(count: number, inEax: boolean, below: readonly Entry[] = []): void {
    const depth = this.stack.length + below.length;
    const results = Array.from({ length: count }, (_, i) => this.ownedInSlot(depth + i));
    const after = [...this.stack, ...below, ...results];
    const leave = this.cold(() => {
      if (inEax) this.asm.mov(this.frame.slot(depth), eax);
      const site = this.sites.exit(this.describe(after), this.lastUnit, 'tracing');
      this.asm.mov(edx, immSymbol(`site:${site}`));
      this.asm.jmp(this.exitTail);
    }, '.traced');
    this.jumpIfTracing(leave);
  }

  jumpIfTracing(target: Label): void {
    this.note('tracing turned on?');
    this.asm.cmp8(byteField(ebx, layout._PyCFrame.use_tracing), 0);
    this.asm.j('ne', target);
  }

  /** The common ends of error and exit stubs, and the way back to the caller. */
  emitTails(): void {
    const { asm, frame } = this;
    const slots = frame.slot(0);
    asm.bind(this.errorTail);
    asm.mov(eax, ebp);
    asm.lea(ecx, slots);
    this.callRuntime('rt_error');
    asm.test(eax, eax);
    const leave = asm.label('.raised');
    asm.j('e', leave);
    asm.jmp(eax);
    asm.bind(leave);
    asm.mov(eax, frame.result);
    asm.bind(this.epilogue);
    frame.emitEpilogue(asm);
    asm.bind(this.exitTail);
    asm.mov(eax, ebp);
    asm.lea(ecx, slots);
    this.callRuntime('rt_exit');
    asm.jmp(this.epilogue);
  }
}

function valueIn(arg: Argument): Value | null {
  if (!('argument' in arg)) return arg;
  return arg.argument === 'borrowed' ? arg.value : null;
}

function isBorrowed(arg: Argument): boolean {
  return 'argument' in arg && arg.argument === 'borrowed';
}
