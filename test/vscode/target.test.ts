/**
 * The target: shown and switched where VS Code shows the state of languages, toggled on a listing,
 * offered where it is emulated; with x86-64, packages of an environment, extension modules among
 * them, be it beside the program or chosen in the Python extension.
 */

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { isEmulated } from '../harness/execution.js';
import { distPackages, libraries, requirePackages } from '../packages/packages.js';
import { arrays, hot } from './programs.js';
import { textOf } from './screen.js';
import { describeInBrowser } from './session.js';
import { SHORT } from './window.js';
import type { Workbench } from './workbench.js';

describeInBrowser('the target', { files: () => ({ 'hot.py': hot }) }, (running) => {
  /** Its title names the target. */
  const listing = (vscode: Workbench, target = 'x86-32') => vscode.editor(`dot · ${target}`);
  /** By a register, since the header may be above what is seen. */
  const listed = (vscode: Workbench, target: 'x86-32' | 'x86-64') =>
    vscode.until(`a listing for ${target}`, async () => {
      const text = await textOf(listing(vscode, target));
      const [own, other] = target === 'x86-32' ? ['ebp', 'rbp'] : ['rbp', 'ebp'];
      return text.includes(`[${own}+`) && !text.includes(`[${other}+`);
    });

  async function open(): Promise<Workbench> {
    const vscode = running();
    const editor = await vscode.openFile('hot.py');
    // The palette offers what is of use in the editor that has the focus.
    await vscode.clickOn(editor, 'total');
    await vscode.command('Native Compile: Show Assembly to the Side');
    await listed(vscode, 'x86-32');
    return vscode;
  }

  it('is toggled on a listing by its icon, and by the command', async () => {
    const vscode = await open();
    await vscode.clickOn(listing(vscode), '[ebp+');
    const icon = vscode.page.locator('.editor-actions [aria-label^="Toggle x86-32 / x86-64"]');
    await icon.first().click();
    await listed(vscode, 'x86-64');
    await vscode.screenshot('target listing');
    await vscode.command('Native Compile: Toggle x86-32 / x86-64');
    await listed(vscode, 'x86-32');
    const tabs = vscode.page.locator('.tab[aria-label^="dot · x86-"]');
    await vscode.until('one tab', async () => (await tabs.count()) === 1);
  });

  it('is shown with the languages, and switched by one click', async () => {
    const vscode = await open();
    await vscode.clickOn(vscode.editor('hot.py'), 'total');
    const status = vscode.page.locator('.hover-language-status');
    const row = status.filter({ hasText: 'the target of Native Compile' });
    const shown = async (target: string): Promise<boolean> => {
      if (!(await row.first().isVisible())) {
        await vscode.page.locator('#status\\.languageStatus').click({ timeout: SHORT });
      }
      return (await row.first().textContent({ timeout: SHORT }))?.includes(target) === true;
    };
    await vscode.until('x86-32 in the status', () => shown('x86-32'));
    await vscode.screenshot('target status');
    await row.locator('a', { hasText: 'Switch to x86-64' }).click();
    await listed(vscode, 'x86-64');
    await vscode.press('Escape');
    await vscode.until('x86-64 in the status', () => shown('x86-64'));
    await vscode.press('Escape');
    await vscode.command('Native Compile: Switch Target Between x86-32 and x86-64');
    await listed(vscode, 'x86-32');
  });

  it.runIf(isEmulated())('is offered once where programs are emulated', async () => {
    const vscode = await open();
    const finished = () =>
      vscode.until('the end of the program', async () =>
        (await vscode.terminalText()).includes('32.0'),
      );
    const offer = vscode.page.locator('.notification-toast', { hasText: 'run in an emulator' });
    await vscode.clickOn(vscode.editor('hot.py'), 'total');
    await vscode.command('Native Compile: Run Natively');
    await finished();
    await offer.waitFor();
    expect(await offer.textContent()).toContain('Switch to x86-64');
    await vscode.screenshot('target offer');
    await offer.locator('.monaco-button', { hasText: "Don't Ask Again" }).click();
    await vscode.until('no offer', async () => (await offer.count()) === 0);
    await vscode.press('Control+Shift+Alt+F9');
    await vscode.openFile('hot.py');
    await vscode.command('Native Compile: Run Natively');
    await finished();
    expect(await offer.count()).toBe(0);
  });
});

/** A virtual environment in a folder, with the packages of these tests. */
const environment = (folder: string) => ({
  [`${folder}/pyvenv.cfg`]:
    'home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.11.2\n',
  [`${folder}/bin/python`]: '#!/bin/sh\nexit 1\n',
  [`${folder}/lib/python3.11/site-packages/packages.pth`]: `${distPackages}\n`,
});
const settings = {
  'nativecompile.target': 'x86-64',
  // Of the packages as these tests have them: the loader looks in no folder of theirs.
  'terminal.integrated.env.linux': { LD_LIBRARY_PATH: libraries },
};

async function runArrays(vscode: Workbench, environmentName: string): Promise<void> {
  await vscode.openFile('arrays.py');
  // There as soon as the helper is known to be usable.
  await vscode.page.locator('.editor-actions [aria-label^="Run Natively"]').first().click();
  const seen = await vscode.until(
    'the output',
    async () => /numpy .*\n.*\n/.exec(await vscode.terminalText())?.[0],
  );
  expect(seen?.replace(/ +$/gm, '')).toMatch(
    new RegExp(`^numpy \\d\\S* in 64 bits of ${environmentName}\\n925\\.0\\n`),
  );
}

describeInBrowser(
  'the target x86-64 with a virtual environment beside the program',
  {
    files: () => ({ 'arrays.py': arrays, ...environment('.venv') }),
    executable: ['.venv/bin/python'],
    settings,
  },
  (running) => {
    beforeAll(requirePackages);

    it('runs natively with its extension modules', async () => {
      const vscode = running();
      await runArrays(vscode, '\\.venv');
      await vscode.screenshot('target venv');
    });
  },
);

describeInBrowser(
  'the target x86-64 with an environment that is chosen in the Python extension',
  {
    files: () => ({ 'arrays.py': arrays, ...environment('chosen') }),
    executable: ['chosen/bin/python'],
    extensions: [join(dirname(fileURLToPath(import.meta.url)), 'pythonExtension')],
    settings,
  },
  (running) => {
    beforeAll(requirePackages);

    it('runs natively with the packages of that one', async () => {
      const vscode = running();
      await runArrays(vscode, 'chosen');
      await vscode.clickOn(vscode.editor('arrays.py'), 'numpy');
      await vscode.page.locator('#status\\.languageStatus').click();
      const row = vscode.page.locator('.hover-language-status', { hasText: 'chosen' });
      await row.first().waitFor();
      await vscode.screenshot('target chosen environment');
    });
  },
);
