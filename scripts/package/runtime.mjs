/**
 * The runtimes of both targets as the package carries them.
 *
 * Maps from: the private runtimes that set-up unpacked, and the packaged helpers. Maps to:
 * `runtime/` with one standard library, without its tests, compiled, whose extension modules of the
 * two targets lie side by side; and the loaders and libraries of each target (libraries.mjs).
 * Symbolic links become files, because a .vsix has none.
 */

import { cpSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { paths } from '../setup/paths.mjs';
import { run } from '../setup/run.mjs';
import { runtimePython, runtimes } from '../setup/runtime.mjs';
import { stageLibraries } from './libraries.mjs';

/** @typedef {import('../generate.mjs').TargetName} TargetName */

const standardLibrary = 'usr/lib/python3.11';

/**
 * Parts of the standard library that need what is not carried, that test Python itself, or that
 * nobody needs: "nis" asks for seven libraries to speak with servers of the nineties.
 */
const leftOut = [
  /(^|\/)(__pycache__|tests?|idle_test)$/,
  /^(idlelib|tkinter|turtledemo|turtle\.py|ensurepip)$/,
  /^config-3\.11-/,
  /^lib-dynload\/(_tkinter|_test|_ctypes_test|_xxtestfuzz|xxlimited|nis\.)/,
  /^(EXTERNALLY-MANAGED|sitecustomize\.py)$/,
];

/**
 * @param {string} target the package's folder
 * @param {Readonly<Record<TargetName, string>>} helpers inside it
 */
export async function stageRuntimes(target, helpers) {
  const runtime = join(target, 'runtime');
  const names = /** @type {TargetName[]} */ (Object.keys(helpers));
  for (const name of names) stageStandardLibrary(runtime, name);
  for (const name of names) {
    const modules = modulesOf(runtime, name);
    await stageLibraries(runtime, name, [helpers[name], ...modules]);
  }
  await compileStandardLibrary(runtime);
}

/**
 * Adds what is not there yet: the two runtimes have the same version of the same library.
 * @param {string} runtime
 * @param {TargetName} target
 */
function stageStandardLibrary(runtime, target) {
  const from = join(paths.roots[target], standardLibrary);
  const to = join(runtime, standardLibrary);
  cpSync(from, to, {
    recursive: true,
    dereference: true,
    filter: (path) => {
      const inside = path.slice(from.length + 1);
      if (leftOut.some((pattern) => pattern.test(inside)) || !existsSync(path)) return false;
      const there = join(to, inside);
      if (!statSync(path).isFile() || !existsSync(there)) return true;
      if (readFileSync(path).equals(readFileSync(there))) return false;
      throw new Error(`The runtimes of the two targets have different files ${inside}.`);
    },
  });
}

/**
 * @param {string} runtime
 * @param {TargetName} target
 * @returns {string[]} the paths of the extension modules for a target
 */
function modulesOf(runtime, target) {
  const folder = join(runtime, standardLibrary, 'lib-dynload');
  const names = readdirSync(folder).filter((name) => name.includes(runtimes[target].triplet));
  return names.map((name) => join(folder, name));
}

/**
 * Compiled files that are not compared with their source: unpacking a .vsix gives every file a new
 * time.
 * @param {string} runtime
 */
async function compileStandardLibrary(runtime) {
  const folder = join(runtime, standardLibrary);
  const options = ['-q', '-j', '2', '--invalidation-mode', 'unchecked-hash', '-s', runtime];
  const [program, args, more] = runtimePython('x86-64', '-m', 'compileall', ...options, folder);
  // lib2to3's test data aside, a few files are for other versions of Python and cannot be compiled.
  await run(program, args, more).catch((error) => {
    if (!existsSync(join(folder, '__pycache__', 'os.cpython-311.pyc'))) throw error;
  });
}
