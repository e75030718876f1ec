/**
 * The block of counters that the processes of a run share (native/helper/counters.def says what is
 * in it, counters.c writes it).
 *
 * Maps from: the block's bytes, at any moment of the run. Maps to: counts by function. What a
 * process is just about to add is left out. Knows neither files nor how the bytes were read.
 */

import { counterKinds } from '../compiler/counters.js';
import { observedTypes } from '../compiler/observedTypes.js';
import { readField, writeStructure } from '../compiler/structures.js';
import { constants, layout, sizes } from '../generated/layout.js';
import { decodeText } from '../helper/packets.js';
import { decodeBytes } from '../helper/rawBytes.js';

const { BLOCK_MAGIC, BLOCK_VERSION } = constants;
const { BlockHeader, BlockRecord, CounterCell, CounterName } = layout;
const HEADER = sizes.BlockHeader;
const RECORD = sizes.BlockRecord;

/**
 * Room for the counters of some hundred thousand lines. Pages that nobody touches take no memory.
 */
export const COUNTER_BLOCK_SIZE = 16 << 20;

/** The counts of one code object. */
export interface FunctionCounts {
  readonly file: string;
  /** Qualified name. */
  readonly name: string;
  readonly firstLine: number;
  /** Length of its bytecode, in units of two bytes. */
  readonly units: number;
  /** null where entries are not counted. */
  readonly calls: number | null;
  readonly lines: ReadonlyMap<number, number>;
  /** Operations done the general way, by the offset of their instruction in bytes. */
  readonly slow: ReadonlyMap<number, number>;
  /**
   * Types of operands where the general way was taken, by the offset of their instruction in bytes
   * plus the operand's number, 0 or 1. Operands that never came there are left out.
   */
  readonly operands: ObservedAt;
  /** Types of parameters, by their number; empty where none was bound. */
  readonly parameters: ObservedAt;
}

/** Names of types, as `observedTypes` gives them. */
export type ObservedAt = ReadonlyMap<number, readonly string[]>;

export interface BlockCounts {
  readonly functions: readonly FunctionCounts[];
  /** Code objects for which there was no room. */
  readonly dropped: number;
}

/** What an empty block begins with. */
export function blockHeader(size = COUNTER_BLOCK_SIZE): Uint8Array {
  const header = new Uint8Array(HEADER);
  writeStructure(viewOf(header), 0, BlockHeader, {
    magic: BLOCK_MAGIC,
    version: BLOCK_VERSION,
    size,
    used: HEADER,
    dropped: 0,
  });
  return header;
}

/** How many bytes of a block are in use, from its header; 0 when it is none. */
export function usedBytes(header: Uint8Array): number {
  if (header.byteLength < HEADER) return 0;
  const view = viewOf(header);
  if (readField(view, 0, BlockHeader.magic) !== BLOCK_MAGIC) return 0;
  if (readField(view, 0, BlockHeader.version) !== BLOCK_VERSION) return 0;
  return Math.min(readField(view, 0, BlockHeader.used), readField(view, 0, BlockHeader.size));
}

export const BLOCK_HEADER_SIZE = HEADER;

/** `isWanted`: whether the counts of a file are; all by default. */
export function readBlock(
  bytes: Uint8Array,
  isWanted: (file: string) => boolean = () => true,
): BlockCounts {
  const functions: FunctionCounts[] = [];
  const end = Math.min(usedBytes(bytes), bytes.byteLength);
  if (end < HEADER) return { functions, dropped: 0 };
  const view = viewOf(bytes);
  for (let at = HEADER; at + RECORD <= end; ) {
    const size = readField(view, at, BlockRecord.size);
    if (size < RECORD || size > end - at) break;
    if (readField(view, at, BlockRecord.complete) !== 0) {
      const counts = readRecord(bytes, view, at, size, isWanted);
      if (counts !== null) functions.push(counts);
    }
    at += size;
  }
  return { functions, dropped: readField(view, 0, BlockHeader.dropped) };
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function readRecord(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  size: number,
  isWanted: (file: string) => boolean,
): FunctionCounts | null {
  const count = readField(view, at, BlockRecord.count);
  const cells = at + RECORD;
  const table = cells + sizes.CounterCell * count;
  const name = table + sizes.CounterName * count;
  const file = name + readField(view, at, BlockRecord.name_length);
  const fileLength = readField(view, at, BlockRecord.file_length);
  if (file + fileLength > at + size) return null;
  const path = decodeBytes(bytes.subarray(file, file + fileLength));
  if (!isWanted(path)) return null;
  let calls: number | null = null;
  const lines = new Map<number, number>();
  const slow = new Map<number, number>();
  const operands = new Map<number, readonly string[]>();
  const parameters = new Map<number, readonly string[]>();
  for (let index = 0; index < count; index += 1) {
    const cell = cells + sizes.CounterCell * index;
    const counted = table + sizes.CounterName * index;
    const value = Number(view.getBigInt64(cell + CounterCell.count.offset, true));
    const what = readField(view, counted, CounterName.value);
    // A line that takes one back before it was counted at all is read between the two.
    const amount = Math.max(0, value);
    switch (counterKinds[readField(view, counted, CounterName.kind)]) {
      case 'entry':
        calls = amount;
        break;
      case 'line':
        lines.set(what, amount);
        break;
      case 'slow':
        slow.set(what, amount);
        break;
      case 'operand':
        enterTypes(operands, what, readField(view, cell, CounterCell.types));
        break;
      case 'parameter':
        enterTypes(parameters, what, readField(view, cell, CounterCell.types));
        break;
    }
  }
  return {
    file: path,
    name: decodeText(bytes.subarray(name, file)),
    firstLine: readField(view, at, BlockRecord.first_line),
    units: readField(view, at, BlockRecord.units),
    calls,
    lines,
    slow,
    operands,
    parameters,
  };
}

function enterTypes(into: Map<number, readonly string[]>, what: number, bits: number): void {
  const names = observedTypes(bits);
  if (names.length > 0) into.set(what, names);
}
