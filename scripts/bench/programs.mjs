/**
 * The programs that are measured: those of bench/programs, as bench/programs.tsv describes them.
 *
 * Its columns: name; kind, `kernel` or `library-bound` (most of the time goes to the standard
 * library and CPython's C code); rounds, the argument of run() that keeps Debian's python3.11 busy
 * for about two seconds; packages that the program imports and Python does not have.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { paths } from '../setup/paths.mjs';

/** @typedef {'kernel' | 'library-bound'} Kind */

/**
 * @typedef {object} Program
 * @property {string} name
 * @property {Kind} kind
 * @property {number} rounds
 * @property {readonly string[]} packages
 * @property {string} path
 */

export const folder = join(paths.project, 'bench');

/**
 * @param {string} [text] the table
 * @returns {Program[]}
 */
export function readPrograms(text = readFileSync(join(folder, 'programs.tsv'), 'utf8')) {
  const [, ...lines] = text.trim().split('\n');
  return lines.map((line) => {
    const [name = '', kind, rounds, packages] = line.split('\t');
    if (kind !== 'kernel' && kind !== 'library-bound') {
      throw new Error(`programs.tsv: ${name} is a kernel or library-bound, not ${kind}`);
    }
    if (!(Number(rounds) > 0) || packages === undefined) {
      throw new Error(`programs.tsv: ${name} has no rounds or no packages`);
    }
    return {
      name,
      kind,
      rounds: Number(rounds),
      packages: packages === '-' ? [] : packages.split(','),
      path: join(folder, 'programs', `${name}.py`),
    };
  });
}
