/**
 * The lines that a program spent its time in.
 *
 * Maps from: a profile. Maps to: one entry a line, the hottest first, each with where its time goes
 * and which of its expressions take it. A line's own time is what it used itself, with the C
 * functions that it called; the time of Python functions that it called is theirs, and counts to
 * its total only.
 */

import type { SourceLocation } from '../bytecode/locationTable.js';
import { leafWords } from './leafWords.js';
import {
  type CFrame,
  eachStack,
  type PlacedFrame,
  type Profile,
  type PythonFrame,
} from './profile.js';

export interface Part {
  readonly what: string;
  readonly nanoseconds: number;
}

export interface ExpressionTime {
  readonly range: SourceLocation;
  readonly nanoseconds: number;
}

export interface HotLine {
  readonly file: string;
  readonly line: number;
  /** The functions that its code is in, the busiest first. */
  readonly functions: readonly string[];
  readonly nanoseconds: number;
  readonly samples: number;
  /** With the Python functions that it called. */
  readonly total: number;
  /** Where its own time goes, most first. */
  readonly parts: readonly Part[];
  /** Most first. */
  readonly expressions: readonly ExpressionTime[];
  /** Nanoseconds of its own time in the interpreter. */
  readonly interpreted: number;
}

export interface HotLines {
  readonly lines: readonly HotLine[];
  /** Nanoseconds of processor time in all. */
  readonly total: number;
  readonly samples: number;
  /** Nanoseconds of it that belong to some line. */
  readonly placed: number;
}

interface Collected {
  readonly file: string;
  readonly line: number;
  readonly functions: Map<string, number>;
  readonly parts: Map<string, number>;
  readonly expressions: Map<string, { range: SourceLocation; nanoseconds: number }>;
  nanoseconds: number;
  samples: number;
  total: number;
  interpreted: number;
}

export function hotLines({ processes }: Profile): HotLines {
  const lines = new Map<string, Collected>();
  let [total, placed, samples] = [0, 0, 0];
  for (const process of processes) {
    total += process.lost;
    eachStack(process.threads, (stack, leaf) => {
      total += leaf.nanoseconds;
      samples += leaf.samples;
      const { frame, functions } = endOf(stack);
      if (frame === null) return;
      placed += leaf.nanoseconds;
      addOwn(lineOf(lines, frame), frame, functions, leaf);
      addTotals(lines, stack, leaf.nanoseconds);
    });
  }
  const found = [...lines.values()]
    .map(finished)
    .sort((a, b) => b.nanoseconds - a.nanoseconds || b.total - a.total || a.line - b.line);
  return { lines: found, total, samples, placed };
}

/** The innermost Python frame, and the C functions that it called. */
export function endOf(stack: readonly PlacedFrame[]): {
  frame: PythonFrame | null;
  functions: CFrame[];
} {
  const functions: CFrame[] = [];
  for (let at = stack.length - 1; at >= 0; at -= 1) {
    const frame = stack[at];
    if (frame?.kind === 'c') functions.unshift(frame);
    else return { frame: frame?.kind === 'python' ? frame : null, functions };
  }
  return { frame: null, functions };
}

function lineOf(lines: Map<string, Collected>, { file, line }: PythonFrame): Collected {
  const key = `${line} ${file}`;
  const known = lines.get(key);
  if (known !== undefined) return known;
  const made: Collected = {
    file,
    line,
    functions: new Map(),
    parts: new Map(),
    expressions: new Map(),
    nanoseconds: 0,
    samples: 0,
    total: 0,
    interpreted: 0,
  };
  lines.set(key, made);
  return made;
}

function addOwn(
  line: Collected,
  frame: PythonFrame,
  functions: readonly CFrame[],
  { nanoseconds, samples }: { nanoseconds: number; samples: number },
): void {
  line.nanoseconds += nanoseconds;
  line.samples += samples;
  if (!frame.isNative) line.interpreted += nanoseconds;
  addTo(line.functions, frame.name, nanoseconds);
  addTo(line.parts, leafWords(frame, functions), nanoseconds);
  const { range } = frame;
  if (range === null || range.column === null) return;
  const key = `${range.column} ${range.endLine} ${range.endColumn}`;
  const known = line.expressions.get(key);
  if (known === undefined) line.expressions.set(key, { range, nanoseconds });
  else known.nanoseconds += nanoseconds;
}

/** A line that is on the stack several times, by recursion, used the time once. */
function addTotals(
  lines: Map<string, Collected>,
  stack: readonly PlacedFrame[],
  nanoseconds: number,
): void {
  const seen = new Set<Collected>();
  for (const frame of stack) {
    if (frame.kind === 'python') seen.add(lineOf(lines, frame));
  }
  for (const line of seen) line.total += nanoseconds;
}

function addTo(times: Map<string, number>, what: string, nanoseconds: number): void {
  times.set(what, (times.get(what) ?? 0) + nanoseconds);
}

function finished(line: Collected): HotLine {
  const byTime = (times: ReadonlyMap<string, number>): [string, number][] =>
    [...times].sort((a, b) => b[1] - a[1]);
  return {
    ...line,
    functions: byTime(line.functions).map(([name]) => name),
    parts: byTime(line.parts).map(([what, nanoseconds]) => ({ what, nanoseconds })),
    expressions: [...line.expressions.values()].sort((a, b) => b.nanoseconds - a.nanoseconds),
  };
}
