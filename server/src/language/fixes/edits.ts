/** Edits of a text: applying them, and what they come to when they are many. */

import type { SourceEdit } from '../codeActionTypes.js';

/** `edits` do not overlap. Insertions at one place keep their order. */
export function applyEdits(text: string, edits: readonly SourceEdit[]): string {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\r|\n/g)) starts.push(match.index + match[0].length);
  const offset = (line: number, column: number): number =>
    Math.min((starts[line - 1] ?? text.length) + column, text.length);
  const parts: string[] = [];
  let at = 0;
  const sorted = edits
    .map(({ range, newText }) => ({
      start: offset(range.line, range.column),
      end: offset(range.endLine, range.endColumn),
      newText,
    }))
    .sort((a, b) => a.start - b.start || a.end - b.end);
  for (const { start, end, newText } of sorted) {
    parts.push(text.slice(at, start), newText);
    at = end;
  }
  return parts.join('') + text.slice(at);
}

/** The one edit that makes `after` of `before`; null when they are the same. */
export function difference(before: string, after: string): SourceEdit | null {
  if (before === after) return null;
  let start = 0;
  while (start < before.length && before[start] === after[start]) start += 1;
  let left = before.length;
  let right = after.length;
  while (left > start && right > start && before[left - 1] === after[right - 1]) {
    left -= 1;
    right -= 1;
  }
  // Whole lines: a pair of units, or of line end characters, is never torn apart.
  while (start > 0 && !/[\r\n]/.test(before[start - 1] ?? '')) start -= 1;
  if (before[start - 1] === '\r' && before[start] === '\n') start -= 1;
  while (left < before.length && !/[\r\n]/.test(before[left] ?? '')) {
    left += 1;
    right += 1;
  }
  const place = (offset: number): [number, number] => {
    const lines = before.slice(0, offset).split(/\r\n|\r|\n/);
    return [lines.length, lines.at(-1)?.length ?? 0];
  };
  if (before[left - 1] === '\r' && before[left] === '\n') {
    left -= 1;
    right -= 1;
  }
  const [line, column] = place(start);
  const [endLine, endColumn] = place(left);
  return { range: { line, column, endLine, endColumn }, newText: after.slice(start, right) };
}
