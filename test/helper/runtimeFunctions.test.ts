/** The runtime functions against the interpreter: values, exceptions and reference counts. The comparisons are in
 * native/helper/tests, in Python on top of a C driver. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { projectFolder } from '../../server/src/helper/helperProcess.js';
import { patience } from '../harness/patience.mjs';

const run = promisify(execFile);

test('runtime functions do what the interpreter does', { timeout: patience(1_500) }, async () => {
  const { stdout } = await run('make', [
    '-s',
    '-C',
    `${projectFolder()}/native/helper`,
    'runtime-test',
  ]);
  expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^\d{6} comparisons, 0 failures$/);
});
