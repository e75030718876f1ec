/**
 * What native code keeps to be quick, it gives back when CPython gives back the like: names of
 * attributes with the type cache (`sys._clear_type_cache`), freed ints with the lists of freed
 * floats (`gc.collect`). So hunters of leaks find none there.
 */

import { join } from 'node:path';
import { expect, it } from 'vitest';
import { project } from '../differential/programs.js';
import { interpreted, native, run } from '../differential/ways.js';

it.each([interpreted, native])('caches are empty when they are told to: $title', async (way) => {
  const line = [join(project, 'test', 'robustness', 'caches.py')];
  const { stdout, stderr, end } = await run(way, { name: 'caches', line, input: Buffer.alloc(0) });
  expect({ stdout, stderr, end }).toEqual({
    stdout: 'names 0\nints 0\n',
    stderr: '',
    end: 'status 0',
  });
});
