/** The package for every platform, where there is neither a helper nor a Python. */

import { expect, it } from 'vitest';
import { mendGreeting } from './mending.js';
import { formatted, hot } from './programs.js';
import { textOf } from './screen.js';
import { describeInBrowser } from './session.js';

const options = {
  isUniversal: true,
  // VS Code takes the PATH of a login shell, which may have a Python.
  env: { NATIVECOMPILE_ONLY_WEBASSEMBLY: '1' },
  files: () => ({ 'hot.py': hot, 'greet.py': formatted }),
  settings: { 'nativecompile.compile.excludeOpcodes': ['FORMAT_VALUE'] },
};

describeInBrowser('the universal package', options, (running) => {
  it('shows hover, listing and findings, and mends them', async () => {
    const vscode = running();
    const editor = await vscode.openFile('hot.py');
    expect(await vscode.hover(editor, '[i] *')).toContain('BINARY_SUBSCR');
    await vscode.press('Escape');
    await vscode.command('Native Compile: Show Assembly to the Side');
    await vscode.until('the listing', async () =>
      /\bmov\b/.test(await textOf(vscode.editor('dot · x86-32'))),
    );
    await vscode.screenshot('universal');
    await mendGreeting(vscode);
  });

  it('does not offer to run, and says why', async () => {
    const vscode = running();
    const editor = await vscode.openFile('hot.py');
    expect(await vscode.hover(editor, '[i] *')).toContain('BINARY_SUBSCR');
    await vscode.press('Escape');
    expect(await vscode.offers('Native Compile: Run Natively')).toBe(false);
    expect(await vscode.offers('Native Compile: Export ELF Object…')).toBe(true);
    await vscode.command('Native Compile: Check the Helper');
    await vscode.until('why', async () =>
      (await vscode.notifications()).includes('nativecompile-linux-x64'),
    );
  });
});
