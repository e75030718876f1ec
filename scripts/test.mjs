/**
 * `npm test [-- FILES]`: sets up what is missing, then runs what CI runs: lint, generated files, tests, and after all others,
 * since they are about time as a person feels it, the tests in a browser.
 * With arguments only the tests they name run; `npm test -- test/vscode` runs those in a browser.
 */

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { paths } from './setup/paths.mjs';
import { command, setUp } from './setup.mjs';

/**
 * @param {string} title
 * @param {readonly string[]} args of Node.js
 * @returns {Promise<boolean>} whether it succeeded
 */
async function stage(title, args) {
  process.stderr.write(`test: ${title}\n`);
  const started = Date.now();
  const status = await new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: paths.project, stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', resolve);
  });
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  process.stderr.write(`test: ${title} ${status === 0 ? 'passed' : 'FAILED'} (${seconds} s)\n`);
  return status === 0;
}

const tool = (/** @type {string} */ path) => join(paths.project, 'node_modules', path);

const vitest = (/** @type {string[]} */ ...args) => [tool('vitest/vitest.mjs'), 'run', ...args];
const inBrowser = ['--config', 'vitest.browser.config.ts'];

/**
 * The stages for the words of the command line: files of test/vscode are for a browser, other files are not, and the rest
 * (options, or parts of names) goes to whichever is run.
 * @param {string[]} words
 * @returns {[string, string[]][]}
 */
function stagesFor(words) {
  const isFile = (/** @type {string} */ word) => existsSync(resolve(paths.project, word));
  const isBrowsers = (/** @type {string} */ word) =>
    isFile(word) &&
    /^test\/vscode(\/|$)/.test(relative(paths.project, resolve(paths.project, word)));
  const browsers = words.filter(isBrowsers);
  const others = words.filter((word) => !isBrowsers(word));
  if (browsers.length === 0) return [['tests', vitest(...others)]];
  const options = others.filter((word) => !isFile(word));
  /** @type {[string, string[]]} */
  const browserStage = ['browser tests', vitest(...inBrowser, ...browsers, ...options)];
  return options.length === others.length
    ? [browserStage]
    : [['tests', vitest(...others)], browserStage];
}

await command(async () => {
  await setUp({ tests: true });
  const chosen = process.argv.slice(2);
  /** @type {[string, string[]][]} */
  const everything = [
    ['lint', [tool('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.']],
    ['types', [tool('typescript/bin/tsc'), '-p', 'tsconfig.json']],
    ['generated files', [join(paths.project, 'scripts', 'generate.mjs'), '--check']],
    ['tests', vitest()],
    ['browser tests', vitest(...inBrowser)],
  ];
  let passed = true;
  for (const [title, args] of chosen.length > 0 ? stagesFor(chosen) : everything) {
    passed = (await stage(title, args)) && passed;
  }
  return passed ? 0 : 1;
});
