/**
 * The lowest layer of a function's compilation: the assembler, places in the frame and in the bytecode, labels of blocks, comments,
 * position marks, prev_instr. Maps from: what the layers above say. Maps to: single machine instructions. Knows nothing
 * of the value stack.
 */

import type { Label } from '../assembler/operands.js';
import type { CodeObject } from '../bytecode/codeObject.js';
import type { ControlFlowGraph } from '../bytecode/controlFlowGraph.js';
import type { BytecodeOffset, Instruction } from '../bytecode/instructions.js';
import type { PositionEntry } from './compiledCode.js';
import type { CounterLevel } from './counterLevels.js';
import { Counters } from './counters.js';
import { Masm } from './masm/masm.js';
import { type Place, unitAddress } from './masm/places.js';
import { x86_32 } from './target/x86_32.js';

/** A position mark: the instruction's index plus one, times two, plus one for code that is out of line. */
function positionMark(instructionIndex: number, isCold: boolean): number {
  return (instructionIndex + 1) * 2 + (isCold ? 1 : 0);
}

/** The inverse. */
export function readPositionMark(mark: number): Omit<PositionEntry, 'codeOffset'> {
  return { instructionIndex: (mark >> 1) - 1, cold: (mark & 1) === 1 };
}

export class CodeWriter {
  readonly masm: Masm;
  readonly counters: Counters;
  readonly code: CodeObject;
  /** Index of the bytecode instruction that is being lowered. */
  index = 0;
  /** Bytes of zeroed data used so far. */
  dataSize = 0;
  /** Whether the code being emitted is out of line. */
  protected isCold = false;
  /** The instruction whose prev_instr has been stored on the straight path here; -1 when unknown. */
  protected prevInstrStored = -1;
  private readonly blockLabels: Label[];
  /** In front of the way back to the caller, with the result in `result`. */
  readonly epilogue: Label;

  constructor(
    readonly graph: ControlFlowGraph,
    counting: CounterLevel,
    explains: boolean,
  ) {
    this.code = graph.code;
    this.masm = new Masm(x86_32, graph.maxDepth, explains);
    this.counters = new Counters(this.masm, graph, counting);
    this.blockLabels = graph.blocks.map((block) =>
      this.masm.label(`.L${graph.instructions[block.first]!.start}`),
    );
    this.epilogue = this.masm.label('.return');
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

  /** The frame's own copy of a stack entry, used only while it is suspended. */
  frameSlot(position: number): Place {
    return this.masm.local(this.code.localsplusnames.length + position);
  }

  reserveData(bytes: number): number {
    const { word } = this.masm.target;
    const offset = (this.dataSize + word - 1) & -word;
    this.dataSize = offset + bytes;
    return offset;
  }

  /** The next instruction is lowered together with the present one: what follows belongs to it. */
  advance(): void {
    this.index += 1;
    this.mark();
  }

  mark(): void {
    this.masm.mark(positionMark(this.index, this.isCold));
  }

  /** The name of a fast local, for a comment. */
  localName(index: number): string {
    return this.code.localsplusnames[index] ?? '';
  }

  // prev_instr.

  storePrevInstr(): void {
    if (!this.isCold && this.prevInstrStored === this.index) return;
    this.storePrevInstrAside();
    if (!this.isCold) this.prevInstrStored = this.index;
  }

  /** The same on a path that joins others before the instruction ends: before memory is allocated, which tracemalloc sees. */
  storePrevInstrAside(): void {
    const { masm } = this;
    masm.note('where tracebacks look');
    masm.store(masm.frameField(masm.layout._PyInterpreterFrame.prev_instr), unitAddress(this.unit));
  }

  /** Control joins here from elsewhere: nothing is known of prev_instr. */
  forgetPath(): void {
    this.prevInstrStored = -1;
  }
}
