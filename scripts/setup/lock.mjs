/**
 * Lets one set-up work at a time in a project folder: `npm start` and `npm test` may begin
 * together. Knows nothing of the work.
 */

import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

let counter = 0;

/**
 * Runs the work alone; waits for another process that holds the lock, and takes over from one that
 * died.
 * @param {string} path the lock file, holding the number of the process that works
 * @param {() => Promise<void>} work
 */
export async function alone(path, work) {
  mkdirSync(dirname(path), { recursive: true });
  let told = false;
  while (!take(path)) {
    const holder = holderOf(path);
    if (!isAlive(holder)) {
      rmSync(path, { force: true });
    } else {
      if (!told) {
        process.stderr.write(`set-up: waiting for another set-up (process ${holder}) to finish\n`);
        told = true;
      }
      await sleep(200);
    }
  }
  try {
    await work();
  } finally {
    rmSync(path, { force: true });
  }
}

/** @param {string} path */
function take(path) {
  // Linked into place, so that nobody sees a lock that does not name its holder yet.
  const own = `${path}.${process.pid}.${counter++}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      return false;
    }
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

/** @param {string} path */
function holderOf(path) {
  try {
    return Number.parseInt(readFileSync(path, 'utf8'), 10);
  } catch {
    return Number.NaN;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  if (!(pid > 0)) {
    return false;
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
