/**
 * Which code belongs to a place of the source.
 *
 * Maps from: an analysis and a place or range. Maps to: the expression there, or the line, with the
 * bytecode instructions and machine-code ranges that it became. Knows no text formats.
 */

import { locationAt } from '../bytecode/locationTable.js';
import { BytecodeError } from '../bytecode/bytecodeError.js';
import { decodeInstructions, type Instruction } from '../bytecode/instructions.js';
import type { CompiledCode } from '../compiler/compiledCode.js';
import { isRefusal } from '../compiler/index.js';
import type { OpcodeName } from '../opcodes/opcodeNames.js';
import type { Analysis, FunctionAnalysis } from './analysis.js';
import type { Result } from './listing.js';
import { locationsOf, rangeOf, type SourceRange } from './locations.js';
import { forEachPosition } from './readableCode.js';
import { Recent } from './recent.js';
import type { Place } from './textEdits.js';

/** A source range and the instructions that have exactly it. */
export interface Span {
  readonly range: SourceRange;
  /** Indices of instructions, ascending. */
  readonly instructions: readonly number[];
}

/** What one function contributes to an expression or line. */
export interface CodePart {
  readonly function: FunctionAnalysis;
  readonly instructions: readonly Instruction[];
  /** Indices in `instructions`, ascending. */
  readonly indices: readonly number[];
  /**
   * Those of them that are the selected expression's own, or that of a line's statements, and not
   * of what is inside.
   */
  readonly own: ReadonlySet<number>;
}

export interface Selection {
  readonly range: SourceRange;
  readonly isWholeLine: boolean;
  readonly parts: readonly CodePart[];
}

/** Bytes from the start of the function's machine code. */
export interface CodeRange {
  readonly start: number;
  readonly end: number;
  readonly instructionIndex: number;
  readonly cold: boolean;
}

export function instructionsOf(result: Result): readonly Instruction[] {
  if (!isRefusal(result)) return result.instructions;
  try {
    return decodeInstructions(result.code);
  } catch (error) {
    if (error instanceof BytecodeError) return [];
    throw error;
  }
}

/** A module's own code has all of the file's lines, and is looked through for each of them. */
const known = new Recent<FunctionAnalysis, readonly Span[]>(16);

/** The spans of a function, in no order. */
export function spansOf(entry: FunctionAnalysis, lines: readonly string[]): readonly Span[] {
  return known.get(entry, () => findSpans(entry, lines));
}

function findSpans(entry: FunctionAnalysis, lines: readonly string[]): Span[] {
  const { code } = entry.result;
  const locations = locationsOf(code);
  const found = new Map<unknown, { range: SourceRange; instructions: number[] }>();
  instructionsOf(entry.result).forEach(({ offset }, index) => {
    const location = locationAt(locations, offset);
    if (location.line === null) return;
    const key = `${location.line} ${location.column} ${location.endLine} ${location.endColumn}`;
    const span = found.get(key);
    if (span !== undefined) span.instructions.push(index);
    else found.set(key, { range: rangeOf(location, code, lines), instructions: [index] });
  });
  return [...found.values()];
}

const KEYWORDS: ReadonlySet<string> = new Set(
  'as assert async break class continue def del elif else except finally for from global if import match case nonlocal pass raise return try while with'.split(
    ' ',
  ),
);

/**
 * The innermost expression at a place; on blanks and keywords, and where only the compound
 * statement around it is, the whole line. null where no code is. `place` has its line from 0, as
 * all places do.
 */
export function selectAt(analysis: Analysis, place: Place): Selection | null {
  const { lines } = analysis.source;
  const text = lines[place.line] ?? '';
  const line = place.line + 1;
  const inner = expressionAt(analysis, place);
  if (inner !== null && !isCompound(inner, lines)) return select(analysis, inner, false);
  const column = text.length - text.trimStart().length;
  const range = { line, column, endLine: line, endColumn: text.trimEnd().length };
  const selection = select(analysis, range, true);
  return selection.parts.length === 0 ? null : selection;
}

/**
 * The range of the innermost expression or statement that has code; null on blanks and keywords.
 */
export function expressionAt(analysis: Analysis, place: Place): SourceRange | null {
  if (isOnBlankOrKeyword(analysis.source.lines[place.line] ?? '', place.column)) return null;
  return innermost(analysis, { line: place.line + 1, column: place.column });
}

const COMPOUND = /^(?:async|class|def|elif|except|for|if|try|while|with)\b/;

/**
 * Whether a range is that of a statement with a body on lines of its own: CPython gives it to the
 * code of its header.
 */
function isCompound({ line, column, endLine }: SourceRange, lines: readonly string[]): boolean {
  return endLine > line && COMPOUND.test((lines[line - 1] ?? '').slice(column));
}

