/**
 * Decides for every branch whether its displacement is one byte or four. All start short and only
 * grow, until nothing has to: the smallest solution, and the one GNU as finds.
 */

import type { Label } from './operands.js';

const JMP_SHORT = 0xeb;
/** EB cb → E9 cd. */
const JMP_GROWTH = 3;
/** 7x cb → 0F 8x cd. */
const JCC_GROWTH = 4;

export interface Branches {
  readonly count: number;
  /** Where each branch is, ascending, if all are short. */
  readonly positions: Uint32Array;
  readonly labels: readonly Label[];
}

/**
 * The growth before each branch: `growth[i]` is by how many bytes branches 0 to i - 1 together
 * exceed their short forms, `growth[count]` the total. `bytes` are the code with short branches.
 */
export function relax(bytes: Uint8Array, branches: Branches): Uint32Array {
  const { count, positions, labels } = branches;
  const growth = new Uint32Array(count + 1);
  const own = new Uint8Array(count);
  const targetPositions = new Int32Array(count);
  const targetBranches = new Int32Array(count);
  for (let i = 0; i < count; i += 1) {
    const label = labels[i];
    if (label === undefined || label.position < 0) {
      throw new Error(`label ${label?.name ?? '?'} is used but not bound`);
    }
    targetPositions[i] = label.position;
    targetBranches[i] = label.branchesBefore;
  }
  for (let grown = true; grown; ) {
    grown = false;
    for (let i = 0; i < count; i += 1) {
      if (own[i] !== 0) continue;
      const position = positions[i] ?? 0;
      const from = position + 2 + (growth[i] ?? 0);
      const to = (targetPositions[i] ?? 0) + (growth[targetBranches[i] ?? 0] ?? 0);
      const distance = to - from;
      if (distance < -128 || distance > 127) {
        own[i] = bytes[position] === JMP_SHORT ? JMP_GROWTH : JCC_GROWTH;
        grown = true;
      }
    }
    if (grown) {
      let total = 0;
      for (let i = 0; i < count; i += 1) {
        growth[i] = total;
        total += own[i] ?? 0;
      }
      growth[count] = total;
    }
  }
  return growth;
}

/** The final code: `bytes` up to `length` with every branch in its chosen form and filled in. */
export function writeRelaxed(
  bytes: Uint8Array,
  length: number,
  branches: Branches,
  growth: Uint32Array,
): Uint8Array {
  const { count, positions, labels } = branches;
  const out = new Uint8Array(length + (growth[count] ?? 0));
  const view = new DataView(out.buffer);
  let copied = 0;
  for (let i = 0; i < count; i += 1) {
    const position = positions[i] ?? 0;
    const before = growth[i] ?? 0;
    for (let k = copied; k < position; k += 1) out[k + before] = bytes[k] ?? 0;
    copied = position + 2;
    const offset = position + before;
    const own = (growth[i + 1] ?? 0) - before;
    const opcode = bytes[position] ?? 0;
    const distance = (labels[i]?.offset ?? 0) - (offset + 2 + own);
    if (own === 0) {
      out[offset] = opcode;
      out[offset + 1] = distance;
    } else if (own === JMP_GROWTH) {
      out[offset] = 0xe9;
      view.setInt32(offset + 1, distance, true);
    } else {
      out[offset] = 0x0f;
      out[offset + 1] = opcode + 0x10;
      view.setInt32(offset + 2, distance, true);
    }
  }
  const after = growth[count] ?? 0;
  for (let k = copied; k < length; k += 1) out[k + after] = bytes[k] ?? 0;
  return out;
}
