/** Medians and spreads of what was measured. */

import { expect, it } from 'vitest';
import { spreadOf } from '../../server/src/cli/times.js';

it('of an odd and an even number of values', () => {
  const all = [5, 1, 4, 2, 100];
  expect(spreadOf(all)).toEqual({ median: 4, lower: 2, upper: 5, least: 1, most: 100, all });
  expect(spreadOf([1, 2, 3, 10])).toMatchObject({ median: 2.5, lower: 1.75, upper: 4.75 });
  expect(spreadOf([3])).toMatchObject({ median: 3, lower: 3, upper: 3, least: 3, most: 3 });
});
