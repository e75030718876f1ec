/**
 * The verb `diff`: what differs between the machine code of two functions, or of one for two
 * targets.
 *
 * Maps from: two FILE:NAME, or one and two targets. Maps to: a unified diff of listings without
 * what only says where a row stands. Runs nothing.
 */

import { isRefusal, type TargetName } from '../compiler/index.js';
import { makeCompileService } from '../helper/compilers.js';
import { diffLines, type DiffLine } from '../language/lineDiff.js';
import { listFunction, type Result } from '../language/listing.js';
import { comparableRow } from '../language/listingComparison.js';
import type { CommandLine, Options } from './arguments.js';
import { chooseFunction, onlyFunction, splitOperand } from './functionChoice.js';
import { projectOf } from './projectSettings.js';
import { compileFile, readSourceFile } from './sources.js';
import { painter, printError, printPaged } from './terminal.js';
import { ExitStatus, UsageError } from './usage.js';

type VerbLine = Extract<CommandLine, { action: 'verb' }>;

interface Side {
  /** What its rows are called. */
  readonly name: string;
  readonly rows: readonly string[];
  /** Of machine code; null: it is interpreted. */
  readonly bytes: number | null;
}

export async function diff({ options, operands }: VerbLine): Promise<number> {
  const sides = sidesOf(operands, options);
  const shown: Side[] = [];
  for (const { operand, target } of sides) {
    const side = await sideOf(operand, target, options);
    if (side === null) return ExitStatus.findings;
    shown.push(side);
  }
  const [before, after] = shown as [Side, Side];
  const lines = diffLines(before.rows, after.rows, withoutPlaces);
  if (lines.every(({ kind }) => kind === 'same')) return ExitStatus.clean;
  printPaged(written(before, after, lines));
  return ExitStatus.findings;
}

function sidesOf(
  operands: readonly string[],
  { targets }: Options,
): { operand: string; target: TargetName | null }[] {
  const [first, second, ...more] = operands;
  if (first !== undefined && second === undefined && targets.length === 2) {
    return targets.map((target) => ({ operand: first, target }));
  }
  if (first === undefined || second === undefined || more.length > 0 || targets.length > 1) {
    throw new UsageError('diff needs two FILE:NAME, or one with --target x86-32,x86-64');
  }
  return [first, second].map((operand) => ({ operand, target: null }));
}

async function sideOf(
  operand: string,
  wanted: TargetName | null,
  said: Options,
): Promise<Side | null> {
  const { path, scope } = splitOperand(operand);
  const { options } = await projectOf(path, said);
  const target = wanted ?? options.target;
  const service = makeCompileService({ target });
  try {
    const compiled = await compileFile(service, readSourceFile(path), target, options.run.without);
    if (compiled.kind === 'error') {
      printError(compiled.error.text);
      return null;
    }
    const result = chooseFunction(compiled, scope ?? onlyFunction(compiled, 'diff'));
    const rows = await listFunction(result, {
      source: { ...compiled.file, lines: compiled.file.source.lines },
      view: 'assembly',
      syntax: options.syntax,
      bytes: false,
      detail: options.said.has('--detail') ? options.detail : 'hot',
      interleave: options.source,
    });
    return {
      name: `${path}:${result.code.qualname} (${target})`,
      rows: rows
        .filter(({ kind }) => kind !== 'header')
        .map((row) => comparableRow(row).text.trimEnd()),
      bytes: bytesOf(result),
    };
  } finally {
    service.stop();
  }
}

const bytesOf = (result: Result): number | null =>
  isRefusal(result) ? null : result.statistics.bytes;

/**
 * Labels are called after places, and tracebacks look for one: they differ behind every other
 * change.
 */
function withoutPlaces(row: string): string {
  return row
    .replace(/\.L\d+/g, '.L')
    .replace(/(\.\w+)\.[0-9a-f]{4,}\b/g, '$1')
    .replace(/^.*; where tracebacks look$/, 'where tracebacks look')
    .replace(/ +/g, ' ');
}

const CONTEXT = 3;

function written(before: Side, after: Side, lines: readonly DiffLine[]): string {
  const paint = painter(1);
  const out = [
    paint('bold', `--- ${before.name}, ${sizeText(before)}`),
    paint('bold', `+++ ${after.name}, ${sizeText(after)}`),
  ];
  for (const hunk of hunks(lines)) {
    out.push(paint('cyan', hunkHead(lines, hunk)));
    for (const { kind, text } of lines.slice(hunk.start, hunk.end)) {
      if (kind === 'same') out.push(` ${text}`.trimEnd());
      else if (kind === 'removed') out.push(paint('red', `-${text}`));
      else out.push(paint('green', `+${text}`));
    }
  }
  return `${out.join('\n')}\n`;
}

const sizeText = ({ bytes }: Side): string =>
  bytes === null ? 'not compiled' : `${bytes.toLocaleString('en-US')} bytes`;

interface Hunk {
  readonly start: number;
  readonly end: number;
}

/** Changes with the lines around them; what is near is one. */
function hunks(lines: readonly DiffLine[]): Hunk[] {
  const found: Hunk[] = [];
  for (const [index, { kind }] of lines.entries()) {
    if (kind === 'same') continue;
    const start = Math.max(0, index - CONTEXT);
    const end = Math.min(lines.length, index + CONTEXT + 1);
    const last = found.at(-1);
    if (last !== undefined && start <= last.end) found[found.length - 1] = { ...last, end };
    else found.push({ start, end });
  }
  return found;
}

/** `@@ -12,5 +12,6 @@`, as every reader of diffs knows it. */
function hunkHead(lines: readonly DiffLine[], { start, end }: Hunk): string {
  const count = (part: readonly DiffLine[], without: DiffLine['kind']): number =>
    part.filter(({ kind }) => kind !== without).length;
  const [above, within] = [lines.slice(0, start), lines.slice(start, end)];
  const place = (without: DiffLine['kind']): string => {
    const length = count(within, without);
    const first = count(above, without) + (length === 0 ? 0 : 1);
    return length === 1 ? String(first) : `${first},${length}`;
  };
  return `@@ -${place('added')} +${place('removed')} @@`;
}
