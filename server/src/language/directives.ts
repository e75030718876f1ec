/**
 * Comments that speak to the compiler: `# nativecompile: interpret` and `# nativecompile:
 * ignore[NC101]`.
 *
 * Maps from: the lines of a source. Maps to: what each comment asks for and which lines it is
 * about. A comment behind code is about the statement it stands in; one on a line of its own is
 * about the statement in the next line. `interpret` is about a whole `def` or `class` with all that
 * is nested in it or, before the first statement of a file, about the file. Knows neither bytecode
 * nor findings.
 */

import type { SourceRange } from './locations.js';
import { type LogicalLine, type PythonLines, pythonLines } from './pythonLines.js';

export interface Directive {
  readonly kind: 'interpret' | 'ignore';
  /** Codes of the findings to leave out; null: all. */
  readonly codes: readonly string[] | null;
  /** Of the comment, from its `#` on. */
  readonly range: SourceRange;
  /** The lines that it is about, from 1, both included; none when `last` is less than `first`. */
  readonly first: number;
  readonly last: number;
  /** Whether it is about the module's own code as well. */
  readonly isForFile: boolean;
}

export const INTERPRET = '# nativecompile: interpret';
export const ignoreComment = (codes: readonly string[]): string =>
  `# nativecompile: ignore[${codes.join(', ')}]`;

const MARK = 'nativecompile:';
const PATTERN = /#\s*nativecompile:\s*(?:(interpret)|ignore(?:\s*\[([^\]#]*)\])?)(?![\w[])\s*/g;
const DEFINITION = /^(?:async\s+def|def|class)\b/;

/** Whether a text can have directives at all; quick. */
export const mayHaveDirectives = (text: string | Uint8Array): boolean =>
  typeof text === 'string'
    ? text.includes(MARK)
    : Buffer.from(text.buffer, text.byteOffset, text.byteLength).includes(MARK);

/** In the order of the source. */
export function readDirectives(lines: readonly string[]): Directive[] {
  if (!lines.some(mayHaveDirectives)) return [];
  const python = pythonLines(lines);
  const directives: Directive[] = [];
  for (const { line, column, text, standsAlone } of python.comments) {
    for (const match of text.matchAll(PATTERN)) {
      const start = column + match.index;
      const isInterpret = match[1] !== undefined;
      const names = match[2]?.split(',').map((name) => name.trim().toUpperCase());
      const lineOfCode = lines[line - 1] ?? '';
      directives.push({
        kind: isInterpret ? 'interpret' : 'ignore',
        codes: isInterpret ? null : (names?.filter((name) => name !== '') ?? null),
        range: {
          line,
          column: start,
          endLine: line,
          endColumn: lineOfCode.slice(0, start + match[0].length).trimEnd().length,
        },
        ...(isInterpret
          ? interpretedLines(python, line, standsAlone)
          : ignoredLines(python, line, standsAlone)),
      });
    }
  }
  return directives;
}

type Reach = Pick<Directive, 'first' | 'last' | 'isForFile'>;

const NOTHING: Reach = { first: 1, last: 0, isForFile: false };

function ignoredLines({ logical }: PythonLines, line: number, standsAlone: boolean): Reach {
  const within = logical.find(({ first, last }) => first <= line && line <= last);
  const statement = within ?? (standsAlone ? logical.find(({ first }) => first > line) : undefined);
  if (statement === undefined) return NOTHING;
  return { first: statement.first, last: statement.last, isForFile: false };
}

function interpretedLines(python: PythonLines, line: number, standsAlone: boolean): Reach {
  const { logical } = python;
  let at = logical.findIndex(({ last }) => last >= line);
  const statement = logical[at];
  if (standsAlone && (statement === undefined || statement.first > line)) {
    const isAbove = statement !== undefined && isDirectlyAbove(python, line, statement);
    if (!isAbove || !startsDefinition(statement)) {
      return at <= 0 ? { first: 1, last: Number.MAX_SAFE_INTEGER, isForFile: true } : NOTHING;
    }
  }
  while (logical[at]?.text.startsWith('@')) at += 1;
  return definitionAt(logical, at) ?? NOTHING;
}

/** Whether only further comments are between a comment and a statement. */
function isDirectlyAbove({ comments }: PythonLines, line: number, statement: LogicalLine): boolean {
  let next = line + 1;
  for (const comment of comments) if (comment.line === next && comment.standsAlone) next += 1;
  return next === statement.first;
}

const startsDefinition = ({ text }: LogicalLine): boolean =>
  text.startsWith('@') || DEFINITION.test(text);

/**
 * The lines of the definition whose `def` or `class` is the logical line `at`, decorators included.
 */
export function definitionAt(logical: readonly LogicalLine[], at: number): Reach | null {
  const header = logical[at];
  if (header === undefined || !DEFINITION.test(header.text)) return null;
  let from = at;
  while (logical[from - 1]?.text.startsWith('@')) from -= 1;
  let to = at;
  while ((logical[to + 1]?.indent ?? -1) > header.indent) to += 1;
  return {
    first: logical[from]?.first ?? header.first,
    last: logical[to]?.last ?? header.last,
    isForFile: false,
  };
}

/** Whether a comment asks that a code object stays interpreted. */
export function isKept(
  { name, firstlineno }: { readonly name: string; readonly firstlineno: number },
  directives: readonly Directive[],
): boolean {
  return directives.some(
    ({ kind, first, last, isForFile }) =>
      kind === 'interpret' &&
      (isForFile || (name !== '<module>' && first <= firstlineno && firstlineno <= last)),
  );
}
