/**
 * The 32-bit runtime as the package carries it.
 *
 * Maps from: the private runtime that set-up unpacked, and the packaged helper. Maps to: `runtime/` with the loader, exactly
 * the libraries that the helper and the standard library's extension modules need, and the standard library without its
 * tests, compiled. Symbolic links become files, because a .vsix has none.
 */

import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { paths } from '../setup/paths.mjs';
import { run } from '../setup/run.mjs';
import { runtimePython } from '../setup/runtime.mjs';

const libraryFolders = ['lib/i386-linux-gnu', 'usr/lib/i386-linux-gnu'];
const standardLibrary = 'usr/lib/python3.11';

/** Loaded by name while a program runs: for getaddrinfo, and when a thread is cancelled. */
const loadedByName = ['libnss_dns.so.2', 'libnss_files.so.2', 'libgcc_s.so.1', 'libresolv.so.2'];

/** Parts of the standard library that need what is not carried, or that test Python itself. */
const leftOut = [
  /(^|\/)(__pycache__|tests?|idle_test)$/,
  /^(idlelib|tkinter|turtledemo|turtle\.py|ensurepip)$/,
  /^config-3\.11-/,
  /^lib-dynload\/(_tkinter|_test|_ctypes_test|_xxtestfuzz|xxlimited)/,
  /^(EXTERNALLY-MANAGED|sitecustomize\.py)$/,
];

/**
 * @param {string} target the package's folder
 * @param {string} helper inside it
 */
export async function stageRuntime(target, helper) {
  const runtime = join(target, 'runtime');
  mkdirSync(join(runtime, 'lib'), { recursive: true });
  copyFileSync(
    realpathSync(join(paths.root, 'lib/ld-linux.so.2')),
    join(runtime, 'lib/ld-linux.so.2'),
  );
  stageStandardLibrary(runtime);
  const modules = join(runtime, standardLibrary, 'lib-dynload');
  await stageLibraries(runtime, [
    helper,
    ...readdirSync(modules).map((name) => join(modules, name)),
    ...loadedByName.map(libraryPath),
  ]);
  await compileStandardLibrary(runtime);
}

/** @param {string} runtime */
function stageStandardLibrary(runtime) {
  const from = join(paths.root, standardLibrary);
  cpSync(from, join(runtime, standardLibrary), {
    recursive: true,
    dereference: true,
    filter: (path) => {
      const inside = path.slice(from.length + 1);
      return !leftOut.some((pattern) => pattern.test(inside)) && existsSync(path);
    },
  });
}

/**
 * @param {string} name
 * @returns {string}
 */
function libraryPath(name) {
  const found = libraryFolders
    .map((folder) => join(paths.root, folder, name))
    .find((path) => existsSync(path));
  if (found === undefined) {
    throw new Error(`The private runtime has no library ${name}.`);
  }
  return found;
}

/**
 * Copies what the programs need, and what that needs.
 * @param {string} runtime
 * @param {readonly string[]} programs
 */
async function stageLibraries(runtime, programs) {
  const waiting = [...programs];
  const seen = new Set(['ld-linux.so.2']);
  for (const path of loadedByName.map(libraryPath)) {
    copyLibrary(runtime, path);
    seen.add(basename(path));
  }
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    for (const name of await neededBy(path)) {
      if (!seen.has(name)) {
        seen.add(name);
        const library = libraryPath(name);
        copyLibrary(runtime, library);
        waiting.push(library);
      }
    }
  }
}

/**
 * @param {string} runtime
 * @param {string} path
 */
function copyLibrary(runtime, path) {
  const target = join(runtime, path.slice(paths.root.length + 1));
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(realpathSync(path), target);
}

/**
 * @param {string} path of a program or library
 * @returns {Promise<string[]>}
 */
async function neededBy(path) {
  const text = await run('readelf', ['--dynamic', '--wide', path]);
  return Array.from(text.matchAll(/\(NEEDED\).*\[(.+)\]/g), ([, name]) => name ?? '');
}

/**
 * Compiled files that are not compared with their source: unpacking a .vsix gives every file a new time.
 * @param {string} runtime
 */
async function compileStandardLibrary(runtime) {
  const folder = join(runtime, standardLibrary);
  const options = ['-q', '-j', '2', '--invalidation-mode', 'unchecked-hash', '-s', runtime];
  const [program, args, more] = runtimePython('x86-32', '-m', 'compileall', ...options, folder);
  // lib2to3's test data aside, a few files are for other versions of Python and cannot be compiled.
  await run(program, args, more).catch((error) => {
    if (!existsSync(join(folder, '__pycache__', 'os.cpython-311.pyc'))) throw error;
  });
}
