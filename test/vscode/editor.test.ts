/**
 * What people come for, in a real VS Code with the packed extension: machine code on hover and beside the source, the cursor
 * tied to it, findings, comparisons. The tests share one window and come in the order of a person's first hour.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { install } from './install.js';
import { packages } from '../package/packaged.js';
import { hot } from './programs.js';
import { editorArea, Workbench } from './workbench.js';

const installed = await install();
if (typeof installed === 'string') console.warn(`Browser tests are skipped: ${installed}.`);

describe.skipIf(typeof installed === 'string')('the editor', { timeout: 180_000 }, () => {
  let vscode: Workbench;

  beforeAll(async () => {
    if (typeof installed === 'string') return;
    vscode = await Workbench.start(installed, {
      vsix: (await packages()).linux,
      files: () => ({
        'hot.py': hot,
        'greet me.py': "def greet(name):\n    return f'Hello, {name}!'\n",
      }),
    });
  }, 900_000);

  afterAll(async () => {
    await vscode?.stop();
  }, 60_000);

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await vscode?.screenshot(`FAILED ${task.name}`);
  });

  const source = () => vscode.editor('hot.py');
  const listing = () => vscode.editor('hot.py.ncasm');
  const marks = (editor: ReturnType<typeof source>) =>
    editor.locator('.glyph-margin-widgets .cgmr').count();

  it('shows machine code on hover', async () => {
    const editor = await vscode.openFile('hot.py');
    const text = await vscode.hover(editor, '[i] *');
    expect(text).toMatch(/native · \d+ bytes · \d+ runtime calls?/);
    expect(text).toContain('BINARY_SUBSCR');
    expect(text).toMatch(/[0-9a-f]{4} {2}([0-9a-f]{2} )+ +mov/);
    expect(text).toContain('Show assembly');
    await vscode.screenshot('hover', { ...editorArea, width: 880, height: 400 });
    await vscode.press('Escape');
  });

  it('opens the assembly beside the source from the one icon of the editor', async () => {
    await vscode.clickOn(source(), 'b[i]');
    await vscode.page.locator('.editor-actions [aria-label^="Show Assembly to the Side"]').click();
    const text = await vscode.until('the listing', async () => {
      const seen = await vscode.text(listing());
      return seen.includes('BINARY_OP') || seen.includes('mov ') ? seen : null;
    });
    expect(text).toMatch(/ {2}[0-9a-f]{4} {2}([0-9a-f]{2} )+ *\w+/);
  });

  it('marks the rows of the place of the cursor, with a shape in the gutter', async () => {
    await vscode.clickOn(source(), 'b[i]');
    await vscode.until('marks in the listing', async () => (await marks(listing())) > 0);
    const text = await vscode.text(listing());
    expect(text).toContain('total += a[i] * b[i]');
    await vscode.screenshot('assembly', editorArea);
    await vscode.clickOn(source(), 'return');
    await vscode.until('the other line in the listing', async () =>
      (await vscode.text(listing())).includes('return total'),
    );
  });

  it('marks the source of the row of the cursor', async () => {
    await vscode.clickOn(source(), 'range');
    await vscode.until('the loop in the listing', async () =>
      (await vscode.text(listing())).includes('for i in range(len(a)):'),
    );
    await vscode.clickOn(listing(), '‹PyDict_Type›');
    await vscode.until('marks in the source', async () => (await marks(source())) > 0);
    await vscode.screenshot('tie-from-listing');
  });

  it('writes the listing in other ways, at the same place', async () => {
    await vscode.clickOn(listing(), '‹PyDict_Type›');
    await vscode.command('Native Compile: Toggle Bytes');
    await vscode.until('a listing without bytes', async () =>
      / {2}[0-9a-f]{4} {2}mov /.test(await vscode.text(listing())),
    );
    await vscode.command('Native Compile: Toggle Intel–AT&T Syntax');
    await vscode.until('AT&T syntax at the same place', async () => {
      const text = await vscode.text(listing());
      return /%e[a-d]x/.test(text) && text.includes('for i in range(len(a)):');
    });
    await vscode.screenshot('att');
    await vscode.command('Native Compile: Toggle Interleaved Source');
    await vscode.until(
      'a listing without source',
      async () => !(await vscode.text(listing())).includes('for i in range'),
    );
    const tabs = vscode.page.locator('.tab[aria-label^="hot.py.ncasm"]');
    await vscode.until('one tab', async () => (await tabs.count()) === 1);
    await vscode.command('View: Close Editor');
  });

  it('shows bytecode, and all three together', async () => {
    await vscode.clickOn(source(), 'total', 1);
    await vscode.command('Native Compile: Show Source, Bytecode and Assembly');
    const text = await vscode.until('the mixed listing', async () => {
      const seen = await vscode.text(listing());
      return seen.includes('LOAD_FAST 2 (total)') ? seen : null;
    });
    expect(text).toContain('stack: [');
    expect(text).toMatch(/ {2}[0-9a-f]{4} {2}([0-9a-f]{2} )+ *\w+/);
    await vscode.screenshot('mixed');
  });

  it('says why a command can do nothing', async () => {
    await vscode.clickOn(source(), 'total', 1);
    await vscode.command('Native Compile: Compare Assembly With Pinned Snapshot');
    await vscode.until('the reason', async () =>
      (await vscode.notifications()).includes('Nothing is pinned for this file yet'),
    );
    await vscode.command('Notifications: Clear All Notifications');
  });

  it('keeps the last good listing, with a banner, while the source has an error', async () => {
    await vscode.clickOn(source(), 'return');
    await vscode.press('End');
    await vscode.type(' +');
    await vscode.press('Control+s');
    await vscode.clickOn(listing(), 'mov ');
    await vscode.press('Control+Home');
    const text = await vscode.until('the banner', async () => {
      const seen = await vscode.text(listing());
      return seen.includes('STALE') ? seen : null;
    });
    expect(text).toMatch(/error in line 5/);
    await vscode.screenshot('stale');
    await vscode.clickOn(source(), 'return');
    await vscode.press('End', 'Backspace', 'Backspace');
    await vscode.press('Control+s');
    await vscode.until('no banner', async () => {
      const seen = await vscode.text(listing());
      return seen.includes('mov') && !seen.includes('STALE');
    });
  });

  it('compares with the previous save', async () => {
    await vscode.clickOn(source(), 'total = 0');
    await vscode.press('End');
    await vscode.type('.5');
    await vscode.press('Control+s');
    await vscode.page.waitForTimeout(1500);
    await vscode.command('Native Compile: Compare Assembly With Previous Save');
    await vscode.until('a comparison', async () =>
      vscode.page.locator('.monaco-diff-editor .line-insert').first().isVisible(),
    );
    await vscode.screenshot('compare');
    await vscode.command('View: Close Editor');
  });

  it('warns of what leaves native code, with the range, and a quick fix removes the reason', async () => {
    await vscode.setting('nativecompile.compile.excludeOpcodes', ['FORMAT_VALUE']);
    const editor = await vscode.openFile('greet me.py');
    const warnings = editor.locator('.squiggly-warning');
    await vscode.until('the warning', () => warnings.first().isVisible());
    const text = await vscode.hover(editor, '{name}');
    expect(text).toContain('FORMAT_VALUE');
    expect(text).toContain('NC101');
    await vscode.press('Escape');
    await vscode.clickOn(editor, '{name}');
    const fixes = vscode.page.locator('.action-widget .monaco-list-row.action');
    await vscode.until('quick fixes', async () => {
      await vscode.press('Control+.');
      await fixes.nth(1).waitFor({ timeout: 5_000 });
      return true;
    });
    await vscode.screenshot('fix', { ...editorArea, width: 580, height: 240 });
    const titles = (await fixes.allTextContents()).join('\n');
    expect(titles).toContain('interpreted');
    expect(titles).toMatch(/[Ii]gnore/);
    await fixes.first().click();
    await vscode.until('the rewritten text', async () => !/f'/.test(await vscode.text(editor)));
    await vscode.press('Control+s');
    await vscode.until('no warning', async () => (await warnings.count()) === 0);
    await vscode.screenshot('fixed');
    await vscode.setting('nativecompile.compile.excludeOpcodes', []);
  });

  it('shows the assembly of a file with a space in its name', async () => {
    const editor = await vscode.openFile('greet me.py');
    await vscode.clickOn(editor, 'greet');
    await vscode.command('Native Compile: Show Assembly to the Side');
    await vscode.until('its listing', async () =>
      /greet me\.py · <module>/.test(await vscode.text(vscode.editor('greet me.py.ncasm'))),
    );
    await vscode.command('View: Close Editor');
  });

  it('shows the state of the helper where VS Code shows that of languages', async () => {
    await vscode.openFile('hot.py');
    await vscode.page.locator('#status\\.languageStatus').click();
    const text = await vscode.until('the status', async () => {
      const seen = await vscode.page.locator('.hover-language-status').allTextContents();
      return seen.join(' ').includes('Native Compile') ? seen.join(' ') : null;
    });
    expect(text).toContain('CPython 3.11');
    await vscode.screenshot('status');
    await vscode.press('Escape');
    await vscode.command('Native Compile: Check the Helper');
    await vscode.until('the check', async () =>
      (await vscode.notifications()).includes('The helper is there and works'),
    );
    await vscode.command('Notifications: Clear All Notifications');
  });

  it('restores a listing when the window is loaded again', async () => {
    await vscode.openFile('hot.py');
    await vscode.open();
    await vscode.until('the listing', async () => /\bmov\b/.test(await vscode.text(listing())));
  });

  it('leaves the file as the person saved it', () => {
    const text = readFileSync(join(vscode.workspace, 'hot.py'), 'utf8');
    expect(text).toBe(hot.replace('total = 0', 'total = 0.5'));
    writeFileSync(join(vscode.workspace, 'hot.py'), hot);
  });
});
