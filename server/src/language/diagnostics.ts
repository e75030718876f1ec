/**
 * What of a file does not become machine code, as findings for people.
 *
 * Maps from: compiled code and its source. Maps to: findings with the exact range in the source, in
 * the words of Python first and the opcode second. Knows neither files nor an editor.
 */

import { locationAt } from '../bytecode/locationTable.js';
import { type CompiledCode, isRefusal, MAX_BYTECODE, type Refusal } from '../compiler/index.js';
import type { OpcodeName } from '../opcodes/opcodeNames.js';
import type { Directive } from './directives.js';
import { exitsInWords } from './exitText.js';
import { exitsOf } from './exits.js';
import { type ForeignModuleFinder, foreignImports } from './foreignImports.js';
import { hintsOfFunctions } from './hints/functionHints.js';
import { linesWithoutCode } from './linesWithoutCode.js';
import {
  constructAt,
  extent,
  locationsOf,
  rangeOf,
  type SourceRange,
  wholeLine,
} from './locations.js';
import { applyDirectives } from './suppression.js';

export type { SourceRange } from './locations.js';

export type HintCode = 'NC201' | 'NC202' | 'NC203' | 'NC204';
/** Of a run of the program. */
export type RunCode = 'NC301' | 'NC302' | 'NC401' | 'NC402';
export type DiagnosticCode =
  | 'NC001'
  | 'NC002'
  | 'NC101'
  | 'NC102'
  | 'NC103'
  | 'NC104'
  | HintCode
  | RunCode;
export type Severity = 'error' | 'warning' | 'information' | 'hint';

export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly message: string;
  readonly range: SourceRange;
  /** Qualified name of the function that it is in. */
  readonly scope: string;
  /** The opcode that it is about, if it is about one. */
  readonly opcode?: OpcodeName;
  /** The instruction that it is about, if it is about one. */
  readonly place?: CodePlace;
  /** Of NC002: the codes in the comment that are of no use, when it names codes. */
  readonly unused?: readonly string[];
}

export interface CodePlace {
  /** In bytes from the start of the function's bytecode. */
  readonly bytecodeOffset: number;
  /** Of a machine instruction, where it is known. */
  readonly codeOffset?: number;
}

export const severities: Readonly<Record<DiagnosticCode, Severity>> = {
  NC001: 'hint',
  NC002: 'hint',
  NC101: 'warning',
  NC102: 'warning',
  NC103: 'information',
  NC104: 'warning',
  NC201: 'hint',
  NC202: 'hint',
  NC203: 'hint',
  NC204: 'hint',
  NC301: 'information',
  NC302: 'information',
  NC401: 'error',
  NC402: 'error',
};

/** In the order of the source. `lines` are the source's, without line ends. */
export function diagnose(
  results: readonly (CompiledCode | Refusal)[],
  lines: readonly string[],
  directives: readonly Directive[],
  findForeign: ForeignModuleFinder | null = null,
): Diagnostic[] {
  const findings = results.flatMap((result) => functionFindings(result, lines, findForeign));
  const covered = results.map((result) => ({ result, ...extent(result.code) }));
  findings.push(...withoutCode(covered, lines));
  const codes = results.map(({ code }) => code);
  const hints = () => hintsOfFunctions(results, lines);
  return applyDirectives(findings, directives, codes, hints).sort(inSourceOrder);
}

export function inSourceOrder(a: Diagnostic, b: Diagnostic): number {
  return a.range.line - b.range.line || a.range.column - b.range.column;
}

/**
 * What one function's own code gives rise to. `findForeign` is null where nobody knows of modules.
 */
export function functionFindings(
  result: CompiledCode | Refusal,
  lines: readonly string[],
  findForeign: ForeignModuleFinder | null,
): Diagnostic[] {
  const ofCode = isRefusal(result) ? refusal(result, lines) : unsupported(result, lines);
  const imports = findForeign === null ? [] : foreignImports(result.code, lines, findForeign);
  return [...ofCode, ...imports];
}

