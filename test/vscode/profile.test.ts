/**
 * Run and Profile: heat beside the hot lines, a view of them that one click leads from, and a file
 * for other viewers.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hot, profiled } from './programs.js';
import { decorationsOf } from './screen.js';
import { describeInBrowser } from './session.js';
import { SHORT } from './window.js';
import type { Workbench } from './workbench.js';

const files = { 'profiled.py': profiled, 'hot.py': hot };
const settings = { 'nativecompile.target': 'x86-64' };
const HOTTEST = 'seen.add(number * 7919 % 65537)';

describeInBrowser('a profile', { files: () => files, settings }, (running) => {
  const view = (vscode: Workbench) =>
    vscode.page.locator('[aria-label^="Native Code: Hot Lines"]').first();
  const rows = (vscode: Workbench) =>
    vscode.page.locator(
      '.pane:has(.pane-header[aria-label^="Native Code: Hot Lines"]) .monaco-list-row',
    );

  async function profile(): Promise<Workbench> {
    const vscode = running();
    await vscode.openFile('profiled.py');
    const runButton = vscode.page.locator('.editor-actions [aria-label^="Run Natively"]').first();
    await vscode.until('the run button', () => runButton.isVisible());
    // Otherwise the profile of the test before would be taken for this one's.
    if ((await rows(vscode).count()) > 0) {
      await vscode.command('Native Compile: Clear Profile');
      await vscode.until('no hot lines', async () => (await rows(vscode).count()) === 0);
    }
    await vscode.command('Native Compile: Run and Profile');
    await vscode.until('the view of hot lines', async () => (await rows(vscode).count()) > 0);
    return vscode;
  }

  it('says where the time goes, beside the lines and in a list', async () => {
    const vscode = await profile();
    // The end of the table; its beginning may have gone up.
    expect(await vscode.terminalText()).toContain('profiled.py:18');
    await vscode.until('the view', () => view(vscode).isVisible());
    const first = await rows(vscode).first().textContent();
    expect(first).toContain('profiled.py:4');
    expect(first).toContain(HOTTEST);
    const list = (await rows(vscode).allTextContents()).join('\n');
    expect(list).toContain('set.add');
    const editor = vscode.editor('profiled.py');
    const words = await vscode.until('words at the line', async () => {
      const found = (await decorationsOf(editor)).filter((text) => text.includes('set.add'));
      return found.length > 0 ? found : null;
    });
    expect(words[0]).toMatch(/^\d\d % · .*\d\d % set\.add/);
    const marks = vscode.page.locator(
      '.glyph-margin-widgets [class*="ced-"], .margin-view-overlays [class*="ced-"]',
    );
    expect(await marks.count()).toBeGreaterThan(0);
    await vscode.page.mouse.move(900, 500);
    await vscode.page.waitForTimeout(500);
    await vscode.screenshot('profile');
  });

  it('goes to a line, and to its machine code, with one click', async () => {
    const vscode = await profile();
    await vscode.openFile('hot.py');
    await rows(vscode).first().click();
    const editor = vscode.editor('profiled.py');
    await vscode.until(
      'the line',
      async () =>
        (await editor.locator('.current-line').first().isVisible()) &&
        (
          await vscode.page
            .locator('.editor-status-selection, [id="status.editor.selection"]')
            .textContent()
        )?.includes('Ln 4') === true,
    );
    await rows(vscode).first().hover();
    await rows(vscode)
      .first()
      .locator('[aria-label="Show Assembly of Hot Line"]')
      .click({ timeout: SHORT });
    await vscode.until('the listing', async () =>
      vscode.page.locator('.tab', { hasText: 'distinct' }).first().isVisible(),
    );
    await vscode.screenshot('profile-assembly');
  });

  it('is followed by a change, and by what the change has brought, with one click', async () => {
    const vscode = await profile();
    const editor = vscode.editor('profiled.py');
    await vscode.clickOn(editor, HOTTEST);
    await vscode.press('End');
    await vscode.type('  # the same');
    await vscode.press('Control+s');
    await vscode.until('a saved file', async () =>
      readFileSync(join(vscode.workspace, 'profiled.py'), 'utf8').includes('# the same'),
    );
    await view(vscode).hover();
    await vscode.page
      .locator('[aria-label="Measure Against the Previous Save"]')
      .first()
      .click({ timeout: SHORT });
    await vscode.until('the times', async () =>
      /now [\d.]+ times as fast as before/.test(await vscode.terminalText()),
    );
    const text = await vscode.terminalText();
    expect(text).toMatch(/before +now/);
    expect(text).toMatch(/distinct +[\d.]+ ms +[\d.]+ ms/);
    await vscode.screenshot('measured');
  });

  it('is saved for other viewers, and cleared', async () => {
    const vscode = await profile();
    await vscode.command('Native Compile: Save Profile…');
    await vscode.until('the formats', () =>
      vscode.page
        .locator('.quick-input-list .monaco-list-row', { hasText: '.cpuprofile' })
        .isVisible(),
    );
    await vscode.press('Enter');
    const path = join(vscode.workspace, 'profiled.cpuprofile');
    const dialog = vscode.page.locator('.quick-input-widget:visible .quick-input-box input');
    await vscode.until('the dialog', async () => (await dialog.inputValue()) === path);
    await vscode.press('Enter');
    const saved = await vscode.until('the file', async () =>
      existsSync(path) ? readFileSync(path, 'utf8') : null,
    );
    const { nodes, samples, timeDeltas } = JSON.parse(saved);
    expect(samples).toHaveLength(timeDeltas.length);
    expect(
      nodes.some(
        (node: { callFrame: { functionName: string } }) =>
          node.callFrame.functionName === 'set.add',
      ),
    ).toBe(true);
    await vscode.command('Native Compile: Clear Profile');
    const editor = vscode.editor('profiled.py');
    await vscode.until('no words', async () =>
      (await decorationsOf(editor)).every((text) => !text.includes('set.add')),
    );
    expect(await rows(vscode).count()).toBe(0);
  });
});
