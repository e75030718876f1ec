/**
 * What the extension has of the machine that it runs on, where that is Node.js.
 *
 * The rest of the extension asks nobody else: in a browser another file stands in the place of this
 * one (client/src/web/machine.ts), with the same names and types.
 */

import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { LanguageClient } from 'vscode-languageclient/node';
import { launchEnvironment } from '../../server/src/lsp/launch.js';
import { type Feature, isOfLibrary } from './listingContent.js';

const program = ({ extensionUri }: vscode.ExtensionContext): string =>
  vscode.Uri.joinPath(extensionUri, 'server', 'bin', 'nativecompile-node').fsPath;

/** Why there is no server to start; null: there is one. */
export function missingServer(context: vscode.ExtensionContext): string | null {
  const path = program(context);
  return existsSync(path) ? null : `The language server is not there: ${path}.`;
}

/** Not started yet. Its server is its own, and ends with it. */
export const makeConnection = (
  context: vscode.ExtensionContext,
  options: LanguageClientOptions,
): BaseLanguageClient => new ServerConnection(context, options);

class ServerConnection extends LanguageClient {
  constructor(context: vscode.ExtensionContext, options: LanguageClientOptions) {
    const server = {
      command: process.execPath,
      args: [...debugging(context), program(context), 'lsp', '--stdio'],
      // VS Code's own Node, also where the extension host is an Electron.
      options: { env: { ...process.env, ...launchEnvironment, ELECTRON_RUN_AS_NODE: '1' } },
    };
    super('nativecompile', 'Native Compile', server, options);
  }

  override registerFeature(feature: Feature): void {
    if (isOfLibrary(feature)) super.registerFeature(feature);
  }
}

/** In the window of "Extension" of .vscode/launch.json a debugger can attach to the server. */
function debugging({ extensionMode }: vscode.ExtensionContext): string[] {
  return extensionMode === vscode.ExtensionMode.Development ? ['--inspect=6009'] : [];
}
