/**
 * Finds statements that CPython compiled to nothing.
 *
 * Maps from: the lines of a source and the lines that some instruction belongs to. Maps to: runs of
 * lines with statements of which none has an instruction. Statements are found by brackets, strings
 * and line ends alone; what never has code of its own (`else:`, `global`, a docstring) is left out.
 */

import { pythonLines } from './pythonLines.js';

export interface LineRun {
  /** From 1, both included. */
  readonly first: number;
  readonly last: number;
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
  // Several statements with `;` count as one.
  for (const statement of pythonLines(lines).logical) {
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
