/**
 * Decodes the location table of a code object: which source range each code unit comes from.
 *
 * Maps from: `co_linetable` (CPython's Objects/locations.md, PEP 626 and 657). Maps to: one
 * location a code unit, as `co_positions` gives them. Columns count UTF-8 bytes from 0; knows no
 * source text, so turning them into characters is the caller's.
 */
import { BytecodeError } from './bytecodeError.js';
import type { CodeObject } from './codeObject.js';
import { type BytecodeOffset, UNIT } from './instructions.js';

export interface SourceLocation {
  /** From 1; null for instructions that no line is to blame for. */
  readonly line: number | null;
  readonly endLine: number | null;
  readonly column: number | null;
  readonly endColumn: number | null;
}

const NOWHERE: SourceLocation = { line: null, endLine: null, column: null, endColumn: null };

/**
 * One location for each code unit (caches and EXTENDED_ARG included); units that the table does
 * not reach have none. Throws `BytecodeError` for a table that cannot be read.
 */
export function decodeLocations(
  code: Pick<CodeObject, 'code' | 'linetable' | 'firstlineno'>,
): SourceLocation[] {
  const { linetable: table } = code;
  const units = code.code.length >> 1;
  const locations: SourceLocation[] = [];
  let line = code.firstlineno;
  let position = 0;

  const byte = (): number => {
    const value = table[position++];
    if (value === undefined) {
      throw new BytecodeError('the location table ends in an entry', 'linetable', table.length);
    }
    return value;
  };
  const varint = (): number => {
    const first = position;
    let value = 0;
    let scale = 1;
    for (;;) {
      const next = byte();
      value += (next & 63) * scale;
      scale *= 64;
      if (value > 0xffffffff) {
        throw new BytecodeError('a number of the location table is too large', 'linetable', first);
      }
      if ((next & 64) === 0) {
        return value;
      }
    }
  };
  const signedVarint = (): number => {
    const value = varint();
    const magnitude = Math.floor(value / 2);
    return value % 2 === 1 ? -magnitude : magnitude;
  };

  while (position < table.length) {
    const first = byte();
    if (first < 0x80) {
      throw new BytecodeError('no entry starts here', 'linetable', position - 1);
    }
    const kind = (first >> 3) & 15;
    let location: SourceLocation;
    if (kind < 10) {
      // Short: eight columns to a kind, up to 15 columns wide.
      const second = byte();
      const column = (kind << 3) | (second >> 4);
      location = { line, endLine: line, column, endColumn: column + (second & 15) };
    } else if (kind < 13) {
      // On one of the next lines, with two whole columns.
      line += kind - 10;
      location = { line, endLine: line, column: byte(), endColumn: byte() };
    } else if (kind === 13) {
      line += signedVarint();
      location = { line, endLine: line, column: null, endColumn: null };
    } else if (kind === 14) {
      line += signedVarint();
      const endLine = line + varint();
      // Columns are stored plus one, so that 0 can mean none.
      const [column, endColumn] = [varint() - 1, varint() - 1];
      location = {
        line,
        endLine,
        column: column < 0 ? null : column,
        endColumn: endColumn < 0 ? null : endColumn,
      };
    } else {
      location = NOWHERE;
    }
    for (let n = (first & 7) + 1; n > 0 && locations.length < units; n--) {
      locations.push(location);
    }
  }
  while (locations.length < units) {
    locations.push(NOWHERE);
  }
  return locations;
}

/** The location of the code unit at `offset`, from what `decodeLocations` returned. */
export function locationAt(
  locations: readonly SourceLocation[],
  offset: BytecodeOffset,
): SourceLocation {
  return locations[offset / UNIT] ?? NOWHERE;
}
