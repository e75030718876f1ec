/**
 * Performance hints are a setting; the two commands change it, and the menu shows the one that
 * changes something.
 *
 * Maps from: the setting as it is for the file in the editor. Maps to: a context key, and changes
 * of the setting.
 */

import * as vscode from 'vscode';
import type { Client } from './client.js';
import { command } from './command.js';
import { Refusal } from './refusal.js';
import { change, configuration } from './settings.js';

const SETTING = 'hints.enable';
const DIAGNOSTICS = 'diagnostics.enable';

export function registerHints(client: Client): vscode.Disposable[] {
  const tell = () =>
    vscode.commands.executeCommand(
      'setContext',
      'nativecompile.hintsShown',
      configuration().get(SETTING) === true,
    );
  tell();
  return [
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`nativecompile.${SETTING}`)) tell();
    }),
    vscode.window.onDidChangeActiveTextEditor(tell),
    command(client, 'showHints', () => {
      if (configuration().get(DIAGNOSTICS) === false) {
        const setting = `nativecompile.${DIAGNOSTICS}`;
        throw new Refusal(`Hints are diagnostics, and those are off (${setting}).`, [
          { title: 'Open Settings', command: 'workbench.action.openSettings', args: [setting] },
        ]);
      }
      return change(SETTING, true);
    }),
    command(client, 'hideHints', () => change(SETTING, false)),
  ];
}
