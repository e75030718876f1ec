/**
 * The image loader: what it loads, what it refuses, and 10,000 mutated payloads. The checks are in
 * C.
 */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { targetNames } from '../../scripts/generate.mjs';
import { projectFolder } from '../../server/src/helper/helperProcess.js';
import { patience } from '../harness/patience.mjs';

const run = promisify(execFile);

test.each(targetNames)(
  'images for %s are checked before they are loaded',
  { timeout: patience(1_500) },
  async (target) => {
    const folder = `${projectFolder()}/native/helper`;
    const args = ['-s', '-C', folder, `TARGET=${target}`, 'image-test'];
    const { stdout } = await run('make', args);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('ok');
  },
);
