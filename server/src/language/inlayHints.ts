/**
 * Execution counts at the ends of lines.
 *
 * Maps from: an analysis and what a run told. Maps to: short texts by line. Without a run there are none.
 */

import type { Analysis } from './analysis.js';
import { type LineData, type RunData, timesText } from './runData.js';

export interface LineHint {
  /** From 1. */
  readonly line: number;
  /** UTF-16 units: the end of the line. */
  readonly column: number;
  readonly text: string;
  readonly tooltip: string;
}

export function lineHints(
  { source }: Analysis,
  runData: RunData | null,
  first: number,
  last: number,
): LineHint[] {
  if (runData === null) return [];
  const hints: LineHint[] = [];
  for (const [line, data] of runData.lines) {
    const text = source.lines[line - 1];
    if (text === undefined || line < first || line > last) continue;
    hints.push({
      line,
      column: text.trimEnd().length,
      text: hintText(data),
      tooltip: tooltip(data, runData),
    });
  }
  return hints.sort((a, b) => a.line - b.line);
}

function hintText({ count, slowShare }: LineData): string {
  const slow = slowShare === undefined || slowShare < 0.005 ? '' : ` · ${percent(slowShare)} slow`;
  return `${shortCount(count)}×${slow}`;
}

function tooltip({ count, types, parameters = [] }: LineData, { live, stale }: RunData): string {
  const when = live ? 'so far in this run' : 'in the last run';
  const seen =
    types === undefined || types.length === 0 ? '' : `; operands were ${types.join(', ')}`;
  const called = parameters.map(({ name, types }) => `; ${name} was ${types.join(', ')}`).join('');
  const old = stale ? ' The source was changed since.' : '';
  return `Executed ${timesText(count)} ${when}${seen}${called}.${old}`;
}

/** 999, 12.3k, 4.5M. */
function shortCount(count: number): string {
  for (const [size, letter] of [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e4, 'k'],
  ] as const) {
    if (count < size) continue;
    const unit = letter === 'k' ? 1e3 : size;
    return `${(count / unit).toFixed(1)}${letter}`;
  }
  return count.toLocaleString('en-US');
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
