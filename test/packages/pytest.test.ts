/** pytest run natively: the same report, of a suite of which a part fails. */

import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { project, removeFolders, temporaryFolder } from '../cli/command.js';
import { patience } from '../harness/patience.mjs';
import { native, python, requirePackages, stock } from './packages.js';

beforeAll(requirePackages);
afterAll(removeFolders);

/** Times, addresses and the name of the program aside. */
const steady = (text: string): string =>
  text
    .replace(/ in \d+\.\d+s(?: \(.*\))?/g, ' in TIME')
    .replace(/ at 0x[0-9a-f]+/g, ' at ADDRESS')
    .replace(/(?<=^platform .*) -- \/.*$/m, ' -- PYTHON');

function suite(): string {
  const folder = join(temporaryFolder(), 'suite');
  cpSync(join(project, 'test', 'packages', 'suite'), folder, { recursive: true });
  return folder;
}

const runs = [
  ['the usual report', ['-p', 'no:cacheprovider']],
  [
    'every name, locals and long tracebacks',
    ['-p', 'no:cacheprovider', '-v', '-l', '--tb=long', '--durations=0', '--durations-min=9'],
  ],
] as const;

describe.each(runs)('%s', (_, options) => {
  it.each([
    ['natively', ['--strict']],
    ['with everything compiled', ['--strict', '--compile', 'all']],
    ['interpreted', ['--interpret']],
  ])(
    'is the same %s',
    async (_way, way) => {
      const folder = suite();
      const expected = stock(['-B', '-m', 'pytest', ...options], folder);
      expect(expected.status).toBe(1);
      expect(expected.stdout).toContain('5 failed, 7 passed, 1 skipped, 1 xfailed, 2 warnings');
      const args = [...way, '--python', python, '-B', '-m', 'pytest', ...options];
      const found = await native(args, { cwd: folder });
      expect(steady(found.stdout)).toBe(steady(expected.stdout));
      expect({ ...found, stdout: '' }).toEqual({ ...expected, stdout: '' });
    },
    patience(2_000),
  );
});
