/**
 * Questions to the map of a listing.
 *
 * Maps from: a place in the source, or a row. Maps to: rows. Knows nothing of editors.
 */

import type { ListingMap, ListingRow } from '../../server/src/lsp/messages.js';

/** The rows that belong to the innermost expression at a place, and all that belong to its line. */
export function rowsAt(
  map: ListingMap,
  line: number,
  column: number,
): { readonly exact: readonly ListingRow[]; readonly all: readonly ListingRow[] } {
  const all = map.rows.filter((row) => row.line === line);
  const around = map.rows.filter((row) => isExpression(row) && surrounds(row, line, column));
  const smallest = around.reduce<ListingRow | null>(
    (best, row) => (best === null || isSmaller(row, best) ? row : best),
    null,
  );
  const exact = smallest === null ? [] : around.filter((row) => isSamePlace(row, smallest));
  if (all.length === 0) {
    // A blank line in a function or class belongs to it, and not to the statement that defines it.
    const isInside = smallest !== null && definesAround(map, smallest, line);
    return isInside ? { exact: [], all: [] } : { exact, all: exact };
  }
  // What began in an earlier line is not what one means in a line that has code of its own.
  if (smallest === null || smallest.line !== line) return { exact: [], all };
  // In the line of a `def` or `class` one means what is defined, not the code that makes it.
  const inside = all.filter(
    (row) => row.function !== smallest.function && isExpression(row) && !row.cold,
  );
  const isDefinition = height(smallest) > 0 && inside.length > 0;
  if (!isDefinition) return { exact, all };
  const defined = inside[0]?.function;
  return { exact: inside, all: all.filter((row) => row.function === defined) };
}

/** Whether a line is between those of other functions' rows that an expression holds. */
function definesAround(map: ListingMap, holder: ListingRow, line: number): boolean {
  const first = holder.line ?? 0;
  const inner = map.rows.flatMap((row) =>
    row.function !== holder.function &&
    row.line !== null &&
    first <= row.line &&
    row.line <= lastLine(holder)
      ? [row]
      : [],
  );
  return inner.some((row) => (row.line ?? 0) < line) && inner.some((row) => lastLine(row) > line);
}

/** Whether two rows belong to the same expression. */
export function isSamePlace(row: ListingRow, other: ListingRow): boolean {
  return (
    row.line !== null &&
    row.line === other.line &&
    row.startColumn === other.startColumn &&
    row.endLine === other.endLine &&
    row.endColumn === other.endColumn
  );
}

/**
 * Whether two rows, perhaps of two states of a listing, belong to the same instruction of the
 * bytecode.
 */
export function isSameInstruction(row: ListingRow, other: ListingRow): boolean {
  return (
    row.function === other.function &&
    row.bytecodeOffset === other.bytecodeOffset &&
    row.cold === other.cold &&
    row.line === other.line
  );
}

/** Rows that show a line of the source belong to all of it. */
function isExpression(row: ListingRow): boolean {
  return row.bytecodeOffset !== null || row.codeOffset !== null;
}

function surrounds(row: ListingRow, line: number, column: number): boolean {
  if (row.line === null) return false;
  const end = lastLine(row);
  const starts = row.line < line || (row.line === line && (row.startColumn ?? 0) <= column);
  const ends = line < end || (line === end && column <= endColumn(row));
  return starts && ends;
}

function isSmaller(row: ListingRow, other: ListingRow): boolean {
  const lines = height(row) - height(other);
  return lines === 0 ? width(row) < width(other) : lines < 0;
}

const lastLine = (row: ListingRow): number => row.endLine ?? row.line ?? 0;
const height = (row: ListingRow): number => lastLine(row) - (row.line ?? 0);
const width = (row: ListingRow): number => endColumn(row) - (row.startColumn ?? 0);

/** A range over several lines ends somewhere in its last one; where, the map does not say. */
function endColumn(row: ListingRow): number {
  return row.endColumn ?? Number.MAX_SAFE_INTEGER;
}

/**
 * The row of the same instruction in another listing of the same source; undefined if it has none.
 */
export function sameRow(map: ListingMap, wanted: ListingRow): ListingRow | undefined {
  const inFunction = map.rows.filter((row) => row.function === wanted.function);
  const candidates = inFunction.length > 0 ? inFunction : map.rows;
  let best: ListingRow | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const row of candidates) {
    const distance = distanceBetween(row, wanted);
    if (distance < bestDistance) {
      best = row;
      bestDistance = distance;
    }
  }
  return best;
}

/** Beyond every distance between two rows of the same kind. */
const OTHER_KIND = 1e9;

/**
 * Rows of machine code are compared with rows of machine code, and with those that name their
 * bytecode only where a listing has no others. The bytecode's offset counts more than the code's:
 * what an edit above it changes is more often the length of the machine code.
 */
function distanceBetween(row: ListingRow, wanted: ListingRow): number {
  if (row.cold !== wanted.cold) return Number.MAX_SAFE_INTEGER;
  const otherKind = (row.codeOffset === null) !== (wanted.codeOffset === null) ? OTHER_KIND : 0;
  const code =
    row.codeOffset === null || wanted.codeOffset === null
      ? 0
      : Math.abs(row.codeOffset - wanted.codeOffset);
  if (row.bytecodeOffset !== null && wanted.bytecodeOffset !== null) {
    return otherKind + 1000 * Math.abs(row.bytecodeOffset - wanted.bytecodeOffset) + code;
  }
  if (row.codeOffset !== null && wanted.codeOffset !== null) return code;
  return 2 * OTHER_KIND + Math.abs((row.line ?? 0) - (wanted.line ?? 0));
}
