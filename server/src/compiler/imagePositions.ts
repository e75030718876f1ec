/**
 * Which instruction each piece of machine code belongs to, as an image says it (native/helper/image.def).
 *
 * Maps from: the positions of compiled code. Maps to: bytes, and back. Pieces of one instruction that follow each other are one
 * piece.
 */

import type { CompiledCode } from './compiledCode.js';

/** From `codeOffset` on, the machine code belongs to the code unit `unit`; -1: to no instruction. */
export interface ImagePosition {
  readonly codeOffset: number;
  readonly unit: number;
}

export function encodePositions({
  positions,
  instructions,
}: Pick<CompiledCode, 'positions' | 'instructions'>): Uint8Array {
  const bytes: number[] = [];
  let last: ImagePosition = { codeOffset: 0, unit: -1 };
  for (const { codeOffset, instructionIndex } of positions) {
    const instruction = instructions[instructionIndex];
    const unit = instruction === undefined ? -1 : instruction.offset >> 1;
    if (unit === last.unit) continue;
    pushUnsigned(bytes, codeOffset - last.codeOffset);
    pushSigned(bytes, unit - last.unit);
    last = { codeOffset, unit };
  }
  return Uint8Array.from(bytes);
}

/** Ascending. What is cut short ends early: it comes from a file. */
export function decodePositions(bytes: Uint8Array): ImagePosition[] {
  const positions: ImagePosition[] = [];
  let at = 0;
  let [codeOffset, unit] = [0, -1];
  const next = (isSigned: boolean): number | null => {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = bytes[at++];
      if (byte === undefined) return null;
      value |= (byte & 0x7f) << shift;
      if ((byte & 0x80) !== 0) continue;
      const isNegative = isSigned && (byte & 0x40) !== 0 && shift + 7 < 32;
      return isNegative ? value | (-1 << (shift + 7)) : value;
    }
    return null;
  };
  for (;;) {
    const further = next(false);
    const units = further === null ? null : next(true);
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

function pushUnsigned(bytes: number[], value: number): void {
  let left = value;
  while (left > 0x7f) {
    bytes.push((left & 0x7f) | 0x80);
    left >>>= 7;
  }
  bytes.push(left);
}

function pushSigned(bytes: number[], value: number): void {
  let left = value;
  for (;;) {
    const byte = left & 0x7f;
    left >>= 7;
    const isLast = (left === 0 && (byte & 0x40) === 0) || (left === -1 && (byte & 0x40) !== 0);
    bytes.push(isLast ? byte : byte | 0x80);
    if (isLast) return;
  }
}
