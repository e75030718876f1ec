/**
 * Listings follow their source when it gets another name or folder; they would otherwise go on
 * showing what is no more.
 *
 * Maps from: renames in VS Code. Maps to: the same listing of the file's new address, in the same
 * column and at the same place.
 */

import * as vscode from 'vscode';
import { scrollTo, visibleEditor } from './editors.js';
import { listingUri, parseListingUri } from './listingAddress.js';

export function registerFollowing(): vscode.Disposable[] {
  return [vscode.workspace.onDidRenameFiles(({ files }) => void follow(files))];
}

type Renamed = vscode.FileRenameEvent['files'];

async function follow(files: Renamed): Promise<void> {
  for (const group of vscode.window.tabGroups.all) {
    const moved = group.tabs.flatMap((tab) => {
      const next = movedListing(tab, files);
      return next === null ? [] : [{ tab, next }];
    });
    if (moved.length === 0) continue;
    const active = group.activeTab;
    // The one in front comes last, so that it is in front again.
    moved.sort((a, b) => Number(a.tab === active) - Number(b.tab === active));
    for (const { tab, next } of moved) {
      await showInPlaceOf(tab, next).then(undefined, () => {});
    }
    if (!moved.some(({ tab }) => tab === active)) await showAgain(active);
  }
}

/** The address that a tab's listing has after the renames; null where nothing changes. */
function movedListing({ input }: vscode.Tab, files: Renamed): vscode.Uri | null {
  if (!(input instanceof vscode.TabInputText)) return null;
  const address = parseListingUri(input.uri);
  if (address === null) return null;
  const source = vscode.Uri.parse(address.src);
  for (const { oldUri, newUri } of files) {
    if (source.scheme !== oldUri.scheme || source.authority !== oldUri.authority) continue;
    const rest = source.path === oldUri.path ? '' : source.path.slice(oldUri.path.length);
    if (!source.path.startsWith(oldUri.path) || !/^(\/|$)/.test(rest)) continue;
    return listingUri({
      ...address,
      src: newUri.with({ path: newUri.path + rest }).toString(),
    });
  }
  return null;
}

async function showInPlaceOf(tab: vscode.Tab, next: vscode.Uri): Promise<void> {
  const { input, group, isPreview } = tab;
  const before = input instanceof vscode.TabInputText ? visibleEditor(input.uri) : undefined;
  const top = before?.visibleRanges[0]?.start.line;
  const shown = await vscode.window.showTextDocument(next, {
    viewColumn: group.viewColumn,
    preserveFocus: true,
    preview: isPreview,
    ...(before && { selection: before.selection }),
  });
  if (top !== undefined) scrollTo(shown, top);
  await vscode.window.tabGroups.close(tab, true);
}

async function showAgain(tab: vscode.Tab | undefined): Promise<void> {
  if (!(tab?.input instanceof vscode.TabInputText)) return;
  const { group, isPreview } = tab;
  const options = { viewColumn: group.viewColumn, preserveFocus: true, preview: isPreview };
  await vscode.window.showTextDocument(tab.input.uri, options).then(undefined, () => {});
}
