/**
 * What is known of a run after its end, as a file that an editor reads.
 *
 * Maps from: counts, the end of the process and the reports of fatal signals. Maps to: JSON, and
 * back. What comes from a file is checked: somebody may have put another one there.
 */

import { renameSync, writeFileSync } from 'node:fs';
import type { HelperEnd } from '../helper/helperProcess.js';
import { fsPath } from '../helper/rawBytes.js';
import { isObservedType } from '../compiler/observedTypes.js';
import type { BlockCounts, FunctionCounts, ObservedAt } from './counterBlock.js';

export interface RunReport {
  readonly end: HelperEnd;
  /** What helpers said before a fatal signal killed them. */
  readonly faults: readonly string[];
  /** null: nothing was counted. */
  readonly counts: BlockCounts | null;
  /** What differs from the interpreted run, as sentences without a full stop; of `verify` only. */
  readonly differences: readonly string[];
}

type Written<Map> =
  Map extends ReadonlyMap<infer Key, infer Value> ? readonly (readonly [Key, Value])[] : Map;
type WrittenFunction = { readonly [Field in keyof FunctionCounts]: Written<FunctionCounts[Field]> };

const VERSION = 2;

/** Whole or not at all, so that somebody who waits for the file does not read half of it. */
export function writeReport(path: string, report: RunReport): void {
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(fsPath(unfinished), reportJson(report));
  renameSync(fsPath(unfinished), fsPath(path));
}

function reportJson({ end, faults, counts, differences }: RunReport): string {
  const written = counts === null ? null : writtenCounts(counts);
  return `${JSON.stringify({ version: VERSION, end, faults, counts: written, differences })}\n`;
}

export function countsJson(counts: BlockCounts): string {
  return `${JSON.stringify(writtenCounts(counts))}\n`;
}

const writtenCounts = ({ functions, dropped }: BlockCounts): object => ({
  dropped,
  functions: functions.map(writtenFunction),
});

const writtenFunction = (counts: FunctionCounts): WrittenFunction => ({
  ...counts,
  lines: [...counts.lines],
  slow: [...counts.slow],
  operands: [...counts.operands],
  parameters: [...counts.parameters],
});

/** null for a text that is no report. */
export function parseReport(text: string): RunReport | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isObject(value) || value.version !== VERSION || !isObject(value.end)) return null;
  const { counts } = value;
  const end = parseEnd(value.end);
  const faults = parseTexts(value.faults);
  const differences = parseTexts(value.differences);
  if (end === null || faults === null || differences === null) return null;
  if (counts === null) return { end, faults, counts: null, differences };
  if (!isObject(counts) || !Array.isArray(counts.functions)) return null;
  const functions = counts.functions.map(parseFunction);
  if (!functions.every((one) => one !== null)) return null;
  return { end, faults, counts: { functions, dropped: Number(counts.dropped) || 0 }, differences };
}

function parseEnd(end: Record<string, unknown>): HelperEnd | null {
  if (end.kind === 'exit' && typeof end.status === 'number') {
    return { kind: 'exit', status: end.status };
  }
  if (end.kind === 'signal' && typeof end.signal === 'string') {
    return { kind: 'signal', signal: end.signal as NodeJS.Signals };
  }
  return null;
}

function parseTexts(value: unknown): string[] | null {
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : null;
}

function parseFunction(value: unknown): FunctionCounts | null {
  if (!isObject(value)) return null;
  const { file, name, firstLine, units, calls } = value;
  const lines = parseCounts(value.lines);
  const slow = parseCounts(value.slow);
  const operands = parseTypes(value.operands);
  const parameters = parseTypes(value.parameters);
  if (lines === null || slow === null || operands === null || parameters === null) return null;
  if (typeof file !== 'string' || typeof name !== 'string') return null;
  if (typeof firstLine !== 'number' || typeof units !== 'number') return null;
  return {
    file,
    name,
    firstLine,
    units,
    calls: typeof calls === 'number' ? calls : null,
    lines,
    slow,
    operands,
    parameters,
  };
}

function parseCounts(value: unknown): Map<number, number> | null {
  if (!Array.isArray(value)) return null;
  const counts = new Map<number, number>();
  for (const pair of value) {
    if (!Array.isArray(pair) || typeof pair[0] !== 'number' || typeof pair[1] !== 'number') {
      return null;
    }
    counts.set(pair[0], pair[1]);
  }
  return counts;
}

function parseTypes(value: unknown): ObservedAt | null {
  if (!Array.isArray(value)) return null;
  const types = new Map<number, readonly string[]>();
  for (const pair of value) {
    if (!Array.isArray(pair) || typeof pair[0] !== 'number' || !Array.isArray(pair[1])) return null;
    const names: unknown[] = pair[1];
    if (!names.every(isObservedType)) return null;
    types.set(pair[0], [...new Set(names)]);
  }
  return types;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
