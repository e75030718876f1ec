/**
 * The lowest layer of a function's compilation: the assembler, places in the frame and in the bytecode, labels of blocks, comments,
 * position marks, prev_instr. Maps from: what the layers above say. Maps to: single machine instructions. Knows nothing
 * of the value stack.
 */

import { Assembler } from '../assembler/assembler.js';
import { type Immediate, immSymbol, type Label, type Mem } from '../assembler/operands.js';
import { ebp, type Reg32 } from '../assembler/registers.js';
import type { CodeObject } from '../bytecode/codeObject.js';
import type { ControlFlowGraph } from '../bytecode/controlFlowGraph.js';
import type { BytecodeOffset, Instruction } from '../bytecode/instructions.js';
import { layout } from '../generated/layout.js';
import type { RuntimeFunction } from '../generated/runtimeSymbols.js';
import { element, field, refcount } from './fields.js';
import type { PositionEntry } from './compiledCode.js';
import type { CounterLevel } from './counterLevels.js';
import { Counters } from './counters.js';
import { MachineFrame } from './machineFrame.js';

const frameOffsets = layout._PyInterpreterFrame;

/** A position mark: the instruction's index plus one, times two, plus one for code that is out of line. */
function positionMark(instructionIndex: number, isCold: boolean): number {
  return (instructionIndex + 1) * 2 + (isCold ? 1 : 0);
}

/** The inverse. */
export function readPositionMark(mark: number): Omit<PositionEntry, 'codeOffset'> {
  return { instructionIndex: (mark >> 1) - 1, cold: (mark & 1) === 1 };
}

export class CodeWriter {
  readonly asm = new Assembler();
  readonly frame: MachineFrame;
  readonly counters: Counters;
  readonly code: CodeObject;
  /** Index of the bytecode instruction that is being lowered. */
  index = 0;
  /** Bytes of zeroed data used so far. */
  dataSize = 0;
  runtimeCalls = 0;
  /** Whether instructions get comments. */
  explains = false;
  /** Whether the code being emitted is out of line. */
  protected isCold = false;
  /** The instruction whose prev_instr has been stored on the straight path here; -1 when unknown. */
  protected prevInstrStored = -1;
  private readonly blockLabels: Label[];
  /** In front of the way back to the caller, with the result in eax. */
  readonly epilogue: Label;

  constructor(
    readonly graph: ControlFlowGraph,
    counting: CounterLevel,
  ) {
    this.code = graph.code;
    this.counters = new Counters(this.asm, graph, counting);
    this.frame = new MachineFrame(graph.maxDepth);
    this.blockLabels = graph.blocks.map((block) =>
      this.asm.label(`.L${graph.instructions[block.first]!.start}`),
    );
    this.epilogue = this.asm.label('.return');
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
    return element(ebp, frameOffsets.localsplus, index);
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
    this.asm.inc(refcount(register));
  }

  // prev_instr.

  storePrevInstr(): void {
    if (!this.isCold && this.prevInstrStored === this.index) return;
    this.storePrevInstrAside();
    if (!this.isCold) this.prevInstrStored = this.index;
  }

  /** The same on a path that joins others before the instruction ends: before memory is allocated, which tracemalloc sees. */
  storePrevInstrAside(): void {
    this.note('where tracebacks look');
    this.asm.mov(field(ebp, frameOffsets.prev_instr), immSymbol(`unit:${this.unit}`));
  }

  /** Control joins here from elsewhere: nothing is known of prev_instr and eax. */
  forgetPath(): void {
    this.prevInstrStored = -1;
  }

  // Runtime functions.

  callRuntime(fn: RuntimeFunction): void {
    this.asm.call(fn);
    this.runtimeCalls += 1;
  }

  loadNumber(register: Reg32, value: number): void {
    if (value === 0) this.asm.xor(register, register);
    else this.asm.mov(register, value);
  }
}
