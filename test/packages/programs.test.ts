/**
 * Programs that use packages with extension modules for 64 bits: natively as in the Python that has
 * them.
 */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { project, removeFolders, temporaryFolder } from '../cli/command.js';
import { patience } from '../harness/patience.mjs';
import { environment, native, python, requirePackages, stock } from './packages.js';

beforeAll(requirePackages);
afterAll(removeFolders);

it('an import alone compiles next to nothing', async () => {
  const cold = environment({ XDG_CACHE_HOME: temporaryFolder() });
  const args = ['--stats', '--json', '--python', python, '-c', 'import numpy'];
  const { status, stderr } = await native(args, { env: cold });
  expect(status).toBe(0);
  // The text itself, and what importlib or re did a thousand times.
  const { host, helper } = JSON.parse(stderr);
  expect(host.requests).toBeGreaterThan(0);
  expect(host.requests).toBeLessThan(15);
  expect(helper.interpretedFrames).toBeGreaterThan(10_000);
});

const folder = join(project, 'test', 'packages', 'programs');
const ways = [
  ['in the default mode', []],
  ['with everything compiled', ['--compile', 'all']],
] as const;

describe.each(readdirSync(folder).filter((name) => name.endsWith('.py')))('%s', (name) => {
  const path = join(folder, name);

  it.each(ways)(
    'is the same natively, %s',
    async (_, options) => {
      const expected = stock([path]);
      expect(expected.status).toBe(0);
      expect(expected.stdout.length).toBeGreaterThan(300);
      const found = await native(['--strict', ...options, '--python', python, path]);
      expect(found).toEqual(expected);
    },
    patience(2_000),
  );

  it('is the same interpreted in the helper', async () => {
    expect(await native(['--interpret', '--python', python, path])).toEqual(stock([path]));
  });
});
