/**
 * Decodes the exception table of a code object.
 *
 * Maps from: varints of six bits a byte (CPython's Objects/exception_handling_notes.txt). Maps to:
 * entries in bytes, and the entry that covers an offset. Does not know whether the offsets it
 * gives are instructions.
 */
import { BytecodeError } from './bytecodeError.js';
import type { CodeObject } from './codeObject.js';
import { type BytecodeOffset, bytecodeOffset, UNIT } from './instructions.js';

export interface ExceptionEntry {
  /** First protected byte. */
  readonly start: BytecodeOffset;
  /** After the last protected byte. */
  readonly end: BytecodeOffset;
  /** Where the handler starts. */
  readonly target: BytecodeOffset;
  /** How many stack entries survive. */
  readonly depth: number;
  /** Is the offset of the failing instruction pushed before the exception? */
  readonly lasti: boolean;
}

/** Stack entries when the handler begins: what survives, the offset if asked for, the exception. */
export function handlerDepth(entry: ExceptionEntry): number {
  return entry.depth + (entry.lasti ? 1 : 0) + 1;
}

/** Throws `BytecodeError` when the table ends inside an entry or a number is too large. */
export function decodeExceptionTable({
  exceptiontable: table,
}: Pick<CodeObject, 'exceptiontable'>): ExceptionEntry[] {
  const entries: ExceptionEntry[] = [];
  let position = 0;
  const varint = (): number => {
    const first = position;
    let value = 0;
    let byte: number;
    do {
      if (position >= table.length) {
        throw new BytecodeError('the exception table ends in an entry', 'exceptiontable', first);
      }
      byte = table[position++]!;
      value = value * 64 + (byte & 63);
      if (value > 0x7fffffff) {
        throw new BytecodeError(
          'a number of the exception table is too large',
          'exceptiontable',
          first,
        );
      }
    } while ((byte & 64) !== 0);
    return value;
  };
  while (position < table.length) {
    const start = varint() * UNIT;
    const end = start + varint() * UNIT;
    const target = varint() * UNIT;
    const depthAndLasti = varint();
    entries.push({
      start: bytecodeOffset(start),
      end: bytecodeOffset(end),
      target: bytecodeOffset(target),
      depth: depthAndLasti >>> 1,
      lasti: (depthAndLasti & 1) !== 0,
    });
  }
  return entries;
}

/** The entry that covers `offset`, or null. The entries are in order and do not overlap. */
export function findHandler(
  entries: readonly ExceptionEntry[],
  offset: BytecodeOffset,
): ExceptionEntry | null {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (entries[middle]!.start <= offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const entry = entries[low - 1];
  return entry !== undefined && offset < entry.end ? entry : null;
}
