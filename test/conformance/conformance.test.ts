/**
 * CPython's own tests of the language and its types: under native code, strictly, the same cases
 * pass, fail and are skipped as interpreted in the same process.
 */

import { expect, it } from 'vitest';
import { limit } from '../differential/limit.js';
import { differences, explanation } from './comparison.mjs';
import { coreModules, excludedCases } from './modules.mjs';
import { baseline, runModule } from './regrtest.mjs';
import { patience } from '../harness/patience.mjs';
import { sampleCases } from '../harness/sample.js';
import { testTarget } from '../harness/target.js';

const two = limit(2);
/** Cases that are there for 64-bit Pythons only. */
const more: Readonly<Record<string, number>> = testTarget === 'x86-64' ? { test_compile: 1 } : {};
const TEST_TIMEOUT_MS = patience(4_000);

it('only the two cases that any hook changes are excluded', () => {
  expect([...excludedCases]).toEqual([
    'test.test_dis.DisTests.test_loop_quicken',
    'test.test_dis.DisWithFileTests.test_loop_quicken',
  ]);
});

const modules = sampleCases("modules of CPython's own tests", coreModules, {
  costPerCase: ({ seconds }) => 8 + 15 * seconds,
  nameOf: ({ name }) => name,
});

for (const { name, cases } of modules) {
  it.concurrent(
    name,
    () =>
      two(async () => {
        const expected = await baseline(name);
        expect(Object.keys(expected.cases)).toHaveLength(cases + (more[name] ?? 0));
        expect(Object.values(expected.cases)).not.toContain('failed');
        const found = await runModule(name, 'native');
        const lines = differences(expected, found);
        expect(lines, explanation(found.output)).toEqual([]);
      }),
    TEST_TIMEOUT_MS,
  );
}
