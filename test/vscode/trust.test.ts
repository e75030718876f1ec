/**
 * A folder that nobody has vouched for: it is compiled and shown, nothing of it runs, and its
 * settings choose no helper.
 */

import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hot } from './programs.js';
import { textOf } from './screen.js';
import { describeInBrowser } from './session.js';
import type { Workbench } from './workbench.js';

const marker = join(tmpdir(), `nativecompile-hostile-${process.pid}`);

const options = {
  files: (workspace: string) => ({
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
};

describeInBrowser('an untrusted folder', options, (running) => {
  const runButton = (vscode: Workbench) =>
    vscode.page.locator('.editor-actions [aria-label^="Run Natively"]');

  it('is compiled: hover and assembly work', async () => {
    const vscode = running();
    const editor = await vscode.openFile('hot.py');
    expect(await vscode.hover(editor, '[i] *')).toContain('BINARY_SUBSCR');
    await vscode.press('Escape');
    await vscode.command('Native Compile: Show Assembly to the Side');
    await vscode.until('the listing', async () =>
      /\bmov\b/.test(await textOf(vscode.editor('dot · x86-32'))),
    );
    await vscode.screenshot('restricted');
  });

  it('is not run, and nothing is written from it', async () => {
    const vscode = running();
    // What a hover says tells that the extension has seen the file.
    const editor = await vscode.openFile('hot.py');
    expect(await vscode.hover(editor, '[i] *')).toContain('BINARY_SUBSCR');
    await vscode.press('Escape');
    expect(await runButton(vscode).count()).toBe(0);
    expect(await vscode.offers('Native Compile: Run Natively')).toBe(false);
    expect(await vscode.offers('Native Compile: Run and Compare With CPython')).toBe(false);
    expect(await vscode.offers('Native Compile: Export ELF Object…')).toBe(false);
    expect(await vscode.offers('Native Compile: Show Bytecode')).toBe(true);
  });

  it('can be run once it is trusted, and even then does not choose the helper', async () => {
    const vscode = running();
    await vscode.command('Workspaces: Manage Workspace Trust');
    await vscode.page
      .locator('.workspace-trust-editor .trust-item-button, .workspace-trust-buttons-row a')
      .first()
      .click();
    await vscode.openFile('hot.py');
    await vscode.until('the run button', async () => (await runButton(vscode).count()) > 0);
    await vscode.command('Native Compile: Restart Language Server');
    expect(await vscode.hover(vscode.editor('hot.py'), '[i] *')).toContain('BINARY_SUBSCR');
    expect(existsSync(marker)).toBe(false);
  });
});
