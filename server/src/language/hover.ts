/**
 * What a hover over Python shows: what the expression under the cursor became, or the function
 * whose `def` is there.
 *
 * Maps from: a finished analysis and a place. Maps to: Markdown and the range that it is about.
 * Compiles nothing. Knows no editor; links are made by a function that is handed in.
 */

import type { Syntax } from '../assembler/decode.js';
import { type CompiledCode, isRefusal } from '../compiler/index.js';
import type { Analysis, FunctionAnalysis } from './analysis.js';
import { definitionParagraphs } from './definitionHover.js';
import { type Definition, definitionAt } from './definitions.js';
import { exitsInWords } from './exitText.js';
import { exitsOf } from './exits.js';
import {
  type CodePart,
  type CodeRange,
  codeRanges,
  expressionAt,
  runsOf,
  selectAt,
  spansOf,
} from './expressions.js';
import { areCopies, hoverRows } from './hoverRows.js';
import { functionRun, selectionRun } from './hoverRun.js';
import { lineSentence } from './lineSentence.js';
import { instructionText } from './instructionText.js';
import type { SourceRange } from './locations.js';
import { count, escaped, fenced } from './markdown.js';
import { emitterFor } from './operandCode.js';
import type { RunData } from './runData.js';
import type { Place } from './textEdits.js';

export { plainText } from './markdown.js';

export interface HoverOptions {
  readonly content: 'summary' | 'full';
  readonly maxRows: number;
  readonly syntax: Syntax;
  /** Said when the source is newer than the analysis; empty when it is not. */
  readonly stale: string;
  readonly runData: RunData | null;
  /** null: links would not work. */
  readonly links: HoverLinks | null;
}

export interface HoverLinks {
  assembly(scope: string): string;
  bytecode(scope: string): string;
  copy(range: SourceRange): string;
  glossary(): string;
}

export interface HoverText {
  readonly markdown: string;
  readonly range: SourceRange;
}

export async function pythonHover(
  analysis: Analysis,
  place: Place,
  options: HoverOptions,
): Promise<HoverText | null> {
  const definition = definitionAt(analysis, place);
  if (definition !== null && isAbout(definition, analysis, place)) {
    return definitionHover(analysis, definition, options);
  }
  const selection = selectAt(analysis, place);
  if (selection === null) return null;
  const parts = selection.parts.map((part) => withEmitter(part));
  const rows =
    options.content === 'full'
      ? await hoverRows(
          parts.map(({ shown }) => shown),
          options.syntax,
          options.maxRows,
        )
      : null;
  const facts = parts.map((part) => summary(part, parts.length > 1, analysis, options));
  // That something is not native is what one has to know first.
  const blocks = facts.filter((text) => !isPlain(text));
  for (const code of rows?.blocks ?? []) if (code.length > 0) blocks.push(fenced(code));
  if (rows !== null && rows.hidden > 0) blocks.push(`…${count(rows.hidden, 'more row')}`);
  blocks.push(...facts.filter(isPlain));
  if (options.content === 'full') {
    const sentence = await lineSentence(analysis, selection.range.line);
    if (sentence !== null) blocks.push(sentence);
  }
  blocks.push(...selectionRun(selection, analysis.source, options.runData));
  const first = selection.parts[0]!.function;
  blocks.push(...linkRow(first, options, selection.range));
  return { markdown: blocks.join('\n\n'), range: selection.range };
}

const isPlain = (facts: string): boolean => /^(?:`.*` · )?\*\*native\*\*(?!,)/.test(facts);

/**
 * Whether a place in a definition's header is about it, and not about a default, an annotation or a
 * body on its line.
 */
function isAbout(
  { function: entry, range }: Definition,
  analysis: Analysis,
  place: Place,
): boolean {
  const isAfter = (at: { line: number; column: number }, other: typeof at): boolean =>
    at.line > other.line || (at.line === other.line && at.column > other.column);
  const inner = expressionAt(analysis, place);
  if (inner !== null && isAfter(inner, range)) return false;
  const at = { line: place.line + 1, column: place.column };
  return !spansOf(entry, analysis.source.lines).some(
    ({ range: body }) => isAfter(body, range) && !isAfter(body, at),
  );
}

function definitionHover(
  analysis: Analysis,
  { function: entry, range }: Definition,
  options: HoverOptions,
): HoverText {
  const { runData, stale, content } = options;
  const [facts = '', ...more] = definitionParagraphs(analysis, entry);
  const blocks = [stale === '' ? facts : `${facts} · *${escaped(stale)}*`];
  if (content === 'full') blocks.push(...more);
  blocks.push(...functionRun(entry.result.code, runData));
  blocks.push(...linkRow(entry, options, null));
  return { markdown: blocks.join('\n\n'), range };
}

/** A part of a selection, and whose machine code is shown for it. */
interface ShownPart {
  readonly part: CodePart;
  readonly shown: CodePart;
  /** The instruction whose code does the work of a part that has none; null for others. */
  readonly emitter: number | null;
}

