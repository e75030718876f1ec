/**
 * The comment that keeps a function interpreted, where a finding says that it is not compiled
 * whole.
 *
 * Maps from: a finding. Maps to: the comment at the `def` or `class` that it is in or, for a
 * module's own code, at the top of the file.
 */

import type { Analysis } from '../analysis.js';
import type { SourceEdit } from '../codeActionTypes.js';
import type { Diagnostic } from '../diagnostics.js';
import { definitionAt, INTERPRET } from '../directives.js';
import { type PythonLines, pythonLines } from '../pythonLines.js';

export interface CommentFix {
  readonly title: string;
  readonly edits: readonly SourceEdit[];
}

export function keepInterpreted(analysis: Analysis, finding: Diagnostic): CommentFix | null {
  const code = definitionOf(analysis, finding);
  if (code === null) return null;
  const { lines } = analysis.source;
  const python = pythonLines(lines);
  if (code.name === '<module>')
    return { title: 'Keep the whole file interpreted', edits: [atTop(analysis, python)] };
  let at = python.logical.findIndex(({ last }) => last >= code.firstlineno);
  while (python.logical[at]?.text.startsWith('@')) at += 1;
  const header = python.logical[at];
  if (header === undefined || definitionAt(python.logical, at) === null) return null;
  return {
    title: `Keep ${code.qualname} interpreted`,
    edits: [appended(analysis, header.last, INTERPRET)],
  };
}

/**
 * The innermost code with a `def` or `class` of its own that a finding is in; the module's without
 * one.
 */
function definitionOf({ functions }: Analysis, { scope, range }: Diagnostic) {
  let index = -1;
  for (const [at, { result }] of functions.entries()) {
    const { qualname, firstlineno } = result.code;
    if (qualname === scope && (firstlineno <= range.line || scope === '<module>')) index = at;
  }
  for (let entry = functions[index]; entry !== undefined; entry = functions[entry.parent]) {
    const { code } = entry.result;
    if (!code.name.startsWith('<') || code.name === '<module>') return code;
  }
  return null;
}

/** Two spaces and a comment behind all that is in a line. */
export function appended({ source }: Analysis, line: number, comment: string): SourceEdit {
  const text = source.lines[line - 1] ?? '';
  const column = text.trimEnd().length;
  return {
    range: { line, column, endLine: line, endColumn: text.length },
    newText: `  ${comment}`,
  };
}

/** A line before the first statement, behind the lines that must be the first ones. */
function atTop({ source }: Analysis, { logical }: PythonLines): SourceEdit {
  let line = 1;
  while (line <= 2 && /^(?:#!|[ \t\f]*#.*?coding[:=])/.test(source.lines[line - 1] ?? ''))
    line += 1;
  const first = logical[0];
  const lineEnd = /\r\n|\r|\n/.exec(source.text)?.[0] ?? '\n';
  const isBeforeDefinition =
    first !== undefined && (first.text.startsWith('@') || definitionAt(logical, 0) !== null);
  return {
    range: { line, column: 0, endLine: line, endColumn: 0 },
    // An empty line, so that it is not about the first definition alone.
    newText: `${INTERPRET}${lineEnd}${isBeforeDefinition ? lineEnd : ''}`,
  };
}
