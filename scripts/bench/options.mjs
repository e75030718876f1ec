/** What is asked for on the command line of `npm run bench`. Knows nothing of measuring. */

import { keys } from './rows.mjs';
import { targets } from './runners.mjs';

/** @typedef {import('./runners.mjs').Target} Target */

/**
 * @typedef {object} Options
 * @property {'figures' | 'counters' | 'compile-times'} what
 * @property {readonly string[]} names of programs; all where there is none
 * @property {readonly Target[]} targets
 * @property {readonly string[]} rows
 * @property {number} rounds
 * @property {string} [python] whose packages the programs may import
 * @property {boolean} withOthers
 * @property {boolean} asJson
 */

export const usage = `usage: npm run bench -- [PROGRAM…] [options]

How fast compiled programs are, as a table: kernels and library-bound programs, once they are warm and as
whole jobs of two seconds and of a fifth, by the processor time of all processes. x86-64 is compared with
Debian's python3.11, x86-32 with the interpreter of the same helper.

  --target TARGET   ${targets.join(' or ')}; both otherwise
  --rows ROW,…      some of ${keys.join(', ')}; all otherwise
  --rounds N        how often each is measured; the best counts (default 2)
  --python PATH     a Python 3.11 whose packages the programs may import, for x86-64
  --others          in the steady state also against the helper's own interpreter, and against Cython,
                    Nuitka and PyPy, where there are any
  --json            the figures and all times as JSON
  --counters        what counting costs instead
  --compile-times   how long compiling takes, and a start from a cold cache, instead
`;

/**
 * @param {readonly string[]} args
 * @param {readonly string[]} known names of all programs
 * @returns {Options | string} a sentence where the command line is wrong
 */
export function parseOptions(args, known) {
  /** @type {Options & { names: string[] }} */
  const options = {
    what: 'figures',
    names: [],
    targets,
    rows: keys,
    rounds: 2,
    withOthers: false,
    asJson: false,
  };
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    const value = args[at + 1];
    const takesValue = ['--target', '--rows', '--rounds', '--python'].includes(arg);
    if (takesValue && value === undefined) return `${arg} needs a value.`;
    if (takesValue) at += 1;
    if (arg === '--target') {
      const chosen = targets.filter((target) => target === value);
      if (chosen.length === 0) return `There is no target ${value}: it is ${targets.join(' or ')}.`;
      options.targets = chosen;
    } else if (arg === '--rows') {
      options.rows = (value ?? '').split(',');
      const wrong = options.rows.find((row) => !keys.includes(row));
      if (wrong !== undefined) return `There is no row ${wrong}: they are ${keys.join(', ')}.`;
    } else if (arg === '--rounds') {
      options.rounds = Number(value);
      if (!Number.isInteger(options.rounds) || options.rounds < 1) {
        return `--rounds is a whole number from 1, not ${value}.`;
      }
    } else if (arg === '--python') options.python = value;
    else if (arg === '--others') options.withOthers = true;
    else if (arg === '--json') options.asJson = true;
    else if (arg === '--counters' || arg === '--compile-times') {
      options.what = arg === '--counters' ? 'counters' : 'compile-times';
    } else if (arg.startsWith('-')) return `There is no option ${arg}.`;
    else if (!known.includes(arg)) return `There is no program ${arg} in bench/programs.`;
    else options.names.push(arg);
  }
  return options;
}
