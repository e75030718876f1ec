/**
 * Saving what others need to see a fault of native code for themselves.
 *
 * Maps from: a file with a finding of a run. Maps to: a Markdown document, which the server writes,
 * where the user says. It is opened, so that one sees what is in it before one passes it on.
 */

import * as vscode from 'vscode';
import {
  Method,
  type ReproductionParams,
  type ReproductionResult,
} from '../../server/src/lsp/messages.js';
import type { Client } from './client.js';
import { command } from './command.js';
import { pythonEditor } from './editors.js';
import { Refusal } from './refusal.js';

export function registerReproduction(client: Client): vscode.Disposable[] {
  // What the quick fix gives: the address of the document.
  return [command(client, 'saveReproduction', (uri?: string) => save(client, uri))];
}

async function save(client: Client, given: string | undefined): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    throw new Refusal('This folder is in Restricted Mode: nothing is written from it.');
  }
  const uri = given === undefined ? (await pythonEditor()).document.uri : vscode.Uri.parse(given);
  const { text, fileName } = await client.request<ReproductionParams, ReproductionResult>(
    Method.reproduction,
    { uri: uri.toString() },
  );
  const target = await vscode.window.showSaveDialog({
    title: 'Save a Reproduction',
    defaultUri: vscode.Uri.joinPath(uri, '..', fileName),
    filters: { Markdown: ['md'] },
  });
  if (target === undefined) return;
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
  await vscode.window.showTextDocument(target, { preview: false });
}
