/**
 * `npm test [-- FILES]`: sets up what is missing, then runs what CI runs: lint, generated files,
 * tests, and after all others, since they are about time as a person feels it, the tests in a
 * browser. With arguments only the tests they name run; `npm test -- test/vscode` runs those in a
 * browser.
 *
 * Tests that run programs do so for both targets: for x86-64 directly, and all but two that take
 * many minutes anywhere, of which a part is run; for x86-32 as the machine can. Where that is
 * emulated, a part of the heavy ones is run (test/harness/sample.ts), and `npm run test:all` leaves
 * none out; where it is executed directly, a few tests run once more under emulation.
 *
 * The last line sums the tests up: `N passed, N failed, N skipped`.
 */

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { executes32BitCode } from './checks.mjs';
import { paths } from './setup/paths.mjs';
import { command, setUp } from './setup.mjs';

/**
 * @typedef {object} Stage
 * @property {string} title
 * @property {readonly string[]} args of Node.js
 * @property {boolean} [counts] whether it is a run of Vitest, whose tests are counted
 * @property {NodeJS.ProcessEnv} [env] what is different in its environment
 */

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * @typedef {{ status: string, assertionResults: { status: string }[] }} FileResult in Vitest's
 * report
 */

/**
 * @param {Stage} stage
 * @param {readonly string[]} more arguments
 * @returns {Promise<boolean>} whether it succeeded
 */
async function perform({ title, args, env }, more) {
  process.stderr.write(`test: ${title}\n`);
  const started = Date.now();
  const status = await new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...args, ...more], {
      cwd: paths.project,
      stdio: 'inherit',
      env: { ...process.env, ...env },
    });
    child.on('error', reject);
    child.on('close', resolve);
  });
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  process.stderr.write(`test: ${title} ${status === 0 ? 'passed' : 'FAILED'} (${seconds} s)\n`);
  return status === 0;
}

/**
 * @param {string} report of Vitest, as JSON; where there is none it has failed before it counted
 * @param {boolean} succeeded
 * @returns {Counts}
 */
function countsIn(report, succeeded) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  if (existsSync(report)) {
    /**
     * @type {{ numPassedTests: number, numPendingTests: number, numTodoTests: number, testResults:
     * FileResult[] }}
     */
    const all = JSON.parse(readFileSync(report, 'utf8'));
    counts.passed = all.numPassedTests;
    counts.skipped = all.numPendingTests + all.numTodoTests;
    for (const { status, assertionResults } of all.testResults) {
      const failed = assertionResults.filter((test) => test.status === 'failed').length;
      // A file that cannot be loaded is one that failed.
      counts.failed += status === 'failed' ? Math.max(failed, 1) : failed;
    }
  }
  // An error outside of all tests is one, too.
  if (!succeeded) counts.failed = Math.max(counts.failed, 1);
  return counts;
}

const tool = (/** @type {string} */ path) => join(paths.project, 'node_modules', path);

/**
 * @param {string} title
 * @param {readonly string[]} words of its command line
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Stage}
 */
const vitest = (title, words = [], env = {}) => ({
  title,
  args: [tool('vitest/vitest.mjs'), 'run', ...words],
  counts: true,
  env,
});
const inBrowser = ['--config', 'vitest.browser.config.ts'];

/**
 * What is tested under emulation on every machine: programs, children, signals, services, standard
 * input, ways to end.
 */
const alsoEmulated = [
  'test/cli/commandLine.test.ts',
  'test/cli/signals.test.ts',
  'test/differential/programs.test.ts',
  'test/helper/compileService.test.ts',
  'test/helper/inheritance.test.ts',
  'test/helper/programRun.test.ts',
  'test/lsp/lifecycle.test.ts',
];

/** What depends on the target by running programs; what only compiles names its targets itself. */
const ofPrograms = [
  'test/conformance',
  'test/counters',
  'test/differential',
  'test/helper',
  'test/opcodes',
  'test/robustness',
  // With the stroke, since the client's tests run no programs.
  'test/cli/',
  // The editor has a setting for the target, and what a 32-bit Python cannot load is asked for by
  // these.
  ...['--exclude', 'test/counters/editor.test.ts', '--exclude', 'test/cli/foreignImports.test.ts'],
];

/** The longest of those that would do the same for each target, since they name it themselves. */
const namingTheirTarget = ['test/conformance/refleaks.test.ts', 'test/helper/sanitized.test.ts'];

/** @returns {Promise<Stage[]>} */
async function everything() {
  const direct = await executes32BitCode();
  if (!direct) {
    process.stderr.write(
      'test: 32-bit code is emulated here, so that the tests need not be run under emulation ' +
        'once more\n',
    );
  }
  const emulated = vitest('tests under emulation', alsoEmulated, {
    NATIVECOMPILE_EXECUTION: 'emulated',
    NATIVECOMPILE_TESTS: 'part',
    NATIVECOMPILE_TEST_SECONDS: '60',
  });
  return [
    {
      title: 'lint',
      args: [tool('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.'],
    },
    { title: 'types', args: [tool('typescript/bin/tsc'), '-p', 'tsconfig.json'] },
    {
      title: 'types of the playground',
      args: [tool('typescript/bin/tsc'), '-p', 'playground/tsconfig.json'],
    },
    {
      title: 'generated files',
      args: [join(paths.project, 'scripts', 'generate.mjs'), '--check'],
    },
    vitest(
      'tests of programs for x86-64',
      [...ofPrograms, ...namingTheirTarget.flatMap((file) => ['--exclude', file])],
      { NATIVECOMPILE_TARGET: 'x86-64' },
    ),
    vitest('tests'),
    ...(direct ? [emulated] : []),
    vitest('browser tests', inBrowser),
  ];
}

/**
 * The stages for the words of the command line: files of test/vscode are for a browser, other files
 * are not, and the rest (options, or parts of names) goes to whichever is run.
 * @param {string[]} words
 * @returns {Stage[]}
 */
function stagesFor(words) {
  const isFile = (/** @type {string} */ word) => existsSync(resolve(paths.project, word));
  const isBrowsers = (/** @type {string} */ word) =>
    isFile(word) &&
    /^test\/vscode(\/|$)/.test(relative(paths.project, resolve(paths.project, word)));
  const browsers = words.filter(isBrowsers);
  const others = words.filter((word) => !isBrowsers(word));
  if (browsers.length === 0) return [vitest('tests', others)];
  const options = others.filter((word) => !isFile(word));
  const browserStage = vitest('browser tests', [...inBrowser, ...browsers, ...options]);
  return options.length === others.length
    ? [browserStage]
    : [vitest('tests', others), browserStage];
}

await command(async () => {
  await setUp({ tests: true });
  const words = process.argv.slice(2);
  if (words.includes('--all')) process.env.NATIVECOMPILE_TESTS = 'all';
  const chosen = words.filter((word) => word !== '--all');
  const folder = mkdtempSync(join(tmpdir(), 'nativecompile-report-'));
  const total = { passed: 0, failed: 0, skipped: 0 };
  let passed = true;
  for (const stage of chosen.length > 0 ? stagesFor(chosen) : await everything()) {
    const report = join(folder, `${stage.title}.json`);
    const reporting = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const succeeded = await perform(stage, stage.counts ? reporting : []);
    passed = passed && succeeded;
    if (!stage.counts) continue;
    const counts = countsIn(report, succeeded);
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped += counts.skipped;
  }
  rmSync(folder, { recursive: true });
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
  process.stdout.write(`${total.passed} passed, ${total.failed} failed${skipped}\n`);
  return passed ? 0 : 1;
});
