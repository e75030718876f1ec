/**
 * A way to run programs in which memory that was freed counts as free at once: the C library keeps
 * no lists of small chunks.
 */

import type { Way } from '../differential/ways.js';

export const exact = (way: Way): Way => ({
  ...way,
  command: [
    'env',
    'GLIBC_TUNABLES=glibc.malloc.tcache_count=0:glibc.malloc.mxfast=0',
    ...way.command,
  ],
});
