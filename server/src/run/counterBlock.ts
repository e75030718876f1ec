/**
 * The block of counters that the processes of a run share (native/helper/counters.c writes it).
 *
 * Maps from: the block's bytes, at any moment of the run. Maps to: counts by function. What a process is just about to add
 * is left out. Knows neither files nor how the bytes were read.
 */

import { counterKinds } from '../compiler/counters.js';
import { observedTypes } from '../compiler/observedTypes.js';
import { decodeText } from '../helper/packets.js';
import { decodeBytes } from '../helper/rawBytes.js';

const MAGIC = 0x4243434e;
const VERSION = 2;
const HEADER = 64;
const RECORD = 32;

/** Room for the counters of some hundred thousand lines. Pages that nobody touches take no memory. */
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
   * Types of operands where the general way was taken, by the offset of their instruction in bytes plus the operand's
   * number, 0 or 1. Operands that never came there are left out.
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
  const words = new Uint32Array(HEADER / 4);
  words.set([MAGIC, VERSION, size, HEADER]);
  return new Uint8Array(words.buffer);
}

/** How many bytes of a block are in use, from its header; 0 when it is none. */
export function usedBytes(header: Uint8Array): number {
  if (header.byteLength < HEADER) return 0;
  const view = viewOf(header);
  if (view.getUint32(0, true) !== MAGIC || view.getUint32(4, true) !== VERSION) return 0;
  return Math.min(view.getUint32(12, true), view.getUint32(8, true));
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
    const size = view.getUint32(at, true);
    if (size < RECORD || size > end - at) break;
    if (view.getUint32(at + 4, true) !== 0) {
      const counts = readRecord(bytes, view, at, size, isWanted);
      if (counts !== null) functions.push(counts);
    }
    at += size;
  }
  return { functions, dropped: view.getUint32(16, true) };
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
  const [count, firstLine, units, nameLength, fileLength] = [8, 12, 16, 20, 24].map((offset) =>
    view.getUint32(at + offset, true),
  ) as [number, number, number, number, number];
  const table = at + RECORD + 8 * count;
  const name = table + 8 * count;
  const file = name + nameLength;
  if (file + fileLength > at + size) return null;
  const path = decodeBytes(bytes.subarray(file, file + fileLength));
  if (!isWanted(path)) return null;
  let calls: number | null = null;
  const lines = new Map<number, number>();
  const slow = new Map<number, number>();
  const operands = new Map<number, readonly string[]>();
  const parameters = new Map<number, readonly string[]>();
  for (let index = 0; index < count; index += 1) {
    const place = at + RECORD + 8 * index;
    const value = Number(view.getBigInt64(place, true));
    const what = view.getUint32(table + 8 * index + 4, true);
    // A line that takes one back before it was counted at all is read between the two.
    const amount = Math.max(0, value);
    switch (counterKinds[view.getUint32(table + 8 * index, true)]) {
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
        enterTypes(operands, what, view.getUint32(place, true));
        break;
      case 'parameter':
        enterTypes(parameters, what, view.getUint32(place, true));
        break;
    }
  }
  return {
    file: path,
    name: decodeText(bytes.subarray(name, file)),
    firstLine,
    units,
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
