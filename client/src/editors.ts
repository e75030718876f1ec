/** Which editor a command means, and the sentence when there is none. */

import * as vscode from 'vscode';
import { isListing } from './listingAddress.js';
import { Refusal } from './refusal.js';

export function isPython(document: vscode.TextDocument): boolean {
  return document.languageId === 'python' && !isListing(document.uri);
}

/** @param uri from a menu; the palette gives none */
export async function pythonEditor(uri?: vscode.Uri): Promise<vscode.TextEditor> {
  const active = vscode.window.activeTextEditor ?? onlyPythonEditor();
  const editor =
    uri === undefined || active?.document.uri.toString() === uri.toString()
      ? active
      : (visibleEditor(uri) ?? (await vscode.window.showTextDocument(uri, { preview: false })));
  if (editor === undefined || !isPython(editor.document)) {
    throw new Refusal('Open a Python file first: this command works on the one in the editor.', [
      { title: 'Open a File', command: 'workbench.action.quickOpen', args: ['.py'] },
    ]);
  }
  return editor;
}

/** Who presses a button of the walkthrough beside a file means that file. */
function onlyPythonEditor(): vscode.TextEditor | undefined {
  const shown = vscode.window.visibleTextEditors.filter(({ document }) => isPython(document));
  return shown.length === 1 ? shown[0] : undefined;
}

export function listingEditor(): vscode.TextEditor {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || !isListing(editor.document.uri)) {
    throw new Refusal('Open an assembly listing first: "Show Assembly to the Side" does it.', [
      { title: 'Show Assembly', command: 'nativecompile.showAssembly' },
    ]);
  }
  return editor;
}

export function visibleEditor(uri: vscode.Uri): vscode.TextEditor | undefined {
  const wanted = uri.toString();
  return vscode.window.visibleTextEditors.find(
    ({ document }) => document.uri.toString() === wanted,
  );
}

/** A column that exists already is used, so that windows do not fill with narrow strips. */
export function besideColumn(source: vscode.TextEditor): vscode.ViewColumn {
  const own = source.viewColumn ?? vscode.ViewColumn.One;
  const columns = vscode.window.tabGroups.all.map(({ viewColumn }) => viewColumn);
  return columns.find((column) => column > own) ?? vscode.ViewColumn.Beside;
}

/**
 * Scrolls so that a line is the first one. VS Code leaves room above what it reveals, for headings
 * that stick to the top and for the lines that somebody wants around the cursor.
 */
export function scrollTo(editor: vscode.TextEditor, line: number): void {
  const { document } = editor;
  const settings = vscode.workspace.getConfiguration('editor', document);
  const headings = settings.get('stickyScroll.enabled')
    ? settings.get<number>('stickyScroll.maxLineCount', 5)
    : 0;
  const above = line === 0 ? 0 : Math.max(headings, settings.get('cursorSurroundingLines', 0));
  const revealed = Math.min(line + above, document.lineCount - 1);
  editor.revealRange(new vscode.Range(revealed, 0, revealed, 0), vscode.TextEditorRevealType.AtTop);
}

export function sameUri(first: vscode.Uri | string, second: vscode.Uri | string): boolean {
  return normal(first) === normal(second);
}

/** Two writings of one URI differ in what they escape. */
function normal(uri: vscode.Uri | string): string {
  return (typeof uri === 'string' ? vscode.Uri.parse(uri) : uri).toString();
}
