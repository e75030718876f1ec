/**
 * Where in the source functions and classes are defined.
 *
 * Maps from: an analysis and a place. Maps to: the function whose `def` or `class` is there.
 * Expressions in a header, such as defaults and annotations, are other code's.
 */

import type { Analysis, FunctionAnalysis } from './analysis.js';
import { type SourceRange, wholeLine } from './locations.js';
import { pythonLines } from './pythonLines.js';
import type { Place } from './textEdits.js';

const DEFINITION = /^\s*(?:async\s+)?(?:def|class)\b/;
/** Decorators and headers that are longer than this in lines are not looked at further. */
const MOST_LINES = 100;

/**
 * The line of the `def` or `class` of a code object that begins at `first`; a code object begins at
 * its first decorator.
 */
export function definitionLine(lines: readonly string[], first: number): number {
  for (let line = first; line < first + MOST_LINES; line += 1) {
    if (DEFINITION.test(lines[line - 1] ?? '')) return line;
  }
  return first;
}

/** Where the logical line that begins at `first` ends. */
function headerEnd(lines: readonly string[], first: number): number {
  const near = lines.slice(first - 1, first - 1 + MOST_LINES);
  return first - 1 + (pythonLines(near).logical[0]?.last ?? 1);
}

export interface Definition {
  readonly function: FunctionAnalysis;
  /** Of its first line. */
  readonly range: SourceRange;
}

/** The definition whose header has the place; null where there is none. */
export function definitionAt({ functions, source }: Analysis, place: Place): Definition | null {
  const { lines } = source;
  const line = place.line + 1;
  for (const entry of functions) {
    const { name, firstlineno } = entry.result.code;
    if (name.startsWith('<') || firstlineno > line || firstlineno + MOST_LINES < line) continue;
    const first = definitionLine(lines, firstlineno);
    if (!DEFINITION.test(lines[first - 1] ?? '') || line < first) continue;
    if (line !== first && (isBehindCode(entry, first, line) || line > headerEnd(lines, first))) {
      continue;
    }
    return { function: entry, range: wholeLine(first, lines) };
  }
  return null;
}

/**
 * Whether the function has code of its own between its `def` and a line, which is then none of the
 * header.
 */
function isBehindCode(
  { result: { code }, coveredLines }: FunctionAnalysis,
  first: number,
  line: number,
): boolean {
  const body = coveredLines.find((delta) => code.firstlineno + delta > first);
  return body !== undefined && code.firstlineno + body < line;
}
