/**
 * A finding and its fix, as whoever has no helper sees them too.
 *
 * Maps from: a window with greet.py (programs.ts) and FORMAT_VALUE left out. Maps to: the file as
 * the first fix has rewritten it.
 */

import type { Locator } from 'playwright-core';
import { textOf } from './screen.js';
import { SHORT, type EditorWindow } from './window.js';

export async function mendGreeting(vscode: EditorWindow): Promise<void> {
  const greet = await vscode.openFile('greet.py');
  await vscode.until('the warning', () => greet.locator('.squiggly-warning').first().isVisible());
  const fixes = await quickFixes(vscode, greet, '{name}');
  await fixes.first().click();
  await vscode.until('the fix', async () => (await textOf(greet)).includes('format(name)'));
}

/** Those that are offered at a word; more than one. */
export async function quickFixes(
  vscode: EditorWindow,
  editor: Locator,
  word: string,
): Promise<Locator> {
  await vscode.clickOn(editor, word);
  const fixes = vscode.page.locator('.action-widget .monaco-list-row.action');
  await vscode.until('quick fixes', async () => {
    await vscode.press('Control+.');
    await fixes.nth(1).waitFor({ timeout: SHORT });
    return true;
  });
  return fixes;
}
