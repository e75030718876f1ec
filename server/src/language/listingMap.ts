/**
 * Which part of the source each row of a listing belongs to.
 *
 * Maps from: a listing's model. Maps to: an entry for every row with code (and every source row),
 * with the exact range of the expression where the row belongs to a bytecode instruction.
 */

import { bytecodeOffset } from '../bytecode/instructions.js';
import { locationAt } from '../bytecode/locationTable.js';
import type { ListedFunction, ListingModel, ListingRow } from './listingModel.js';
import { openName } from './listingUri.js';
import { locationsOf, rangeOf, type SourceRange, wholeLine } from './locations.js';

export interface MapEntry {
  readonly row: number;
  /** null for code that no line is to blame for. */
  readonly range: SourceRange | null;
  /** Qualified name. */
  readonly scope: string;
  readonly codeOffset: number | null;
  readonly bytecodeOffset: number | null;
  readonly cold: boolean;
  /** Of a row that stands for others: its name in an address that shows them; null for others. */
  readonly opens: string | null;
}

const hasPlace: ReadonlySet<ListingRow['kind']> = new Set([
  'machine',
  'summary',
  'bytecode',
  'source',
]);

/** `functions` are those of the listing that are wanted: a long one has many. */
export function listingMap(
  model: ListingModel,
  functions: readonly ListedFunction[] = model.functions,
): MapEntry[] {
  const { analysis } = model;
  if (analysis === null) return [];
  const { lines } = analysis.source;
  const entries: MapEntry[] = [];
  for (const { index, first, limit } of functions) {
    const code = analysis.functions[index]?.result.code;
    if (code === undefined) continue;
    const locations = locationsOf(code);
    // Rows of one instruction share their range; it is computed once.
    const ranges = new Map<number, SourceRange | null>();
    for (let row = first; row < limit; row += 1) {
      const { kind, line, codeOffset, bytecodeOffset: offset, cold } = model.row(row);
      if (!hasPlace.has(kind)) continue;
      let range = line === null ? null : wholeLine(line, lines);
      if (offset !== null) {
        const known = ranges.get(offset);
        if (known === undefined) {
          const location = locationAt(locations, bytecodeOffset(offset));
          range = location.line === null ? null : rangeOf(location, code, lines);
          ranges.set(offset, range);
        } else range = known;
      }
      const opens = kind === 'summary' && codeOffset !== null ? openName(index, codeOffset) : null;
      const { qualname: scope } = code;
      entries.push({ row, range, scope, codeOffset, bytecodeOffset: offset, cold, opens });
    }
  }
  return entries;
}
