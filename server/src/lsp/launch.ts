/**
 * How an editor starts the server so that it stays small.
 *
 * glibc keeps large blocks that were freed unless it is told where "large" begins, and one pool for
 * each thread; for a server that handles whole files as blocks that is tens of megabytes. Without
 * these variables everything works the same. The threshold is above the 64 KiB blocks in which Node
 * reads from pipes.
 */
export const launchEnvironment: Readonly<Record<string, string>> = {
  MALLOC_MMAP_THRESHOLD_: '98304',
  MALLOC_TRIM_THRESHOLD_: '65536',
  MALLOC_ARENA_MAX: '1',
};
