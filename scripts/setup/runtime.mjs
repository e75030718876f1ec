/**
 * The private 32-bit runtime: Debian's i386 packages and CPython's source of the same version.
 *
 * Maps from: package names.
 * Maps to: `.runtime/root` (what `/` would be on an i386 machine) and `.runtime/source/python`.
 * Each part is built aside and renamed into place, so that what is there is whole.
 */

import {
  existsSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { PrivateApt } from './apt.mjs';
import { SetupFailure } from './failure.mjs';
import { paths } from './paths.mjs';
import { run } from './run.mjs';

/** To be raised when the same packages are to be unpacked or patched in another way than before. */
export const recipe = '1';

/** Asked for with everything they depend on: the static libpython, the C library to build against, an interpreter. */
export const packages = ['libpython3.11-dev', 'libgcc-12-dev', 'python3.11-minimal'];

/** The rest of the standard library; alone, since their dependencies are for a system-wide Python. */
export const librariesAlone = ['python3-distutils', 'python3-lib2to3'];

/** CPython's own tests. */
export const testPackages = ['libpython3.11-testsuite'];

/** Dependencies of packages' scripts, which are never run here. */
const notUnpacked = /^(?:dpkg|tar)_/;

/** The parts of CPython's source that the helper compiles from. */
const sourceFolders = ['Python', 'Objects', 'Modules', 'Include', 'Parser'];

const unpacker = join(paths.project, 'scripts', 'setup', 'unpack_source.py');

/**
 * The file whose presence tells that a test package was unpacked.
 * @returns {boolean}
 */
export function hasTests() {
  return existsSync(join(paths.root, 'usr/lib/python3.11/test/test_grammar.py'));
}

/** @param {(note: string) => void} note */
export async function installRuntime(note) {
  const apt = new PrivateApt(note, 'i386');
  note('package lists');
  await apt.update();
  note('packages');
  await apt.withDependencies(packages);
  await apt.alone(librariesAlone);
  note('unpacking');
  const fresh = `${paths.root}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  await unpackAll(apt, fresh, (name) => !notUnpacked.test(name));
  keepLinksInside(fresh);
  rmSync(paths.root, { recursive: true, force: true });
  renameSync(fresh, paths.root);
  note('CPython source');
  await installSource(apt);
  apt.clean();
}

/** @param {(note: string) => void} note */
export async function installTests(note) {
  const apt = new PrivateApt(note, 'i386');
  await apt.update();
  await apt.alone(testPackages);
  note('unpacking');
  await unpackAll(apt, paths.root, (name) => name.startsWith('libpython3.11-testsuite_'));
  apt.clean();
}

/**
 * @param {PrivateApt} apt
 * @param {string} folder
 * @param {(name: string) => boolean} wanted
 */
async function unpackAll(apt, folder, wanted) {
  for (const name of readdirSync(apt.archives).sort()) {
    if (name.endsWith('.deb') && wanted(name)) {
      await run('dpkg-deb', ['--extract', join(apt.archives, name), folder]);
    }
  }
}

/**
 * Makes absolute links relative: an i386 library's link must not lead to the machine's own files.
 * @param {string} root
 */
function keepLinksInside(root) {
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) {
      const path = join(entry.parentPath ?? entry.path, entry.name);
      const target = readlinkSync(path);
      if (target.startsWith('/')) {
        rmSync(path);
        symlinkSync(relative(dirname(path), join(root, target)), path);
      }
    }
  }
}

/**
 * The source that Debian built the static library from: upstream's, with Debian's patches to the files we compile.
 * @param {PrivateApt} apt
 */
async function installSource(apt) {
  const version = await packagedVersion(apt);
  const folder = await apt.source('python3.11', version);
  const names = readdirSync(folder);
  const original = names.find((name) => /\.orig\.tar\.\w+$/.test(name));
  const debian = names.find((name) => /\.debian\.tar\.\w+$/.test(name));
  if (!original || !debian) {
    throw new SetupFailure(
      `The Debian archive has no source of python3.11 ${version}.`,
      'Run the command again later; the mirror may be in the middle of an update.',
    );
  }
  const fresh = `${paths.source}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  const archives = [join(folder, original), join(folder, debian)];
  const [program, args, options] = runtimePython(
    '-I',
    unpacker,
    fresh,
    ...archives,
    ...sourceFolders,
  );
  await run(program, args, options);
  rmSync(paths.source, { recursive: true, force: true });
  renameSync(fresh, paths.source);
}

/** @param {PrivateApt} apt */
async function packagedVersion(apt) {
  const name = readdirSync(apt.archives).find((file) => file.startsWith('libpython3.11-dev_'));
  const path = join(apt.archives, name ?? 'libpython3.11-dev');
  const field = async (/** @type {string} */ f) =>
    (await run('dpkg-deb', ['--field', path, f])).trim();
  // Source names a version of its own where a package was only rebuilt: "python3.11 (3.11.2-6)".
  return /\((.*)\)/.exec(await field('Source'))?.[1] ?? (await field('Version'));
}

/**
 * The stock i386 interpreter of the runtime, started through its own loader since nothing is installed.
 * @param {readonly string[]} args
 * @returns {[program: string, args: string[], options: { env: Record<string, string> }]}
 */
export function runtimePython(...args) {
  const libraries = ['lib/i386-linux-gnu', 'usr/lib/i386-linux-gnu'].map((l) =>
    join(paths.root, l),
  );
  const loader = join(paths.root, 'lib/ld-linux.so.2');
  const python = join(paths.root, 'usr/bin/python3.11');
  return [
    paths.launcher,
    [loader, '--library-path', libraries.join(':'), python, ...args],
    { env: { PYTHONHOME: join(paths.root, 'usr') } },
  ];
}
