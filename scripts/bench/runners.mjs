/**
 * What programs are measured with: native code and the interpreter of the same helper, for each
 * target, and the machine's other systems.
 *
 * Maps from: what is installed. Maps to: commands that take a Python program or the extension
 * module that another compiler made of it, unchanged. Knows nothing of times.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { paths } from '../setup/paths.mjs';

/**
 * @typedef {object} Runner
 * @property {string} title
 * @property {readonly string[]} command
 * @property {(program: string) => string} [translate] from the path of a program to that of what
 *   the command is given
 */

export const nativecompile = [join(paths.server, 'bin', 'nativecompile'), 'run'];

/** Debian's, whatever other one a person has put before it. */
export const CPYTHON = '/usr/bin/python3.11';

export const targets = /** @type {const} */ (['x86-32', 'x86-64']);
/** @typedef {(typeof targets)[number]} Target */

/**
 * @typedef {object} Native
 * @property {Runner} native
 * @property {Runner} interpreted
 * @property {Runner} reference what native code is compared with: the machine's CPython where that
 *   is of the same target and there, otherwise the interpreter of the same helper
 */

/**
 * @param {Target} target
 * @param {boolean} isEmulated whether this machine executes the target's code in an emulator
 * @param {string} [python] whose packages programs may import, where the target can
 * @returns {Native}
 */
export function nativeRunners(target, isEmulated, python) {
  const emulated = isEmulated ? ' (emulated)' : '';
  const packages = python === undefined || target === 'x86-32' ? [] : ['--python', python];
  const run = [...nativecompile, '--target', target, ...packages];
  const title = `${target} interpreted${emulated}`;
  const interpreted = { title, command: [...run, '--interpret'] };
  const cpython = { title: python ?? CPYTHON, command: [python ?? CPYTHON] };
  const isComparable = target === 'x86-64' && isCPython(cpython.command[0] ?? '');
  return {
    native: { title: `${target}${emulated}`, command: run },
    interpreted,
    reference: isComparable ? cpython : interpreted,
  };
}

/**
 * @param {Runner} runner
 * @param {readonly string[]} packages
 */
export const hasPackages = ({ command: [file = '', ...args] }, packages) =>
  packages.every((name) => output(file, [...args, '-c', `import ${name}`]) !== undefined);

/**
 * @param {string} folder for what other compilers make
 * @returns {Runner[]} what else native code is compared with
 */
export function otherRunners(folder) {
  /** @type {Runner[]} */
  const all = [];
  if (isCPython(CPYTHON)) all.push(...compilers(folder));
  if (isPython('pypy3', /^pypy /)) all.push({ title: 'PyPy', command: ['pypy3'] });
  return all;
}

/** @param {string} name of a program */
const isCPython = (name) => isPython(name, /^cpython \(3, 11\) True$/);

/**
 * @param {string} name of a program
 * @param {RegExp} wanted
 */
function isPython(name, wanted) {
  const question =
    'import sys; print(sys.implementation.name, sys.version_info[:2], sys.maxsize > 2**32)';
  const { status, stdout } = spawnSync(name, ['-I', '-c', question], { encoding: 'utf8' });
  return status === 0 && wanted.test(stdout.trim());
}

/**
 * Compilers of Python to C, as one would use them on a program that stays as it is.
 *
 * @param {string} folder
 * @returns {Runner[]}
 */
function compilers(folder) {
  const all = [];
  const question = 'import sysconfig; print(sysconfig.get_path("include"))';
  const headers = output(CPYTHON, ['-I', '-c', question]) ?? '';
  const cython = ['cython3', 'cython'].find((name) => output(name, ['--version']) !== undefined);
  if (cython !== undefined && existsSync(join(headers, 'Python.h'))) {
    const translate = once((program) => {
      const stem = join(made(folder, 'cython'), basename(program, '.py'));
      must(cython, ['-3', '-o', `${stem}.c`, program]);
      must('gcc', [
        '-O2',
        '-w',
        '-shared',
        '-fPIC',
        `-I${headers}`,
        '-o',
        `${stem}.so`,
        `${stem}.c`,
      ]);
      return `${stem}.so`;
    });
    all.push({ title: 'Cython', command: [CPYTHON], translate });
  }
  if (output(CPYTHON, ['-m', 'nuitka', '--version']) !== undefined) {
    const translate = once((program) => {
      const place = made(folder, 'nuitka');
      must(CPYTHON, ['-m', 'nuitka', '--module', `--output-dir=${place}`, program]);
      const isResult = (/** @type {string} */ name) =>
        name.startsWith(`${basename(program, '.py')}.`) && name.endsWith('.so');
      return join(place, readdirSync(place).find(isResult) ?? '');
    });
    all.push({ title: 'Nuitka', command: [CPYTHON], translate });
  }
  return all;
}

/**
 * @param {string} folder
 * @param {string} name
 */
function made(folder, name) {
  const place = join(folder, name);
  mkdirSync(place, { recursive: true });
  return place;
}

/**
 * @param {string} file
 * @param {readonly string[]} args
 * @returns {string | undefined} what it printed, if it is there and content
 */
function output(file, args) {
  const { status, stdout } = spawnSync(file, args, { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/**
 * @param {string} file
 * @param {readonly string[]} args
 */
function must(file, args) {
  const { status, stderr } = spawnSync(file, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${file} ${args.join(' ')}: ${stderr}`);
}

/**
 * Every program is translated once, whatever the number of rounds.
 *
 * @param {(program: string) => string} translate
 */
function once(translate) {
  /** @type {Map<string, string>} */
  const results = new Map();
  return (/** @type {string} */ program) => {
    const result = results.get(program) ?? translate(program);
    results.set(program, result);
    return result;
  };
}
