/**
 * Which instruction each piece of machine code belongs to, as an image says it
 * (native/helper/image.def).
 *
 * Maps from: the positions of compiled code. Maps to: bytes, and back. Pieces of one instruction
 * that follow each other are one piece.
 */

import type { CompiledCode } from './compiledCode.js';
import { PackedNumbers, PackedReader } from './packedNumbers.js';

/**
 * From `codeOffset` on, the machine code belongs to the code unit `unit`; -1: to no instruction.
 */
export interface ImagePosition {
  readonly codeOffset: number;
  readonly unit: number;
}

export function encodePositions({
  positions,
  instructions,
}: Pick<CompiledCode, 'positions' | 'instructions'>): Uint8Array {
  const packed = new PackedNumbers();
  let last: ImagePosition = { codeOffset: 0, unit: -1 };
  for (const { codeOffset, instructionIndex } of positions) {
    const instruction = instructions[instructionIndex];
    const unit = instruction === undefined ? -1 : instruction.offset >> 1;
    if (unit === last.unit) continue;
    packed.unsigned(codeOffset - last.codeOffset);
    packed.signed(unit - last.unit);
    last = { codeOffset, unit };
  }
  return packed.written();
}

/** Ascending. What is cut short ends early: it comes from a file. */
export function decodePositions(bytes: Uint8Array): ImagePosition[] {
  const positions: ImagePosition[] = [];
  const packed = new PackedReader(bytes);
  let [codeOffset, unit] = [0, -1];
  for (;;) {
    const further = packed.unsigned();
    const units = packed.signed();
    if (further === null || units === null) return positions;
    codeOffset += further;
    unit += units;
    positions.push({ codeOffset, unit });
  }
}

/** The unit that the byte at `codeOffset` belongs to; -1: none. */
export function unitAt(positions: readonly ImagePosition[], codeOffset: number): number {
  let [low, high] = [0, positions.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((positions[middle]?.codeOffset ?? 0) <= codeOffset) low = middle + 1;
    else high = middle;
  }
  return positions[low - 1]?.unit ?? -1;
}
