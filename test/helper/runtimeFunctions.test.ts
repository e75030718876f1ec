/**
 * The runtime functions against the interpreter: values, exceptions and reference counts. The
 * comparisons are in native/helper/tests, in Python on top of a C driver.
 */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { targetNames } from '../../scripts/generate.mjs';
import { projectFolder } from '../../server/src/helper/helperProcess.js';
import { patience } from '../harness/patience.mjs';

const run = promisify(execFile);

test.each(targetNames)(
  'runtime functions for %s do what the interpreter does',
  { timeout: patience(1_500) },
  async (target) => {
    const folder = `${projectFolder()}/native/helper`;
    const args = ['-s', '-C', folder, `TARGET=${target}`, 'runtime-test'];
    const { stdout } = await run('make', args);
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^\d{6} comparisons, 0 failures$/);
  },
);
