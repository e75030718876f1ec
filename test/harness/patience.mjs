/**
 * How long tests wait, as multiples of what a small job takes on this machine today.
 *
 * Maps from: a number of units. Maps to: milliseconds. The unit is the time in which the command
 * line starts, compiles a small program and runs it: about 0.15 s where the kernel executes 32-bit
 * code, several times that where it is emulated. It is measured once in a run of the tests, before
 * the first of them (globalSetup.ts), and passed on in the environment.
 */

import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const VARIABLE = 'NATIVECOMPILE_TEST_UNIT';
const TIMES = 3;
/** Whoever does not do this within a minute will not be waited for. */
const LONGEST = 60_000;

const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const command = join(project, 'server', 'bin', 'nativecompile-node');

const PROGRAM = `
def total(numbers):
    result = 0
    for number in numbers:
        result += number * number
    return result
print(max([total(range(n)) for n in range(100)]))
`;

/** @returns {number} milliseconds */
function measureOnce() {
  const started = performance.now();
  const args = [command, 'run', '--no-cache', '--compile', 'all', '--strict', '-c', PROGRAM];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    timeout: LONGEST,
  });
  if (status !== 0 || stdout !== '318549\n') {
    throw new Error(
      `The small job that tests are measured by failed: ${status} ${stdout}${stderr}`,
    );
  }
  return performance.now() - started;
}

/**
 * The unit in milliseconds, the same in this process and in those it starts.
 * @returns {number}
 */
export function unit() {
  const known = Number(process.env[VARIABLE]);
  if (known > 0) return known;
  const times = Array.from({ length: TIMES }, measureOnce).sort((a, b) => a - b);
  const middle = Math.ceil(times[TIMES >> 1] ?? LONGEST);
  process.env[VARIABLE] = String(middle);
  return middle;
}

/**
 * Milliseconds for so many times the small job. What comes sooner is not waited for, so that a
 * timeout may be generous.
 * @param {number} units
 * @returns {number}
 */
export function patience(units) {
  return Math.ceil(units * unit());
}
