/**
 * Keeps a server small that runs for days beside an editor.
 *
 * A compilation makes much garbage in a short time, and V8 keeps the room that it took for it: it sizes its
 * heap for programs that go on at that pace. Here young objects get little room from the start, and what a
 * burst of work has left is given back once nothing has happened for a while.
 */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Milliseconds without work after which memory is given back. */
const IDLE = 2000;
const AGAIN = 500;

type Collect = () => void;

let collect: Collect | null = null;
let timer: NodeJS.Timeout | null = null;

/** To be called once, before anything is compiled. */
export function startSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  // The decoder of listings is a large WebAssembly module; its quick code is small, and quick enough.
  setFlagsFromString('--liftoff-only');
  setFlagsFromString('--expose-gc');
  const exposed: unknown = runInNewContext('gc');
  collect = typeof exposed === 'function' ? (exposed as Collect) : null;
}

/** To be called with each message and after each piece of work. */
export function collectWhenIdle(): void {
  if (timer !== null) {
    timer.refresh();
    return;
  }
  timer = setTimeout(() => {
    timer = null;
    collect?.();
    // What the first collection moved together leaves whole pages free for the second.
    setTimeout(() => collect?.(), AGAIN).unref();
  }, IDLE);
  timer.unref();
}
