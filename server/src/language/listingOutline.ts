/**
 * The outline of a listing, and what of it can be folded.
 *
 * Maps from: the rows of a listing. Maps to: functions with their labels, and folding ranges. Rows
 * count from 0.
 */

import { type ParsedRow, type Part, parseRow } from './listingText.js';

export interface OutlineEntry {
  readonly name: string;
  readonly kind: 'function' | 'label' | 'cold';
  readonly detail: string;
  readonly first: number;
  /** The last row of it. */
  readonly last: number;
  /** Where the name stands. */
  readonly nameRow: number;
  readonly namePart: Part;
  readonly children: readonly OutlineEntry[];
}

export interface Fold {
  readonly first: number;
  readonly last: number;
  readonly kind: 'function' | 'cold' | 'group';
}

interface Section {
  readonly name: Part;
  readonly nameRow: number;
  /** With the remarks above the name. */
  readonly first: number;
  last: number;
}

/** Functions: from the remarks before their name to the row before the next one's. */
export function sectionsOf(rows: readonly string[]): Section[] {
  const sections: Section[] = [];
  let remarks = -1;
  rows.forEach((text, row) => {
    if (text === '') {
      remarks = -1;
      return;
    }
    if (text.startsWith(';') && remarks < 0) remarks = row;
    const parsed = text.startsWith(';') || text.startsWith(' ') ? null : parseRow(text);
    if (parsed?.kind === 'function') {
      sections.push({
        name: parsed.name,
        nameRow: row,
        first: remarks >= 0 && isHeader(rows, remarks, row) ? remarks : row,
        last: row,
      });
    }
    const open = sections.at(-1);
    if (open !== undefined) open.last = row;
  });
  return sections;
}

/** Whether nothing but remarks is between two rows. */
function isHeader(rows: readonly string[], first: number, last: number): boolean {
  for (let row = first; row < last; row += 1) if (!rows[row]?.startsWith(';')) return false;
  return true;
}

export function outline(rows: readonly string[]): OutlineEntry[] {
  return sectionsOf(rows).map(({ name, nameRow, first, last }) => ({
    name: name.text,
    kind: 'function',
    detail: rows[nameRow - 1]?.replace(/^; /, '') ?? '',
    first,
    last,
    nameRow,
    namePart: name,
    children: labelsIn(rows, nameRow + 1, last),
  }));
}

function labelsIn(rows: readonly string[], first: number, last: number): OutlineEntry[] {
  const found: { row: number; parsed: ParsedRow; text: string }[] = [];
  for (let row = first; row <= last; row += 1) {
    const text = rows[row] ?? '';
    if (!text.startsWith('.') && !text.startsWith('; ─')) continue;
    const parsed = parseRow(text);
    // Out-of-line pieces, and words behind the code, are too many to be of use; the beginning of
    // the former is one entry.
    const isPlace = parsed.kind === 'label' && /^\.[^.:]+$/.test(parsed.name.text);
    if (isPlace || parsed.kind === 'cold') found.push({ row, parsed, text });
  }
  return found.map(({ row, parsed, text }, i) => ({
    name: parsed.kind === 'label' ? parsed.name.text : 'cold',
    kind: parsed.kind === 'label' ? 'label' : 'cold',
    detail: '',
    first: row,
    last: (found[i + 1]?.row ?? last + 1) - 1,
    nameRow: row,
    namePart: parsed.kind === 'label' ? parsed.name : { start: 0, end: text.length, text },
    children: [],
  }));
}

/** Functions, their out-of-line code, and the rows under each source line. */
export function folds(rows: readonly string[]): Fold[] {
  const found: Fold[] = [];
  for (const { nameRow, last } of sectionsOf(rows)) {
    if (last > nameRow) found.push({ first: nameRow, last, kind: 'function' });
    let group = -1;
    let cold = -1;
    const closeGroup = (end: number): void => {
      if (group >= 0 && end > group) found.push({ first: group, last: end, kind: 'group' });
    };
    for (let row = nameRow + 1; row <= last; row += 1) {
      const text = rows[row] ?? '';
      if (!text.startsWith(';')) continue;
      const { kind } = parseRow(text);
      if (kind !== 'source' && kind !== 'cold') continue;
      closeGroup(row - 1);
      group = kind === 'source' ? row : -1;
      if (kind === 'cold') cold = row;
    }
    closeGroup(last);
    if (cold >= 0 && last > cold) found.push({ first: cold, last, kind: 'cold' });
  }
  return found;
}
