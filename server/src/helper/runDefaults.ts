/** The options of a run of which nobody said anything. */

import type { RunOptions } from './protocol.js';

export const noOptions: RunOptions = {
  mode: 'hot',
  strict: false,
  interpret: false,
  stats: false,
  counters: 'off',
  without: [],
};
