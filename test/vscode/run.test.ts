/**
 * Running natively from the editor: a real terminal with input, Ctrl+C and exit codes; counts while
 * a program runs and after it; a crash at its expression.
 */

import { timesText } from '../../server/src/language/countText.js';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ask, counted, crashing, endless, hot } from './programs.js';
import { decorationsOf } from './screen.js';
import { describeInBrowser } from './session.js';
import { editorArea, SHORT } from './window.js';
import type { Workbench } from './workbench.js';

const files = {
  'ask.py': ask,
  'counted.py': counted,
  'crashing.py': crashing,
  'endless.py': endless,
  'hot.py': hot,
};

describeInBrowser('running natively', { files: () => files }, (running) => {
  const runButton = (vscode: Workbench) =>
    vscode.page.locator('.editor-actions [aria-label^="Run Natively"]').first();
  const seen = (text: string) =>
    running().until(`"${text}" in the terminal`, async () =>
      (await running().terminalText()).includes(text),
    );

  async function open(name: string): Promise<Workbench> {
    const vscode = running();
    await vscode.openFile(name);
    await vscode.until('the run button', () => runButton(vscode).isVisible());
    return vscode;
  }

  /** Whether the program of endless.py is there. */
  function isAlive(vscode: Workbench): boolean {
    const pid = Number(readFileSync(join(vscode.workspace, 'endless.pid'), 'utf8'));
    expect(pid).toBeGreaterThan(0);
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  }

  it('asks for input in a terminal, and ends with the exit code of the program', async () => {
    const vscode = await open('ask.py');
    await runButton(vscode).click();
    await seen('Your name?');
    await vscode.type('Ada');
    await vscode.press('Enter');
    await seen('Hello, Ada! []');
    await seen('Press Enter');
    // Before the end, which VS Code tells with paths of this machine.
    await vscode.screenshot('run', { ...editorArea, height: 840 });
    await vscode.press('Enter');
    await seen('exit code: 3');
  });

  it('passes arguments, with quotes', async () => {
    const vscode = await open('ask.py');
    await vscode.command('Native Compile: Run Natively With Arguments…');
    const input = vscode.page.locator('.quick-input-widget .quick-input-box input');
    await input.waitFor();
    await input.fill('one "two words"');
    await vscode.press('Enter');
    await seen('Your name?');
    await vscode.type('Bo');
    await vscode.press('Enter');
    await seen("Hello, Bo! ['one', 'two words']");
  });

  it('is interrupted by Ctrl+C as under python', async () => {
    const vscode = await open('endless.py');
    await vscode.command('Native Compile: Run Natively');
    await seen('started');
    await vscode.page.locator('.terminal-wrapper.active .xterm-screen').click();
    await vscode.press('Control+c');
    await seen('interrupted by the user');
    await vscode.until('the end of the process', async () => !isAlive(vscode));
  });

  it('is stopped by a command, which is there only while something runs', async () => {
    const vscode = await open('endless.py');
    expect(await vscode.offers('Native Compile: Stop Native Run')).toBe(false);
    await vscode.command('Native Compile: Run Natively');
    await seen('started');
    expect(isAlive(vscode)).toBe(true);
    await vscode.command('Native Compile: Stop Native Run');
    await vscode.until('the end of the process', async () => !isAlive(vscode));
    await vscode.until(
      'no more offer to stop',
      async () => !(await vscode.offers('Native Compile: Stop Native Run')),
    );
  });

  it('asks before it runs again what still runs', async () => {
    const vscode = await open('endless.py');
    await vscode.command('Native Compile: Run Natively');
    await seen('started');
    const first = readFileSync(join(vscode.workspace, 'endless.pid'), 'utf8');
    await vscode.clickOn(vscode.editor('endless.py'), 'import time');
    await vscode.command('Native Compile: Run Natively');
    await vscode.until('the question', async () =>
      (await vscode.notifications()).includes('endless.py is still running.'),
    );
    expect(isAlive(vscode)).toBe(true);
    await vscode.page
      .locator('.notification-toast .monaco-button', { hasText: 'Stop It and Run Again' })
      .click();
    const path = join(vscode.workspace, 'endless.pid');
    await vscode.until('another process', async () => {
      const pid = readFileSync(path, 'utf8');
      return pid.endsWith('\n') && pid !== first;
    });
    expect(() => process.kill(Number(first), 0)).toThrow();
    expect(isAlive(vscode)).toBe(true);
    await vscode.command('Native Compile: Stop Native Run');
    await vscode.until('the end of the process', async () => !isAlive(vscode));
  });

  it('compares with CPython', async () => {
    const vscode = await open('hot.py');
    await vscode.command('Native Compile: Run and Compare With CPython');
    await seen('same');
    await vscode.screenshot('verify');
  });

  it('shows counts that grow while the program runs, and keeps them', async () => {
    const vscode = await open('counted.py');
    await vscode.command('Native Compile: Run Natively');
    await vscode.until('counts', () => vscode.offers('Native Compile: Show Execution Counts'));
    await vscode.command('Native Compile: Show Execution Counts');
    const editor = vscode.editor('counted.py');
    const counts = async () =>
      (await decorationsOf(editor)).flatMap((text) => {
        const found = /^(?:called )?([\d,.]+)([kM]?)×/.exec(text);
        const size = { k: 1e3, M: 1e6 }[found?.[2] ?? ''] ?? 1;
        return found === null ? [] : [Number(found[1]?.replaceAll(',', '')) * size];
      });
    const first = await vscode.until('a count', async () => {
      const found = await counts();
      return found.length > 0 ? Math.max(...found) : null;
    });
    await vscode.until('a higher count', async () => Math.max(...(await counts())) > first);
    await vscode.screenshot('counts-live');
    writeFileSync(join(vscode.workspace, 'enough'), '');
    const rounds = await vscode.until('the number of rounds', async () =>
      Number(/counted (\d+) rounds/.exec(await vscode.terminalText())?.[1]),
    );
    const last = timesText(rounds * 1000);
    await vscode.until('the last count', async () =>
      (await decorationsOf(editor)).some((text) => text.startsWith(last)),
    );
    // Away from tabs, whose names would come up.
    await vscode.page.mouse.move(900, 500);
    await vscode.page.waitForTimeout(500);
    await vscode.screenshot('counts', { ...editorArea, width: 700, height: 330 });
    await vscode.command('Native Compile: Hide Execution Counts');
    await vscode.until('no counts', async () => (await counts()).length === 0);
    expect(await vscode.hover(editor, 'i * i')).toContain(last);
    await vscode.press('Escape');
  });

  it('tells at which expression a native crash happened, and touches no other file', async () => {
    const vscode = await open('crashing.py');
    await vscode.command('Native Compile: Run Natively');
    const editor = vscode.editor('crashing.py');
    await vscode.until('the finding', () => editor.locator('.squiggly-error').first().isVisible());
    const text = await vscode.hover(editor, 'string_at');
    expect(text).toContain('NC402');
    expect(text).toContain('SIGSEGV in `read` while evaluating `ctypes.string_at(address)`');
    await vscode.screenshot('crash');
    await vscode.press('Escape');
    await open('hot.py');
    expect(await vscode.hover(vscode.editor('hot.py'), '[i] *')).toContain('BINARY_SUBSCR');
  });

  it('saves a reproduction of a crash where one says, and opens it', async () => {
    const vscode = await open('crashing.py');
    await vscode.command('Native Compile: Run Natively');
    const editor = vscode.editor('crashing.py');
    await vscode.until('the finding', () => editor.locator('.squiggly-error').first().isVisible());
    await vscode.clickOn(editor, 'string_at');
    const save = vscode.page.locator('.action-widget .monaco-list-row.action', {
      hasText: 'Save a reproduction',
    });
    await vscode.until('the quick fix', async () => {
      await vscode.press('Control+.');
      await save.first().waitFor({ timeout: SHORT });
      return true;
    });
    await save.first().click();
    const path = join(vscode.workspace, 'crashing-reproduction.md');
    const dialog = vscode.page.locator('.quick-input-widget:visible .quick-input-box input');
    await vscode.until('the dialog', async () => (await dialog.inputValue()) === path);
    await vscode.press('Enter');
    await vscode.until('the document', () => vscode.editor('crashing-reproduction.md').isVisible());
    const text = readFileSync(path, 'utf8');
    expect(text).toContain('SIGSEGV');
    expect(text).toContain('return ctypes.string_at(address)');
  });
});
