/**
 * What a run of a program found out about its source: operations that often leave their fast path,
 * and crashes.
 *
 * Maps from: an analysis, counts by bytecode offset, and the place of a fatal signal. Maps to:
 * findings at the expressions. Knows neither how was counted nor how a signal was reported.
 */

import type { CodeObject } from '../bytecode/codeObject.js';
import { bytecodeOffset } from '../bytecode/instructions.js';
import { locationAt } from '../bytecode/locationTable.js';
import {
  type CompiledCode,
  type CounterLevel,
  compileCode,
  isRefusal,
  type TargetName,
} from '../compiler/index.js';
import type { Analysis } from './analysis.js';
import { type Diagnostic, severities } from './diagnostics.js';
import type { Result } from './listing.js';
import { type OperandTypes, typesAt } from './operandTypes.js';
import { forEachPosition } from './readableCode.js';
import { isIgnored } from './suppression.js';
import { estimateWork, GENERAL_PATH, isHot, shareText, type Work } from './work.js';
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
  /**
   * Of the machine instruction, when native code itself was at fault; otherwise what it had called.
   */
  readonly codeOffset: number | null;
}

/** Fewer are no reason to look. */
const MIN_FAILED = 100;
const MIN_SLOW = 10_000;
/** Characters that the report of a signal has of a name, and of a file. */
const MAX_FAULT_NAME = 199;
export const MAX_FAULT_FILE = 399;

/** Where the run was hot and native code could not do the work itself; the most work first. */
export function slowPathFindings(
  analysis: Analysis,
  counted: readonly CountedFunction[],
): Diagnostic[] {
  const linesOf = new Map(
    counted.flatMap((one) => {
      const result = functionOf(analysis, one.name, one.firstLine);
      const isSame = result !== null && result.code.code.length === 2 * one.units;
      return isSame ? [[result.code, one] as const] : [];
    }),
  );
  const work = estimateWork(analysis, (code) => linesOf.get(code)?.lines ?? new Map());
  return analysis.functions
    .flatMap(({ result }) => {
      const one = linesOf.get(result.code);
      if (one === undefined || isRefusal(result)) return [];
      return [
        ...[...one.slow].flatMap(([offset, slow]) =>
          slowPath(analysis, result, one, offset, slow, work),
        ),
        ...[...throughRuntime(result)].flatMap(([offset, symbol]) =>
          alwaysGeneral(analysis, result, one, offset, symbol, work),
        ),
      ];
    })
    .filter(({ finding }) => !isIgnored(finding, analysis.directives))
    .sort((a, b) => b.work - a.work)
    .map(({ finding }) => finding)
    .filter(isFirstAtPlace());
}

/** CPython emits some code several times; for the reader it is one place. */
function isFirstAtPlace(): (finding: Diagnostic) => boolean {
  const seen = new Set<string>();
  return ({ code, range: { line, column, endLine, endColumn } }) => {
    const key = `${code} ${line} ${column} ${endLine} ${endColumn}`;
    const isFirst = !seen.has(key);
    seen.add(key);
    return isFirst;
  };
}

interface RankedFinding {
  readonly finding: Diagnostic;
  readonly work: number;
}

/** An operation that has a fast path and left it. */
function slowPath(
  { source }: Analysis,
  result: Result,
  { lines, operands }: CountedFunction,
  offset: number,
  slow: number,
  work: Work,
): RankedFinding[] {
  const { code } = result;
  const location = locationAt(locationsOf(code), bytecodeOffset(offset));
  const total = lines.get(location.line ?? 0) ?? 0;
  const range = rangeOf(location, code, source.lines);
  const text = constructAt(range, source.lines);
  const often = slow >= total / 2;
  if (slow < (often ? MIN_SLOW : MIN_FAILED) || total === 0) return [];
  const here = { executions: total, work: slow * GENERAL_PATH };
  if (!isHot(here, work)) return [];
  const kind = often ? 'NC302' : 'NC301';
  const saw = sawText(operands, code, offset);
  const message = often
    ? `\`${text}\` took its general path ${grouped(slow)} times${saw}; its line was executed ${grouped(total)} times. The fast path is for two ints of up to 30 bits, for two floats, and for items of lists and tuples.`
    : `\`${text}\` left its fast path ${grouped(slow)} of ${grouped(total)} times${saw === '' ? ': its operands were of other types then' : saw}.`;
  const place = { bytecodeOffset: offset };
  const about = { severity: severities[kind], scope: code.qualname };
  return [{ finding: { code: kind, message, range, place, ...about }, work: here.work }];
}

