/**
 * What `--stats` prints after a run.
 *
 * Maps from: the statistics of the program and its children, and of the compile host. Maps to: one
 * text, or JSON. Numbers of several processes are added up.
 */

import type { PythonChoice } from '../helper/pythonChoice.js';
import { executionText } from './execution.js';
import { pythonJson, pythonText } from './python.js';
import type { ProgramResult } from '../helper/programRun.js';

type Json = number | string | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = { readonly [key: string]: Json };

export interface RunStatistics {
  readonly processes: number;
  readonly target: ProgramResult['target'];
  readonly execution: ProgramResult['execution'];
  readonly helper: JsonObject;
  readonly host: JsonObject;
}

export function runStatistics({
  target,
  stats,
  host,
  cache,
  execution,
}: ProgramResult): RunStatistics {
  const parsed = stats.map(parse).filter((value) => value !== null);
  const { cache: looks, ...helper } = parsed.reduce<JsonObject>(addUp, {});
  const inHelper = (what: string): number => (isObject(looks) ? Number(looks[what]) || 0 : 0);
  return {
    processes: parsed.length,
    target,
    execution,
    helper,
    host: {
      requests: host.requests,
      compileMilliseconds: Math.round(host.compileTime * 10) / 10,
      bytes: host.bytes,
      failures: host.failures,
      ...(cache === null
        ? {}
        : {
            cache: {
              hits: cache.hits + inHelper('hits'),
              misses: cache.misses,
              writes: cache.writes,
              rejected: cache.rejected + inHelper('rejected'),
              failures: cache.failures,
            },
          }),
    },
  };
}

export function statisticsReport(
  result: ProgramResult,
  python: PythonChoice,
  json: boolean,
): string {
  const statistics = { ...runStatistics(result), python: pythonJson(python) };
  if (json) return `${JSON.stringify(statistics)}\n`;
  const { processes, target, execution, helper, host } = statistics;
  const lines = [
    `nativecompile: statistics of ${processes === 1 ? 'one process' : `${processes} processes`}`,
    `target ${executionText(target, execution)}`,
    `python ${pythonText(python)}`,
    ...python.passedOver.map((problem) => `  not used: ${problem}`),
    ...rows(helper),
    'compile host',
    ...rows(host),
  ];
  return `${lines.join('\n')}\n`;
}

function parse(text: string): JsonObject | null {
  try {
    const value: Json = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Numbers are added, objects field by field; of anything else the first is kept. */
function addUp(left: JsonObject, right: JsonObject): JsonObject {
  const sum: { [key: string]: Json } = { ...left };
  for (const [key, value] of Object.entries(right)) {
    const before = sum[key];
    if (typeof before === 'number' && typeof value === 'number') sum[key] = before + value;
    else if (isObject(before) && isObject(value)) sum[key] = addUp(before, value);
    else if (before === undefined) sum[key] = value;
  }
  return sum;
}

/** `framesNative` or `frames_native` as words. */
function words(key: string): string {
  return key
    .replace(/_/g, ' ')
    .replace(
      /([a-z])([A-Z])/g,
      (_, before: string, after: string) => `${before} ${after.toLowerCase()}`,
    );
}

const WIDTH = 28;

function rows(object: JsonObject, indent = '  '): string[] {
  return Object.entries(object).flatMap(([key, value]) => {
    if (isObject(value)) return [`${indent}${words(key)}`, ...rows(value, `${indent}  `)];
    const [name, shown] = quantity(key, value);
    return [`${indent}${words(name)}`.padEnd(WIDTH) + shown.padStart(14)];
  });
}

/** Times are shown in milliseconds, whatever they were measured in. */
function quantity(key: string, value: Json): [name: string, shown: string] {
  if (typeof value !== 'number') return [key, String(value)];
  const inMilliseconds = key.endsWith('Nanoseconds') ? value / 1e6 : value;
  const name = key.replace(/(?:Nano|Milli)seconds$/, 'Time');
  const digits = name === key ? 0 : 1;
  const shown = inMilliseconds.toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return [name, name === key ? shown : `${shown} ms`];
}
