/**
 * The universal package in a VS Code that is nothing but a web page: no Node.js, no disk, and
 * nobody to ask but whoever serves the page and the extension.
 */

import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { mendGreeting } from './mending.js';
import { formatted, hot } from './programs.js';
import { remembers, textOf } from './screen.js';
import { WebWorkbench } from './webWorkbench.js';
import { SHORT } from './window.js';

const prepared = inject('visualStudioCode');

/** Of an element of a page; this project's types know no browser. */
const hasFocus = (element: unknown): boolean =>
  (element as { matches(selector: string): boolean }).matches(':focus');

describe.skipIf(typeof prepared === 'string')('the extension in a web page', () => {
  let running: WebWorkbench | undefined;

  beforeEach(async () => {
    if (typeof prepared === 'string') return;
    running = await WebWorkbench.start(prepared, {
      extension: prepared.universalFolder,
      files: { 'hot.py': hot, 'greet.py': formatted },
      settings: {
        'nativecompile.compile.excludeOpcodes': ['FORMAT_VALUE'],
        'files.defaultLanguage': 'python',
      },
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
    await vscode.page.locator('.editor-actions [aria-label^="Show Assembly to the Side"]').click();
    await vscode.until('the listing', async () =>
      /\bmov\b/.test(await textOf(vscode.editor('dot · x86-32'))),
    );
    await vscode.screenshot('web');
    await mendGreeting(vscode);
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

  it('does all but running, which it does not offer, and says why', async () => {
    const vscode = web();
    const editor = await vscode.openFile('hot.py');
    expect(await vscode.hover(editor, '[i] *')).toContain('BINARY_SUBSCR');
    await vscode.press('Escape');
    for (const run of ['Run Natively', 'Run and Profile', 'Run and Compare With CPython']) {
      expect(await vscode.offers(`Native Compile: ${run}`), run).toBe(false);
    }
    await vscode.command('Native Compile: Check the Helper');
    await vscode.until('why', async () =>
      (await vscode.notifications()).includes('not in a browser'),
    );
    await vscode.press('Escape');

    await vscode.clickOn(editor, 'b[i]');
    await vscode.copy('');
    await vscode.command('Native Compile: Copy Machine Code…');
    for (const label of ['Function: dot', 'Hex']) {
      await vscode.page
        .locator(`.quick-input-list .monaco-list-row[aria-label^="${label}"]`)
        .click();
    }
    const hex = await vscode.until('text on the clipboard', () => vscode.clipboard());
    expect(hex).toMatch(/^([0-9a-f]{2} )+[0-9a-f]{2}/);

    await vscode.command('Native Compile: Export ELF Object…');
    const object = vscode.page.locator('.explorer-folders-view .monaco-list-row', {
      hasText: 'hot.o',
    });
    const box = vscode.page.locator('.quick-input-widget .quick-input-box input');
    await vscode.until('the name of the file', async () =>
      (await box.inputValue()).endsWith('hot.o'),
    );
    await vscode.until('the file', async () => {
      // A box that is closing is still to be seen, and the editor takes its keys already.
      if (await box.evaluate(hasFocus)) await vscode.press('Enter');
      await object.waitFor({ timeout: SHORT });
      return true;
    });

    await vscode.clickOn(editor, 'b[i]');
    await vscode.command('Native Compile: Show Control-Flow Graph');
    const graph = vscode.page
      .frameLocator('iframe.webview.ready')
      .frameLocator('#active-frame')
      .locator('.block');
    await vscode.until('the graph', async () => (await graph.count()) > 0);
    await vscode.screenshot('web graph');

    await vscode.clickOn(editor, 'b[i]');
    await vscode.command('Native Compile: Compare With…');
    await vscode.page
      .locator('.quick-input-list .monaco-list-row[aria-label^="The Same for x86-64"]')
      .click();
    await vscode.until('a comparison', () =>
      vscode.page.locator('.monaco-diff-editor .line-insert').first().isVisible(),
    );
    expect(vscode.strangers).toEqual([]);
  });

  it('shows what nobody has saved, and the listing of a file that nobody has open', async () => {
    const vscode = web();
    await vscode.command('File: New Untitled Text File');
    const untitled = vscode.page.locator('.monaco-editor[data-uri="untitled:Untitled-1"]');
    await untitled.locator('.view-line').first().waitFor();
    await vscode.paste('product = 6 * 7.5\nprint(product)\n');
    await vscode.until('machine code', async () =>
      (await vscode.hover(untitled, 'print')).includes('call'),
    );
    await vscode.press('Escape');

    const editor = await vscode.openFile('hot.py');
    await vscode.command('Native Compile: Show Assembly of the Whole File');
    const isShown = async () => /\bmov\b/.test(await textOf(vscode.editor('hot.py · x86-32')));
    await vscode.until('the listing', isShown);
    await vscode.clickOn(editor, 'def dot');
    await vscode.command('View: Close Editor');
    await vscode.until('no source', async () => (await editor.count()) === 0);
    await vscode.until('a note of the listing', () =>
      remembers(vscode.page, 'openListings', 'hot.py'),
    );
    await vscode.open();
    await vscode.openFile('greet.py');
    await vscode.until('the listing again', isShown);
    expect(await editor.count()).toBe(0);
  });
});
