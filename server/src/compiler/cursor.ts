/**
 * Where in the bytecode the code belongs that is being emitted. Maps from: the index of an
 * instruction. Maps to: places, labels and names of the bytecode, position marks, prev_instr. Knows
 * nothing of the value stack.
 */

import type { Label } from '../assembler/operands.js';
import type { ControlFlowGraph } from '../bytecode/controlFlowGraph.js';
import type { BytecodeOffset, Instruction } from '../bytecode/instructions.js';
import type { PositionEntry } from './compiledCode.js';
import type { Masm } from './masm/masm.js';
import { unitAddress } from './masm/places.js';

/**
 * A position mark: the instruction's index plus one, times two, plus one for code that is out of
 * line.
 */
function positionMark(instructionIndex: number, isCold: boolean): number {
  return (instructionIndex + 1) * 2 + (isCold ? 1 : 0);
}

/** The inverse. */
export function readPositionMark(mark: number): Omit<PositionEntry, 'codeOffset'> {
  return { instructionIndex: (mark >> 1) - 1, cold: (mark & 1) === 1 };
}

export class Cursor {
  /** Index of the bytecode instruction that is being lowered; -1 for code of the compiler's own. */
  index = 0;
  /** Whether the code being emitted is out of line. */
  isCold = false;
  /**
   * The instruction whose prev_instr has been stored on the straight path here; -1 when unknown.
   */
  private prevInstrStored = -1;
  private readonly blockLabels: readonly Label[];

  constructor(
    private readonly masm: Masm,
    private readonly graph: ControlFlowGraph,
  ) {
    this.blockLabels = graph.blocks.map((block) =>
      masm.label(`.L${graph.instructions[block.first]!.start}`),
    );
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

  /** The name of a fast local, for a comment. */
  localName(index: number): string {
    return this.graph.code.localsplusnames[index] ?? '';
  }

  // What follows is code of …

  /** … this instruction. */
  goTo(index: number): void {
    this.index = index;
    this.mark();
  }

  /** … the next instruction, which is lowered together with the present one. */
  advance(): void {
    this.goTo(this.index + 1);
  }

  /** … the present instruction, which is another one than before. */
  mark(): void {
    this.masm.mark(positionMark(this.index, this.isCold));
  }

  // prev_instr.

  storePrevInstr(): void {
    if (!this.isCold && this.prevInstrStored === this.index) return;
    this.storePrevInstrAside();
    if (!this.isCold) this.prevInstrStored = this.index;
  }

  /**
   * The same on a path that joins others before the instruction ends: before memory is allocated,
   * which tracemalloc sees.
   */
  storePrevInstrAside(): void {
    const { masm } = this;
    masm.as('position', () => {
      masm.note('where tracebacks look');
      const place = masm.frameField(masm.layout._PyInterpreterFrame.prev_instr);
      masm.store(place, unitAddress(this.unit));
    });
  }

  /** Control joins here from elsewhere: nothing is known of prev_instr. */
  forgetPath(): void {
    this.prevInstrStored = -1;
  }

  /** Runs `emit`, whose code control jumps over: everything is as before then. */
  aside(emit: () => void): void {
    const { index, prevInstrStored } = this;
    emit();
    this.index = index;
    this.prevInstrStored = prevInstrStored;
  }
}
