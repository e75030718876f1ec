/**
 * What a run of a program found out about its source: operations that often leave their fast path, and crashes.
 *
 * Maps from: an analysis, counts by bytecode offset, and the place of a fatal signal. Maps to: findings at the expressions.
 * Knows neither how was counted nor how a signal was reported.
 */

import { bytecodeOffset } from '../bytecode/instructions.js';
import { locationAt } from '../bytecode/locationTable.js';
import { type CounterLevel, compileCode, isRefusal } from '../compiler/index.js';
import type { Analysis } from './analysis.js';
import { type Diagnostic, severities } from './diagnostics.js';
import type { Result } from './listing.js';
import { type OperandTypes, typesAt } from './operandTypes.js';
import { isIgnored } from './suppression.js';
import { constructAt, locationsOf, rangeOf, wholeLine } from './locations.js';

/** One function of a run. */
export interface CountedFunction {
  /** Qualified name. */
  readonly name: string;
  readonly firstLine: number;
  /** Length of its bytecode, in units of two bytes. */
  readonly units: number;
  readonly lines: ReadonlyMap<number, number>;
  /** Operations done the general way, by the offset of their instruction in bytes. */
  readonly slow: ReadonlyMap<number, number>;
  readonly operands: OperandTypes;
}

/** Where a fatal signal came. */
export interface Crash {
  readonly signal: string;
  /** Qualified name. */
  readonly name: string;
  readonly firstLine: number;
  /** Of the bytecode instruction, in bytes. */
  readonly bytecodeOffset: number;
  /** Of the machine instruction, when native code itself was at fault; otherwise what it had called. */
  readonly codeOffset: number | null;
}

/** Fewer are no reason to look. */
const MIN_FAILED = 100;
const MIN_SLOW = 10_000;
/** Characters that the report of a signal has of a name, and of a file. */
const MAX_FAULT_NAME = 199;
export const MAX_FAULT_FILE = 399;

export function slowPathFindings(
  analysis: Analysis,
  counted: readonly CountedFunction[],
): Diagnostic[] {
  return counted.flatMap((one) => {
    const result = functionOf(analysis, one.name, one.firstLine);
    if (result === null || result.code.code.length !== 2 * one.units) return [];
    return [...one.slow]
      .flatMap(([offset, slow]) => slowPath(analysis, result, one, offset, slow))
      .filter((finding) => !isIgnored(finding, analysis.directives));
  });
}

function slowPath(
  { source }: Analysis,
  result: Result,
  { lines, operands }: CountedFunction,
  offset: number,
  slow: number,
): Diagnostic[] {
  const { code } = result;
  const location = locationAt(locationsOf(code), bytecodeOffset(offset));
  const total = lines.get(location.line ?? 0) ?? 0;
  const range = rangeOf(location, code, source.lines);
  const text = constructAt(range, source.lines);
  const often = slow >= total / 2;
  if (slow < (often ? MIN_SLOW : MIN_FAILED) || total === 0) return [];
  const kind = often ? 'NC302' : 'NC301';
  const types = typesAt(operands, code, offset);
  const saw = types.length === 0 ? '' : ` (saw ${types.join(', ')})`;
  const message = often
    ? `\`${text}\` took its general path ${grouped(slow)} times${saw}; its line was executed ${grouped(total)} times. The fast path is for two ints of up to 30 bits, for two floats, and for items of lists and tuples.`
    : `\`${text}\` left its fast path ${grouped(slow)} of ${grouped(total)} times${saw === '' ? ': its operands were of other types then' : saw}.`;
  const place = { bytecodeOffset: offset };
  return [{ code: kind, severity: severities[kind], message, range, scope: code.qualname, place }];
}

/**
 * Nothing for a crash in a function that the analysis does not have. `counters` is what the run counted: its machine code
 * was another one then.
 */
export function crashFindings(
  analysis: Analysis,
  crashes: readonly Crash[],
  counters: CounterLevel = 'off',
): Diagnostic[] {
  const { lines } = analysis.source;
  return crashes.flatMap((crash) => {
    const result = functionOf(analysis, crash.name, crash.firstLine, (name) =>
      asFaultText(name, MAX_FAULT_NAME),
    );
    if (result === null) return [];
    const { code } = result;
    const offset = placeOf(analysis, result, crash, counters);
    const range = rangeOf(locationAt(locationsOf(code), bytecodeOffset(offset)), code, lines);
    // With counters the machine code that ran was another one than that of the listing.
    const isListed = crash.codeOffset !== null && counters === 'off';
    const where =
      crash.codeOffset === null
        ? 'in what native code had called'
        : counters === 'off'
          ? `in native code, at offset ${crash.codeOffset.toString(16).padStart(4, '0')}`
          : 'in native code';
    return [
      {
        code: 'NC402',
        severity: severities.NC402,
        message: `${crash.signal} in \`${code.qualname}\` while evaluating \`${constructAt(range, lines)}\` (${isRefusal(result) ? 'interpreted' : where}).`,
        range,
        scope: code.qualname,
        place: {
          bytecodeOffset: offset,
          ...(isListed ? { codeOffset: crash.codeOffset } : {}),
        },
      },
    ];
  });
}

/**
 * The offset of the bytecode instruction. The frame knows it only as of the last operation that can raise; where machine
 * code itself was at fault its position map knows better.
 */
function placeOf(
  { without }: Analysis,
  result: Result,
  crash: Crash,
  counters: CounterLevel,
): number {
  const { codeOffset } = crash;
  if (codeOffset === null || isRefusal(result)) return crash.bytecodeOffset;
  const ran = compileCode(result.code, { without, counters });
  if (isRefusal(ran)) return crash.bytecodeOffset;
  const position = ran.positions.findLast((entry) => entry.codeOffset <= codeOffset);
  return ran.instructions[position?.instructionIndex ?? -1]?.offset ?? crash.bytecodeOffset;
}

/** At the beginning of the file: what printed something else can be anywhere. */
export function differenceFinding(
  { source }: Analysis,
  differences: readonly string[],
): Diagnostic[] {
  if (differences.length === 0) return [];
  return [
    {
      code: 'NC401',
      severity: severities.NC401,
      message: `The result differs from CPython's: ${differences.join('; ')}.`,
      range: wholeLine(1, source.lines),
      scope: '<module>',
    },
  ];
}

/** A name as the reports of fatal signals have it: cut, and '?' for what is not ASCII. */
export function asFaultText(text: string, limit: number): string {
  return Array.from(text, (character) => (/[ -~]/.test(character) ? character : '?'))
    .slice(0, limit)
    .join('');
}

function functionOf(
  { functions }: Analysis,
  name: string,
  firstLine: number,
  spelling = (qualname: string) => qualname,
): Result | null {
  const found = functions.find(
    ({ result: { code } }) => code.firstlineno === firstLine && spelling(code.qualname) === name,
  );
  return found?.result ?? null;
}

const grouped = (value: number): string => value.toLocaleString('en-US');
