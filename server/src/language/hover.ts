/**
 * What a hover over Python shows: what the expression under the cursor became.
 *
 * Maps from: a finished analysis and a place. Maps to: Markdown and the range that it is about. Compiles
 * nothing. Knows no editor; links are made by a function that is handed in.
 */

import { type DecodedInstruction, decode, type Syntax } from '../assembler/decode.js';
import { buildControlFlowGraph } from '../bytecode/controlFlowGraph.js';
import { type CompiledCode, isRefusal } from '../compiler/index.js';
import type { Analysis } from './analysis.js';
import {
  type CodePart,
  type CodeRange,
  codeRanges,
  runsOf,
  type Selection,
  selectAt,
} from './expressions.js';
import { instructionText } from './instructionText.js';
import type { SourceRange } from './locations.js';
import { machineText, relocationMeaning } from './machineRows.js';
import { type LineData, type RunData, timesText } from './runData.js';
import { describeStacks } from './stackText.js';
import type { Place } from './textEdits.js';

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
  const selection = selectAt(analysis, place);
  if (selection === null) return null;
  const blocks: string[] = [];
  const rows = new RowLimit(options.maxRows);
  for (const part of selection.parts) {
    blocks.push(summary(part, selection.parts.length > 1, options));
    if (options.content === 'full') {
      const code = await codeRows(part, options.syntax, rows);
      if (code.length > 0) blocks.push(fenced(code));
    }
  }
  if (rows.hidden > 0) blocks.push(`…${rows.hidden} more`);
  const line = options.runData?.lines.get(selection.range.line);
  if (line !== undefined) blocks.push(lastRun(line, options.runData!));
  const links = linkRow(selection, options);
  if (links !== '') blocks.push(links);
  return { markdown: blocks.join('\n\n'), range: selection.range };
}

/** `**native** · 2 ranges · 84 bytes · 3 runtime calls`. */
function summary(part: CodePart, withName: boolean, { stale }: HoverOptions): string {
  const { result } = part.function;
  const facts: string[] = [];
  if (isRefusal(result)) {
    facts.push(`**interpreted**: ${escaped(result.refused)}`);
  } else {
    const ranges = codeRanges(result, part.indices);
    facts.push(state(result, part.indices, ranges.length > 0));
    facts.push(...copies(part));
    const bytes = ranges.reduce((sum, { start, end }) => sum + end - start, 0);
    if (bytes > 0) facts.push(count(bytes, 'byte'));
    const calls = callsIn(result, ranges);
    if (calls > 0) facts.push(count(calls, 'runtime call'));
  }
  if (withName) facts.unshift(`\`${result.code.qualname}\``);
  if (stale !== '') facts.push(`*${escaped(stale)}*`);
  return facts.join(' · ');
}

function state(compiled: CompiledCode, indices: readonly number[], hasCode: boolean): string {
  const chosen = new Set(indices);
  const left = compiled.unsupported.find(({ instructionIndex }) => chosen.has(instructionIndex));
  if (left !== undefined) {
    return `**leaves native code here**: \`${left.opcode}\`, ${escaped(left.reason)}`;
  }
  return hasCode
    ? '**native**'
    : '**native**, without machine code of its own: what uses it takes it from where it is';
}

