/**
 * One VS Code for all tests of a file, made as new before each of them; after a test that failed, a
 * new one.
 *
 * Maps from: the files and settings that tests need. Maps to: a suite whose tests know nothing of
 * one another.
 */

import { afterAll, afterEach, beforeEach, describe, inject } from 'vitest';
import { Workbench, type WorkbenchOptions } from './workbench.js';

const prepared = inject('visualStudioCode');

export function describeInBrowser(
  name: string,
  options: Omit<WorkbenchOptions, 'vsix'> & { readonly isUniversal?: boolean },
  define: (vscode: () => Workbench) => void,
): void {
  describe.skipIf(typeof prepared === 'string')(name, () => {
    let running: Workbench | undefined;

    beforeEach(async () => {
      if (typeof prepared === 'string') return;
      await running?.reset();
      const vsix = options.isUniversal === true ? prepared.universal : prepared.vsix;
      running ??= await Workbench.start(prepared, { ...options, vsix });
    });

    afterEach(async ({ task }) => {
      if (task.result?.state !== 'fail') return;
      await running?.keepEvidence(task.name);
      await running?.stop();
      running = undefined;
    });

    afterAll(async () => {
      await running?.stop();
    });

    define(() => {
      if (running === undefined) throw new Error('VS Code does not run.');
      return running;
    });
  });
}
