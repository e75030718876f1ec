/**
 * Files that change on the disk and are not saved here: by another window, by git, by a formatter.
 *
 * Maps from: an editor whose text has become that of the disk. Maps to: the notification of a save,
 * since that is what the server waits for; otherwise findings and listings would silently stop
 * matching the source.
 */

import * as vscode from 'vscode';
import type { Client } from './client.js';
import { isPython } from './editors.js';

/** VS Code tells a change of the text before it tells whether the text is still the disk's. */
const WAIT_MS = 100;

export function registerDiskChanges(client: Client): vscode.Disposable[] {
  /** The version of each document that the server knows as saved. */
  const saved = new WeakMap<vscode.TextDocument, number>();
  const timers = new Map<vscode.TextDocument, NodeJS.Timeout>();

  function tell(document: vscode.TextDocument): void {
    timers.delete(document);
    if (document.isClosed || document.isDirty || saved.get(document) === document.version) return;
    saved.set(document, document.version);
    client.notify('textDocument/didSave', { textDocument: { uri: document.uri.toString() } });
  }

  return [
    vscode.workspace.onDidSaveTextDocument((document) => saved.set(document, document.version)),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length === 0 || !isPython(document) || document.isUntitled) return;
      clearTimeout(timers.get(document));
      timers.set(
        document,
        setTimeout(() => tell(document), WAIT_MS),
      );
    }),
    { dispose: () => timers.forEach(clearTimeout) },
  ];
}