function copies({ indices, instructions }: CodePart): string[] {
  const runs = runsOf(indices);
  if (runs.length < 2) return [];
  const signature = (run: readonly number[]): string =>
    run.map((index) => `${instructions[index]?.opcode} ${instructions[index]?.oparg}`).join();
  const first = signature(runs[0] ?? []);
  const same = runs.every((run) => signature(run) === first);
  return [same ? `${runs.length} copies` : `${runs.length} ranges`];
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

/** Counts rows; what is over the limit is only counted. */
class RowLimit {
  hidden = 0;
  private left: number;

  constructor(limit: number) {
    this.left = limit;
  }

  /** How many of `wanted` rows may be shown. */
  take(wanted: number): number {
    const shown = Math.min(wanted, this.left);
    this.left -= shown;
    this.hidden += wanted - shown;
    return shown;
  }
}

/**
 * Bytecode rows come first in the budget, so that one sees the whole expression; then the machine code of
 * the expression's own instructions, hot before cold. Expressions inside have hovers of their own.
 */
async function codeRows(part: CodePart, syntax: Syntax, limit: RowLimit): Promise<string[]> {
  const { result } = part.function;
  const groups = bytecodeRows(part);
  groups.length = limit.take(groups.length);
  if (!isRefusal(result)) {
    const machine = new MachineCode(result, part.indices, syntax);
    for (const cold of [false, true]) {
      for (const group of groups) {
        if (!part.own.has(group.index)) continue;
        const count = limit.take(machine.countOf(group.index, cold));
        if (count > 0) group.rows.push(...(await machine.rowsOf(group.index, cold, count)));
      }
    }
  }
  return groups.flatMap(({ rows }) => rows);
}

/** One group a bytecode instruction, to which its machine rows are added. */
function bytecodeRows(part: CodePart): { index: number; rows: string[] }[] {
  const { code } = part.function.result;
  const stacks = describeStacks(buildControlFlowGraph(code));
  const copyOf = copyNumbers(part);
  return part.indices.flatMap((index) => {
    const instruction = part.instructions[index];
    if (instruction === undefined) return [];
    const { before, after } = stacks[index] ?? { before: null, after: null };
    const stack =
      before === null || after === null
        ? 'never reached'
        : `${stackEnd(before, after)} → ${stackEnd(after, before)}`;
    const text = instructionText(code, instruction).padEnd(30);
    return [{ index, rows: [`${text}  ${stack}${copyOf.get(index) ?? ''}`] }];
  });
}

/** "copy 2 of 3" at the first instruction of each copy. */
function copyNumbers(part: CodePart): Map<number, string> {
  const notes = new Map<number, string>();
  if (!copies(part)[0]?.endsWith('copies')) return notes;
  const runs = runsOf(part.indices);
  runs.forEach((run, i) => {
    notes.set(run[0] ?? -1, ` · copy ${i + 1} of ${runs.length}`);
  });
  return notes;
}

/** The entries that an instruction changes, and one below them. */
function stackEnd(stack: readonly string[], other: readonly string[]): string {
  let same = 0;
  while (same < stack.length && same < other.length && stack[same] === other[same]) same += 1;
  const start = Math.max(0, Math.min(same, stack.length) - 1);
  const shown = stack.slice(start);
  return `[${start > 0 ? '…, ' : ''}${shown.join(', ')}]`;
}

/** The machine rows of single bytecode instructions of one function. */
class MachineCode {
  private readonly ranges = new Map<number, CodeRange[]>();

  constructor(
    private readonly compiled: CompiledCode,
    indices: readonly number[],
    private readonly syntax: Syntax,
  ) {
    for (const range of codeRanges(compiled, indices)) {
      const ranges = this.ranges.get(range.instructionIndex);
      if (ranges === undefined) this.ranges.set(range.instructionIndex, [range]);
      else ranges.push(range);
    }
  }

  async rowsOf(index: number, cold: boolean, limit: number): Promise<string[]> {
    const rows: string[] = [];
    for (const { start, end } of this.rangesOf(index, cold)) {
      if (rows.length >= limit) break;
      const { assembled } = this.compiled;
      const decoded = await decode(assembled.bytes.subarray(start, end), {
        relocations: assembled.relocationsIn(start, end),
        labelNames: { get: (offset) => assembled.labelAt(offset) },
        syntax: this.syntax,
        baseOffset: start,
      });
      for (const instruction of decoded) rows.push(this.row(instruction, cold));
    }
    return rows.slice(0, limit);
  }

  /** How many rows there are. */
  countOf(index: number, cold: boolean): number {
    const { instructionOffsets } = this.compiled.assembled;
    let count = 0;
    for (const { start, end } of this.rangesOf(index, cold)) {
      let at = firstAtOrAfter(instructionOffsets, start);
      for (; (instructionOffsets[at] ?? end) < end; at += 1) count += 1;
    }
    return count;
  }

  private rangesOf(index: number, cold: boolean): CodeRange[] {
    return (this.ranges.get(index) ?? []).filter((range) => range.cold === cold);
  }

  private row(instruction: DecodedInstruction, cold: boolean): string {
    const { offset, length } = instruction;
    const { assembled } = this.compiled;
    const comment =
      assembled.commentAt(offset) ??
      relocationMeaning(this.compiled, assembled.relocationsIn(offset, offset + length));
    const row = machineText(instruction, comment, true);
    return cold ? `${row}${comment === undefined ? ' ;' : ','} out of line` : row;
  }
}

/** Index of the first of ascending numbers that is not below `value`. */
function firstAtOrAfter(numbers: Uint32Array, value: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function lastRun(line: LineData, { live, stale }: RunData): string {
  const parts = [`executed ${timesText(line.count)}`];
  if (line.slowShare !== undefined) {
    parts.push(
      `${(line.slowShare * 100).toFixed(line.slowShare < 0.1 ? 1 : 0)} % on the slow path`,
    );
  }
  if (line.types !== undefined && line.types.length > 0) parts.push(`saw ${line.types.join(', ')}`);
  for (const { name, types } of line.parameters ?? []) {
    parts.push(`\`${name}\` was ${types.join(', ')}`);
  }
  if (stale) parts.push('*before the source was changed*');
  return `${live ? 'This run' : 'Last run'}: ${parts.join(' · ')}`;
}

function linkRow({ parts, range }: Selection, { links }: HoverOptions): string {
  const first = parts[0];
  if (links === null || first === undefined) return '';
  const scope = first.function.result.code.qualname;
  const native = !isRefusal(first.function.result);
  return [
    ...(native ? [`[Show assembly](${links.assembly(scope)})`] : []),
    `[Bytecode](${links.bytecode(scope)})`,
    ...(native ? [`[Copy bytes](${links.copy(range)})`] : []),
  ].join(' · ');
}

const LANGUAGE = 'nativecompile-asm';

/** Source text may hold any number of backticks. */
function fenced(rows: readonly string[]): string {
  const longest = Math.max(
    2,
    ...rows.flatMap((row) => row.match(/`+/g) ?? []).map((run) => run.length),
  );
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${LANGUAGE}`, ...rows, fence].join('\n');
}

const escaped = (text: string): string => text.replace(/[\\`*_{}[\]()#+\-.!|<>]/g, '\\$&');

const count = (n: number, what: string): string =>
  `${n.toLocaleString('en-US')} ${what}${n === 1 ? '' : 's'}`;

/** For clients that show no Markdown. Code, in fences or between backticks, stays as it is. */
export function plainText(markdown: string): string {
  return markdown
    .split(/^(`{3,}).*\n([\s\S]*?)^\1$/m)
    .map((part, i) => (i % 3 === 0 ? plainProse(part) : i % 3 === 1 ? '' : part))
    .join('')
    .replace(/\n{3,}/g, '\n\n');
}

function plainProse(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => {
      if (part.startsWith('`')) return part;
      const unmarked = part.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/(?<!\\)\*/g, '');
      return unmarked.replace(/\\([\\`*_{}[\]()#+\-.!|<>])/g, '$1');
    })
    .join('');
}
