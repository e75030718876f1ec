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
import type { StackTexts } from './stackText.js';
import { RowComments } from './rowComments.js';

/** What is only counted has no text. */
const unread = (offset: number, length: number): DecodedInstruction => ({
  offset,
  length,
  bytes: '',
  mnemonic: '',
  operands: '',
  text: '',
});

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
  /** The runtime function that it calls. */
  readonly calls: string | null;
}

export interface PlaceOptions {
  readonly syntax: Syntax;
  /** Whether code out of line is to be shown, and not only counted. */
  readonly withCold: boolean;
  readonly checkpoint: Checkpoint | undefined;
}

export async function placeInstructions(
  compiled: CompiledCode,
  stacks: StackTexts,
  { syntax, withCold, checkpoint }: PlaceOptions,
): Promise<PlacedInstruction[]> {
  const { positions, assembled } = compiled;
  const labelNames = assembled.labelNames();
  const emitted = assembled.listInstructions(labelNames);
  const end = withCold ? assembled.bytes.length : coldStart(compiled);
  const decoded: DecodedInstruction[] = await decode(assembled.bytes.subarray(0, end), {
    bits: targetBits[compiled.target],
    relocations: assembled.relocations,
    labelNames,
    data: emitted.filter(({ isData }) => isData),
    syntax,
    checkpoint,
  });
  for (const { offset, length } of emitted) {
    if (offset >= end) decoded.push(unread(offset, length));
  }
  const relocationAt = relocationCursor(assembled.relocations);
  const comments = new RowComments(compiled, stacks);
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
    const comment = offset < end ? comments.of(instruction, note, fields, index) : undefined;
    const purpose = purposes[known?.tag ?? 0] ?? 'work';
    const calls = calledBy(fields);
    placed.push({ instruction, index, cold, purpose, comment, note, labels, calls });
  }
  return placed;
}

/** Where code out of line begins, if none of the straight path comes behind it. */
function coldStart({ positions, assembled }: CompiledCode): number {
  const all = assembled.bytes.length;
  const first = positions.findIndex(({ cold }) => cold);
  const isRest = positions
    .slice(first)
    .every(({ cold, instructionIndex }) => cold || instructionIndex < 0);
  return first < 0 || !isRest ? all : (positions[first]?.codeOffset ?? all);
}

/** The runtime function that an instruction calls. */
function calledBy(fields: readonly Relocation[]): string | null {
  for (const { kind, symbol } of fields) {
    if (kind === 'rel32' && symbol.startsWith('rt_')) return symbol;
  }
  return null;
}

/** The part of a function that is in certain ranges, in their order. */
export async function placeRanges(
  compiled: CompiledCode,
  stacks: StackTexts,
  syntax: Syntax,
  ranges: readonly CodeRange[],
): Promise<PlacedInstruction[]> {
  const { assembled, target } = compiled;
  const comments = new RowComments(compiled, stacks);
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
      const calls = calledBy(fields);
      placed.push({ instruction, index, cold, purpose, comment, note, labels, calls });
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
