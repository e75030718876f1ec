/**
 * Execution counts at the ends of lines.
 *
 * Maps from: an analysis and what a run told. Maps to: short texts by line. Without a run there are
 * none.
 */

import type { Analysis } from './analysis.js';
import { timesText } from './countText.js';
import type { LineData, RunData } from './runData.js';

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
    // What never ran is told by the silence.
    if (timesOf(data) === 0) continue;
    hints.push({
      line,
      column: text.trimEnd().length,
      text: hintText(data),
      tooltip: tooltip(data, runData),
    });
  }
  return hints.sort((a, b) => a.line - b.line);
}

/** A `def` tells how often its function was called, and not that it was made once. */
const timesOf = ({ count, calls }: LineData): number => calls ?? count;

function hintText(data: LineData): string {
  const { calls, slowShare } = data;
  const slow = slowShare === undefined || slowShare < 0.005 ? '' : ` · ${percent(slowShare)} slow`;
  return `${calls === undefined ? '' : 'called '}${timesText(timesOf(data))}${slow}`;
}

function tooltip(data: LineData, { live, stale }: RunData): string {
  const { calls, types, parameters = [] } = data;
  const when = live ? 'so far in this run' : 'in the last run';
  const seen =
    types === undefined || types.length === 0 ? '' : `; operands were ${types.join(', ')}`;
  const called = parameters.map(({ name, types }) => `; ${name} was ${types.join(', ')}`).join('');
  const old = stale ? ' The source was changed since.' : '';
  const done = calls === undefined ? 'Executed' : 'Called';
  return `${done} ${timesText(timesOf(data))} ${when}${seen}${called}.${old}`;
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
