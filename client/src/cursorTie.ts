/**
 * The tie between source and listing: the place of the cursor in one is marked in the other, by
 * colour and by a shape in the gutter.
 *
 * Maps from: a selection, and the map of each visible listing. Maps to: decorations, and scrolling
 * of the other side. Listings keep their place when their text changes: the instruction at the top
 * stays at the top.
 */

import * as vscode from 'vscode';
import type { ListingMap, ListingRow } from '../../server/src/lsp/messages.js';
import type { Client } from './client.js';
import { isPython, sameUri, scrollTo } from './editors.js';
import { isListing, isPresent, parseListingUri } from './listingAddress.js';
import { ListingMaps } from './listingMaps.js';
import { isSameInstruction, isSamePlace, rowsAt, sameRow } from './listingRows.js';
import { StaleBadge } from './staleBadge.js';

const WAIT_MS = 30;

/** What a listing's editor showed at its top edge, and of which text. */
interface Top {
  readonly line: number;
  readonly version: number;
}

/** Whether the other side is scrolled to what is marked there. */
type Reveal = 'always' | 'elsewhere' | 'never';

export function registerCursorTie(client: Client): vscode.Disposable[] {
  const tie = new CursorTie(new ListingMaps(client));
  return [
    tie,
    vscode.window.onDidChangeTextEditorSelection(({ textEditor, kind }) =>
      tie.moved(textEditor, kind === vscode.TextEditorSelectionChangeKind.Keyboard),
    ),
    vscode.window.onDidChangeActiveTextEditor((editor) => editor && tie.moved(editor, false)),
    vscode.window.onDidChangeVisibleTextEditors(() => tie.editorsChanged()),
    vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => tie.scrolled(textEditor)),
    vscode.workspace.onDidChangeTextDocument(({ document }) => tie.textChanged(document)),
    vscode.workspace.onDidCloseTextDocument((document) => tie.closed(document)),
  ];
}

class CursorTie implements vscode.Disposable {
  /** Other rows of the same line: a dotted bar. */
  private readonly line: vscode.TextEditorDecorationType;
  /** The rows of the expression: a background and, since themes need not show that, an arrow. */
  private readonly exact: vscode.TextEditorDecorationType;
  /** Rows that stand for others: the eye goes over them. */
  private readonly dim = vscode.window.createTextEditorDecorationType({ opacity: '0.65' });
  /** The expression in the source: the same, and a line under it. */
  private readonly expression: vscode.TextEditorDecorationType;
  private readonly tops = new Map<string, Top>();
  private readonly latest = new Map<string, { version: number; map: ListingMap }>();
  /** The row that each listing was last scrolled to. */
  private readonly revealed = new Map<string, ListingRow>();
  private readonly badge = new StaleBadge();
  private timer: NodeJS.Timeout | undefined;
  private sourceTimer: NodeJS.Timeout | undefined;
  private turn = 0;
  /**
   * What a move of the cursor still asks for; an update for another reason, which may come first,
   * does it too.
   */
  private due: { readonly editor: vscode.TextEditor; readonly reveal: Reveal } | null = null;

  constructor(private readonly maps: ListingMaps) {
    const background = new vscode.ThemeColor('nativecompile.matchingRowBackground');
    const border = new vscode.ThemeColor('nativecompile.matchingRowBorder');
    const arrow = {
      dark: { gutterIconPath: gutterIcon('#3794ff') },
      light: { gutterIconPath: gutterIcon('#0066bf') },
      gutterIconSize: '70%',
      rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    };
    this.line = vscode.window.createTextEditorDecorationType({
      isWholeLine: true,
      borderColor: border,
      borderStyle: 'dotted',
      borderWidth: '0 0 0 2px',
      rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    });
    this.expression = vscode.window.createTextEditorDecorationType({
      ...arrow,
      backgroundColor: background,
      borderColor: border,
      borderStyle: 'solid',
      borderWidth: '0 0 1px 0',
    });
    this.exact = vscode.window.createTextEditorDecorationType({
      ...arrow,
      isWholeLine: true,
      backgroundColor: background,
      overviewRulerColor: border,
      overviewRulerLane: vscode.OverviewRulerLane.Center,
    });
  }

  dispose(): void {
    clearTimeout(this.timer);
    clearTimeout(this.sourceTimer);
    this.expression.dispose();
    this.line.dispose();
    this.exact.dispose();
    this.dim.dispose();
    this.badge.dispose();
  }

