/**
 * What of a file does not become machine code, as findings for people.
 *
 * Maps from: compiled code and its source. Maps to: findings with the exact range in the source, in
 * the words of Python first and the opcode second. Knows neither files nor an editor.
 */

import { BytecodeError } from '../bytecode/bytecodeError.js';
import type { CodeObject } from '../bytecode/codeObject.js';
import { decodeLocations, locationAt, type SourceLocation } from '../bytecode/locationTable.js';
import { type CompiledCode, isRefusal, MAX_BYTECODE, type Refusal } from '../compiler/index.js';
import { shorten } from './constantText.js';
import { linesWithoutCode } from './linesWithoutCode.js';
import { characterColumn } from './sourceText.js';

export type DiagnosticCode = 'NC001' | 'NC101' | 'NC102' | 'NC103';
export type Severity = 'error' | 'warning' | 'information' | 'hint';

export interface SourceRange {
  /** From 1. */
  readonly line: number;
  /** In UTF-16 units, from 0. */
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly message: string;
  readonly range: SourceRange;
  /** Qualified name of the function that it is in. */
  readonly scope: string;
}

export const severities: Readonly<Record<DiagnosticCode, Severity>> = {
  NC001: 'hint',
  NC101: 'warning',
  NC102: 'warning',
  NC103: 'information',
};

/** In the order of the source. `lines` are the source's, without line ends. */
export function diagnose(
  results: readonly (CompiledCode | Refusal)[],
  lines: readonly string[],
): Diagnostic[] {
  const findings = results.flatMap((result) =>
    isRefusal(result) ? [refusal(result, lines)] : unsupported(result, lines),
  );
  findings.push(...withoutCode(results, lines));
  return findings.sort((a, b) => a.range.line - b.range.line || a.range.column - b.range.column);
}

function unsupported(compiled: CompiledCode, lines: readonly string[]): Diagnostic[] {
  if (compiled.unsupported.length === 0) return [];
  const { code, instructions } = compiled;
  const locations = locationsOf(code);
  const places = new Map<string, { range: SourceRange; opcode: string; reason: string }>();
  for (const { opcode, instructionIndex, reason } of compiled.unsupported) {
    const instruction = instructions[instructionIndex];
    if (instruction === undefined) continue;
    const range = rangeOf(locationAt(locations, instruction.offset), code, lines);
    // CPython emits some code several times; for the reader it is one place.
    const key = `${opcode} ${range.line} ${range.column} ${range.endLine} ${range.endColumn}`;
    if (!places.has(key)) places.set(key, { range, opcode, reason });
  }
  const counts = new Map<string, number>();
  for (const { opcode } of places.values()) counts.set(opcode, (counts.get(opcode) ?? 0) + 1);
  return [...places.values()].map(({ range, opcode, reason }) => {
    const count = counts.get(opcode) ?? 1;
    const where = count === 1 ? '' : `, ${count} places`;
    return {
      code: 'NC101',
      severity: severities.NC101,
      message: `\`${textAt(range, lines)}\` is not compiled (\`${opcode}\`${where}: ${reason}): \`${code.qualname}\` leaves native code here and continues in the interpreter.`,
      range,
      scope: code.qualname,
    };
  });
}

function refusal({ code, refused }: Refusal, lines: readonly string[]): Diagnostic {
  const isLarge = code.code.length > MAX_BYTECODE;
  const kind: DiagnosticCode = isLarge ? 'NC103' : 'NC102';
  return {
    code: kind,
    severity: severities[kind],
    message: isLarge
      ? `\`${code.qualname}\` is too large to be compiled (${refused}): it stays interpreted.`
      : `\`${code.qualname}\` stays interpreted: ${refused}.`,
    range: wholeLine(code.firstlineno, lines),
    scope: code.qualname,
  };
}

function withoutCode(
  results: readonly (CompiledCode | Refusal)[],
  lines: readonly string[],
): Diagnostic[] {
  const covered = new Set<number>();
  for (const { code } of results) {
    covered.add(code.firstlineno);
    // Only where ranges begin: that of an `if` whose condition is constant ends in what is left out.
    for (const { line } of locationsOf(code)) if (line !== null) covered.add(line);
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

function locationsOf(code: CodeObject): SourceLocation[] {
  try {
    return decodeLocations(code);
  } catch (error) {
    if (error instanceof BytecodeError) return [];
    throw error;
  }
}

function rangeOf(
  { line, column, endLine, endColumn }: SourceLocation,
  code: CodeObject,
  lines: readonly string[],
): SourceRange {
  if (line === null) return wholeLine(code.firstlineno, lines);
  if (column === null || endColumn === null) return wholeLine(line, lines);
  const last = endLine ?? line;
  return {
    line,
    column: characterColumn(lines[line - 1] ?? '', column),
    endLine: last,
    endColumn: characterColumn(lines[last - 1] ?? '', endColumn),
  };
}

function wholeLine(line: number, lines: readonly string[]): SourceRange {
  const text = lines[line - 1] ?? '';
  const column = text.length - text.trimStart().length;
  return { line, column, endLine: line, endColumn: text.trimEnd().length };
}

const CONSTRUCT_LIMIT = 40;

/** The source of a range, on one line. */
function textAt(
  { line, column, endLine, endColumn }: SourceRange,
  lines: readonly string[],
): string {
  const first = lines[line - 1] ?? '';
  const text = line === endLine ? first.slice(column, endColumn) : `${first.slice(column)} …`;
  return shorten(text.replaceAll('`', "'").trim(), CONSTRUCT_LIMIT);
}
