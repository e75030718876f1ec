/**
 * The rows of a listing that show machine code.
 *
 * Maps from: decoded instructions and the position map. Maps to: listing lines, with the source and
 * bytecode rows where they belong. Knows nothing of how the code was made.
 */

import type { Instruction as Emitted } from '../assembler/assembledCode.js';
import {
  CHECKPOINT_INTERVAL,
  type Checkpoint,
  type DecodedInstruction,
} from '../assembler/decode.js';
import type { Relocation } from '../assembler/relocations.js';
import type { CodeObject } from '../bytecode/codeObject.js';
import type { CompiledCode, PositionEntry } from '../compiler/compiledCode.js';
import type { BytecodeRows } from './bytecodeRows.js';
import { constantText } from './constantText.js';
import type { ListingLine } from './listing.js';

export interface MachineRowOptions {
  /** Show bytecode rows too. */
  readonly bytecode: boolean;
  readonly bytes: boolean;
  readonly checkpoint: Checkpoint | undefined;
}

const BYTES_WIDTH = 24;
const TEXT_WIDTH = 32;

/** Adds the rows of a function's machine code to its lines. */
export async function addMachineLines(
  lines: ListingLine[],
  compiled: CompiledCode,
  emitted: readonly Emitted[],
  decoded: readonly DecodedInstruction[],
  rows: BytecodeRows,
  options: MachineRowOptions,
): Promise<void> {
  let at = 0;
  const relocationAt = relocationCursor(compiled.assembled.relocations);
  const { positions, instructions } = compiled;
  let next = 0;
  let shown = -1;
  let current: PositionEntry | null = null;
  let currentOffset: number | null = null;
  let cold = false;
  let line: number | null = null;

  /** Rows of instructions that made no machine code (loads of locals and constants). */
  const silent = (upTo: number): void => {
    for (let index = shown + 1; index < upTo; index += 1) {
      lines.push(...rows.sourceLine(index), ...rows.executor(index));
      if (options.bytecode) lines.push(rows.row(index));
    }
  };

  const enter = (position: PositionEntry): void => {
    const index = position.instructionIndex;
    if (position.cold && !cold) {
      silent(instructions.length);
      shown = instructions.length;
      cold = true;
      lines.push(note('; ── cold ──'));
      rows.restart();
    }
    current = position;
    currentOffset = instructions[index]?.offset ?? null;
    line = index < 0 ? null : rows.line(index);
    if (index < 0) return;
    if (position.cold) {
      if (options.bytecode) lines.push(rows.row(index, false));
      else lines.push(...rows.sourceLine(index));
    } else if (index > shown) {
      silent(index);
      shown = index;
      lines.push(...rows.sourceLine(index), ...rows.executor(index));
      if (options.bytecode) lines.push(rows.row(index));
    } else if (index !== shown) {
      // Blocks need not come in the order of the bytecode.
      lines.push(...rows.sourceLine(index));
      if (options.bytecode) lines.push(rows.row(index, false));
    }
  };

  let untilCheckpoint = CHECKPOINT_INTERVAL;
  for (const instruction of decoded) {
    untilCheckpoint -= 1;
    if (untilCheckpoint === 0) {
      untilCheckpoint = CHECKPOINT_INTERVAL;
      await options.checkpoint?.();
    }
    const { offset } = instruction;
    for (let position = positions[next]; position !== undefined; position = positions[next]) {
      if (position.codeOffset > offset) break;
      next += 1;
      if (!isSame(position, current)) enter(position);
    }
    // Both ascend; the decoder finds the same boundaries unless the bytes are wrong.
    while ((emitted[at]?.offset ?? offset) < offset) at += 1;
    const known = emitted[at]?.offset === offset ? emitted[at] : undefined;
    for (const name of known?.labels ?? []) {
      lines.push({ ...note(`${name}:`), kind: 'label', line, codeOffset: offset });
    }
    const fields = relocationAt(offset, instruction.length);
    const comment =
      known?.comment ??
      relocationMeaning(compiled, fields) ??
      wordMeaning(compiled, instruction.operands);
    lines.push({
      kind: 'machine',
      text: machineText(instruction, comment, options.bytes),
      line,
      bytecodeOffset: currentOffset,
      codeOffset: offset,
    });
  }
  if (!cold) silent(instructions.length);
}

function isSame(a: PositionEntry, b: PositionEntry | null): boolean {
  return b !== null && a.instructionIndex === b.instructionIndex && a.cold === b.cold;
}

function note(text: string): ListingLine {
  return { kind: 'note', text, line: null, bytecodeOffset: null, codeOffset: null };
}

/** One row: offset, bytes, mnemonic, operands and comment in columns. */
export function machineText(
  { offset, bytes, text }: DecodedInstruction,
  comment: string | undefined,
  withBytes: boolean,
): string {
  const place = `  ${offset.toString(16).padStart(4, '0')}  `;
  const row = `${place}${withBytes ? `${bytes.padEnd(BYTES_WIDTH)} ` : ''}`;
  return comment === undefined ? `${row}${text}` : `${row}${text.padEnd(TEXT_WIDTH)} ; ${comment}`;
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

/** What is at the word behind the code that an operand names: `[rel .const:3]`. */
export function wordMeaning({ code }: CompiledCode, operands: string): string | undefined {
  const symbol = /\.((?:const|name):\d+)(?:\]|\(%rip\))/.exec(operands)?.[1];
  return symbol === undefined ? undefined : symbolMeaning(code, symbol);
}

/** What a constant or a name is that an instruction refers to by number. */
export function relocationMeaning(
  { code }: CompiledCode,
  fields: readonly Relocation[],
): string | undefined {
  let text: string | undefined;
  for (const { symbol } of fields) {
    const meaning = symbolMeaning(code, symbol);
    if (meaning !== undefined) text = text === undefined ? meaning : `${text}, ${meaning}`;
  }
  return text;
}

function symbolMeaning(code: CodeObject, symbol: string): string | undefined {
  if (symbol.startsWith('const:')) return constantAt(code, Number(symbol.slice('const:'.length)));
  if (symbol.startsWith('name:')) return code.names[Number(symbol.slice('name:'.length))];
  return undefined;
}

function constantAt(code: CodeObject, index: number): string | undefined {
  const constant = code.consts[index];
  return constant === undefined ? undefined : constantText(constant);
}
