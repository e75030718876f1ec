/**
 * The extension in a real VS Code in a real browser, one window at a time. A test that failed is tried again in a new window, twice at most:
 * VS Code itself loses a step now and then on a small machine.
 */

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/vscode/*.test.ts'],
    globalSetup: ['test/harness/globalSetup.ts', 'test/vscode/prepare.ts'],
    maxWorkers: 1,
    retry: 2,
  },
});