  /**
   * @param isTyping whether the keyboard moved the cursor: keys come by the dozen, and mostly stay
   * where one looks
   */
  moved(editor: vscode.TextEditor, isTyping: boolean): void {
    if (editor !== vscode.window.activeTextEditor) return;
    this.due = { editor, reveal: isTyping ? 'elsewhere' : 'always' };
    this.later(() => this.update(editor));
  }

  editorsChanged(): void {
    const editor = vscode.window.activeTextEditor;
    if (editor) this.later(() => this.update(editor));
  }

  closed(document: vscode.TextDocument): void {
    this.maps.forget(document);
    this.tops.delete(document.uri.toString());
    this.latest.delete(document.uri.toString());
    this.revealed.delete(document.uri.toString());
  }

  scrolled({ document, visibleRanges }: vscode.TextEditor): void {
    const line = visibleRanges[0]?.start.line;
    if (line === undefined || !isListing(document.uri)) return;
    this.tops.set(document.uri.toString(), { line, version: document.version });
    void this.load(document).catch(() => {});
  }

  textChanged(document: vscode.TextDocument): void {
    if (isListing(document.uri)) void this.keepPlace(document).catch(() => {});
    else if (isPython(document)) this.sourceChanged(document);
  }

  /** The cursor need not move for the listings to become stale, or to be so no longer. */
  private sourceChanged({ uri }: vscode.TextDocument): void {
    clearTimeout(this.sourceTimer);
    this.sourceTimer = setTimeout(() => {
      for (const { document } of listingsOf(uri)) void this.load(document).catch(() => {});
    }, WAIT_MS);
  }

  private later(work: () => Promise<void>): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void work().catch(() => {}), WAIT_MS);
  }

  private async update(editor: vscode.TextEditor): Promise<void> {
    this.turn += 1;
    const turn = this.turn;
    const isCurrent = () => turn === this.turn;
    const { due } = this;
    const reveal = due?.editor === editor ? due.reveal : 'never';
    if (isListing(editor.document.uri)) await this.markSource(editor, reveal, isCurrent);
    else if (isPython(editor.document)) await this.markListings(editor, reveal, isCurrent);
    if (isCurrent() && this.due === due) this.due = null;
  }

  private async markListings(
    source: vscode.TextEditor,
    reveal: Reveal,
    isCurrent: () => boolean,
  ): Promise<void> {
    this.clear(source);
    const { start, end, active, isEmpty } = source.selection;
    for (const listing of listingsOf(source.document.uri)) {
      const map = await this.load(listing.document);
      if (!isCurrent()) return;
      const found = isEmpty
        ? rowsAt(map, active.line, active.character)
        : { exact: rowsBetween(map, start.line, end.line), all: [] };
      const exact = found.exact.length > 0 ? found.exact : found.all;
      const others = found.all.filter((row) => !exact.includes(row));
      listing.setDecorations(this.line, rowRanges(others));
      listing.setDecorations(this.exact, rowRanges(exact));
      const first = exact.find(({ cold }) => !cold) ?? exact[0];
      if (first !== undefined && source === vscode.window.activeTextEditor) {
        this.reveal(listing, first, reveal);
      }
    }
  }

  /** Who scrolled the listing and types on in the same expression keeps what is shown. */
  private reveal(listing: vscode.TextEditor, row: ListingRow, when: Reveal): void {
    const key = listing.document.uri.toString();
    const before = this.revealed.get(key);
    const isElsewhere = before === undefined || !isSameInstruction(before, row);
    if (when === 'never' || (when === 'elsewhere' && !isElsewhere)) return;
    this.revealed.set(key, row);
    const range = new vscode.Range(row.row, 0, row.row, 0);
    listing.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  private async markSource(
    listing: vscode.TextEditor,
    reveal: Reveal,
    isCurrent: () => boolean,
  ): Promise<void> {
    this.clear(listing);
    const map = await this.load(listing.document);
    if (!isCurrent()) return;
    const at = listing.selection.active.line;
    const row = map.rows.find((entry) => entry.row === at);
    for (const source of vscode.window.visibleTextEditors) {
      if (!isPython(source.document) || !sameUri(source.document.uri, map.sourceUri)) continue;
      const range = row === undefined ? null : sourceRange(row, source.document);
      source.setDecorations(this.exact, []);
      source.setDecorations(this.expression, range === null ? [] : [range]);
      source.setDecorations(this.line, []);
      if (reveal !== 'never' && range !== null && listing === vscode.window.activeTextEditor) {
        source.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
      }
    }
    // The instruction's other rows, so that one sees what belongs together. Its own has the cursor.
    const same =
      row === undefined ? [] : map.rows.filter((other) => other !== row && isSamePlace(other, row));
    listing.setDecorations(this.line, rowRanges(same));
  }

  private clear(editor: vscode.TextEditor): void {
    editor.setDecorations(this.line, []);
    editor.setDecorations(this.exact, []);
    editor.setDecorations(this.expression, []);
  }

  private async load(document: vscode.TextDocument): Promise<ListingMap> {
    const { version } = document;
    const map = await this.maps.get(document);
    const key = document.uri.toString();
    if ((this.latest.get(key)?.version ?? 0) <= version) this.latest.set(key, { version, map });
    this.badge.set(document.uri, map.stale === true);
    const folded = map.rows.filter(({ opens }) => opens !== undefined);
    for (const editor of vscode.window.visibleTextEditors) {
      if (editor.document === document) editor.setDecorations(this.dim, rowRanges(folded, 200));
    }
    return map;
  }

  /** The instruction at the top edge of the text before comes to the top edge of the new one. */
  private async keepPlace(document: vscode.TextDocument): Promise<void> {
    const key = document.uri.toString();
    const before = this.tops.get(key);
    const known = this.latest.get(key);
    const anchor =
      before !== undefined && known?.version === before.version
        ? known.map.rows.find(({ row }) => row >= before.line)
        : undefined;
    const map = await this.load(document);
    // Who looks at the top sees the banner that may come there.
    const row = before && before.line > 0 && anchor ? sameRow(map, anchor) : undefined;
    if (row !== undefined && before !== undefined && anchor !== undefined) {
      const line = Math.max(0, row.row - (anchor.row - before.line));
      for (const editor of vscode.window.visibleTextEditors) {
        if (editor.document !== document) continue;
        const shown = editor.visibleRanges[0]?.start.line;
        // Who scrolled while the map came, or has another part of the listing in a second editor,
        // stays there.
        const hasMoved = shown !== before.line && before.line < document.lineCount;
        if (shown !== line && !hasMoved) scrollTo(editor, line);
      }
    }
    this.editorsChanged();
  }
}

