/**
 * Machine code to take away: the bytes of a part of the source or of a listing.
 *
 * Maps from: selected code. Maps to: runs of adjacent bytes with the relocations inside, whose
 * fields are zero.
 */

import type { Relocation } from '../assembler/relocations.js';
import { type CompiledCode, isRefusal } from '../compiler/index.js';
import type { Analysis, FunctionAnalysis } from './analysis.js';
import { codeRanges, select, type Selection } from './expressions.js';
import type { ListingModel } from './listingModel.js';
import type { SourceRange } from './locations.js';

export interface CodeExcerpt {
  /** Qualified name; with an offset where the excerpt does not begin at the function's start. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Offsets from the first of `bytes`. */
  readonly relocations: readonly Relocation[];
}

interface Run {
  readonly start: number;
  end: number;
}

/** Of the lines that a range touches; an empty range on a `def` line is the whole function. */
export function codeOfSource(analysis: Analysis, range: SourceRange): CodeExcerpt[] {
  const isEmpty = range.line === range.endLine && range.column === range.endColumn;
  const defined = analysis.functions.filter(
    ({ result }) => result.code.name !== '<module>' && result.code.firstlineno === range.line,
  );
  if (isEmpty && defined.length > 0) {
    return defined.flatMap(codeOfFunction);
  }
  return codeOfSelection(select(analysis, range, true));
}

/** Of a whole function; nothing if it is interpreted. */
export function codeOfFunction({ result }: FunctionAnalysis): CodeExcerpt[] {
  return isRefusal(result) ? [] : [wholeFunction(result)];
}

/** Of an expression or a line. */
export function codeOfSelection({ parts }: Selection): CodeExcerpt[] {
  return parts.flatMap(({ function: entry, indices }) => {
    if (isRefusal(entry.result)) return [];
    const ranges = codeRanges(entry.result, indices).sort((a, b) => a.start - b.start);
    return excerpts(entry.result, joined(ranges));
  });
}

/** Of the rows from `first` to `last`. */
export function codeOfListing(model: ListingModel, first: number, last: number): CodeExcerpt[] {
  const { analysis } = model;
  if (analysis === null) return [];
  const runs = new Map<number, Run[]>();
  for (let row = first; row <= Math.min(last, model.rowCount - 1); row += 1) {
    const { kind, functionIndex, codeOffset, codeEnd } = model.row(row);
    const index = model.functions[functionIndex]?.index;
    const result = index === undefined ? undefined : analysis.functions[index]?.result;
    if (
      !(kind === 'machine' || codeEnd !== null) ||
      codeOffset === null ||
      result === undefined ||
      isRefusal(result)
    ) {
      continue;
    }
    const { instructionOffsets, bytes } = result.assembled;
    const next = instructionOffsets.find((offset) => offset > codeOffset) ?? bytes.length;
    const end = codeEnd ?? next;
    const list = runs.get(index!) ?? [];
    list.push({ start: codeOffset, end });
    runs.set(index!, list);
  }
  return [...runs].flatMap(([index, list]) =>
    excerpts(analysis.functions[index]!.result as CompiledCode, joined(list)),
  );
}

function joined(ranges: readonly Run[]): Run[] {
  const runs: Run[] = [];
  for (const { start, end } of ranges.toSorted((a, b) => a.start - b.start)) {
    const last = runs.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else runs.push({ start, end });
  }
  return runs;
}

function wholeFunction(compiled: CompiledCode): CodeExcerpt {
  const run = { start: 0, end: compiled.assembled.bytes.length };
  return excerpts(compiled, [run])[0]!;
}

function excerpts({ code, assembled }: CompiledCode, runs: readonly Run[]): CodeExcerpt[] {
  const { relocations } = assembled;
  return runs.map(({ start, end }) => ({
    name: start === 0 ? code.qualname : `${code.qualname}+0x${start.toString(16)}`,
    bytes: assembled.bytes.slice(start, end),
    relocations: relocations
      .filter(({ offset }) => offset >= start && offset < end)
      .map((relocation) => ({ ...relocation, offset: relocation.offset - start })),
  }));
}
