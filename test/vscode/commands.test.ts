/**
 * The commands that are not used every hour: selections, snapshots, machine code to take away,
 * hints, the walkthrough.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hot } from './programs.js';
import { textOf } from './screen.js';
import { describeInBrowser } from './session.js';
import type { Workbench } from './workbench.js';

describeInBrowser('commands', { files: () => ({ 'hot.py': hot }) }, (running) => {
  const source = (vscode: Workbench) => vscode.editor('hot.py');
  const shown = (vscode: Workbench) => vscode.editor('dot · x86-32');

  async function open(): Promise<Workbench> {
    const vscode = running();
    await vscode.openFile('hot.py');
    return vscode;
  }

  it('shows the assembly of the function of a selection alone', async () => {
    const vscode = await open();
    await vscode.hover(source(vscode), '[i] *');
    await vscode.press('Escape');
    await vscode.clickOn(source(vscode), 'total +=');
    await vscode.press('Home', 'Shift+End');
    await vscode.command('Native Compile: Show Assembly for Selection');
    const listing = shown(vscode);
    const text = await vscode.until('the listing of dot', async () => {
      const seen = await textOf(listing);
      return seen.includes('total += a[i] * b[i]') ? seen : null;
    });
    expect(text).not.toContain('<module>');
  });

  it('goes to the matching assembly, and back to the source', async () => {
    const vscode = await open();
    await vscode.clickOn(source(vscode), 'return');
    await vscode.command('Native Compile: Go to Matching Assembly');
    await vscode.until('the row of the return', async () =>
      (await textOf(shown(vscode))).includes('return total'),
    );
    await vscode.until('the listing has the focus', async () =>
      vscode.page.locator('.statusbar-item', { hasText: 'Native Compile Assembly' }).isVisible(),
    );
    await vscode.command('Native Compile: Go to Matching Source');
    await vscode.until('line 5 of the source', async () =>
      vscode.page.locator('.statusbar-item', { hasText: 'Ln 5,' }).isVisible(),
    );
  });

  it('compares with a pinned snapshot', async () => {
    const vscode = await open();
    await vscode.clickOn(source(vscode), 'return');
    await vscode.command('Native Compile: Show Assembly to the Side');
    await vscode.clickOn(source(vscode), 'return');
    await vscode.command('Native Compile: Pin Assembly Snapshot for Comparison');
    await vscode.press('End');
    await vscode.type(' * 2');
    await vscode.press('Control+s');
    await vscode.until('the new source in the listing', async () =>
      (await textOf(shown(vscode))).includes('return total * 2'),
    );
    await vscode.command('Native Compile: Compare Assembly With Pinned Snapshot');
    await vscode.until('a comparison', () =>
      vscode.page.locator('.monaco-diff-editor .line-insert').first().isVisible(),
    );
    const tab = vscode.page.locator('.tab[aria-label^="hot.py (pinned"]');
    await vscode.until('its title', async () => (await tab.count()) > 0);
  });

  it('copies machine code in three notations', async () => {
    const vscode = await open();
    await vscode.clickOn(source(vscode), 'def dot');
    const copied = async (notation: string) => {
      await vscode.command('Native Compile: Copy Machine Code…');
      await vscode.page
        .locator('.quick-input-list .monaco-list-row[aria-label^="Function: dot"]')
        .click();
      const row = `.quick-input-list .monaco-list-row[aria-label^="${notation}"]`;
      await vscode.page.locator(row).click();
      return await vscode.until('text on the clipboard', () => vscode.clipboard());
    };
    await vscode.copy('');
    expect(await copied('Hex')).toMatch(/^([0-9a-f]{2} )+[0-9a-f]{2}/);
    await vscode.copy('');
    expect(await copied('C Array')).toMatch(/static const unsigned char \w+\[\d+\] = \{/);
    await vscode.copy('');
    expect(await copied('NASM')).toMatch(/^bits 32\n/);
  });

  it('exports an ELF object', async () => {
    const vscode = await open();
    await vscode.clickOn(source(vscode), 'def dot');
    await vscode.command('Native Compile: Export ELF Object…');
    const box = vscode.page.locator('.quick-input-widget .quick-input-box input');
    await vscode.until('the name of the file', async () =>
      (await box.inputValue()).endsWith('hot.o'),
    );
    const path = join(vscode.workspace, 'hot.o');
    await vscode.until('the file', async () => {
      // The box of names is not ready at once for the key that confirms it.
      if (!existsSync(path) && (await box.isVisible())) await vscode.press('Enter');
      return existsSync(path) && readFileSync(path).length > 0;
    });
    const object = readFileSync(path);
    // ELF, 32 bits, little-endian, a relocatable file for the i386.
    expect(object.subarray(0, 6)).toEqual(Buffer.from('\x7fELF\x01\x01', 'latin1'));
    expect([object.readUInt16LE(16), object.readUInt16LE(18)]).toEqual([1, 3]);
  });

  it('shows and hides performance hints', async () => {
    const vscode = await open();
    await vscode.clickOn(source(vscode), 'def dot');
    expect(await vscode.offers('Native Compile: Hide Performance Hints')).toBe(false);
    await vscode.command('Native Compile: Show Performance Hints');
    await vscode.until('hints are on', () =>
      vscode.offers('Native Compile: Hide Performance Hints'),
    );
    await vscode.until(
      'a hint',
      async () => (await source(vscode).locator('.squiggly-hint').count()) > 0,
    );
    await vscode.screenshot('hints');
    await vscode.command('Native Compile: Hide Performance Hints');
    await vscode.until(
      'no hint',
      async () => (await source(vscode).locator('.squiggly-hint').count()) === 0,
    );
  });

  it('says why hints cannot be shown', async () => {
    const vscode = await open();
    await vscode.setting('nativecompile.diagnostics.enable', false);
    await vscode.clickOn(source(vscode), 'def dot');
    await vscode.command('Native Compile: Show Performance Hints');
    await vscode.until('the reason', async () =>
      (await vscode.notifications()).includes('Hints are diagnostics, and those are off'),
    );
    await vscode.setting('nativecompile.diagnostics.enable', true);
  });

  it('opens the walkthrough of five steps', async () => {
    const vscode = await open();
    await vscode.command('Native Compile: Open Walkthrough');
    const steps = vscode.page.locator('.getting-started-step');
    await vscode.until('the steps', async () => (await steps.count()) === 5);
    await vscode.page.waitForTimeout(1000);
    await vscode.screenshot('walkthrough');
  });

  it('starts the language server again', async () => {
    const vscode = await open();
    await vscode.command('Native Compile: Restart Language Server');
    expect(await vscode.hover(source(vscode), '[i] *')).toContain('BINARY_SUBSCR');
  });

  it('logs what passes between VS Code and the server, when that is asked for', async () => {
    const vscode = await open();
    await vscode.hover(source(vscode), '[i] *');
    expect(vscode.logs()).not.toContain('textDocument/hover');
    await vscode.setting('nativecompile.trace.server', 'messages');
    await vscode.until('a logged hover', async () => {
      await vscode.hover(source(vscode), '[i] *');
      await vscode.press('Escape');
      return vscode.logs().includes('textDocument/hover');
    });
    await vscode.setting('nativecompile.trace.server', 'off');
  });
});
