/**
 * The logical lines of a Python source, and its comments.
 *
 * Maps from: the lines of a text. Maps to: where statements begin and end, told by brackets,
 * strings and backslashes alone, and every comment. Knows no grammar: text that is no Python gives
 * lines too.
 */

export interface Comment {
  /** From 1. */
  readonly line: number;
  /** Of the `#`, in UTF-16 units. */
  readonly column: number;
  /** From the `#` to the end of the line. */
  readonly text: string;
  /** Whether nothing else is on its line. */
  readonly standsAlone: boolean;
}

export interface LogicalLine {
  /** From 1, both included. */
  readonly first: number;
  readonly last: number;
  /** Columns of white space before it, tabs to multiples of eight. */
  readonly indent: number;
  /** Its first physical line without the white space before. */
  readonly text: string;
}

export interface PythonLines {
  readonly logical: readonly LogicalLine[];
  readonly comments: readonly Comment[];
  /** Lines, from 1, that begin within a string. */
  readonly withinString: ReadonlySet<number>;
}

interface State {
  depth: number;
  /** The quotes that end the open string; empty outside of strings. */
  quote: string;
}

export function pythonLines(lines: readonly string[]): PythonLines {
  const logical: LogicalLine[] = [];
  const comments: Comment[] = [];
  const withinString = new Set<number>();
  const state: State = { depth: 0, quote: '' };
  let first = 0;
  for (const [index, line] of lines.entries()) {
    const number = index + 1;
    if (state.quote !== '') withinString.add(number);
    const start = line.trimStart();
    if (first === 0 && start !== '' && !start.startsWith('#')) first = number;
    const comment = scan(line, state);
    if (comment >= 0) {
      comments.push({
        line: number,
        column: comment,
        text: line.slice(comment).trimEnd(),
        standsAlone: line.slice(0, comment).trim() === '',
      });
    }
    const goesOn = state.depth > 0 || state.quote !== '' || (comment < 0 && line.endsWith('\\'));
    if (first === 0 || goesOn) continue;
    logical.push(logicalLine(lines, first, number));
    first = 0;
  }
  if (first !== 0) logical.push(logicalLine(lines, first, lines.length));
  return { logical, comments, withinString };
}

function logicalLine(lines: readonly string[], first: number, last: number): LogicalLine {
  const line = lines[first - 1] ?? '';
  return { first, last, indent: indentOf(line), text: line.trimStart() };
}

export function indentOf(line: string): number {
  let column = 0;
  for (const character of line) {
    if (character === ' ') column += 1;
    else if (character === '\t') column = (column + 8) & ~7;
    else if (character === '\f') column = 0;
    else break;
  }
  return column;
}

/** Follows brackets and strings through one line; where its comment begins, or -1. */
function scan(line: string, state: State): number {
  for (let i = 0; i < line.length; i += 1) {
    const character = line[i] ?? '';
    if (state.quote !== '') {
      if (character === '\\') i += 1;
      else if (line.startsWith(state.quote, i)) {
        i += state.quote.length - 1;
        state.quote = '';
      }
    } else if (character === '#') {
      return i;
    } else if (character === '"' || character === "'") {
      const triple = character.repeat(3);
      state.quote = line.startsWith(triple, i) ? triple : character;
      i += state.quote.length - 1;
    } else if ('([{'.includes(character)) {
      state.depth += 1;
    } else if (')]}'.includes(character)) {
      state.depth = Math.max(0, state.depth - 1);
    }
  }
  // A string in single quotes ends with its line, unless a backslash carries it on.
  if (state.quote.length === 1 && !line.endsWith('\\')) state.quote = '';
  return -1;
}
