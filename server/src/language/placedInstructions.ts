/**
 * Machine instructions with where they belong.
 *
 * Maps from: compiled code. Maps to: its instructions, decoded from the bytes, each with the
 * bytecode instruction that it belongs to, what it is for, its labels and its comment.
 */

import {
  CHECKPOINT_INTERVAL,
  type Checkpoint,
  type DecodedInstruction,
  decode,
  type Syntax,
} from '../assembler/decode.js';
import type { Relocation } from '../assembler/relocations.js';
import type { CompiledCode, PositionEntry } from '../compiler/compiledCode.js';
import { type Purpose, purposes } from '../compiler/masm/purposes.js';
import { targetBits } from '../compiler/target/target.js';
import type { CodeRange } from './expressions.js';
import { RowComments } from './rowComments.js';

/** An instruction with all that its row says. */
export interface PlacedInstruction {
  readonly instruction: DecodedInstruction;
  /** Of the bytecode instruction; -1 for the compiler's own code. */
  readonly index: number;
  readonly cold: boolean;
  readonly purpose: Purpose;
  readonly comment: string | undefined;
  /** What the compiler itself says of it. */
  readonly note: string | undefined;
  readonly labels: readonly string[];
}

export async function placeInstructions(
  compiled: CompiledCode,
  syntax: Syntax,
  checkpoint: Checkpoint | undefined,
): Promise<PlacedInstruction[]> {
  const { positions, assembled } = compiled;
  const labelNames = assembled.labelNames();
  const emitted = assembled.listInstructions(labelNames);
  const decoded = await decode(assembled.bytes, {
    bits: targetBits[compiled.target],
    relocations: assembled.relocations,
    labelNames,
    data: emitted.filter(({ isData }) => isData),
    syntax,
    checkpoint,
  });
  const relocationAt = relocationCursor(assembled.relocations);
  const comments = new RowComments(compiled);
  const placed: PlacedInstruction[] = [];
  let current: Omit<PositionEntry, 'codeOffset'> = { instructionIndex: -1, cold: false };
  let next = 0;
  let at = 0;
  for (const instruction of decoded) {
    if (placed.length % CHECKPOINT_INTERVAL === CHECKPOINT_INTERVAL - 1) await checkpoint?.();
    const { offset, length } = instruction;
    for (let entry = positions[next]; entry !== undefined; entry = positions[next]) {
      if (entry.codeOffset > offset) break;
      next += 1;
      current = entry;
    }
    // Both ascend; the decoder finds the same boundaries unless the bytes are wrong.
    while ((emitted[at]?.offset ?? offset) < offset) at += 1;
    const known = emitted[at]?.offset === offset ? emitted[at] : undefined;
    const labels = known?.labels ?? [];
    if (labels.length > 0) comments.forget();
    const { instructionIndex: index, cold } = current;
    const fields = relocationAt(offset, length);
    const note = known?.comment;
    const comment = comments.of(instruction, note, fields, index);
    const purpose = purposes[known?.tag ?? 0] ?? 'work';
    placed.push({ instruction, index, cold, purpose, comment, note, labels });
  }
  return placed;
}

/** The part of a function that is in certain ranges, in their order. */
export async function placeRanges(
  compiled: CompiledCode,
  syntax: Syntax,
  ranges: readonly CodeRange[],
): Promise<PlacedInstruction[]> {
  const { assembled, target } = compiled;
  const comments = new RowComments(compiled);
  const placed: PlacedInstruction[] = [];
  for (const { start, end, instructionIndex: index, cold } of ranges) {
    const decoded = await decode(assembled.bytes.subarray(start, end), {
      bits: targetBits[target],
      relocations: assembled.relocationsIn(start, end),
      labelNames: { get: (offset) => assembled.labelAt(offset) },
      syntax,
      baseOffset: start,
    });
    for (const instruction of decoded) {
      const { offset, length } = instruction;
      const label = assembled.labelAt(offset);
      if (label !== undefined) comments.forget();
      const fields = assembled.relocationsIn(offset, offset + length);
      const note = assembled.commentAt(offset);
      const comment = comments.of(instruction, note, fields, index);
      const purpose = purposes[assembled.tagAt(offset)] ?? 'work';
      const labels = label === undefined ? [] : [label];
      placed.push({ instruction, index, cold, purpose, comment, note, labels });
    }
  }
  return placed;
}

const NONE: readonly Relocation[] = [];

/** Gives the relocations inside an instruction; instructions must come in ascending order. */
function relocationCursor(
  relocations: readonly Relocation[],
): (offset: number, length: number) => readonly Relocation[] {
  let next = 0;
  return (offset, length) => {
    while ((relocations[next]?.offset ?? offset) < offset) next += 1;
    const first = next;
    while ((relocations[next]?.offset ?? offset + length) < offset + length) next += 1;
    return first === next ? NONE : relocations.slice(first, next);
  };
}
