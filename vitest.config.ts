/**
 * The tests: everything under test/ but those in a browser, two files at a time so that small
 * machines keep breathing. The browser tests, which `npm test` runs after these, have a
 * configuration of their own: vitest.browser.config.ts.
 */

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/vscode/**', '**/node_modules/**'],
    globalSetup: ['test/harness/globalSetup.ts'],
    maxWorkers: 2,
  },
});
