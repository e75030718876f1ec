/**
 * Listings in editors: opening them beside the source, going from one to the other, changing how
 * they are written.
 *
 * Knows where editors stand; the texts are the server's.
 */

import * as vscode from 'vscode';
import {
  defaultDetail,
  type Detail,
  details,
  isDetail,
  isView,
  type View,
} from '../../server/src/language/views.js';
import {
  type FunctionsParams,
  type FunctionsResult,
  type ListingMap,
  type ListingRow,
  Method,
} from '../../server/src/lsp/messages.js';
import type { Client } from './client.js';
import { command } from './command.js';
import {
  besideColumn,
  listingEditor,
  pythonEditor,
  sameUri,
  scrollTo,
  visibleEditor,
} from './editors.js';
import {
  isListing,
  type ListingAddress,
  listingUri,
  type PartialAddress,
  parseListingUri,
} from './listingAddress.js';
import { ListingMaps } from './listingMaps.js';
import { rowsAt, sameRow } from './listingRows.js';
import { Refusal } from './refusal.js';
import { change } from './settings.js';
import { currentTarget, otherTarget } from './target.js';

export function registerListings(client: Client): vscode.Disposable[] {
  const maps = new ListingMaps(client);
  const toggle = oneAfterTheOther((change: Change) => rewrite(maps, change));
  const show = (view: View, isWhole: boolean) => async (uri?: vscode.Uri) => {
    const editor = await pythonEditor(uri);
    await compileIfManual(client, editor.document);
    const src = editor.document.uri.toString();
    const scope = isWhole ? null : await scopeAtCursor(client, editor);
    await revealMatch(maps, editor, await openBeside(editor, { src, scope, view }));
  };
  return [
    command(client, 'showAssembly', show('assembly', false)),
    command(client, 'showAssemblyOfFile', show('assembly', true)),
    command(client, 'showBytecode', show('bytecode', false)),
    command(client, 'showMixed', show('mixed', false)),
    command(client, 'showAssemblyForSelection', (uri?: vscode.Uri) => showSelection(maps, uri)),
    command(client, 'goToAssembly', (uri?: vscode.Uri) => goToAssembly(client, maps, uri)),
    command(client, 'goToSource', () => goToSource(maps)),
    command(client, 'toggleBytes', () =>
      toggle((address) => ({ bytes: !(address.bytes ?? setting('showBytes')) })),
    ),
    command(client, 'toggleSyntax', () =>
      toggle(({ syntax }) => ({
        syntax: (syntax ?? setting('syntax')) === 'att' ? 'intel' : 'att',
      })),
    ),
    command(client, 'toggleTarget', () =>
      toggle(({ target }) => ({ target: otherTarget(target ?? currentTarget()) })),
    ),
    command(client, 'toggleSource', () =>
      toggle((address) => ({
        source: !(address.source ?? setting('interleaveSource')),
      })),
    ),
    command(client, 'setView', (view: unknown) =>
      toggle(() => (typeof view === 'string' && isView(view) ? { view } : {})),
    ),
    command(client, 'setDetail', (detail: unknown) =>
      isDetail(detail) ? changeDetail(toggle, () => detail) : undefined,
    ),
    command(client, 'nextDetail', () =>
      changeDetail(toggle, (detail) => details[(details.indexOf(detail) + 1) % details.length]!),
    ),
    // The key is pressed on any row, and means nothing on most of them.
    command(client, 'unfoldRow', (how?: { readonly quiet?: boolean }) =>
      unfoldRow(maps, toggle, how?.quiet === true),
    ),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('nativecompile.target')) void retitle(maps);
    }),
    // What menus say instead of "toggle": they tell how it is now.
    command(client, 'showBytes', () => toggle(() => ({ bytes: true }))),
    command(client, 'hideBytes', () => toggle(() => ({ bytes: false }))),
    command(client, 'useAttSyntax', () => toggle(() => ({ syntax: 'att' }))),
    command(client, 'useIntelSyntax', () => toggle(() => ({ syntax: 'intel' }))),
    command(client, 'showSourceLines', () => toggle(() => ({ source: true }))),
    command(client, 'hideSourceLines', () => toggle(() => ({ source: false }))),
    // What links in hovers and code lenses give: the address of a listing, perhaps with a row.
    command(client, 'openListing', async (uri: string, row?: number) => {
      const address = parseListingUri(vscode.Uri.parse(uri));
      if (address === null) throw new Refusal(`This is no address of a listing: ${uri}`);
      const source = visibleEditor(vscode.Uri.parse(address.src));
      const shown = source
        ? await openBeside(source, address)
        : await openInColumn(address, vscode.ViewColumn.Beside);
      if (row !== undefined) select(shown, new vscode.Range(row, 0, row, 0));
    }),
  ];
}

/** The function that the cursor is in; null: the file is not compiled. */
async function scopeAtCursor(client: Client, editor: vscode.TextEditor): Promise<string | null> {
  const { line, character } = editor.selection.active;
  const { scope } = await client.request<FunctionsParams, FunctionsResult>(Method.functions, {
    uri: editor.document.uri.toString(),
    position: { line, character },
  });
  return scope;
}

