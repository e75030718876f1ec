/**
 * A private folder for as long as this process lives, and what processes left that were killed.
 *
 * Maps from: this process. Maps to: `nativecompile-UID/PID-START-NAMESPACE-NUMBER` in the folder
 * for temporary files. The name says whose it is, and when that process began: one of the same
 * number that came later is another. Nobody but this user can make or remove something in there.
 */

import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  rmSync,
} from 'node:fs';

import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { errorCode } from './failure.js';

/** The longest path of a Unix socket is 108 bytes, and some of these folders hold one. */
const MAX_PATH = 90;
/** How often somebody may remove the empty common folder just when one is made in it. */
const ATTEMPTS = 20;

/** Null where none can be made. To be removed by `removeTemporaryFolder`. */
export function createTemporaryFolder(): string | null {
  for (const parent of new Set([tmpdir(), '/tmp'])) {
    try {
      const folder = createIn(parent);
      if (Buffer.byteLength(folder) <= MAX_PATH) return folder;
      removeTemporaryFolder(folder);
    } catch {
      // A read-only or missing folder: the next one.
    }
  }
  return null;
}

export function removeTemporaryFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  const common = dirname(folder);
  if (common !== tmpdir() && common !== '/tmp') removeIfEmpty(common);
}

/** Removes the folders beside this one whose processes have ended. */
export function removeAbandoned(folder: string): void {
  const own = ownProcess();
  const common = dirname(folder);
  if (own === null || !isOurs(common)) return;
  for (const name of readdirSync(common)) {
    const [, pid, start, namespace] = NAME.exec(name) ?? [];
    // What another container does on the same folder cannot be seen from here.
    if (pid === undefined || namespace !== own.namespace) continue;
    if (startOf(pid) !== start) removeWhole(join(common, name));
  }
}

const NAME = /^(\d+)-(\d+)-(\d+)-\d+$/;

function createIn(parent: string): string {
  const own = ownProcess();
  const common = join(parent, `nativecompile-${process.getuid?.() ?? 0}`);
  for (let number = 0, attempt = 0; own !== null && attempt < ATTEMPTS; attempt += 1) {
    makeFolder(common);
    // Somebody else may have made it, to see or change what is in it.
    if (!isOurs(common)) break;
    const folder = join(common, `${process.pid}-${own.start}-${own.namespace}-${number}`);
    const outcome = makeFolder(folder);
    if (outcome === 'made') return folder;
    if (outcome === 'there') number += 1;
  }
  return mkdtempSync(join(parent, 'nativecompile-'));
}

function makeFolder(folder: string): 'made' | 'there' | 'no parent' {
  try {
    mkdirSync(folder, { mode: 0o700 });
    return 'made';
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return 'there';
    if (errorCode(error) === 'ENOENT') return 'no parent';
    throw error;
  }
}

function isOurs(folder: string): boolean {
  const status = lstatSync(folder, { throwIfNoEntry: false });
  if (status === undefined || !status.isDirectory()) return false;
  return status.uid === process.getuid?.() && (status.mode & 0o077) === 0;
}

function removeWhole(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // Another process is removing it just now, or the file system is read-only.
  }
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Others are at work in it.
  }
}

interface OwnProcess {
  readonly start: string;
  /** Of process numbers: containers that share a folder may have the same ones. */
  readonly namespace: string;
}

let known: OwnProcess | null | undefined;

/** null where /proc does not tell. */
function ownProcess(): OwnProcess | null {
  known ??= findOwnProcess();
  return known;
}

function findOwnProcess(): OwnProcess | null {
  const start = startOf('self');
  try {
    const namespace = /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0];
    return start === null || namespace === undefined ? null : { start, namespace };
  } catch {
    return null;
  }
}

/**
 * When a process began, in clock ticks since the machine did (proc(5), stat); null for one that has
 * ended.
 */
function startOf(pid: string): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The command's name, in parentheses, may hold spaces and parentheses of its own.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state] = fields;
    return state === 'Z' || state === 'X' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}
