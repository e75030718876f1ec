/**
 * The universal package in a VS Code that is nothing but a web page: no Node.js, no disk, and
 * nobody to ask but whoever serves the page and the extension.
 */

import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { hot } from './programs.js';
import { textOf } from './screen.js';
import { WebWorkbench } from './webWorkbench.js';
import { SHORT } from './window.js';

const prepared = inject('visualStudioCode');

const formatted = 'def greet(name):\n    return f"Hello, {name}"\n';

describe.skipIf(typeof prepared === 'string')('the extension in a web page', () => {
  let running: WebWorkbench | undefined;

  beforeEach(async () => {
    if (typeof prepared === 'string') return;
    running = await WebWorkbench.start(prepared, {
      extension: prepared.universalFolder,
      files: { 'hot.py': hot, 'greet.py': formatted },
      settings: { 'nativecompile.compile.excludeOpcodes': ['FORMAT_VALUE'] },
    });
  });

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await running?.screenshot(`FAILED ${task.name}`);
    await running?.stop();
    running = undefined;
  });

  function web(): WebWorkbench {
    if (running === undefined) throw new Error('VS Code does not run.');
    return running;
  }

  it('shows hover, listing and findings, and mends them', async () => {
    const vscode = web();
    const editor = await vscode.openFile('hot.py');
    expect(await vscode.hover(editor, '[i] *')).toContain('BINARY_SUBSCR');
    await vscode.press('Escape');
    await vscode.command('Native Compile: Show Assembly to the Side');
    await vscode.until('the listing', async () =>
      /\bmov\b/.test(await textOf(vscode.editor('dot · x86-32'))),
    );
    await vscode.screenshot('web');
    const greet = await vscode.openFile('greet.py');
    const warnings = greet.locator('.squiggly-warning');
    await vscode.until('the warning', () => warnings.first().isVisible());
    await vscode.clickOn(greet, '{name}');
    const fixes = vscode.page.locator('.action-widget .monaco-list-row.action');
    await vscode.until('quick fixes', async () => {
      await vscode.press('Control+.');
      await fixes.nth(1).waitFor({ timeout: SHORT });
      return true;
    });
    await fixes.first().click();
    await vscode.until('the fix', async () => (await textOf(greet)).includes('format(name)'));
    expect(vscode.strangers).toEqual([]);
    expect([...vscode.used]).toEqual(
      expect.arrayContaining([
        'client/dist/web/extension.js',
        'server/web/server.js',
        'server/web/pyodideWorker.js',
        'server/pyodide/pyodide.asm.wasm',
      ]),
    );
    expect([...vscode.used].filter((path) => path.endsWith('.cjs'))).toEqual([]);
  });

  it('does not offer to run, and says why', async () => {
    const vscode = web();
    const editor = await vscode.openFile('hot.py');
    expect(await vscode.hover(editor, '[i] *')).toContain('BINARY_SUBSCR');
    await vscode.press('Escape');
    expect(await vscode.offers('Native Compile: Run Natively')).toBe(false);
    expect(await vscode.offers('Native Compile: Export ELF Object…')).toBe(true);
    await vscode.command('Native Compile: Check the Helper');
    await vscode.until('why', async () =>
      (await vscode.notifications()).includes('not in a browser'),
    );
  });
});
