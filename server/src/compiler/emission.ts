/**
 * The state of one function's compilation and the words that every lowering uses: the compile-time value stack, calls
 * of runtime functions, sites, cold code. Maps from: words of Python's abstract machine. Maps to: x86-32 through the
 * assembler. Knows no opcodes.
 *
 * Registers while native code runs: ebp is the frame, ebx the thread's _PyCFrame, esi and edi are scratch that calls
 * keep, eax, ecx and edx scratch that calls lose. One stack entry at most lives in eax; the others that own a
 * reference are in the machine stack's slots, at their depth.
 */

import { Assembler } from '../assembler/assembler.js';
import {
  type Immediate,
  immSymbol,
  type Label,
  type Mem,
  mem,
  memSymbol,
} from '../assembler/operands.js';
import { ebp, ecx, eax, ebx, edi, edx, esi, esp, type Reg32 } from '../assembler/registers.js';
import type { CodeObject } from '../bytecode/codeObject.js';
import type { ControlFlowGraph } from '../bytecode/controlFlowGraph.js';
import { findHandler } from '../bytecode/exceptionTable.js';
import { type BytecodeOffset, bytecodeOffset, type Instruction } from '../bytecode/instructions.js';
import { layout } from '../generated/layout.js';
import type { RuntimeFunction } from '../generated/runtimeSymbols.js';
import type { Argument, Value } from '../opcodes/definition.js';
import type { OpcodeName } from '../opcodes/opcodeNames.js';
import type { PositionEntry, SiteEntry } from './compiledCode.js';
import type { CounterLevel } from './counterLevels.js';
import { Counters } from './counters.js';
import { MachineFrame } from './machineFrame.js';
import { SiteTable } from './sites.js';
import { asEntry, type Entry, type OwnedEntry } from './values.js';

/** So many pieces of cold code are written before the end of the function. */
const MANY_COLD = 20_000;

const frameOffsets = layout._PyInterpreterFrame;

/** How control goes on after an error: to the handler, or out of the function. */
export type ErrorKind = 'raised' | 'reraised';

/** A position mark: the instruction's index plus one, times two, plus one for code that is out of line. */
function positionMark(instructionIndex: number, isCold: boolean): number {
  return (instructionIndex + 1) * 2 + (isCold ? 1 : 0);
}

/** The inverse. */
export function readPositionMark(mark: number): Omit<PositionEntry, 'codeOffset'> {
  return { instructionIndex: (mark >> 1) - 1, cold: (mark & 1) === 1 };
}

export class Emission {
  readonly asm = new Assembler();
  readonly sites = new SiteTable();
  readonly frame: MachineFrame;
  readonly counters: Counters;
  readonly code: CodeObject;
  /** The value stack, bottom first. */
  stack: Entry[] = [];
  /** Index of the bytecode instruction that is being lowered. */
  index = 0;
  /** Bytes of zeroed data used so far. */
  dataSize = 0;
  runtimeCalls = 0;
  /** Whether instructions get comments. */
  explains = false;
  /** Whether the code being emitted is out of line. */
  private isCold = false;
  private inEax: OwnedEntry | null = null;
  /** The instruction whose prev_instr has been stored on the straight path here; -1 when unknown. */
  private prevInstrStored = -1;
  private readonly coldCode: (() => void)[] = [];
  private readonly blockLabels: Label[];
  private readonly behindFirst = new Map<number, Label>();
  /** Whether control can come to what is emitted next from what was emitted last. */
  fallsThrough = true;
  private readonly errorStubs = new Map<number, Label>();
  private readonly exitStubs = new Map<number, Label>();
  readonly epilogue: Label;
  private readonly errorTail: Label;
  private readonly exitTail: Label;

  constructor(
    readonly graph: ControlFlowGraph,
    /** Opcodes to treat as not compiled. */
    readonly without: ReadonlySet<OpcodeName>,
    counting: CounterLevel = 'off',
  ) {
    this.code = graph.code;
    this.counters = new Counters(this.asm, graph, counting);
    this.frame = new MachineFrame(graph.maxDepth);
    this.blockLabels = graph.blocks.map((block) =>
      this.asm.label(`.L${graph.instructions[block.first]!.start}`),
    );
    this.epilogue = this.asm.label('.return');
    this.errorTail = this.asm.label('.error');
    this.exitTail = this.asm.label('.exit');
  }

  // Places.

  get instruction(): Instruction {
    return this.graph.instructions[this.index]!;
  }