type Change = (address: ListingAddress) => Partial<ListingAddress>;

/** A second toggle waits for the first, so that it starts from where that one ends. */
function oneAfterTheOther(work: (change: Change) => Promise<void>) {
  let before: Promise<void> = Promise.resolve();
  return (change: Change): Promise<void> => {
    const next = before.catch(() => {}).then(() => work(change));
    before = next;
    return next;
  };
}

function setting(name: string): unknown {
  return vscode.workspace.getConfiguration('nativecompile.view').get(name);
}

/** Where nothing is compiled unasked, asking for a listing is asking for it. */
async function compileIfManual(client: Client, { uri }: vscode.TextDocument): Promise<void> {
  const trigger = vscode.workspace.getConfiguration('nativecompile.compile', uri).get('trigger');
  if (trigger === 'manual') await client.request(Method.compile, { uri: uri.toString() });
}

/** In the column where a listing of the same source stands already; otherwise beside the source. */
async function openBeside(
  source: vscode.TextEditor,
  address: PartialAddress,
): Promise<vscode.TextEditor> {
  const beside = vscode.window.visibleTextEditors.find(
    ({ document }) => parseListingUri(document.uri)?.src === address.src,
  );
  const column = beside?.viewColumn ?? besideColumn(source);
  const shown = await openInColumn(address, column, true);
  await closeOtherViews(shown.document.uri, address, column);
  return shown;
}

async function openInColumn(
  address: PartialAddress,
  viewColumn: vscode.ViewColumn,
  preserveFocus = false,
): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(listingUri(address));
  return await vscode.window.showTextDocument(document, {
    viewColumn,
    preserveFocus,
    preview: false,
  });
}

async function revealMatch(
  maps: ListingMaps,
  source: vscode.TextEditor,
  listing: vscode.TextEditor,
): Promise<boolean> {
  const map = await maps.get(listing.document);
  const { line, character } = source.selection.active;
  const { exact, all } = rowsAt(map, line, character);
  const row = exact.find(({ cold }) => !cold) ?? all.find(({ cold }) => !cold) ?? all[0];
  if (row === undefined) return false;
  select(listing, new vscode.Range(row.row, 0, row.row, 0));
  return true;
}

