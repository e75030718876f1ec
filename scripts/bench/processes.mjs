/**
 * Runs what is measured: a program's run() in one warm process, or a whole job with all that it
 * starts.
 *
 * Maps from: a runner and a program. Maps to: its result and seconds of processor time. Nothing is
 * taken from the person's cache or Python variables.
 */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { folder } from './programs.mjs';
import { CPYTHON } from './runners.mjs';

/** @typedef {import('./programs.mjs').Program} Program */
/** @typedef {import('./runners.mjs').Runner} Runner */
/** @typedef {{ result: string, seconds: number }} Measured */

/** Of a program's rounds, which take two seconds. */
const STEADY_SHARE = 0.05;
/**
 * Many and short, since the speed of a machine changes from moment to moment, and the best counts.
 */
const TIMES_IN_A_PROCESS = 10;

/** @param {string} cache a folder for compiled code */
export function environment(cache) {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(PYTHON|VIRTUAL_ENV|PYENV_VERSION)/.test(name),
    ),
  );
  return { ...env, XDG_CACHE_HOME: cache, PYTHONDONTWRITEBYTECODE: '1' };
}

/**
 * Debian's commands come first, so that nothing of a person's own (pyenv's shims) stands before
 * Python.
 *
 * @param {Runner} runner
 * @param {string} cache
 */
function environmentOf({ command: [file = ''] }, cache) {
  const env = environment(cache);
  return file.startsWith('/usr/bin/') ? { ...env, PATH: '/usr/bin:/bin' } : env;
}

/**
 * @param {Runner} runner
 * @param {Program} program
 * @param {string} cache
 * @returns {Measured} the best of some runs in one process, after it has got warm
 */
export function measureSteady(runner, { path, rounds }, cache) {
  const { command, translate = (path) => path } = runner;
  const [file = '', ...args] = command;
  const few = Math.max(1, Math.round(rounds * STEADY_SHARE));
  const numbers = [few, TIMES_IN_A_PROCESS].map(String);
  const all = [...args, join(folder, 'measure.py'), translate(path), ...numbers];
  const env = environmentOf(runner, cache);
  const done = spawnSync(file, all, { encoding: 'utf8', env });
  if (done.status !== 0) throw new Error(`${runner.title}: ${done.stderr}`);
  const [result = '', ...seconds] = done.stdout.trim().split('\n');
  return { result, seconds: Math.min(...seconds.map(Number)) };
}

/**
 * @param {Runner} runner
 * @param {readonly string[]} line of Python: the program and its arguments
 * @param {string} cache
 * @returns {Measured} of one run, with all processes that began because of it
 */
export function measureJob(runner, line, cache) {
  const job = [join(folder, 'cpu_time.py'), ...runner.command, ...line];
  const env = environmentOf(runner, cache);
  const python = existsSync(CPYTHON) ? CPYTHON : 'python3';
  const done = spawnSync(python, job, { encoding: 'utf8', env });
  if (done.status !== 0) throw new Error(`cpu_time.py: ${done.stderr}`);
  const { cpu, status, stdout, stderr } = JSON.parse(done.stdout);
  if (status !== 0) throw new Error(`${runner.title}: ${stderr}`);
  return { result: stdout, seconds: cpu };
}
