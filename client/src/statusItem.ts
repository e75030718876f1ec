/**
 * The language status item: whether the helper works, and what to do if not.
 *
 * Maps from: the server's status. Maps to: VS Code's `{}` menu and the context keys that the
 * manifest's `when` clauses use. A missing helper is said here and nowhere else; it is no fault of
 * anybody's file.
 */

import * as vscode from 'vscode';
import type { StatusParams } from '../../server/src/lsp/messages.js';
import type { Client } from './client.js';

export const SELECTOR: vscode.DocumentSelector = [
  { language: 'python' },
  { language: 'nativecompile-asm' },
];

export function registerStatus(client: Client): vscode.Disposable[] {
  const item = vscode.languages.createLanguageStatusItem('nativecompile.status', SELECTOR);
  item.name = 'Native Compile';
  const show = (status: StatusParams) => {
    Object.assign(item, itemOf(status));
    // While it starts again after a fault, buttons stay as they were instead of flickering.
    if (status.state === 'starting') return;
    const usable = isUsable(status);
    vscode.commands.executeCommand('setContext', 'nativecompile.helperUsable', usable);
  };
  show(client.status);
  return [item, client.onStatus(show)];
}

/** Whether programs can be run here. */
export function isUsable({ state, canRun }: StatusParams): boolean {
  return state === 'ready' && canRun !== false;
}

type Item = Pick<vscode.LanguageStatusItem, 'text' | 'detail' | 'severity' | 'busy' | 'command'>;

function itemOf(status: StatusParams): Item {
  const { state, remedy } = status;
  const broken = state === 'missing' || state === 'failed' || state === 'stopped';
  const isWell = state === 'ready' && status.canRun !== false && remedy === undefined;
  return {
    text: TEXTS[state],
    detail: isWell ? facts(status) : status.detail,
    severity:
      broken || remedy !== undefined
        ? vscode.LanguageStatusSeverity.Warning
        : vscode.LanguageStatusSeverity.Information,
    busy: state === 'starting',
    command: remedy ?? {
      title: broken ? 'Show Output' : 'Check',
      command: broken ? 'nativecompile.showOutput' : 'nativecompile.checkHelper',
    },
  };
}

/**
 * Where all is well, numbers say more than a sentence, and leave room for the command beside them.
 */
function facts({ pythonVersion = '3.11', lastCompileMs, emulated }: StatusParams): string {
  const time =
    lastCompileMs === undefined ? '' : ` · last compilation ${Math.round(lastCompileMs)} ms`;
  const execution = emulated === true ? ', emulated' : '';
  return `CPython ${pythonVersion}${execution}${time}`;
}

const TEXTS: Record<StatusParams['state'], string> = {
  starting: '$(circuit-board) Native Compile is starting',
  ready: '$(circuit-board) Native Compile',
  stopped: '$(circuit-board) Native Compile has stopped',
  missing: '$(circuit-board) Native Compile: helper missing',
  failed: '$(circuit-board) Native Compile: helper failed',
};