/** VS Code may have made another editor of the same document in its place since it was opened. */
function select(opened: vscode.TextEditor, range: vscode.Range): void {
  const visible = vscode.window.visibleTextEditors;
  const editor = visible.includes(opened)
    ? opened
    : (visible.find(({ document }) => document === opened.document) ?? opened);
  editor.selection = new vscode.Selection(range.start, range.start);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

async function showSelection(maps: ListingMaps, uri?: vscode.Uri): Promise<void> {
  const editor = await pythonEditor(uri);
  const { selection, document } = editor;
  const source = document.uri.toString();
  const whole = await vscode.workspace.openTextDocument(
    listingUri({ src: source, view: 'assembly' }),
  );
  const rows = (await maps.get(whole)).rows.filter(
    ({ line }) => line !== null && selection.start.line <= line && line <= selection.end.line,
  );
  if (rows.length === 0) throw new Refusal('No machine code belongs to the selected lines.');
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(row.function, (counts.get(row.function) ?? 0) + 1);
  const [scope] = [...counts].reduce((most, next) => (next[1] > most[1] ? next : most));
  const shown = await openBeside(editor, { src: source, scope, view: 'assembly' });
  await revealMatch(maps, editor, shown);
}

async function goToAssembly(client: Client, maps: ListingMaps, uri?: vscode.Uri): Promise<void> {
  const editor = await pythonEditor(uri);
  const src = editor.document.uri.toString();
  const open = vscode.window.visibleTextEditors.find(
    ({ document }) => parseListingUri(document.uri)?.src === src,
  );
  const scope = await scopeAtCursor(client, editor);
  const shown = open === undefined ? null : parseListingUri(open.document.uri);
  const isShown = shown !== null && (shown.scope === null || shown.scope === scope);
  const listing =
    open !== undefined && isShown
      ? open
      : await openBeside(editor, { src, scope, view: 'assembly' });
  if (!(await revealMatch(maps, editor, listing))) {
    throw new Refusal('This line has no machine code of its own.');
  }
  await vscode.window.showTextDocument(listing.document, listing.viewColumn);
}

async function goToSource(maps: ListingMaps): Promise<void> {
  const listing = listingEditor();
  const map = await maps.get(listing.document);
  const at = listing.selection.active.line;
  const row = rowNear(map, at);
  if (row?.line == null) throw new Refusal('No source line asked for this code.');
  const uri = vscode.Uri.parse(map.sourceUri);
  const column = visibleEditor(uri)?.viewColumn ?? vscode.ViewColumn.One;
  const editor = await vscode.window.showTextDocument(uri, { viewColumn: column, preview: false });
  select(editor, new vscode.Range(row.line, row.startColumn ?? 0, row.line, row.startColumn ?? 0));
}

/** The row itself, or, on a comment or a label, the first after it. */
function rowNear(map: ListingMap, row: number): ListingRow | undefined {
  return map.rows.find((entry) => entry.row === row) ?? map.rows.find((entry) => entry.row > row);
}

/** The level is remembered, for listings that are opened later. */
async function changeDetail(
  toggle: (change: Change) => Promise<void>,
  choose: (detail: Detail) => Detail,
): Promise<void> {
  let chosen: Detail = defaultDetail;
  await toggle(({ detail }) => {
    const known = detail ?? setting('detail');
    chosen = choose(isDetail(known) ? known : defaultDetail);
    return { detail: chosen };
  });
  await change('view.detail', chosen);
}

/** Shows what the row of the cursor stands for, or hides it again. */
async function unfoldRow(
  maps: ListingMaps,
  toggle: (change: Change) => Promise<void>,
  isQuiet: boolean,
): Promise<void> {
  const { document, selection } = listingEditor();
  const map = await maps.get(document);
  const at = selection.active.line;
  const opens = map.rows.findLast(({ row, opens }) => row <= at && opens !== undefined)?.opens;
  const isOn = map.rows.some((entry) => entry.row === at && entry.opens !== undefined);
  const open = parseListingUri(document.uri)?.open ?? [];
  // A row that is shown under another one belongs to it.
  if (opens === undefined || !(isOn || open.includes(opens))) {
    if (isQuiet) return;
    throw new Refusal('Only rows that begin with ▸ stand for others.');
  }
  await toggle(({ open: before }) => {
    const others = (before ?? []).filter((name) => name !== opens);
    return { open: before?.includes(opens) === true ? others : [...others, opens] };
  });
}

/** Tabs name the target of the settings where their listing has none of its own. */
async function retitle(maps: ListingMaps): Promise<void> {
  for (const { document, viewColumn = vscode.ViewColumn.Active } of [
    ...vscode.window.visibleTextEditors,
  ]) {
    const address = parseListingUri(document.uri);
    if (address === null || address.revision !== null || address.target !== null) continue;
    const next = listingUri(address);
    if (sameUri(next, document.uri)) continue;
    await reopen(maps, document.uri, next, viewColumn);
  }
}

/**
 * Opens the same listing written in another way, at the same instruction, in place of the one there
 * was.
 */
async function rewrite(maps: ListingMaps, change: Change): Promise<void> {
  const before = listingEditor();
  const address = parseListingUri(before.document.uri);
  if (address === null) throw new Refusal('This listing has no source.');
  const next = listingUri({ ...address, ...change(address) });
  if (sameUri(next, before.document.uri)) return;
  await reopen(maps, before.document.uri, next, before.viewColumn ?? vscode.ViewColumn.Active);
}

async function reopen(
  maps: ListingMaps,
  uri: vscode.Uri,
  next: vscode.Uri,
  column: vscode.ViewColumn,
): Promise<void> {
  const before = visibleEditor(uri);
  if (before === undefined) return;
  const isActive = before === vscode.window.activeTextEditor;
  const anchor = rowNear(await maps.get(before.document), before.selection.active.line);
  const top = before.visibleRanges[0]?.start.line ?? 0;
  const above = before.selection.active.line - top;
  const document = await vscode.workspace.openTextDocument(next);
  const row = anchor && sameRow(await maps.get(document), anchor);
  // With its place from the start, so that it does not show the top first.
  const after = await vscode.window.showTextDocument(document, {
    viewColumn: column,
    preview: false,
    preserveFocus: !isActive,
    ...(row && { selection: new vscode.Range(row.row, 0, row.row, 0) }),
  });
  if (row !== undefined) scrollTo(after, Math.max(0, row.row - above));
  await closeTab(uri, column);
}

async function closeTab(uri: vscode.Uri, column: vscode.ViewColumn): Promise<void> {
  await vscode.window.tabGroups.close(
    listingTabs(column)
      .filter((tab) => sameUri(tab.uri, uri))
      .map(({ tab }) => tab),
    true,
  );
}

/**
 * Two tabs of one name would be one too many: another view of the same code takes the place of the
 * one before.
 */
async function closeOtherViews(
  shown: vscode.Uri,
  { src, scope = null }: PartialAddress,
  column: vscode.ViewColumn,
): Promise<void> {
  const others = listingTabs(column).filter(({ uri }) => {
    const address = parseListingUri(uri);
    if (address === null || address.revision !== null || sameUri(uri, shown)) return false;
    return address.src === src && address.scope === scope;
  });
  await vscode.window.tabGroups.close(
    others.map(({ tab }) => tab),
    true,
  );
}

function listingTabs(column: vscode.ViewColumn): { tab: vscode.Tab; uri: vscode.Uri }[] {
  return vscode.window.tabGroups.all
    .filter(({ viewColumn }) => viewColumn === column)
    .flatMap(({ tabs }) => tabs)
    .flatMap((tab) =>
      tab.input instanceof vscode.TabInputText && isListing(tab.input.uri)
        ? [{ tab, uri: tab.input.uri }]
        : [],
    );
}