const sawText = (operands: OperandTypes, code: CodeObject, offset: number): string => {
  const types = typesAt(operands, code, offset);
  return types.length === 0 ? '' : ` (saw ${types.join(', ')})`;
};

/** An operation that is compiled to a call of the runtime. */
function alwaysGeneral(
  { source }: Analysis,
  { code }: Result,
  { lines, operands }: CountedFunction,
  offset: number,
  symbol: string,
  work: Work,
): RankedFinding[] {
  const here = work.at(code, offset);
  if (here.executions < MIN_SLOW || !isHot(here, work)) return [];
  const location = locationAt(locationsOf(code), bytecodeOffset(offset));
  const range = rangeOf(location, code, source.lines);
  const total = lines.get(location.line ?? 0) ?? 0;
  const message = `\`${constructAt(range, source.lines)}\` was done by \`${symbol}\` each time${sawText(operands, code, offset)}; its line was executed ${grouped(total)} times, about ${shareText(here.work, work)} of the file's work. There is no fast path for it.`;
  const about = { severity: severities.NC302, scope: code.qualname };
  const place = { bytecodeOffset: offset };
  return [{ finding: { code: 'NC302', message, range, place, ...about }, work: here.work }];
}

/** The runtime functions that do an operation whatever its operands are. */
const general: ReadonlySet<string> = new Set([
  'rt_binary_op',
  'rt_compare',
  'rt_subscr',
  'rt_store_subscr',
]);

/** Instructions whose straight path is one of these calls, by their offset in bytes. */
function throughRuntime(compiled: CompiledCode): Map<number, string> {
  const found = new Map<number, string>();
  const { assembled, instructions } = compiled;
  const calls = assembled.relocations.filter(({ symbol }) => general.has(symbol));
  let at = 0;
  forEachPosition(compiled, (start, end, index, cold) => {
    while ((calls[at]?.offset ?? start) < start) at += 1;
    for (; (calls[at]?.offset ?? end) < end; at += 1) {
      const offset = instructions[index]?.offset;
      if (!cold && offset !== undefined) found.set(offset, calls[at]!.symbol);
    }
  });
  return found;
}

/** What decides which machine code a run has, beside the source. */
export interface RanAs {
  readonly target: TargetName;
  readonly counters: CounterLevel;
}

/** Nothing for a crash in a function that the analysis does not have. */
export function crashFindings(
  analysis: Analysis,
  crashes: readonly Crash[],
  ran: RanAs = { target: analysis.target, counters: 'off' },
): Diagnostic[] {
  const { lines } = analysis.source;
  return crashes.flatMap((crash) => {
    const result = functionOf(analysis, crash.name, crash.firstLine, (name) =>
      asFaultText(name, MAX_FAULT_NAME),
    );
    if (result === null) return [];
    const { code } = result;
    const offset = placeOf(analysis, result, crash, ran);
    const range = rangeOf(locationAt(locationsOf(code), bytecodeOffset(offset)), code, lines);
    // With counters, and for another target, the machine code that ran was another one than that of
    // the listing.
    const isSame = ran.counters === 'off' && ran.target === analysis.target;
    const isListed = crash.codeOffset !== null && isSame;
    const where =
      crash.codeOffset === null
        ? 'in what native code had called'
        : isSame
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
 * The offset of the bytecode instruction. The frame knows it only as of the last operation that can
 * raise; where machine code itself was at fault its position map knows better.
 */
function placeOf(
  { without }: Analysis,
  result: Result,
  crash: Crash,
  { target, counters }: RanAs,
): number {
  const { codeOffset } = crash;
  if (codeOffset === null || isRefusal(result)) return crash.bytecodeOffset;
  const ran = compileCode(result.code, { target, without, counters });
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
