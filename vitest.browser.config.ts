/** The extension in a real VS Code in a real browser, one window at a time. */

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/vscode/*.test.ts'],
    globalSetup: ['test/harness/globalSetup.ts', 'test/vscode/prepare.ts'],
    maxWorkers: 1,
  },
});