function unsupported(compiled: CompiledCode, lines: readonly string[]): Diagnostic[] {
  if (compiled.unsupported.length === 0) return [];
  const { code, instructions } = compiled;
  const locations = locationsOf(code);
  const places = new Map<string, Unsupported>();
  const exits = exitsOf(compiled);
  const left = new Set(exits.all.map(({ instructionIndex }) => instructionIndex));
  for (const { opcode, instructionIndex, reason } of compiled.unsupported) {
    const instruction = instructions[instructionIndex];
    if (instruction === undefined) continue;
    const range = rangeOf(locationAt(locations, instruction.offset), code, lines);
    // CPython emits some code several times; for the reader it is one place.
    const key = `${opcode} ${range.line} ${range.column} ${range.endLine} ${range.endColumn}`;
    const place = { bytecodeOffset: instruction.offset };
    const isLeft = left.has(instructionIndex);
    const known = places.get(key);
    if (known === undefined || (isLeft && known.since !== '')) {
      const since = isLeft ? '' : exitsInWords(compiled, exits.before(instructionIndex), lines);
      places.set(key, { range, opcode, reason, place, since });
    }
  }
  const counts = new Map<string, number>();
  for (const { opcode } of places.values()) counts.set(opcode, (counts.get(opcode) ?? 0) + 1);
  return [...places.values()].map(({ range, opcode, reason, place, since }) => {
    const count = counts.get(opcode) ?? 1;
    const where = count === 1 ? '' : `, ${count} places`;
    // What it means for the function is what one reads where there is little room.
    const consequence =
      since === '' ? 'continues in the interpreter here' : 'is interpreted here already';
    const before = since === '' ? '' : `; native code was left at ${since}`;
    return {
      code: 'NC101',
      severity: severities.NC101,
      message: `\`${code.qualname}\` ${consequence}: \`${constructAt(range, lines)}\` (\`${opcode}\`${where}) is ${reason}${before}.`,
      range,
      scope: code.qualname,
      opcode,
      place,
    };
  });
}

interface Unsupported {
  readonly range: SourceRange;
  readonly opcode: OpcodeName;
  readonly reason: string;
  readonly place: CodePlace;
  /** Where native code was left before; empty where it is left here. */
  readonly since: string;
}

function refusal({ code, refused, isKept }: Refusal, lines: readonly string[]): Diagnostic[] {
  // What somebody wished for is nothing to tell.
  if (isKept === true) return [];
  const isLarge = code.code.length > MAX_BYTECODE;
  const kind: DiagnosticCode = isLarge ? 'NC103' : 'NC102';
  return [
    {
      code: kind,
      severity: severities[kind],
      message: isLarge
        ? `\`${code.qualname}\` is too large to be compiled (${refused}): it stays interpreted.`
        : `\`${code.qualname}\` stays interpreted: ${refused.replace(/\.$/, '')}.`,
      range: wholeLine(code.firstlineno, lines),
      scope: code.qualname,
    },
  ];
}

interface Covered {
  readonly result: CompiledCode | Refusal;
  /** Lines at which instructions begin, less the function's first line. */
  readonly coveredLines: readonly number[];
}

/** Statements of which no function has an instruction. */
export function withoutCode(functions: readonly Covered[], lines: readonly string[]): Diagnostic[] {
  const covered = new Set<number>();
  for (const { result, coveredLines: deltas } of functions) {
    const first = result.code.firstlineno;
    covered.add(first);
    for (const delta of deltas) covered.add(first + delta);
  }
  return linesWithoutCode(lines, covered).map(({ first, last }) => ({
    code: 'NC001',
    severity: severities.NC001,
    message: 'No code is generated here: it is never reached, or its condition is constant.',
    range: {
      ...wholeLine(first, lines),
      endLine: last,
      endColumn: wholeLine(last, lines).endColumn,
    },
    scope: '<module>',
  }));
}