  labelAt(target: BytecodeOffset): Label {
    const index = this.graph.indexAt(target)!;
    return this.blockLabels[this.graph.blockOf[index]!]!;
  }

  blockLabel(block: number): Label {
    return this.blockLabels[block]!;
  }

  /** The instruction's own code unit, which prev_instr points to while it runs. */
  get unit(): number {
    return this.instruction.offset >> 1;
  }

  /** The last code unit of the instruction, caches included: what precedes the next instruction. */
  get lastUnit(): number {
    return (this.instruction.end >> 1) - 1;
  }

  local(index: number): Mem {
    return mem(ebp, frameOffsets.localsplus + 4 * index);
  }

  /** The frame's own copy of a stack entry, used only while it is suspended. */
  frameSlot(position: number): Mem {
    return this.local(this.code.localsplusnames.length + position);
  }

  constantAddress(index: number): Immediate {
    return immSymbol(`const:${index}`);
  }

  reserveData(bytes: number): number {
    const offset = (this.dataSize + 3) & ~3;
    this.dataSize = offset + bytes;
    return offset;
  }

  /** The next instruction is lowered together with the present one: what follows belongs to it. */
  advance(): void {
    this.index += 1;
    this.mark();
  }

  /**
   * The next instruction has been lowered together with the present one. If it begins a block, others still come
   * there, and control goes on behind it.
   */
  skipNext(): void {
    const block = this.graph.blockOf[this.index + 1]!;
    if (block === this.graph.blockOf[this.index]) {
      this.advance();
      this.counters.countBefore(this.index);
      return;
    }
    this.canonicalize();
    this.counters.countFall(block);
    this.counters.countBefore(this.index + 1);
    let behind = this.behindFirst.get(block);
    if (behind === undefined) {
      behind = this.asm.label('.behind');
      this.behindFirst.set(block, behind);
    }
    this.asm.jmp(behind);
    this.fallsThrough = false;
  }

  /** After the first instruction of a block: those who skipped it come here. */
  bindBehindFirst(block: number): void {
    const behind = this.behindFirst.get(block);
    if (behind === undefined) return;
    this.canonicalize();
    this.asm.bind(behind);
    this.forgetPath();
  }

  mark(): void {
    this.asm.mark(positionMark(this.index, this.isCold));
  }

  /** What the next machine instruction does, in words. */
  note(text: string): void {
    if (this.explains) this.asm.comment(text);
  }

  /** The name of a fast local, for a comment. */
  localName(index: number): string {
    return this.code.localsplusnames[index] ?? '';
  }

  /** Adds a reference to the object in `register`. */
  incref(register: Reg32): void {
    this.note('+1 ref');
    this.asm.inc(mem(register));
  }

  // Out-of-line code.

  /**
   * Emits later, after the hot code, what `emit` writes at the label that this returns. The stack and what is in eax
   * are then as they are now.
   */
  cold(emit: () => void, name = '.slow'): Label {
    const label = this.asm.label(`.L${this.instruction.start}${name}`);
    const { index, inEax } = this;
    const stack = [...this.stack];
    this.coldCode.push(() => {
      this.index = index;
      this.stack = [...stack];
      this.inEax = inEax;
      if (inEax !== null) inEax.inEax = true;
      this.mark();
      this.asm.bind(label);
      this.counters.countCold(index, name);
      emit();
    });
    return label;
  }

  /** Writes all cold code, including what that asks for in turn. */
  emitCold(): void {
    this.isCold = true;
    for (let next = 0; next < this.coldCode.length; next += 1) this.coldCode[next]!();
    this.coldCode.length = 0;
    this.isCold = false;
  }

  /**
   * Between two instructions of very long straight code: writes the cold code so far, and jumps over it, so that what
   * waits to be written stays little.
   */
  relieve(): void {
    if (this.coldCode.length < MANY_COLD) return;
    this.spill();
    const { index, stack, prevInstrStored } = this;
    const over = this.asm.label('.over');
    this.asm.jmp(over);
    this.emitCold();
    this.index = index;
    this.stack = stack;
    this.inEax = null;
    this.prevInstrStored = prevInstrStored;
    this.mark();
    this.asm.bind(over);
  }

  // prev_instr.

  storePrevInstr(): void {
    if (!this.isCold && this.prevInstrStored === this.index) return;
    this.note('where tracebacks look');
    this.asm.mov(mem(ebp, frameOffsets.prev_instr), immSymbol(`unit:${this.unit}`));
    if (!this.isCold) this.prevInstrStored = this.index;
  }

