/**
 * Comparisons: the listing as it was at the previous save, or when it was pinned, beside the listing as it is.
 *
 * The server keeps the old texts; VS Code's own comparison shows them.
 */

import * as vscode from 'vscode';
import { Method, type SnapshotParams, type SnapshotResult } from '../../server/src/lsp/messages.js';
import type { Client } from './client.js';
import { command } from './command.js';
import { isPython } from './editors.js';
import { listingUri, type PartialAddress, parseListingUri } from './listingAddress.js';
import { Refusal } from './refusal.js';

export function registerComparisons(client: Client): vscode.Disposable[] {
  const ask = (address: PartialAddress, kind: SnapshotParams['kind']) =>
    client.request<SnapshotParams, SnapshotResult>(Method.snapshot, {
      uri: listingUri(address).toString(),
      kind,
    });
  const compare = (rev: 'previous' | 'pinned', name: string, missing: string) => async () => {
    const address = addressOfActiveEditor();
    const { text, reason } = await ask(address, rev);
    if (text === null) throw new Refusal(reason ?? missing, PIN_REMEDY[rev]);
    const old = listingUri({ ...address, revision: rev });
    client.listings.refresh(old);
    await vscode.commands.executeCommand(
      'vscode.diff',
      old,
      listingUri({ ...address, revision: 'now' }),
      `${titleOf(address)} (${name} ↔ now)`,
      { preview: false },
    );
  };
  return [
    command(
      client,
      'compareWithPrevious',
      compare('previous', 'previous save', 'There is no previous save to compare with yet.'),
    ),
    command(
      client,
      'compareWithPinned',
      compare('pinned', 'pinned', 'Nothing is pinned for this file yet.'),
    ),
    command(client, 'pinSnapshot', async () => {
      const address = addressOfActiveEditor();
      const { text, reason } = await ask(address, 'pin');
      if (text === null) throw new Refusal(reason ?? 'There is no assembly to pin.');
      vscode.window.setStatusBarMessage(`Pinned the assembly of ${titleOf(address)}`, 4000);
    }),
  ];
}

const PIN_REMEDY = {
  previous: [],
  pinned: [{ title: 'Pin Now', command: 'nativecompile.pinSnapshot' }],
};

function addressOfActiveEditor(): PartialAddress {
  const document = vscode.window.activeTextEditor?.document;
  const address = document && parseListingUri(document.uri);
  if (address) return { ...address, revision: null };
  if (document && isPython(document)) {
    return { src: document.uri.toString(), view: 'assembly' };
  }
  throw new Refusal('Open a Python file or its assembly first.');
}

function titleOf({ src, scope }: PartialAddress): string {
  const name = vscode.Uri.parse(src).path.split('/').at(-1) ?? src;
  return scope == null ? name : `${name} ${scope}`;
}
