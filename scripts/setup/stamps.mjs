/**
 * Remembers which steps are done, and with what.
 *
 * Maps from: everything that goes into a step. Maps to: one digest, kept in a file when the step
 * has succeeded. A step whose digest is the kept one need not run again.
 */

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @param {readonly (string | Uint8Array)[]} inputs
 * @returns {string}
 */
export function digest(inputs) {
  const hash = createHash('sha256');
  for (const input of inputs) {
    // The length keeps ["ab", "c"] and ["a", "bc"] apart.
    hash.update(`${input.length}:`).update(input);
  }
  return hash.digest('hex');
}

/**
 * The names and contents of all files of a folder, in a fixed order.
 * @param {string} folder
 * @param {(name: string) => boolean} [wanted] asked for each file and folder name
 * @returns {(string | Uint8Array)[]}
 */
export function contents(folder, wanted = () => true) {
  const found = [];
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort(byName)) {
    const path = join(folder, entry.name);
    if (!wanted(entry.name)) {
      continue;
    }
    if (entry.isDirectory()) {
      found.push(entry.name, ...contents(path, wanted));
    } else if (entry.isFile()) {
      found.push(entry.name, readFileSync(path));
    }
  }
  return found;
}

/** @param {{ name: string }} a @param {{ name: string }} b */
function byName(a, b) {
  return a.name < b.name ? -1 : 1;
}

export class Stamps {
  /** @param {string} folder */
  constructor(folder) {
    this.folder = folder;
  }

  /**
   * @param {string} step
   * @param {string} now
   */
  isCurrent(step, now) {
    return this.read(step) === now;
  }

  /** @param {string} step */
  read(step) {
    try {
      return readFileSync(join(this.folder, step), 'utf8');
    } catch {
      return '';
    }
  }

  /**
   * @param {string} step
   * @param {string} now
   */
  record(step, now) {
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(join(this.folder, step), now);
  }

  /**
   * A step that begins is not done, whatever was kept of its last time.
   * @param {string} step
   */
  forget(step) {
    rmSync(join(this.folder, step), { force: true });
  }
}
