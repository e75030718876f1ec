/**
 * Listings come back when a window is loaded again; VS Code itself restores files only.
 *
 * Maps from: the tabs at the end of the window before. Maps to: the same listings, in the columns
 * where they stood.
 */

import * as vscode from 'vscode';
import { isListing } from './listingAddress.js';

const KEY = 'openListings';

interface OpenListing {
  readonly uri: string;
  readonly column: number;
  readonly isActive: boolean;
}

export function registerRestoring(memento: vscode.Memento): vscode.Disposable[] {
  const before = memento.get<OpenListing[]>(KEY, []);
  void restore(before).finally(remember);
  return [vscode.window.tabGroups.onDidChangeTabs(remember)];

  function remember(): void {
    void memento.update(KEY, openListings());
  }
}

async function restore(listings: readonly OpenListing[]): Promise<void> {
  const there = new Set(openListings().map(({ uri }) => uri));
  for (const { uri, column, isActive } of listings) {
    if (there.has(uri)) continue;
    const options = { viewColumn: column, preserveFocus: true, preview: !isActive };
    // One that cannot be shown any more does not keep the others from coming back.
    await vscode.window.showTextDocument(vscode.Uri.parse(uri), options).then(undefined, () => {});
  }
}

function openListings(): OpenListing[] {
  return vscode.window.tabGroups.all.flatMap(({ viewColumn, tabs }) =>
    tabs.flatMap(({ input, isActive }) =>
      input instanceof vscode.TabInputText && isListing(input.uri)
        ? [{ uri: input.uri.toString(), column: viewColumn, isActive }]
        : [],
    ),
  );
}