function withEmitter(part: CodePart): ShownPart {
  const { result } = part.function;
  const nothing = { part, shown: part, emitter: null };
  if (isRefusal(result) || codeRanges(result, part.indices).length > 0) return nothing;
  const exits = exitsOf(result);
  if (part.indices.some((index) => exits.executorOf(index) === 'interpreter')) return nothing;
  const emitter = emitterFor(result, part.indices);
  if (emitter === null) return nothing;
  return { part, shown: { ...part, indices: [emitter], own: new Set([emitter]) }, emitter };
}

/** `**native** · 2 ranges · 84 bytes · 3 runtime calls`. */
function summary(
  { part, emitter }: ShownPart,
  withName: boolean,
  { source }: Analysis,
  { stale }: HoverOptions,
): string {
  const { result } = part.function;
  const facts: string[] = [];
  if (isRefusal(result)) {
    facts.push(`**interpreted**: ${escaped(result.refused)}`);
  } else {
    const ranges = codeRanges(result, part.indices);
    facts.push(state(result, part.indices, source.lines));
    facts.push(...(emitter === null ? copies(part) : [withinCode(part, emitter)]));
    const bytes = ranges.reduce((sum, { start, end }) => sum + end - start, 0);
    if (bytes > 0) facts.push(count(bytes, 'byte'));
    facts.push(...callsInWords(result, ranges));
  }
  if (withName) facts.unshift(`\`${result.code.qualname}\``);
  if (stale !== '') facts.push(`*${escaped(stale)}*`);
  return facts.join(' · ');
}

/** Who executes it, and where native code was left if it is not native. */
function state(
  compiled: CompiledCode,
  indices: readonly number[],
  lines: readonly string[],
): string {
  const exits = exitsOf(compiled);
  const chosen = new Set(indices);
  const left = exits.all.find(({ instructionIndex }) => chosen.has(instructionIndex));
  if (left !== undefined) {
    return `**leaves native code here**: \`${left.opcode}\`, ${escaped(left.reason)}; the rest of the call is interpreted`;
  }
  const executors = new Set(indices.map((index) => exits.executorOf(index)));
  executors.delete('never');
  if (executors.size === 0) return '**never reached**';
  if (executors.size === 1 && executors.has('native')) return '**native**';
  const before = [...new Set(indices.flatMap((index) => exits.before(index)))];
  const since = exitsInWords(compiled, before, lines);
  return executors.size === 1 && executors.has('interpreter')
    ? `**interpreted**: native code was left at ${since}`
    : `**native**, but **interpreted** once native code was left at ${since}`;
}

/** Where the code of an expression is that has none of its own. */
function withinCode({ function: { result }, indices, instructions }: CodePart, emitter: number) {
  const { opcode } = instructions[emitter]!;
  const text = (index: number): string =>
    `\`${instructionText(result.code, instructions[index]!)}\``;
  const needs = indices.length === 1 ? 'needs' : 'need';
  return `${indices.map(text).join(' and ')} ${needs} no instructions: those of \`${opcode}\` do it`;
}

function copies(part: CodePart): string[] {
  const runs = runsOf(part.indices).length;
  if (runs < 2) return [];
  return [areCopies(part) ? `${runs} copies` : `in ${runs} places`];
}

/** `3 runtime calls, 1 on the straight path`. */
function callsInWords(compiled: CompiledCode, ranges: readonly CodeRange[]): string[] {
  const all = callsIn(compiled, ranges);
  if (all === 0) return [];
  const hot = callsIn(
    compiled,
    ranges.filter(({ cold }) => !cold),
  );
  const where = hot === all ? '' : hot === 0 ? ' out of line' : `, ${hot} on the straight path`;
  return [`${count(all, 'runtime call')}${where}`];
}

function callsIn(
  compiled: CompiledCode,
  ranges: readonly { readonly start: number; readonly end: number }[],
): number {
  let calls = 0;
  for (const { start, end } of ranges) {
    for (const { kind, symbol } of compiled.assembled.relocationsIn(start, end)) {
      if (kind === 'rel32' && symbol.startsWith('rt_')) calls += 1;
    }
  }
  return calls;
}

/** `copied` is the range whose bytes are offered; null for none. */
function linkRow(
  { result }: FunctionAnalysis,
  { links }: HoverOptions,
  copied: SourceRange | null,
): string[] {
  if (links === null) return [];
  const scope = result.code.qualname;
  const native = !isRefusal(result);
  const row = [
    ...(native ? [`[Show assembly](${links.assembly(scope)})`] : []),
    `[Bytecode](${links.bytecode(scope)})`,
    ...(native && copied !== null ? [`[Copy bytes](${links.copy(copied)})`] : []),
    `[Glossary](${links.glossary()})`,
  ];
  return [row.join(' · ')];
}