function isOnBlankOrKeyword(text: string, column: number): boolean {
  const character = text[column];
  if (character === undefined || /\s/.test(character)) return true;
  if (!/[a-z]/.test(character)) return false;
  const before = /[\p{L}\p{N}_]*$/u.exec(text.slice(0, column))?.[0] ?? '';
  const after = /^[\p{L}\p{N}_]*/u.exec(text.slice(column))?.[0] ?? '';
  return KEYWORDS.has(before + after);
}

function innermost(
  analysis: Analysis,
  { line, column }: { line: number; column: number },
): SourceRange | null {
  let best: SourceRange | null = null;
  for (const entry of functionsAt(analysis, line, line)) {
    for (const { range } of spansOf(entry, analysis.source.lines)) {
      if (!holds(range, line, column)) continue;
      if (best === null || isInside(range, best)) best = range;
    }
  }
  return best;
}

/** Functions that have code on one of the lines (from 1). */
export function functionsAt(analysis: Analysis, first: number, last: number): FunctionAnalysis[] {
  return analysis.functions.filter(({ result, coveredLines, lastLine }) => {
    const start = result.code.firstlineno;
    const lowest = start + Math.min(0, coveredLines[0] ?? 0);
    return lowest <= last && start + lastLine >= first;
  });
}

function holds(range: SourceRange, line: number, column: number): boolean {
  const afterStart = line > range.line || (line === range.line && column >= range.column);
  const beforeEnd = line < range.endLine || (line === range.endLine && column < range.endColumn);
  return afterStart && beforeEnd;
}

/** Whether `a` lies in `b`. */
export function isInside(a: SourceRange, b: SourceRange): boolean {
  const startsAfter = a.line > b.line || (a.line === b.line && a.column >= b.column);
  const endsBefore =
    a.endLine < b.endLine || (a.endLine === b.endLine && a.endColumn <= b.endColumn);
  return startsAfter && endsBefore;
}

/** The code of what lies in a range; with `wholeLines` of what begins on its lines. */
export function select(analysis: Analysis, range: SourceRange, wholeLines: boolean): Selection {
  const parts: CodePart[] = [];
  for (const entry of functionsAt(analysis, range.line, range.endLine)) {
    const chosen = spansOf(entry, analysis.source.lines).filter((span) =>
      wholeLines
        ? span.range.line >= range.line && span.range.line <= range.endLine
        : isInside(span.range, range),
    );
    // A module's own code has all lines, and mostly nothing on one of them.
    if (chosen.length === 0) continue;
    const instructions = instructionsOf(entry.result);
    const indices: number[] = [];
    const own = new Set<number>();
    for (const span of chosen) {
      const ofSpan = wholeLines ? span.instructions : withoutJumps(span, instructions);
      indices.push(...ofSpan);
      const isOwn = wholeLines ? isOutermost(span, chosen) : isInside(range, span.range);
      if (isOwn) for (const index of ofSpan) own.add(index);
    }
    indices.sort((a, b) => a - b);
    parts.push({ function: entry, instructions, indices, own });
  }
  return { range, isWholeLine: wholeLines, parts };
}

function isOutermost({ range }: Span, spans: readonly Span[]): boolean {
  return spans.every(({ range: other }) => !isInside(range, other) || isInside(other, range));
}

const jumps: ReadonlySet<OpcodeName> = new Set(['JUMP_BACKWARD', 'JUMP_FORWARD']);

/**
 * CPython gives the jump at the end of a body the place of the last expression before it, which it
 * is no part of.
 */
function withoutJumps(span: Span, instructions: readonly Instruction[]): readonly number[] {
  const others = span.instructions.filter((index) => !jumps.has(instructions[index]!.opcode));
  return others.length > 0 ? others : span.instructions;
}

/** Where the machine code of some instructions is; hot code first, each ascending. */
export function codeRanges(compiled: CompiledCode, indices: readonly number[]): CodeRange[] {
  const wanted = new Set(indices);
  const hot: CodeRange[] = [];
  const cold: CodeRange[] = [];
  forEachPosition(compiled, (start, end, instructionIndex, isCold) => {
    if (end <= start || !wanted.has(instructionIndex)) return;
    (isCold ? cold : hot).push({ start, end, instructionIndex, cold: isCold });
  });
  return [...hot, ...cold];
}

/**
 * Runs of adjacent instructions: CPython emits the body of a `finally` once for each way into it.
 */
export function runsOf(indices: readonly number[]): number[][] {
  const runs: number[][] = [];
  for (const index of indices) {
    const last = runs.at(-1);
    if (last !== undefined && last.at(-1) === index - 1) last.push(index);
    else runs.push([index]);
  }
  return runs;
}
