/**
 * How the listing in the editor is written: shown in the status bar, told to the menus, and changed
 * from a list.
 *
 * Maps from: the address of a listing and the settings. Maps to: an item of the status bar, context
 * keys, and choices that run the commands of listings.ts.
 */

import * as vscode from 'vscode';
import { type Detail, defaultDetail, isDetail } from '../../server/src/language/views.js';
import type { Client } from './client.js';
import { command } from './command.js';
import { listingEditor } from './editors.js';
import { type ListingAddress, parseListingUri } from './listingAddress.js';
import { currentTarget, otherTarget } from './target.js';

/** As it is shown: what the address leaves open the settings say. */
interface State {
  readonly view: 'assembly' | 'bytecode' | 'mixed';
  readonly detail: Detail;
  readonly target: string;
  readonly syntax: 'intel' | 'att';
  readonly bytes: boolean;
  readonly source: boolean;
}

const detailNames: Readonly<Record<Detail, string>> = {
  essential: 'Essential',
  hot: 'Straight Path',
  all: 'Everything',
};

export function registerListingState(client: Client): vscode.Disposable[] {
  const item = vscode.window.createStatusBarItem(
    'nativecompile.listing',
    vscode.StatusBarAlignment.Right,
    100,
  );
  item.name = 'Native Compile Listing';
  item.command = 'nativecompile.listingOptions';
  const show = (): void => {
    const state = stateOfActive();
    const context = (key: string, value: unknown) =>
      vscode.commands.executeCommand('setContext', `nativecompile.${key}`, value);
    context('listingBytes', state?.bytes === true);
    context('listingSource', state?.source === true);
    context('listingAtt', state?.syntax === 'att');
    if (state === null) {
      item.hide();
      return;
    }
    item.text = `$(list-filter) ${summary(state)}`;
    item.tooltip =
      'How this listing is written. Click to change it; D changes the level of detail.';
    item.show();
  };
  show();
  return [
    item,
    vscode.window.onDidChangeActiveTextEditor(show),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('nativecompile')) show();
    }),
    command(client, 'listingOptions', choose),
  ];
}

function summary({ view, detail, target, syntax, bytes }: State): string {
  if (view === 'bytecode') return 'Bytecode';
  const facts = [detailNames[detail], target, syntax === 'att' ? 'AT&T' : 'Intel'];
  return [...facts, ...(bytes ? ['bytes'] : [])].join(' · ');
}

function stateOfActive(): State | null {
  const uri = vscode.window.activeTextEditor?.document.uri;
  const address = uri && parseListingUri(uri);
  return address ? stateOf(address) : null;
}

function stateOf(address: ListingAddress): State {
  const settings = vscode.workspace.getConfiguration(
    'nativecompile.view',
    vscode.Uri.parse(address.src),
  );
  const detail = address.detail ?? settings.get('detail');
  return {
    view: address.view ?? 'assembly',
    detail: isDetail(detail) ? detail : defaultDetail,
    target: address.target ?? currentTarget(),
    syntax: address.syntax ?? (settings.get('syntax') === 'att' ? 'att' : 'intel'),
    bytes: address.bytes ?? settings.get('showBytes') === true,
    source: address.source ?? settings.get('interleaveSource') !== false,
  };
}

interface Choice extends vscode.QuickPickItem {
  readonly run?: { readonly command: string; readonly args?: readonly unknown[] };
}

async function choose(): Promise<void> {
  const address = parseListingUri(listingEditor().document.uri);
  if (address === null) return;
  const chosen = await vscode.window.showQuickPick(choices(stateOf(address)), {
    title: 'How the Listing Is Written: a check marks what is shown now',
  });
  if (chosen?.run === undefined) return;
  const { command: id, args = [] } = chosen.run;
  await vscode.commands.executeCommand(`nativecompile.${id}`, ...args);
}

function choices(state: State): Choice[] {
  const mark = (isOn: boolean, text: string): string => `${isOn ? '$(check)' : '$(blank)'} ${text}`;
  const heading = (label: string): Choice => ({
    label,
    kind: vscode.QuickPickItemKind.Separator,
  });
  const detail = (name: Detail, description: string): Choice => ({
    label: mark(state.detail === name, detailNames[name]),
    description,
    run: { command: 'setDetail', args: [name] },
  });
  const view = (name: State['view'], label: string): Choice => ({
    label: mark(state.view === name, label),
    run: { command: 'setView', args: [name] },
  });
  return [
    heading('level of detail'),
    detail('essential', 'what does the work; checks and bookkeeping are one row each'),
    detail('hot', 'all of the straight path; code out of line is one row a line'),
    detail('all', 'in the order of addresses'),
    heading('view'),
    view('assembly', 'Assembly'),
    view('bytecode', 'Bytecode'),
    view('mixed', 'Source, Bytecode and Assembly'),
    heading('writing'),
    {
      label: mark(
        false,
        `Show It for ${otherTarget(state.target === 'x86-64' ? 'x86-64' : 'x86-32')}`,
      ),
      run: { command: 'toggleTarget' },
    },
    { label: mark(state.syntax === 'att', 'AT&T Syntax'), run: { command: 'toggleSyntax' } },
    { label: mark(state.bytes, 'Bytes'), run: { command: 'toggleBytes' } },
    { label: mark(state.source, 'Source Lines'), run: { command: 'toggleSource' } },
  ];
}
