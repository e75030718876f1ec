/**
 * Where in the source the instructions of a code object come from, as ranges in characters.
 *
 * Maps from: a code object's location table and the source's lines. Maps to: ranges with lines from
 * 1 and columns in UTF-16 units. This is the one place where CPython's columns, which count UTF-8
 * bytes, are turned into characters. Code objects with a table that cannot be read have no
 * locations.
 */

import { BytecodeError } from '../bytecode/bytecodeError.js';
import type { CodeObject } from '../bytecode/codeObject.js';
import { decodeLocations, type SourceLocation } from '../bytecode/locationTable.js';
import { shorten } from './constantText.js';
import { Recent } from './recent.js';
import { characterColumn } from './sourceText.js';

export interface SourceRange {
  /** From 1. */
  readonly line: number;
  /** In UTF-16 units, from 0. */
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Of the functions that are looked at now: one is asked for many times in a row. */
const decoded = new Recent<CodeObject, readonly SourceLocation[]>(16);

/** By code unit. */
export function locationsOf(code: CodeObject): readonly SourceLocation[] {
  return decoded.get(code, () => decode(code));
}

function decode(code: CodeObject): readonly SourceLocation[] {
  try {
    return decodeLocations(code);
  } catch (error) {
    if (error instanceof BytecodeError) return [];
    throw error;
  }
}

/**
 * The lines at which instructions begin, ascending, and the last that one reaches, less the code's
 * first line.
 */
export function extent(code: CodeObject): { coveredLines: number[]; lastLine: number } {
  const lines = new Set<number>();
  let lastLine = 0;
  // Only where ranges begin: that of an `if` whose condition is constant ends in what is left out.
  for (const { line, endLine } of decode(code)) {
    if (line === null) continue;
    lines.add(line - code.firstlineno);
    lastLine = Math.max(lastLine, (endLine ?? line) - code.firstlineno);
  }
  return { coveredLines: [...lines].sort((a, b) => a - b), lastLine };
}

/** The whole first line of the code where the location is none. */
export function rangeOf(
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

/** The line without the blanks around it. */
export function wholeLine(line: number, lines: readonly string[]): SourceRange {
  const text = lines[line - 1] ?? '';
  const column = text.length - text.trimStart().length;
  return { line, column, endLine: line, endColumn: Math.max(column, text.trimEnd().length) };
}

const CONSTRUCT_LIMIT = 40;

/** The source of a range, on one line and cut, as messages quote it between backquotes. */
export function constructAt(
  { line, column, endLine, endColumn }: SourceRange,
  lines: readonly string[],
): string {
  const first = lines[line - 1] ?? '';
  const text = line === endLine ? first.slice(column, endColumn) : `${first.slice(column)} …`;
  return shorten(text.replaceAll('`', "'").trim(), CONSTRUCT_LIMIT);
}