  /** Control joins here from elsewhere: nothing is known of prev_instr and eax. */
  forgetPath(): void {
    this.prevInstrStored = -1;
  }

  // Entries.

  /** A fresh entry for the reference that is in eax. */
  ownedInEax(): OwnedEntry {
    const entry: OwnedEntry = { kind: 'owned', inEax: true, slot: -1 };
    this.inEax = entry;
    return entry;
  }

  ownedInSlot(slot: number): OwnedEntry {
    return { kind: 'owned', inEax: false, slot };
  }

  push(entry: Entry): void {
    if (entry.kind === 'owned' && !entry.inEax && entry.slot !== this.stack.length) {
      this.moveToSlot(entry, this.stack.length);
    }
    this.stack.push(entry);
  }

  pop(): Entry {
    return this.stack.pop()!;
  }

  /** Moves an owned entry to its slot at `position`. */
  private moveToSlot(entry: OwnedEntry, position: number): void {
    if (entry.inEax) {
      this.asm.mov(this.frame.slot(position), eax);
      entry.inEax = false;
      this.inEax = null;
    } else if (entry.slot !== position) {
      const scratch = this.inEax === null ? eax : ecx;
      this.asm.mov(scratch, this.frame.slot(entry.slot));
      this.asm.mov(this.frame.slot(position), scratch);
    }
    entry.slot = position;
  }

  /** Frees eax: the stack entry in it, if any, goes to its slot. */
  spill(): void {
    const entry = this.inEax;
    if (entry === null) return;
    const position = this.stack.indexOf(entry);
    if (position >= 0) this.moveToSlot(entry, position);
  }

  /** Gives a popped operand a slot of its own, its former one, so that all registers are free. */
  settle(entry: Entry, position: number): void {
    if (entry.kind === 'owned' && entry.inEax) this.moveToSlot(entry, position);
  }

  /** The entry in eax is about to be consumed or lost. */
  releaseEax(): void {
    this.inEax = null;
  }

  get eaxIsFree(): boolean {
    return this.inEax === null;
  }

  /** Makes the entry at `position` one that owns its reference, in its slot. Keeps eax of other entries and flags' sources. */
  materialize(position: number): void {
    const entry = this.stack[position]!;
    const slot = this.frame.slot(position);
    switch (entry.kind) {
      case 'owned':
        this.moveToSlot(entry, position);
        return;
      case 'constant':
        this.asm.mov(slot, this.constantAddress(entry.index));
        this.asm.inc(memSymbol(`const:${entry.index}`));
        break;
      case 'local':
        this.note(this.localName(entry.index));
        this.asm.mov(ecx, this.local(entry.index));
        this.incref(ecx);
        this.asm.mov(slot, ecx);
        break;
      case 'null':
        this.asm.mov(slot, 0);
        break;
    }
    this.stack[position] = this.ownedInSlot(position);
  }

  /** Brings the whole stack to the form that block borders agree on: everything owned, in slots. */
  canonicalize(depth = this.stack.length): void {
    this.spill();
    for (let position = 0; position < depth; position += 1) this.materialize(position);
  }

  /** Before local `index` changes: entries that borrow from it become owners. */
  ownBorrowers(index: number): void {
    this.stack.forEach((entry, position) => {
      if (entry.kind === 'local' && entry.index === index) this.materialize(position);
    });
  }

  /** Loads the entry's object into `register` without a reference of its own. Owned entries in eax must go there first. */
  loadBorrowed(register: Reg32, entry: Entry): void {
    const { asm } = this;
    switch (entry.kind) {
      case 'owned':
        if (entry.inEax) {
          if (register !== eax) asm.mov(register, eax);
        } else asm.mov(register, this.frame.slot(entry.slot));
        return;
      case 'constant':
        asm.mov(register, this.constantAddress(entry.index));
        return;
      case 'local':
        this.note(this.localName(entry.index));
        asm.mov(register, this.local(entry.index));
        return;
      case 'null':
        asm.xor(register, register);
    }
  }

  /** Loads the entry into `register` with a reference that its consumer takes over. */
  loadOwned(register: Reg32, entry: Entry): void {
    this.loadBorrowed(register, entry);
    if (entry.kind === 'constant') this.asm.inc(memSymbol(`const:${entry.index}`));
    else if (entry.kind === 'local') this.incref(register);
  }

  /** Drops the entry's reference. What is in eax for another entry stays there. */
  drop(entry: Entry): void {
    if (entry.kind !== 'owned') return;
    if (entry.inEax) {
      this.releaseEax();
      this.decref(eax);
      return;
    }
    const register = this.inEax === null ? eax : ecx;
    this.asm.mov(register, this.frame.slot(entry.slot));
    this.decref(register);
  }

