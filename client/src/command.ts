/**
 * Registers a command that never fails silently: what it refuses, and why, is shown to the person
 * who gave it.
 */

import * as vscode from 'vscode';
import type { Client } from './client.js';
import { Refusal } from './refusal.js';

export function command<A extends unknown[]>(
  client: Client,
  id: string,
  run: (...args: A) => Promise<unknown> | unknown,
): vscode.Disposable {
  return vscode.commands.registerCommand(`nativecompile.${id}`, (...args: A) =>
    explained(client, () => run(...args)),
  );
}

/** Does what somebody asked for in another way than by a command. */
export async function explained(
  client: Client,
  run: () => Promise<unknown> | unknown,
): Promise<unknown> {
  try {
    return await run();
  } catch (error) {
    await explain(client, error);
    return undefined;
  }
}

async function explain(client: Client, error: unknown): Promise<void> {
  if (error instanceof Refusal) {
    const remedies = error.remedies.map(({ title }) => title);
    const chosen = await vscode.window.showWarningMessage(error.message, ...remedies);
    const remedy = error.remedies.find(({ title }) => title === chosen);
    if (remedy !== undefined) {
      await vscode.commands.executeCommand(remedy.command, ...(remedy.args ?? []));
    }
    return;
  }
  client.output.error(error instanceof Error ? error : String(error));
  const text = error instanceof Error ? error.message : String(error);
  const chosen = await vscode.window.showErrorMessage(`Native Compile: ${text}`, 'Show Output');
  if (chosen !== undefined) client.output.show();
}
