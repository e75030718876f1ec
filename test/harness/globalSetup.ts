/**
 * Before the first test: what is built is built from the sources as they are, and the environment
 * of all tests says how patient they are (patience.mjs) and whether heavy ones run in part
 * (sample.ts). After the last: which did.
 */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { executes32BitCode } from '../../scripts/checks.mjs';
import { setUp } from '../../scripts/setup.mjs';
import { EXECUTION_VARIABLE } from './execution.js';
import { patience, unit } from './patience.mjs';
import { commit, variables } from './sample.js';
import { testTarget } from './target.js';

/** Vitest's own timeouts in milliseconds, which stand where nobody asked for others. */
const ITS_TEST_TIMEOUT = 5_000;
const ITS_HOOK_TIMEOUT = 10_000;

/** In units (patience.mjs). */
const TEST_TIMEOUT = 400;
const HOOK_TIMEOUT = 800;

export default async function prepare(project: TestProject): Promise<() => void> {
  const { config } = project;
  await setUp({});
  project.onTestsRerun(() => setUp({}));
  const emulated = testTarget === 'x86-32' && !(await executes32BitCode());
  const { env } = process;
  env[EXECUTION_VARIABLE] = emulated ? 'emulated' : 'direct';
  // Whoever names tests wants those, whether the lot fell on them or not.
  env[variables.extent] ??= config.testNamePattern ? 'all' : emulated ? 'part' : 'most';
  env[variables.seed] ??= commit();
  const folder = mkdtempSync(join(tmpdir(), 'nativecompile-tests-'));
  const notes = join(folder, 'notes');
  writeFileSync(notes, '');
  env[variables.notes] = notes;
  if (config.testTimeout === ITS_TEST_TIMEOUT) config.testTimeout = patience(TEST_TIMEOUT);
  if (config.hookTimeout === ITS_HOOK_TIMEOUT) config.hookTimeout = patience(HOOK_TIMEOUT);
  const way = emulated ? 'emulated' : 'executed directly';
  process.stderr.write(`test: ${testTarget} code is ${way}; a small program takes ${unit()} ms\n`);
  return () => {
    const parts = readFileSync(notes, 'utf8').trimEnd();
    rmSync(folder, { recursive: true });
    if (parts === '') return;
    process.stderr.write(
      `test: ${emulated ? 'because 32-bit code is emulated, ' : ''}these ran in part, chosen by ${env[variables.seed]}` +
        ` (${variables.seed} chooses others, npm run test:all runs all):\n${parts.replace(/^/gm, '  ')}\n`,
    );
  };
}
