/**
 * Machine code as something to take away: on the clipboard in three notations, or as an ELF object file.
 *
 * Maps from: the server's bytes and relocations. Maps to: text that an assembler, a C compiler or a hex tool reads.
 */

import * as vscode from 'vscode';
import {
  type ExportObjectParams,
  type ExportObjectResult,
  type MachineCode,
  type MachineCodeParams,
  Method,
} from '../../server/src/lsp/messages.js';
import type { Client } from './client.js';
import { command } from './command.js';
import { isPython, pythonEditor, visibleEditor } from './editors.js';
import { isListing } from './listingAddress.js';
import { notations } from './notations.js';
import { Refusal } from './refusal.js';

/** What VS Code gives a command in the menu of line numbers, and what a link in a hover gives as JSON. */
interface LineContext {
  readonly uri: vscode.Uri | string;
  /** From 1. */
  readonly lineNumber: number;
}

export function registerMachineCode(client: Client): vscode.Disposable[] {
  return [
    command(client, 'copyMachineCode', (context?: vscode.Uri | LineContext) =>
      copy(client, context),
    ),
    command(client, 'exportObject', () => exportObject(client)),
  ];
}

async function copy(client: Client, context?: vscode.Uri | LineContext): Promise<void> {
  const params = whatToCopy(context);
  const code = await client.request<MachineCodeParams, MachineCode>(Method.machineCode, params);
  if (code.functions.length === 0) throw new Refusal('No machine code belongs to this place.');
  const chosen = await vscode.window.showQuickPick(
    notations.map(({ label, detail, write }) => ({ label, detail, write })),
    { title: 'Copy Machine Code As' },
  );
  if (chosen === undefined) return;
  await vscode.env.clipboard.writeText(chosen.write(code));
  const bytes = code.functions.reduce((sum, { bytes }) => sum + bytes.length / 2, 0);
  const names = code.functions.map(({ name }) => name).join(', ');
  vscode.window.setStatusBarMessage(`Copied ${bytes} bytes of ${names}`, 4000);
}

function whatToCopy(context?: vscode.Uri | LineContext): MachineCodeParams {
  if (context !== undefined && 'lineNumber' in context) {
    const line = context.lineNumber - 1;
    const uri = typeof context.uri === 'string' ? vscode.Uri.parse(context.uri) : context.uri;
    const document = visibleEditor(uri)?.document;
    const end = document ? document.lineAt(line).text.length : 0;
    return {
      uri: uri.toString(),
      range: { start: { line, character: 0 }, end: { line, character: end } },
    };
  }
  const editor = vscode.window.activeTextEditor;
  if (!editor || !(isPython(editor.document) || isListing(editor.document.uri))) {
    throw new Refusal('Open a Python file or its assembly first.');
  }
  const { start, end } = editor.selection;
  return {
    uri: editor.document.uri.toString(),
    range: {
      start: { line: start.line, character: start.character },
      end: { line: end.line, character: end.character },
    },
  };
}

async function exportObject(client: Client): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    throw new Refusal('This folder is in Restricted Mode: nothing is written from it.');
  }
  const { document } = await pythonEditor();
  const { elf } = await client.request<ExportObjectParams, ExportObjectResult>(
    Method.exportObject,
    { uri: document.uri.toString() },
  );
  const target = await vscode.window.showSaveDialog({
    title: 'Export ELF Object',
    defaultUri: document.uri.with({ path: document.uri.path.replace(/(\.py)?$/, '.o') }),
    filters: { 'ELF object': ['o'] },
  });
  if (target === undefined) return;
  await vscode.workspace.fs.writeFile(target, Buffer.from(elf, 'base64'));
  vscode.window.setStatusBarMessage(`Wrote ${vscode.workspace.asRelativePath(target)}`, 4000);
}
