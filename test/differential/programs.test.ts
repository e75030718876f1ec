/**
 * Every program of examples/ and test/programs/ does the same natively, interpreted in the same
 * process, and in the machine's own 64-bit CPython 3.11: output, errors with tracebacks, exit
 * status.
 */

import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { difference } from './difference.js';
import { limit } from './limit.js';
import { allPrograms } from './programs.js';
import { interpreted, native, reference, run, withoutInstallation } from './ways.js';
import { patience } from '../harness/patience.mjs';
import { sampleCases } from '../harness/sample.js';

const programs = allPrograms();
const chosen = sampleCases('programs, compared with CPython', programs, {
  costPerCase: 3.8,
  nameOf: ({ name }) => name,
  groupOf: ({ name }) => dirname(name),
});
const other = reference();
const two = limit(2);
const TEST_TIMEOUT_MS = patience(2_000);

it('there are at least 150 programs', () => {
  expect(programs.length).toBeGreaterThanOrEqual(150);
});

describe(`native, interpreted${other ? ` and ${other.command[0]}` : ''}`, () => {
  for (const program of chosen) {
    it.concurrent(
      program.name,
      () =>
        two(async () => {
          const expected = await run(interpreted, program);
          const found = await run(native, program);
          expect(difference('interpreted', expected, 'native', found)).toBeNull();
          if (other !== null) {
            const third = withoutInstallation(await run(other, program));
            const ours = withoutInstallation(expected);
            expect(difference(other.title, third, 'interpreted', ours)).toBeNull();
          }
        }),
      TEST_TIMEOUT_MS,
    );
  }
});
