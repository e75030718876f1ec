/** The commands about the extension itself: server, helper, output, walkthrough. */

import * as vscode from 'vscode';
import { type CheckHelperResult, Method } from '../../server/src/lsp/messages.js';
import type { Client } from './client.js';
import { command } from './command.js';
import { change, configuration } from './settings.js';
import { isUsable } from './statusItem.js';

const EXCLUDED = 'compile.excludeOpcodes';

export function registerCommands(
  client: Client,
  extension: vscode.Extension<unknown>,
): vscode.Disposable[] {
  return [
    command(client, 'restartServer', () =>
      vscode.window.withProgress(
        {
          location: vscode.ProgressLocation.Window,
          title: 'Native Compile: restarting the language server',
        },
        () => client.restart(),
      ),
    ),
    command(client, 'showOutput', () => client.output.show()),
    command(client, 'checkHelper', async () => {
      const { ok, report } = await client.request<object, CheckHelperResult>(
        Method.checkHelper,
        {},
      );
      client.output.info(`Check of the helper:\n${report}`);
      const show = ok
        ? vscode.window.showInformationMessage
        : (text: string, ...items: string[]) => vscode.window.showWarningMessage(text, ...items);
      const works = isUsable(client.status)
        ? 'The helper is there and works.'
        : client.status.detail;
      const text = ok ? works : 'The helper cannot be used. The output tells what is missing.';
      const chosen = await show(text, 'Show Output');
      if (chosen !== undefined) client.output.show();
    }),
    command(client, 'openGlossary', () =>
      vscode.commands.executeCommand(
        'markdown.showPreviewToSide',
        vscode.Uri.joinPath(extension.extensionUri, 'docs', 'glossary.md'),
      ),
    ),
    // A quick fix names the opcode.
    command(client, 'stopExcluding', (opcode: unknown) => {
      const excluded = configuration().get<unknown>(EXCLUDED);
      const left = (Array.isArray(excluded) ? excluded : []).filter(
        (name) => String(name).toUpperCase() !== opcode,
      );
      return change(EXCLUDED, left.length === 0 ? undefined : left);
    }),
    command(client, 'openWalkthrough', () =>
      vscode.commands.executeCommand('workbench.action.openWalkthrough', `${extension.id}#start`),
    ),
  ];
}
