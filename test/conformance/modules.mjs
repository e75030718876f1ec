/**
 * Which of CPython's own test modules are run, and which cases a hooked interpreter is known to
 * change.
 *
 * Maps from: core.tsv (module, category, seconds and cases measured without native code) and
 * exclusions.tsv (module, case). Maps to: lists. Knows nothing of how a module is run.
 */

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));

/**
 * @param {string} file of this folder
 * @returns {string[][]} its cells
 */
export function rows(file) {
  return readFileSync(join(folder, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
}

/** @typedef {{ name: string, seconds: number, cases: number }} Module */

/**
 * @type {readonly Module[]} the ones that take longest first, so that the last ones fill the gaps
 */
export const coreModules = rows('core.tsv')
  .slice(1)
  .map(([name, , seconds, , cases]) => ({
    name: name ?? '',
    seconds: Number(seconds),
    cases: Number(cases),
  }))
  .sort((a, b) => b.seconds - a.seconds);

/** Cases that any evaluation hook changes, whatever it does. */
export const excludedCases = new Set(rows('exclusions.tsv').map(([, name]) => name ?? ''));
