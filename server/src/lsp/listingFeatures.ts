/**
 * What is asked inside of listings: hovers, outline, folding, navigation, links, colours. About
 * other documents nothing is known, which is not the same as knowing that there is nothing.
 *
 * Maps from: LSP requests about virtual documents. Maps to: functions of language/ over the
 * listing's rows. Also takes hovers over Python, because LSP has one request for both.
 */

import {
  type CancellationToken,
  type DocumentHighlight,
  DocumentHighlightKind,
  type DocumentLink,
  type DocumentSymbol,
  type FoldingRange,
  FoldingRangeKind,
  type Hover,
  type Location,
  MarkupKind,
  type Range,
  type SemanticTokens,
  type SemanticTokensDelta,
  type SymbolInformation,
  SymbolKind,
} from 'vscode-languageserver';
import { plainText } from '../language/hover.js';
import { listingHover } from '../language/listingHover.js';
import type { ListingModel } from '../language/listingModel.js';
import { highlights, labelRow, references, targetAt } from '../language/listingNavigation.js';
import { folds, outline, type OutlineEntry } from '../language/listingOutline.js';
import { listingMap, type MapEntry } from '../language/listingMap.js';
import { type SourceRange, wholeLine } from '../language/locations.js';
import { parseRow, type Part } from '../language/listingText.js';
import { isListingUri, parseListingUri } from '../language/listingUri.js';
import { listingTokens, type Token, tokenDelta } from '../language/semanticTokens.js';
import type { ListingDocument } from './documents.js';
import { documentRange } from './positions.js';
import { hoverOnPython } from './pythonFeatures.js';
import {
  checkpoints,
  positionOf,
  presentRange,
  rangeIn,
  type Session,
  stopIfCancelled,
  uriOf,
} from './session.js';

/** What this file needs of whoever builds listings. */
export interface ListingSource {
  rows(
    uri: string,
    token: CancellationToken,
  ): Promise<{
    rows: readonly string[];
    listing: ListingDocument;
    model: ListingModel | null;
  }>;
}

export function registerListingFeatures(session: Session, source: ListingSource): void {
  new ListingFeatures(session, source).register();
}

class ListingFeatures {
  private nextTokens = 1;

  constructor(
    private readonly session: Session,
    private readonly source: ListingSource,
  ) {}

  register(): void {
    const { connection } = this.session;
    connection.onHover((params, token) => this.hover(params, token));
    connection.onDocumentSymbol((params, token) => this.symbols(params, token));
    connection.onFoldingRanges((params, token) => this.folding(params, token));
    connection.onDefinition((params, token) => this.definition(params, token));
    connection.onReferences((params, token) => this.references(params, token));
    connection.onDocumentHighlight((params, token) => this.highlights(params, token));
    connection.onDocumentLinks((params, token) => this.links(params, token));
    connection.languages.semanticTokens.on((params, token) => this.tokens(params, token));
    connection.languages.semanticTokens.onRange((params, token) => this.tokenRange(params, token));
    connection.languages.semanticTokens.onDelta((params, token) =>
      this.tokenDelta(params, params.previousResultId, token),
    );
  }

  private async hover(params: unknown, token: CancellationToken): Promise<Hover | null> {
    const uri = uriOf(params);
    const document = this.session.documents.get(uri);
    if (document !== undefined) {
      return await hoverOnPython(this.session, document, params, token);
    }
    if (!isListingUri(uri)) return null;
    const { rows, model } = await this.source.rows(uri, token);
    const hover = await listingHover(rows, this.place(params, rows), model);
    if (hover === null) return null;
    const isMarkdown = this.session.client.markdown;
    return {
      contents: {
        kind: isMarkdown ? MarkupKind.Markdown : MarkupKind.PlainText,
        value: isMarkdown ? hover.markdown : plainText(hover.markdown),
      },
      range: this.range(hover.row, hover.part, rows),
    };
  }

  private async symbols(
    params: unknown,
    token: CancellationToken,
  ): Promise<DocumentSymbol[] | SymbolInformation[] | null> {
    const uri = uriOf(params);
    const rows = await this.rowsOf(uri, token);
    if (rows === null) return null;
    const entries = outline(rows);
    if (this.session.client.hierarchicalSymbols) {
      return entries.map((entry) => this.symbol(entry, rows));
    }
    return entries.map(({ name, first, last }) => ({
      name,
      kind: SymbolKind.Function,
      location: { uri, range: lineRange(first, last, rows) },
    }));
  }

