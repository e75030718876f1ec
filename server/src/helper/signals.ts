/**
 * Signals that reach this process while a program runs in the helper.
 *
 * Maps from: a signal to this process. Maps to: the same signal to the helper, unless the helper
 * got it anyway. The terminal sends Ctrl+C and Ctrl+\ to the whole foreground process group, the
 * helper included; passing them on would interrupt the program twice.
 */

import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';

const fromTerminal: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT'];
const ending: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGHUP'];
const others: readonly NodeJS.Signals[] = ['SIGUSR1', 'SIGUSR2'];

/**
 * A signal that went to the whole group has ended the helper after this many milliseconds, or the
 * program handles it and gets it once more. One that was sent to this process alone is only late.
 */
const GRACE_MS = 50;

/** Passes signals on until the function that it returns is called. */
export function relaySignals(child: ChildProcess): () => void {
  const handlers = new Map<NodeJS.Signals, () => void>();
  const running = (): boolean => child.exitCode === null && child.signalCode === null;
  const later = (signal: NodeJS.Signals): void => {
    setTimeout(() => {
      if (running()) child.kill(signal);
    }, GRACE_MS);
  };
  for (const signal of fromTerminal) {
    handlers.set(signal, () => {
      if (!inForeground()) later(signal);
    });
  }
  for (const signal of ending) handlers.set(signal, () => later(signal));
  for (const signal of others) handlers.set(signal, () => child.kill(signal));
  for (const [signal, handler] of handlers) process.on(signal, handler);
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
}

/**
 * For a helper whose output nobody would see any more: a signal that ends us ends it first. Returns
 * a function that stops this and tells which signal came, if one did.
 */
export function endWithUs(child: ChildProcess): () => NodeJS.Signals | null {
  let came: NodeJS.Signals | null = null;
  const handlers = [...fromTerminal, ...ending].map((signal) => {
    const handler = (): void => {
      came = signal;
      child.kill('SIGKILL');
    };
    process.on(signal, handler);
    return [signal, handler] as const;
  });
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
    return came;
  };
}

/** Is our process group the one that the terminal sends Ctrl+C to? */
function inForeground(): boolean {
  try {
    return isForeground(readFileSync('/proc/self/stat', 'latin1'));
  } catch {
    return false;
  }
}

/** The same from the text of /proc/PID/stat. */
export function isForeground(stat: string): boolean {
  // The command's name, in parentheses, may hold spaces and parentheses of its own.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [, , group, , , foreground] = fields;
  return group !== undefined && group === foreground;
}

/** Ends this process by `signal`, as the helper ended. Returns only if that does not work. */
export async function dieBy(signal: NodeJS.Signals): Promise<void> {
  try {
    // Listening and no longer listening leaves the default action, also for SIGPIPE, which Node
    // ignores.
    if (signal === 'SIGPIPE') process.on(signal, () => {});
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  } catch {
    return;
  }
  // Delivery can take a moment.
  await new Promise((resolve) => setTimeout(resolve, 200));
}
