/**
 * No leak of references: CPython's own tests of the language and its types leave as many references
 * as there were, natively and strictly, counted by CPython's debug build and by machine code
 * (refleaks.mjs).
 */

import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { limit } from '../differential/limit.js';
import { patience } from '../harness/patience.mjs';
import { sampleCases } from '../harness/sample.js';
import { explanation } from './comparison.mjs';
import { buildDebugHelper, differencesIn, hunt, huntedModules, leakIn } from './refleaks.mjs';

const two = limit(2);
const TEST_TIMEOUT_MS = patience(8_000);

beforeAll(buildDebugHelper, patience(2_500));

const modules = sampleCases(
  "modules of CPython's own tests for leaks of references",
  huntedModules,
  {
    costPerCase: ({ seconds }) => seconds,
    nameOf: ({ name }) => name,
    isLong: true,
  },
);

for (const { name } of modules) {
  it.concurrent(
    name,
    () =>
      two(async () => {
        const found = await hunt(name);
        expect(leakIn(found), explanation(found.output)).toBe('');
      }),
    TEST_TIMEOUT_MS,
  );
}

describe('the hunt', () => {
  it(
    'finds what is left in each run',
    async () => {
      // Python writes its compiled file beside it.
      const folder = mkdtempSync(join(tmpdir(), 'nativecompile-leaking-'));
      cpSync(join(dirname(fileURLToPath(import.meta.url)), 'leaking'), folder, { recursive: true });
      const found = await hunt('test_leaking', 'native', ['--testdir', folder]);
      rmSync(folder, { recursive: true });
      expect(found.differences?.references).toEqual([3, 3, 3]);
      expect(leakIn(found)).toMatch(/^references: 3, 3, 3; memory blocks: /);
    },
    TEST_TIMEOUT_MS,
  );

  const told = (references: string, blocks: string, more = '') =>
    leakIn({
      differences: differencesIn(
        [
          `test_x leaked [${references}] references, sum=0`,
          `test_x leaked [${blocks}] memory blocks, sum=0`,
          more,
        ].join('\n'),
      ),
      output: '',
      end: 'status 2',
    });

  it('takes references one by one, whether they are left or gone', () => {
    expect(told('0, 0, 0', '0, 0, 0')).toBe('');
    expect(told('0, 1, 0', '0, 0, 0')).toBe('references: 0, 1, 0');
    expect(told('0, 0, -1', '0, 0, 0')).toBe('references: 0, 0, -1');
  });

  it('takes blocks of memory that most runs leave, or take', () => {
    expect(told('0, 0, 0', '-4, 0, 1')).toBe('');
    expect(told('0, 0, 0', '2, 0, 1')).toBe('memory blocks: 2, 0, 1');
    expect(told('0, 0, 0', '-2, 0, -1')).toBe('memory blocks: -2, 0, -1');
  });

  it('takes open files, and tests that fail', () => {
    const files = 'test_x leaked [1, 0, 0] file descriptors, sum=1';
    expect(told('0, 0, 0', '0, 0, 0', files)).toBe('open files');
    expect(
      leakIn({ differences: differencesIn('test_x failed'), output: '', end: 'status 2' }),
    ).toBe('the tests failed (status 2)');
  });
});