  private symbol(entry: OutlineEntry, rows: readonly string[]): DocumentSymbol {
    const { name, kind, detail, first, last, nameRow, namePart, children } = entry;
    return {
      name,
      detail,
      kind: kind === 'function' ? SymbolKind.Function : SymbolKind.Key,
      range: lineRange(first, last, rows),
      selectionRange: this.range(nameRow, namePart, rows),
      ...(children.length === 0
        ? {}
        : { children: children.map((child) => this.symbol(child, rows)) }),
    };
  }

  private async folding(params: unknown, token: CancellationToken): Promise<FoldingRange[] | null> {
    const rows = await this.rowsOf(uriOf(params), token);
    if (rows === null) return null;
    return folds(rows).map(({ first, last, kind }) => ({
      startLine: first,
      endLine: last,
      ...(kind === 'group' ? {} : { kind: FoldingRangeKind.Region }),
    }));
  }

  /** What is under the cursor in a listing; null in another document. */
  private async under(params: unknown, token: CancellationToken) {
    const uri = uriOf(params);
    if (!isListingUri(uri)) return null;
    const { rows, model } = await this.source.rows(uri, token);
    const place = this.place(params, rows);
    return { uri, rows, model, place, target: targetAt(rows, place) };
  }

  private async definition(params: unknown, token: CancellationToken): Promise<Location[] | null> {
    const found = await this.under(params, token);
    if (found === null) return null;
    const { uri, rows, model, place, target } = found;
    if (target?.kind === 'label') {
      const label = labelRow(rows, place.line, target.name);
      if (label !== null) return [{ uri, range: this.range(label.row, label.part, rows) }];
    }
    if (target?.kind === 'symbol') {
      const first = references(rows, place.line, target, true)[0];
      if (first !== undefined && first.row !== place.line) {
        return [{ uri, range: this.range(first.row, first.part, rows) }];
      }
    }
    return this.sourceOf(uri, model, place.line);
  }

  /**
   * The place in Python that a row belongs to; the definition for what belongs to the whole
   * function.
   */
  private sourceOf(uri: string, model: ListingModel | null, row: number): Location[] {
    const src = parseListingUri(uri)?.src;
    const wanted = model === null ? null : (nearestEntry(model, row)?.range ?? defOf(model, row));
    if (src === undefined || model === null || wanted === null) return [];
    const document = this.session.documents.get(src);
    const lines = model.analysis?.source.lines ?? [];
    const range =
      document !== undefined && document.analysis?.source === model.analysis?.source
        ? presentRange(this.session, document, wanted)
        : this.session.positions.range(documentRange(wanted, false), (n) => lines[n] ?? '');
    return range === null ? [] : [{ uri: src, range }];
  }

  private async references(
    params: { context?: { includeDeclaration?: boolean } },
    token: CancellationToken,
  ): Promise<Location[] | null> {
    const found = await this.under(params, token);
    if (found === null) return null;
    const { uri, rows, place, target } = found;
    if (target === null) return [];
    const withDeclaration = params.context?.includeDeclaration === true;
    return references(rows, place.line, target, withDeclaration).map(({ row, part }) => ({
      uri,
      range: this.range(row, part, rows),
    }));
  }

  private async highlights(
    params: unknown,
    token: CancellationToken,
  ): Promise<DocumentHighlight[] | null> {
    const found = await this.under(params, token);
    if (found === null) return null;
    const { rows, place, target } = found;
    if (target === null) return [];
    return highlights(rows, place.line, target).map(({ row, part, access }) => ({
      range: this.range(row, part, rows),
      kind: access === 'read' ? DocumentHighlightKind.Read : DocumentHighlightKind.Write,
    }));
  }

  /** From each source row to its line. */
  private async links(params: unknown, token: CancellationToken): Promise<DocumentLink[] | null> {
    const uri = uriOf(params);
    const src = parseListingUri(uri)?.src;
    const rows = await this.rowsOf(uri, token);
    if (rows === null || src === undefined) return null;
    const found: DocumentLink[] = [];
    rows.forEach((text, row) => {
      if (!text.startsWith('; ')) return;
      const parsed = parseRow(text);
      if (parsed.kind !== 'source' || parsed.line === null) return;
      const end = text.indexOf(' │');
      const start = text.lastIndexOf(' ', end - 1) + 1;
      const number = { start, end, text: text.slice(start, end) };
      found.push({
        range: this.range(row, number, rows),
        target: `${src}#L${parsed.line}`,
        tooltip: `Line ${parsed.line} of the source`,
      });
    });
    return found;
  }

