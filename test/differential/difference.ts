/**
 * Says in words where two runs of a program differ, or that they do not.
 */

import type { Outcome } from './ways.js';

const LINES_AROUND = 3;
const LONGEST_LINE = 300;

/** The first difference of each stream, as text for a person; null when there is none. */
export function difference(titleA: string, a: Outcome, titleB: string, b: Outcome): string | null {
  const parts: string[] = [];
  if (a.end !== b.end) parts.push(`${titleA} ended with ${a.end}, ${titleB} with ${b.end}`);
  for (const stream of ['stdout', 'stderr'] as const) {
    if (a[stream] !== b[stream]) {
      parts.push(firstDifference(stream, titleA, a[stream], titleB, b[stream]));
    }
  }
  if (parts.length === 0) return null;
  return parts.join('\n');
}

function firstDifference(
  stream: string,
  titleA: string,
  a: string,
  titleB: string,
  b: string,
): string {
  const linesA = a.split('\n');
  const linesB = b.split('\n');
  let at = 0;
  while (at < linesA.length && linesA[at] === linesB[at]) at += 1;
  const excerpt = (title: string, lines: string[]): string[] => [
    `  ${title}:`,
    ...lines.slice(Math.max(0, at - LINES_AROUND), at + LINES_AROUND + 1).map((line, i) => {
      const number = Math.max(0, at - LINES_AROUND) + i;
      const shown = line.length > LONGEST_LINE ? around(line, linesA[at], linesB[at]) : line;
      return `  ${number === at ? '>' : ' '} ${number + 1} │ ${shown}`;
    }),
  ];
  return [
    `${stream} differs at line ${at + 1}`,
    ...excerpt(titleA, linesA),
    ...excerpt(titleB, linesB),
  ].join('\n');
}

/** The part of a long line that holds the first differing character. */
function around(line: string, a = '', b = ''): string {
  let column = 0;
  while (column < a.length && a[column] === b[column]) column += 1;
  const start = Math.max(0, Math.min(column - LONGEST_LINE / 2, line.length - LONGEST_LINE));
  return `${start > 0 ? '…' : ''}${line.slice(start, start + LONGEST_LINE)}…`;
}
