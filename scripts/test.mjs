/**
 * `npm test [-- FILES]`: sets up what is missing, then runs what CI runs: lint, generated files, tests.
 * With arguments only the tests they name run.
 */

import { spawn } from 'node:child_process';
import { join } from 'node:path';
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

await command(async () => {
  await setUp({ tests: true });
  const chosen = process.argv.slice(2);
  const stages = /** @type {[string, string[]][]} */ ([
    ['lint', [tool('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.']],
    ['types', [tool('typescript/bin/tsc'), '-p', 'tsconfig.json']],
    ['generated files', [join(paths.project, 'scripts', 'generate.mjs'), '--check']],
    ['tests', [tool('vitest/vitest.mjs'), 'run', ...chosen]],
  ]);
  let passed = true;
  for (const [title, args] of chosen.length > 0 ? stages.slice(-1) : stages) {
    passed = (await stage(title, args)) && passed;
  }
  return passed ? 0 : 1;
});
