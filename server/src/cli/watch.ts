/**
 * Work that is done again whenever a file is saved.
 *
 * Maps from: work that tells which files it has read. Maps to: the same work, over and over, until
 * the process is ended. Files are looked at, not listened to: editors save by putting another file
 * in the place of the old one, and not every file system tells of changes.
 */

import { statSync } from 'node:fs';
import { isatty } from 'node:tty';
import { setTimeout as sleep } from 'node:timers/promises';
import { HelperFailure } from '../helper/failure.js';
import { fsPath } from '../helper/rawBytes.js';
import { STDIN } from './sources.js';
import { printError, printOut } from './terminal.js';
import { UsageError } from './usage.js';

const EVERY_MS = 200;
/** A terminal's screen and what was scrolled out of it. */
const CLEAR = '\x1b[H\x1b[2J\x1b[3J';

/** Resolves to the exit status of the work where it is done once; otherwise never. */
export async function doneOrWatched(
  watches: boolean,
  paths: () => readonly string[],
  work: () => Promise<number>,
): Promise<number> {
  if (!watches) return await work();
  if (paths().includes(STDIN)) throw new UsageError('standard input cannot be watched');
  for (;;) {
    const before = stamps(paths());
    if (isatty(1)) printOut(CLEAR);
    await attempt(work);
    if (isatty(2)) printError('\nnativecompile: watching; Ctrl+C ends\n');
    const changed = await change(paths, before);
    if (!isatty(1)) printError(`nativecompile: ${changed} was saved\n`);
  }
}

/** A name that is not there now, or a file that does not compile, is mended with the next save. */
async function attempt(work: () => Promise<number>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof UsageError) && !(error instanceof HelperFailure)) throw error;
    printError(`nativecompile: ${error.message}\n`);
  }
}

async function change(
  paths: () => readonly string[],
  before: ReadonlyMap<string, string>,
): Promise<string> {
  for (;;) {
    await sleep(EVERY_MS);
    const now = stamps(paths());
    for (const name of new Set([...now.keys(), ...before.keys()])) {
      // A file that is being replaced may be nowhere for a moment.
      const stamp = now.get(name) ?? '';
      if (stamp !== before.get(name) && (stamp !== '' || !now.has(name))) return name;
    }
  }
}

function stamps(paths: readonly string[]): Map<string, string> {
  return new Map(
    paths.map((path) => {
      const stat = statSync(fsPath(path), { throwIfNoEntry: false });
      return [path, stat === undefined ? '' : `${stat.mtimeMs} ${stat.size} ${stat.ino}`];
    }),
  );
}
