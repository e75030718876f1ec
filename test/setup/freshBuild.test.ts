/**
 * Whoever runs tests runs what the sources say: an edit makes the build stale, and set-up, which
 * comes before all tests, builds anew.
 */

import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { setUp } from '../../scripts/setup.mjs';
import { paths } from '../../scripts/setup/paths.mjs';
import browser from '../../vitest.browser.config.js';
import usual from '../../vitest.config.js';
import { patience } from '../harness/patience.mjs';

/** A project folder with the TypeScript alone. */
let copy: string;
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'nativecompile-build-'));
  const parts = [
    ...['scripts', 'server/src', 'server/package.json', 'client/src', 'client/webview'],
    ...['package.json', 'package-lock.json', 'tsconfig.json'],
  ];
  for (const part of parts)
    cpSync(join(paths.project, part), join(copy, part), { recursive: true });
  symlinkSync(join(paths.project, 'node_modules'), join(copy, 'node_modules'));
});
afterAll(() => rmSync(copy, { recursive: true }));

/** The steps that set-up performed. */
function ensureServer(): string[] {
  const script = `
    import { ensure } from './scripts/setup.mjs';
    import { stepsOf } from './scripts/setup/steps.mjs';
    await ensure(stepsOf({ tests: false, emulator: false }).filter(({ name }) => name === 'server').map((step) => ({
      ...step, work: (note) => { console.log(step.name); return step.work(note); },
    })));`;
  const args = ['--input-type=module', '-e', script];
  const output = execFileSync(process.execPath, args, {
    cwd: copy,
    encoding: 'utf8',
    stdio: 'pipe',
  });
  return output.split('\n').slice(0, -1);
}

it('an edit is built, once', () => {
  expect(ensureServer()).toEqual(['server']);
  expect(ensureServer()).toEqual([]);
  const source = join(copy, 'server', 'src', 'cli', 'main.ts');
  writeFileSync(source, `${readFileSync(source, 'utf8')}\nprocess.title = 'an edited source';\n`);
  expect(ensureServer()).toEqual(['server']);
  expect(readFileSync(join(copy, 'server', 'dist', 'main.js'), 'utf8')).toContain(
    'an edited source',
  );
  expect(ensureServer()).toEqual([]);
});

it('both configurations begin with that, and it takes no time when nothing was edited', async () => {
  for (const { test } of [usual, browser]) {
    expect(test?.globalSetup?.[0]).toBe('test/harness/globalSetup.ts');
  }
  const before = process.cpuUsage();
  await setUp({});
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(patience(4));
});
