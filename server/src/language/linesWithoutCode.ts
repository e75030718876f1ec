/**
 * Finds statements that CPython compiled to nothing.
 *
 * Maps from: the lines of a source and the lines that some instruction belongs to. Maps to: runs of
 * lines with statements of which none has an instruction. Statements are found by brackets, strings
 * and line ends alone; what never has code of its own (`else:`, `global`, a docstring) is left out.
 */

export interface LineRun {
  /** From 1, both included. */
  readonly first: number;
  readonly last: number;
}

interface Statement extends LineRun {
  readonly text: string;
  readonly indent: number;
}

/** Statements that CPython gives no instruction, whether reached or not. */
const SILENT =
  /^(?:else\s*:|finally\s*:|try\s*:|global\b|nonlocal\b|pass\b|@|async\s|[rRbBuUfF]{0,2}["']|\.\.\.|[-+]?[\d.]|None\b|True\b|False\b|[A-Za-z_]\w*\s*:(?!=)[^=]*$)/;

export function linesWithoutCode(
  lines: readonly string[],
  covered: ReadonlySet<number>,
): LineRun[] {
  const runs: LineRun[] = [];
  let open: { first: number; last: number; indent: number } | null = null;
  for (const statement of statements(lines)) {
    const { first, last, text, indent } = statement;
    if (hasCode(first, last, covered)) {
      open = null;
    } else if (open !== null && indent >= open.indent) {
      open.last = last;
      runs[runs.length - 1] = { first: open.first, last };
    } else if (!SILENT.test(text)) {
      open = { first, last, indent };
      runs.push({ first, last });
    }
  }
  return runs;
}

function hasCode(first: number, last: number, covered: ReadonlySet<number>): boolean {
  for (let line = first; line <= last; line += 1) if (covered.has(line)) return true;
  return false;
}

/** Logical lines; several statements with `;` count as one. */
function* statements(lines: readonly string[]): Generator<Statement> {
  let first = 0;
  let depth = 0;
  let text = '';
  let quote = '';
  for (const [index, line] of lines.entries()) {
    if (first === 0) {
      const start = line.trimStart();
      if (start === '' || start.startsWith('#')) continue;
      first = index + 1;
      text = start;
    }
    const state = scan(line, depth, quote);
    ({ depth, quote } = state);
    if (depth > 0 || quote !== '' || state.continues) continue;
    const opening = lines[first - 1] ?? '';
    yield { first, last: index + 1, text, indent: opening.length - opening.trimStart().length };
    first = 0;
  }
}

/** Follows brackets and strings through one line; `quote` is an open triple quote or empty. */
function scan(
  line: string,
  depthBefore: number,
  quoteBefore: string,
): { depth: number; quote: string; continues: boolean } {
  let depth = depthBefore;
  let quote = quoteBefore;
  for (let i = 0; i < line.length; i += 1) {
    const character = line[i] ?? '';
    if (quote !== '') {
      if (character === '\\') i += 1;
      else if (line.startsWith(quote, i)) {
        i += quote.length - 1;
        quote = '';
      }
    } else if (character === '#') {
      break;
    } else if (character === '"' || character === "'") {
      const triple = character.repeat(3);
      quote = line.startsWith(triple, i) ? triple : character;
      i += quote.length - 1;
    } else if ('([{'.includes(character)) {
      depth += 1;
    } else if (')]}'.includes(character)) {
      depth = Math.max(0, depth - 1);
    }
  }
  const continues = line.endsWith('\\');
  // A string in single quotes ends with its line, unless a backslash carries it on.
  if (quote.length === 1 && !continues) quote = '';
  return { depth, quote, continues };
}
