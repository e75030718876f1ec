/**
 * Floats are rounded once: 591 operations that the x87 would round twice give SSE2's results,
 * interpreted and natively.
 */

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { project } from '../differential/programs.js';
import { interpreted, native, run } from '../differential/ways.js';

const folder = join(project, 'test', 'conformance');

describe('operations that the x87 rounds twice', () => {
  for (const way of [interpreted, native]) {
    it(way.title, async () => {
      const outcome = await run(way, {
        name: 'double_rounding',
        line: [join(folder, 'double_rounding.py'), join(folder, 'double_rounding_cases.tsv')],
        input: Buffer.alloc(0),
      });
      expect(outcome.stderr).toBe('');
      expect(outcome.stdout).toBe('591 cases, 2955 results, 0 wrong\n');
      expect(outcome.end).toBe('status 0');
    });
  }
});
