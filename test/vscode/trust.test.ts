/**
 * A folder that nobody has vouched for: it is compiled and shown, nothing of it runs, and its settings choose no helper.
 */

import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { install } from './install.js';
import { packages } from '../package/packaged.js';
import { hot } from './programs.js';
import { Workbench } from './workbench.js';

const installed = await install();
if (typeof installed === 'string') console.warn(`Browser tests are skipped: ${installed}.`);

const marker = join(tmpdir(), `nativecompile-hostile-${process.pid}`);

describe.skipIf(typeof installed === 'string')('an untrusted folder', { timeout: 180_000 }, () => {
  let vscode: Workbench;

  beforeAll(async () => {
    if (typeof installed === 'string') return;
    vscode = await Workbench.start(installed, {
      vsix: (await packages()).linux,
      files: (workspace) => ({
        'hot.py': hot,
        'evil.sh': `#!/bin/sh\ntouch ${marker}\n`,
        '.vscode/settings.json': JSON.stringify({
          'nativecompile.helper.path': join(workspace, 'evil.sh'),
          'nativecompile.helper.python': join(workspace, 'evil.sh'),
        }),
      }),
      executable: ['evil.sh'],
      settings: {
        'security.workspace.trust.enabled': true,
        'security.workspace.trust.startupPrompt': 'never',
        'security.workspace.trust.banner': 'never',
      },
    });
  }, 900_000);

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await vscode?.screenshot(`FAILED ${task.name}`);
  });

  afterAll(async () => {
    await vscode?.stop();
  }, 60_000);

  const runButton = () => vscode.page.locator('.editor-actions [aria-label^="Run Natively"]');

  it('is compiled: hover and assembly work', async () => {
    const editor = await vscode.openFile('hot.py');
    expect(await vscode.hover(editor, '[i] *')).toContain('BINARY_SUBSCR');
    await vscode.press('Escape');
    await vscode.command('Native Compile: Show Assembly to the Side');
    await vscode.until('the listing', async () =>
      /\bmov\b/.test(await vscode.text(vscode.editor('hot.py.ncasm'))),
    );
    await vscode.screenshot('restricted');
  });

  it('is not run, and nothing is written from it', async () => {
    await vscode.clickOn(vscode.editor('hot.py'), 'return');
    expect(await runButton().count()).toBe(0);
    expect(await vscode.offers('Native Compile: Run Natively')).toBe(false);
    expect(await vscode.offers('Native Compile: Run and Compare With CPython')).toBe(false);
    expect(await vscode.offers('Native Compile: Export ELF Object')).toBe(false);
    expect(await vscode.offers('Native Compile: Show Bytecode')).toBe(true);
  });

  it('can be run once it is trusted, and even then does not choose the helper', async () => {
    await vscode.command('Workspaces: Manage Workspace Trust');
    await vscode.page
      .locator('.workspace-trust-editor .trust-item-button, .workspace-trust-buttons-row a')
      .first()
      .click();
    await vscode.openFile('hot.py');
    await vscode.until('the run button', async () => (await runButton().count()) > 0);
    await vscode.command('Native Compile: Restart Language Server');
    expect(await vscode.hover(vscode.editor('hot.py'), '[i] *')).toContain('BINARY_SUBSCR');
    expect(existsSync(marker)).toBe(false);
  });
});
