/**
 * Keeps a server small that runs for days beside an editor.
 *
 * A compilation makes much garbage in a short time, and V8 keeps the room that it took for it: it
 * sizes its heap for programs that go on at that pace. Here the room for young objects stops
 * growing at a size that is still quick, and what a burst of work has left is given back once
 * nothing has happened for a while.
 */

import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { loadAddon } from '../run/addon.js';

/**
 * Milliseconds without work after which memory is given back, in some passes as far apart. V8 gives
 * up room for young objects only when little was made in the last five seconds, so that the last
 * pass must come after that.
 */
const IDLE = 1500;
const PASSES = 5;
/** Bytes of room for young objects, both halves together; V8 would go to twice as much. */
const YOUNG_ROOM = 16 * 1024 * 1024;

type Collect = () => void;

let collect: Collect | null = null;
let timer: NodeJS.Timeout | null = null;
let passes = 0;
let mayGrow = false;

/** To be called once, before anything is compiled. */
export function startSmall(): void {
  mayGrow = true;
  // The decoder of listings is a large WebAssembly module; its quick code is small, and quick
  // enough.
  setFlagsFromString('--liftoff-only');
  setFlagsFromString('--expose-gc');
  const exposed: unknown = runInNewContext('gc');
  collect = typeof exposed === 'function' ? (exposed as Collect) : null;
}

/** To be called often while something is being done. */
export function keepSmall(): void {
  if (!mayGrow) return;
  if (youngRoom() < YOUNG_ROOM) return;
  mayGrow = false;
  setFlagsFromString('--semi-space-growth-factor=1');
}

/** The next burst of work has the room for young objects grow again. */
function letGrow(): void {
  if (collect === null || mayGrow || youngRoom() >= YOUNG_ROOM) return;
  mayGrow = true;
  setFlagsFromString('--semi-space-growth-factor=2');
}

function youngRoom(): number {
  const spaces = getHeapSpaceStatistics();
  return spaces.find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0;
}

/** To be called with each message and after each piece of work. */
export function collectWhenIdle(): void {
  passes = 0;
  if (timer === null) {
    timer = setTimeout(collectOnce, IDLE);
    timer.unref();
  } else {
    timer.refresh();
  }
}

/** What one pass moved together leaves whole pages free for the next, which gives them back. */
function collectOnce(): void {
  collect?.();
  passes += 1;
  if (passes < PASSES) {
    timer?.refresh();
    return;
  }
  letGrow();
  loadAddon()?.releaseMemory();
}
