/** Changing the extension's own settings. */

import * as vscode from 'vscode';
import { parseListingUri } from './listingAddress.js';

/**
 * The settings for the file in the editor, or of a listing's source: each folder of a workspace may
 * have its own.
 */
export function configuration(): vscode.WorkspaceConfiguration {
  const shown = vscode.window.activeTextEditor?.document.uri;
  const address = shown && parseListingUri(shown);
  const resource = address ? vscode.Uri.parse(address.src) : shown;
  return vscode.workspace.getConfiguration('nativecompile', resource);
}

/**
 * Where it is set already, or the user's own settings: a project's files are not changed unasked.
 */
export async function change(setting: string, value: unknown): Promise<void> {
  const inspected = configuration().inspect(setting);
  const target =
    inspected?.workspaceFolderValue !== undefined
      ? vscode.ConfigurationTarget.WorkspaceFolder
      : inspected?.workspaceValue !== undefined
        ? vscode.ConfigurationTarget.Workspace
        : vscode.ConfigurationTarget.Global;
  await configuration().update(setting, value, target);
}