const COMPOUND = /^(?:async|class|def|elif|except|for|if|try|while|with)\b/;

function listingsOf(source: vscode.Uri): vscode.TextEditor[] {
  return vscode.window.visibleTextEditors.filter(({ document }) => {
    const address = parseListingUri(document.uri);
    return address !== null && isPresent(address) && sameUri(address.src, source);
  });
}

function rowsBetween(map: ListingMap, first: number, last: number): ListingRow[] {
  return map.rows.filter(({ line }) => line !== null && first <= line && line <= last);
}

/** @param columns that are meant; what marks whole rows needs none */
function rowRanges(rows: readonly ListingRow[], columns = 0): vscode.Range[] {
  return rows.map(({ row }) => new vscode.Range(row, 0, row, columns));
}

function sourceRange(row: ListingRow, document: vscode.TextDocument): vscode.Range | null {
  if (row.line === null || row.line >= document.lineCount) return null;
  const start = row.startColumn ?? 0;
  const end = Math.min(row.endLine ?? row.line, document.lineCount - 1);
  // CPython gives the code of a header the place of the whole statement, body and all.
  if (end > row.line && COMPOUND.test(document.lineAt(row.line).text.slice(start))) {
    const header = document.lineAt(row.line).text.trimEnd().length;
    return new vscode.Range(row.line, start, row.line, header);
  }
  const endColumn = row.endColumn ?? document.lineAt(end).text.length;
  return new vscode.Range(row.line, start, end, endColumn);
}

/** An arrow-head, drawn here since a gutter takes a picture and not a theme's colour. */
function gutterIcon(colour: string): vscode.Uri {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">' +
    `<path fill="${colour}" d="M4 2l8 6-8 6z"/></svg>`;
  return vscode.Uri.parse(`data:image/svg+xml;base64,${btoa(svg)}`);
}
