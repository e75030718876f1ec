/**
 * Compiled code as documents keep it, and its position map without a list of it.
 *
 * Maps from: what the compiler gave. Maps to: the same to read, in a fraction of the memory.
 */

import type { CodeObject } from '../bytecode/codeObject.js';
import { decodeInstructions, type Instruction } from '../bytecode/instructions.js';
import type { CompiledCode, PositionEntry } from '../compiler/index.js';

/**
 * `start` and `end` are bytes from the start of the machine code; instruction -1 is the compiler's
 * own code.
 */
export function forEachPosition(
  compiled: CompiledCode,
  visit: (start: number, end: number, instructionIndex: number, cold: boolean) => void,
): void {
  if (compiled instanceof ReadableCode) {
    compiled.forEachPosition(visit);
    return;
  }
  const { positions, assembled } = compiled;
  positions.forEach(({ codeOffset, instructionIndex, cold }, i) => {
    const end = positions[i + 1]?.codeOffset ?? assembled.bytes.length;
    visit(codeOffset, end, instructionIndex, cold);
  });
}

/**
 * Drops what only a loader needs and packs the rest, because documents are kept for as long as they
 * are open. Instructions and positions are unpacked each time they are asked for.
 */
export class ReadableCode implements CompiledCode {
  readonly target: CompiledCode['target'];
  readonly assembled: CompiledCode['assembled'];
  readonly dataSize: number;
  readonly entryOffset: number;
  readonly frameSize: number;
  readonly sites: CompiledCode['sites'] = [];
  readonly unsupported: CompiledCode['unsupported'];
  readonly counters: CompiledCode['counters'] = [];
  readonly statistics: CompiledCode['statistics'];
  private readonly positionNumbers: Int32Array;

  constructor(
    compiled: CompiledCode | ReadableCode,
    readonly code: CodeObject = compiled.code,
  ) {
    this.target = compiled.target;
    this.dataSize = compiled.dataSize;
    this.entryOffset = compiled.entryOffset;
    this.frameSize = compiled.frameSize;
    this.unsupported = compiled.unsupported;
    this.statistics = compiled.statistics;
    if (compiled instanceof ReadableCode) {
      this.assembled = compiled.assembled;
      this.positionNumbers = compiled.positionNumbers;
    } else {
      this.assembled = compiled.assembled.forReading();
      this.positionNumbers = packPositions(compiled.positions);
    }
  }

  get instructions(): readonly Instruction[] {
    return decodeInstructions(this.code);
  }

  /** Goes through the position map without unpacking it; `end` is where the entry's code ends. */
  forEachPosition(
    visit: (start: number, end: number, instructionIndex: number, cold: boolean) => void,
  ): void {
    const { positionNumbers: numbers, assembled } = this;
    for (let i = 0; i < numbers.length; i += 2) {
      const word = numbers[i + 1] ?? 0;
      const end = numbers[i + 2] ?? assembled.bytes.length;
      visit(numbers[i] ?? 0, end, word >> 1, (word & 1) === 1);
    }
  }

  get positions(): readonly PositionEntry[] {
    const numbers = this.positionNumbers;
    return Array.from({ length: numbers.length / 2 }, (_, i) => {
      const word = numbers[2 * i + 1] ?? 0;
      return {
        codeOffset: numbers[2 * i] ?? 0,
        instructionIndex: word >> 1,
        cold: (word & 1) === 1,
      };
    });
  }
}

function packPositions(positions: readonly PositionEntry[]): Int32Array {
  const numbers = new Int32Array(positions.length * 2);
  positions.forEach(({ codeOffset, instructionIndex, cold }, i) => {
    numbers[2 * i] = codeOffset;
    numbers[2 * i + 1] = instructionIndex * 2 + (cold ? 1 : 0);
  });
  return numbers;
}
