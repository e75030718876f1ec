/**
 * A listing as a document: its text, and what each row of it belongs to.
 *
 * Maps from: an analysis, what of it is shown and how. Maps to: text and row tables. The tables are
 * arrays of numbers, because a listing of a long file has hundreds of thousands of rows.
 */

import type { Checkpoint, Syntax } from '../assembler/decode.js';
import type { TargetName } from '../compiler/index.js';
import type { Analysis } from './analysis.js';
import { type ListingLine, listFunction } from './listing.js';
import { comparableRow } from './listingComparison.js';
import { openName } from './listingUri.js';
import type { Detail, View } from './views.js';

export interface ListingView {
  /** Qualified name; null for the whole file. */
  readonly scope: string | null;
  /** Of the analysis that it is built from. */
  readonly target: TargetName;
  readonly view: View;
  readonly syntax: Syntax;
  readonly detail: Detail;
  /** Rows that stand for others and under which these are shown (`openName`). */
  readonly open: readonly string[];
  readonly bytes: boolean;
  readonly source: boolean;
  /**
   * Only what tells one state of the source from another: without digest, line numbers, offsets and
   * bytes.
   */
  readonly comparable: boolean;
}

export interface ListedFunction {
  /** Index in the analysis' functions. */
  readonly index: number;
  /** The row of its header. */
  readonly first: number;
  /** After its last row. */
  readonly limit: number;
}

const kinds: readonly ListingLine['kind'][] = [
  'header',
  'function',
  'source',
  'bytecode',
  'label',
  'machine',
  'summary',
  'note',
  'empty',
];
const kindNumbers = new Map(kinds.map((kind, index) => [kind, index]));

export interface ListingRow {
  readonly kind: ListingLine['kind'];
  /** Index in `ListingModel.functions`; -1 for rows of no function. */
  readonly functionIndex: number;
  /** Of the analysed source, from 1. */
  readonly line: number | null;
  readonly bytecodeOffset: number | null;
  readonly codeOffset: number | null;
  /** Of a row that stands for adjacent instructions: where they end. */
  readonly codeEnd: number | null;
  readonly cold: boolean;
}

/** A listing of nothing but remarks has no analysis. */
export class ListingModel {
  constructor(
    readonly text: string,
    readonly analysis: Analysis | null,
    readonly view: ListingView,
    readonly functions: readonly ListedFunction[],
    /**
     * Six numbers a row: twice the kind, plus 1 for code out of line; function, line, bytecode
     * offset, code offset, code end; -1 for none.
     */
    private readonly table: Int32Array,
  ) {}

  get rowCount(): number {
    return this.table.length / ROW;
  }

  row(row: number): ListingRow {
    const at = row * ROW;
    const { table } = this;
    const kind = table[at] ?? 0;
    return {
      kind: kinds[kind >> 1] ?? 'note',
      functionIndex: table[at + 1] ?? -1,
      line: orNull(table[at + 2]),
      bytecodeOffset: orNull(table[at + 3]),
      codeOffset: orNull(table[at + 4]),
      codeEnd: orNull(table[at + 5]),
      cold: (kind & 1) === 1,
    };
  }
}

const ROW = 6;

const orNull = (value: number | undefined): number | null =>
  value === undefined || value < 0 ? null : value;

/**
 * `banner` are remarks about the state of the source, shown above everything. The text is the same
 * for the same analysis, view and banner.
 */
export async function buildListing(
  analysis: Analysis,
  view: ListingView,
  banner: readonly string[],
  checkpoint: Checkpoint = () => {},
): Promise<ListingModel> {
  const builder = new ListingBuilder();
  for (const text of banner) builder.add(note(`; ${text}`));
  const chosen = analysis.functions
    .map(({ result }, index) => ({ result, index }))
    .filter(({ result }) => view.scope === null || result.code.qualname === view.scope);
  for (const { result, index } of chosen) {
    if (builder.count > 0) builder.add({ ...note(''), kind: 'empty' });
    const lines = await listFunction(result, {
      source: analysis.source,
      view: view.view,
      syntax: view.syntax,
      detail: view.detail,
      open: openIn(view, index),
      bytes: view.bytes && !view.comparable,
      interleave: view.source,
      checkpoint,
    });
    builder.addFunction(index, view.comparable ? lines.map(comparableRow) : lines);
    await checkpoint();
  }
  if (chosen.length === 0) {
    builder.add(note(`; ${analysis.source.fileName} has no function ${view.scope ?? ''} now`));
  }
  return builder.finish(analysis, view);
}

/** The offsets of the rows of one function under which others are shown. */
function openIn({ open }: ListingView, index: number): ReadonlySet<number> {
  const start = openName(index, 0).slice(0, -1);
  return new Set(
    open
      .filter((name) => name.startsWith(start))
      .map((name) => Number.parseInt(name.slice(start.length), 16)),
  );
}

/** A listing that consists of remarks: what stands in the way of a real one. */
export function remarkListing(remarks: readonly string[], view: ListingView): ListingModel {
  const builder = new ListingBuilder();
  for (const text of remarks) builder.add(note(`; ${text}`));
  return builder.finish(null, view);
}

const note = (text: string): ListingLine => ({
  kind: 'note',
  text,
  line: null,
  bytecodeOffset: null,
  codeOffset: null,
});

class ListingBuilder {
  count = 0;
  private readonly texts: string[] = [];
  /** The rows of one function become one text at once, so that its pieces do not pile up. */
  private readonly pieces: string[] = [];
  private table = new Int32Array(ROW * 256);
  private readonly functions: ListedFunction[] = [];

  add(line: ListingLine, functionIndex = -1): void {
    if ((this.count + 1) * ROW > this.table.length) {
      const larger = new Int32Array(this.table.length * 2);
      larger.set(this.table);
      this.table = larger;
    }
    const at = this.count * ROW;
    this.table[at] = 2 * (kindNumbers.get(line.kind) ?? 0) + (line.cold === true ? 1 : 0);
    this.table[at + 1] = functionIndex;
    this.table[at + 2] = line.line ?? -1;
    this.table[at + 3] = line.bytecodeOffset ?? -1;
    this.table[at + 4] = line.codeOffset ?? -1;
    this.table[at + 5] = line.codeEnd ?? -1;
    this.texts.push(line.text);
    this.count += 1;
  }

  addFunction(index: number, lines: readonly ListingLine[]): void {
    const first = this.count;
    for (const line of lines) this.add(line, this.functions.length);
    this.pieces.push(this.texts.join('\n'));
    this.texts.length = 0;
    this.functions.push({ index, first, limit: this.count });
  }

  finish(analysis: Analysis | null, view: ListingView): ListingModel {
    const text = this.count === 0 ? '' : `${[...this.pieces, ...this.texts].join('\n')}\n`;
    const table = this.table.slice(0, this.count * ROW);
    return new ListingModel(text, analysis, view, this.functions, table);
  }
}