  private async tokens(params: unknown, token: CancellationToken): Promise<SemanticTokens> {
    const uri = uriOf(params);
    if (!isListingUri(uri)) return { data: [] };
    const { rows, listing } = await this.source.rows(uri, token);
    const data = await this.encodeAll(rows, token);
    const id = String(this.nextTokens++);
    listing.tokens = { id, data };
    return { resultId: id, data };
  }

  private async tokenDelta(
    params: unknown,
    previousId: string,
    token: CancellationToken,
  ): Promise<SemanticTokens | SemanticTokensDelta> {
    const before = this.session.documents.listing(uriOf(params))?.tokens;
    const after = await this.tokens(params, token);
    if (!before || before.id !== previousId) return after;
    const edit = tokenDelta(before.data, after.data);
    return {
      ...(after.resultId === undefined ? {} : { resultId: after.resultId }),
      edits: edit === null ? [] : [edit],
    };
  }

  private async tokenRange(params: unknown, token: CancellationToken): Promise<SemanticTokens> {
    const uri = uriOf(params);
    const { start, end } = rangeIn(params);
    const rows = await this.rowsOf(uri, token);
    if (rows === null) return { data: [] };
    return { data: this.encode(listingTokens(rows, start.line, end.line + 1), rows, [0, 0]) };
  }

  private async encodeAll(rows: readonly string[], token: CancellationToken): Promise<number[]> {
    const pause = checkpoints(token);
    const data: number[] = [];
    const at: [number, number] = [0, 0];
    for (let row = 0; row < rows.length; row += TOKEN_BATCH) {
      const tokens = listingTokens(rows, row, row + TOKEN_BATCH);
      for (const number of this.encode(tokens, rows, at)) data.push(number);
      await pause();
    }
    return data;
  }

  /** `at` is the row and wire column of the last token, and is moved on. */
  private encode(
    tokens: readonly Token[],
    rows: readonly string[],
    at: [number, number],
  ): number[] {
    const data: number[] = [];
    for (const { row, start, end, type, modifiers } of tokens) {
      const range = this.range(row, { start, end, text: '' }, rows);
      const { character } = range.start;
      const sameRow = row === at[0];
      data.push(
        row - at[0],
        sameRow ? character - at[1] : character,
        range.end.character - character,
        type,
        modifiers,
      );
      at[0] = row;
      at[1] = character;
    }
    return data;
  }

  private async rowsOf(uri: string, token: CancellationToken): Promise<readonly string[] | null> {
    if (!isListingUri(uri)) return null;
    const { rows } = await this.source.rows(uri, token);
    stopIfCancelled(token);
    return rows;
  }

  private place(params: unknown, rows: readonly string[]): { line: number; column: number } {
    return this.session.positions.place(positionOf(params), (line) => rows[line] ?? '');
  }

  private range(row: number, { start, end }: Part, rows: readonly string[]): Range {
    return this.session.positions.range(
      { start: { line: row, column: start }, end: { line: row, column: end } },
      (line) => rows[line] ?? '',
    );
  }
}

/** Rows between two looks at whether the request was cancelled. */
const TOKEN_BATCH = 500;

function lineRange(first: number, last: number, rows: readonly string[]): Range {
  return {
    start: { line: first, character: 0 },
    end: { line: last, character: (rows[last] ?? '').length },
  };
}

/** The entry of a row, or of the next one below that has code. */
/** Where the function of a row begins in the source. */
function defOf({ analysis, functions }: ListingModel, row: number): SourceRange | null {
  const index = functions.find(({ first, limit }) => row >= first && row < limit)?.index;
  const code = index === undefined ? undefined : analysis?.functions[index]?.result.code;
  if (analysis === null || code === undefined) return null;
  return wholeLine(Math.max(1, code.firstlineno), analysis.source.lines);
}

function nearestEntry(model: ListingModel, row: number): MapEntry | undefined {
  const around = model.functions.find(({ first, limit }) => row >= first && row < limit);
  return around && listingMap(model, [around]).find((entry) => entry.row >= row);
}
