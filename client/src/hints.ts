/** Performance hints are a setting; the two commands change it, and the menu shows the one that changes something. */

import * as vscode from 'vscode';

const SETTING = 'hints.enable';

export function registerHints(): vscode.Disposable[] {
  const tell = () =>
    vscode.commands.executeCommand(
      'setContext',
      'nativecompile.hintsShown',
      vscode.workspace.getConfiguration('nativecompile').get(SETTING) === true,
    );
  tell();
  return [
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`nativecompile.${SETTING}`)) tell();
    }),
    vscode.commands.registerCommand('nativecompile.showHints', () => set(true)),
    vscode.commands.registerCommand('nativecompile.hideHints', () => set(false)),
  ];
}

/** Where it is set already, or the user's own settings: a project's files are not changed unasked. */
async function set(value: boolean): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('nativecompile');
  const inspected = configuration.inspect<boolean>(SETTING);
  const target =
    inspected?.workspaceFolderValue !== undefined
      ? vscode.ConfigurationTarget.WorkspaceFolder
      : inspected?.workspaceValue !== undefined
        ? vscode.ConfigurationTarget.Workspace
        : vscode.ConfigurationTarget.Global;
  await configuration.update(SETTING, value, target);
}
