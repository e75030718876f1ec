/**
 * What `--counters` prints after a run.
 *
 * Maps from: counts by function. Maps to: for each file its functions or lines, most often executed
 * first, as text or JSON.
 */

import type { BlockCounts, FunctionCounts } from '../run/counterBlock.js';
import { countsJson } from '../run/runReport.js';

/** More rows are for a report file. */
const MAX_ROWS = 40;

interface Row {
  readonly file: string;
  readonly line: number;
  readonly count: number;
  readonly what: string;
}

export function countersReport(
  counts: BlockCounts,
  level: 'functions' | 'lines',
  json: boolean,
): string {
  if (json) return countsJson(counts);
  const rows = level === 'lines' ? lineRows(counts.functions) : functionRows(counts.functions);
  rows.sort((a, b) => b.count - a.count || compare(a.file, b.file) || a.line - b.line);
  const shown = rows.slice(0, MAX_ROWS);
  const width = Math.max(...shown.map(({ count }) => grouped(count).length), 5);
  const text = shown.map(({ file, line, count, what }) => {
    return `  ${grouped(count).padStart(width)}  ${file}:${line}${what}`;
  });
  const title = level === 'lines' ? 'executions of lines' : 'calls of functions';
  const more = rows.length > shown.length ? [`  and ${rows.length - shown.length} more`] : [];
  const dropped =
    counts.dropped === 0 ? [] : [`  ${counts.dropped} functions did not fit and were not counted`];
  return `${[`nativecompile: ${title}, in native code`, ...text, ...more, ...dropped].join('\n')}\n`;
}

function functionRows(functions: readonly FunctionCounts[]): Row[] {
  return functions.flatMap(({ file, name, firstLine, calls }) =>
    calls === null || calls === 0
      ? []
      : [{ file, line: firstLine, count: calls, what: ` ${name}` }],
  );
}

/** A line can have code in several functions: a comprehension and what is around it. */
function lineRows(functions: readonly FunctionCounts[]): Row[] {
  const rows = new Map<string, Row>();
  for (const { file, name, lines } of functions) {
    for (const [line, count] of lines) {
      if (count === 0) continue;
      const key = `${line} ${file}`;
      const before = rows.get(key);
      if (before === undefined || before.count < count) {
        rows.set(key, { file, line, count, what: ` in ${name}` });
      }
    }
  }
  return [...rows.values()];
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const grouped = (count: number): string => count.toLocaleString('en-US');