  /** Drops one reference to the object in `register`, whose value is lost unless it is esi or edi. eax, if another entry is in it, is kept. */
  decref(register: Reg32): void {
    const { asm } = this;
    const keepsEax = this.inEax !== null;
    const back = asm.label('.alive');
    const dead = this.cold(() => {
      this.storePrevInstr();
      if (keepsEax) asm.mov(edi, eax);
      if (register !== eax) asm.mov(eax, register);
      this.callRuntime('rt_dealloc');
      if (keepsEax) asm.mov(eax, edi);
      asm.jmp(back);
    }, '.dealloc');
    this.note('-1 ref');
    asm.dec(mem(register));
    asm.j('e', dead);
    asm.bind(back);
  }

  /** Drops one reference to the object in `register`; `kept` (eax) survives. */
  decrefKeeping(register: Reg32, kept: typeof eax): void {
    const { asm } = this;
    const back = asm.label('.alive');
    const dead = this.cold(() => {
      this.storePrevInstr();
      asm.mov(this.frame.scratch, kept);
      asm.mov(eax, register);
      this.callRuntime('rt_dealloc');
      asm.mov(kept, this.frame.scratch);
      asm.jmp(back);
    }, '.dealloc');
    this.note('-1 ref');
    asm.dec(mem(register));
    asm.j('e', dead);
    asm.bind(back);
  }

  // Runtime functions.

  callRuntime(fn: RuntimeFunction): void {
    this.asm.call(fn);
    this.runtimeCalls += 1;
  }

  /** Stores prev_instr, loads the arguments by regparm(3) and calls. Values among the arguments must have left the stack or be borrowed. */
  callWith(fn: RuntimeFunction, args: readonly Argument[], outputs?: number): void {
    const inEax = this.inEax;
    if (inEax !== null && !args.some((arg) => valueIn(arg) === inEax)) this.spill();
    const all: readonly (Argument | { readonly argument: 'outputs'; readonly position: number })[] =
      outputs === undefined ? args : [...args, { argument: 'outputs', position: outputs }];
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
    for (const arg of args) {
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
  private passArgument(
    arg: Argument | { readonly argument: 'outputs'; readonly position: number },
    register: Reg32 | null,
    index: number,
  ): void {
    const { asm } = this;
    const target = register ?? esi;
    const word = mem(esp, 4 * (index - 3));
    if (!('argument' in arg)) this.loadOwned(target, asEntry(arg));
    else {
      switch (arg.argument) {
        case 'borrowed':
          this.loadBorrowed(target, asEntry(arg.value));
          break;
        case 'immediate':
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
        case 'slots':
          asm.lea(target, this.frame.slot(arg.base));
          break;
        case 'outputs':
          asm.lea(target, this.frame.slot(arg.position));
          break;
        case 'data':
          asm.mov(target, immSymbol(`data:${arg.offset}`));
          break;
        case 'cache':
          asm.mov(target, immSymbol(`data:${this.reserveData(arg.bytes)}`));
          break;
      }
    }
    if (register === null) asm.mov(word, target);
  }

  loadNumber(register: Reg32, value: number): void {
    if (value === 0) this.asm.xor(register, register);
    else this.asm.mov(register, value);
  }

  // Sites.

  private describe(stack: readonly Entry[]): SiteEntry[] {
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
    return this.stub(this.errorStubs, site, this.errorTail, `.E${site}`);
  }

  /** Code that leaves for the interpreter, which goes on after `unit` with the stack as it is now. */
  exit(reason: 'tracing' | 'unsupported', unit: number, stack = this.stack): Label {
    const site = this.sites.exit(this.describe(stack), unit, reason);
    return this.stub(this.exitStubs, site, this.exitTail, `.X${site}`);
  }

  private stub(stubs: Map<number, Label>, site: number, tail: Label, name: string): Label {
    const known = stubs.get(site);
    if (known !== undefined) return known;
    const label = this.asm.label(name);
    stubs.set(site, label);
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
    this.asm.cmp8(mem(ebx, layout._PyCFrame.use_tracing), 0);
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

function valueIn(arg: Argument | { readonly argument: 'outputs' }): Value | null {
  if (!('argument' in arg)) return arg;
  return arg.argument === 'borrowed' ? arg.value : null;
}

function isBorrowed(arg: Argument): boolean {
  return 'argument' in arg && arg.argument === 'borrowed';
}
