/**
 * Comparisons: the listing as it was at the previous save, or when it was pinned, beside the
 * listing as it is.
 *
 * The server keeps the old texts; VS Code's own comparison shows them.
 */

import * as vscode from 'vscode';
import {
  type FunctionsParams,
  type FunctionsResult,
  Method,
  type SnapshotParams,
  type SnapshotResult,
} from '../../server/src/lsp/messages.js';
import type { Client } from './client.js';
import { command } from './command.js';
import { isPython } from './editors.js';
import { listingUri, type PartialAddress, parseListingUri } from './listingAddress.js';
import { Refusal } from './refusal.js';
import { currentTarget, otherTarget } from './target.js';

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
    command(client, 'compareWith', () => compareWith(client)),
    command(client, 'pinSnapshot', async () => {
      const address = addressOfActiveEditor();
      const { text, reason } = await ask(address, 'pin');
      if (text === null) throw new Refusal(reason ?? 'There is no assembly to pin.');
      vscode.window.setStatusBarMessage(`Pinned the assembly of ${titleOf(address)}`, 4000);
    }),
  ];
}

interface Other extends vscode.QuickPickItem {
  /** What is to be compared with; undefined: a function that is chosen next. */
  readonly address?: PartialAddress;
  readonly command?: string;
}

/**
 * The code in the editor beside other code: another target's, another function's, an earlier
 * state's.
 */
async function compareWith(client: Client): Promise<void> {
  const address = await functionOfActiveEditor(client);
  const target = address.target ?? currentTarget();
  const others: Other[] = [
    {
      label: `The Same for ${otherTarget(target)}`,
      address: { ...address, target: otherTarget(target) },
    },
    { label: 'Another Function…', description: 'of this file' },
    { label: 'The Previous Save', command: 'compareWithPrevious' },
    { label: 'The Pinned Snapshot', command: 'compareWithPinned' },
  ];
  const chosen = await vscode.window.showQuickPick(others, {
    title: `Compare ${titleOf(address)} With`,
  });
  if (chosen === undefined) return;
  if (chosen.command !== undefined) {
    await vscode.commands.executeCommand(`nativecompile.${chosen.command}`);
    return;
  }
  const other = chosen.address ?? (await anotherFunction(client, address));
  if (other === undefined) return;
  const name = (one: PartialAddress): string =>
    one.scope === address.scope && one.scope === other.scope
      ? `${one.target ?? target}`
      : titleOf(one);
  await vscode.commands.executeCommand(
    'vscode.diff',
    listingUri({ ...address, revision: 'now' }),
    listingUri({ ...other, revision: 'now' }),
    `${titleOf(address)}: ${name({ ...address, target })} ↔ ${name(other)}`,
    { preview: false },
  );
}

async function anotherFunction(
  client: Client,
  address: PartialAddress,
): Promise<PartialAddress | undefined> {
  const { functions } = await client.request<FunctionsParams, FunctionsResult>(Method.functions, {
    uri: address.src,
    position: { line: 0, character: 0 },
  });
  const others = functions.filter(({ scope }) => scope !== address.scope);
  const chosen = await vscode.window.showQuickPick(
    others.map(({ scope, bytes, line }) => ({
      label: scope,
      description: `line ${line + 1}`,
      detail: bytes === null ? 'interpreted' : `${bytes.toLocaleString('en-US')} bytes`,
      scope,
    })),
    { title: `Compare ${titleOf(address)} With`, matchOnDescription: true },
  );
  return chosen && { ...address, scope: chosen.scope };
}

/** In a Python file the function at the cursor. */
async function functionOfActiveEditor(client: Client): Promise<PartialAddress> {
  const address = addressOfActiveEditor();
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || !isPython(editor.document)) return address;
  const { line, character } = editor.selection.active;
  const { scope } = await client.request<FunctionsParams, FunctionsResult>(Method.functions, {
    uri: address.src,
    position: { line, character },
  });
  return { ...address, scope };
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
