/**
 * Machine code as something to take away: on the clipboard in three notations, or as an ELF object
 * file.
 *
 * Maps from: the server's bytes and relocations. Maps to: text that an assembler, a C compiler or a
 * hex tool reads.
 */

import * as vscode from 'vscode';
import {
  type CodeExtent,
  codeExtents,
  type ExportObjectParams,
  type ExportObjectResult,
  type MachineCode,
  type MachineCodeParams,
  Method,
} from '../../server/src/lsp/messages.js';
import { bytesOfBase64 } from './base64.js';
import type { Client } from './client.js';
import { command } from './command.js';
import { isPython, pythonEditor, visibleEditor } from './editors.js';
import { isListing } from './listingAddress.js';
import { notations } from './notations.js';
import { Refusal } from './refusal.js';

/**
 * What VS Code gives a command in the menu of line numbers, and what a link in a hover gives as
 * JSON.
 */
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
  const ask = (extent?: CodeExtent) =>
    client.request<MachineCodeParams, MachineCode>(Method.machineCode, {
      ...params,
      ...(extent && { extent }),
    });
  const code = await (isChosen(params, context) ? ask() : chooseExtent(ask));
  if (code === undefined) return;
  if (code.functions.length === 0) throw new Refusal('No machine code belongs to this place.');
  const chosen = await vscode.window.showQuickPick(
    notations.map(({ label, write }) => ({ label, detail: preview(write(code)), write })),
    { title: `Copy ${amountOf(code)} As` },
  );
  if (chosen === undefined) return;
  await vscode.env.clipboard.writeText(chosen.write(code));
  const names = code.functions.map(({ name }) => name).join(', ');
  vscode.window.setStatusBarMessage(`Copied ${amountOf(code)} of ${names}`, 4000);
}

/** Whether it is said already what is to be copied: a line, rows of a listing, a selection. */
function isChosen({ uri, range }: MachineCodeParams, context?: vscode.Uri | LineContext): boolean {
  const { start, end } = range;
  const isEmpty = start.line === end.line && start.character === end.character;
  return (
    (context !== undefined && 'lineNumber' in context) ||
    !isEmpty ||
    isListing(vscode.Uri.parse(uri))
  );
}

/** The expression at the cursor, its line or its function, each with its first bytes. */
async function chooseExtent(
  ask: (extent: CodeExtent) => Promise<MachineCode>,
): Promise<MachineCode | undefined> {
  const found = await Promise.all(
    codeExtents.map(async (extent) => ({ extent, code: await ask(extent) })),
  );
  const items = found
    .filter(({ code }) => code.functions.length > 0)
    .map(({ extent, code }) => ({
      label: `${EXTENTS[extent]}: ${preview(code.of ?? '')}`,
      description: amountOf(code),
      detail: preview(notations[0]?.write(code) ?? ''),
      code,
    }));
  if (items.length === 0) throw new Refusal('No machine code belongs to this place.');
  const chosen = await vscode.window.showQuickPick(items, { title: 'Copy the Machine Code Of' });
  return chosen?.code;
}

const EXTENTS: Readonly<Record<CodeExtent, string>> = {
  expression: 'Expression',
  line: 'Line',
  function: 'Function',
};

function amountOf({ functions }: MachineCode): string {
  const bytes = functions.reduce((sum, { bytes }) => sum + bytes.length / 2, 0);
  return `${bytes.toLocaleString('en-US')} byte${bytes === 1 ? '' : 's'}`;
}

const PREVIEW = 70;

/** The beginning, on one line. */
function preview(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return line.length > PREVIEW ? `${line.slice(0, PREVIEW - 1)}…` : line;
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
  await vscode.workspace.fs.writeFile(target, bytesOfBase64(elf));
  vscode.window.setStatusBarMessage(`Wrote ${vscode.workspace.asRelativePath(target)}`, 4000);
}
