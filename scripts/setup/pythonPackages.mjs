/**
 * A Python as users have it, with packages whose extension modules are for 64 bits: for tests.
 *
 * Maps from: names of Debian's packages for amd64. Maps to: `.runtime/packages-x86-64`, what `/`
 * would be: `usr/bin/python3.11` with its packages, and `lib/nativecompile` with links to the
 * libraries that their extension modules need, for LD_LIBRARY_PATH. It is the machine's C library
 * that they run with.
 */

import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PrivateApt } from './apt.mjs';
import { paths } from './paths.mjs';
import {
  collectLibraries,
  fromFirstSuites,
  keepLinksInside,
  runtimes,
  unpackAll,
} from './runtime.mjs';

/** To be raised when the same packages are to be unpacked in another way than before. */
export const recipe = '1';

export const packages = [
  'python3-numpy',
  'python3-pandas',
  'python3-lxml',
  'python3-yaml',
  'python3-pydantic',
  'python3-ujson',
  'python3-cffi',
  'python3-pytest',
];

/** The machine's own, or what only scripts need that are never run here. */
const notUnpacked = /^(?:libc6|libc-bin|libgcc-s1|gcc-12-base|dpkg|tar|perl|libperl|debconf)/;

const modules = 'usr/lib/python3/dist-packages';

/** @returns {boolean} */
export function hasPackages() {
  return existsSync(join(paths.pythonPackages, modules, 'numpy', '__init__.py'));
}

/** @param {(note: string) => void} note */
export async function installPackages(note) {
  const runtime = runtimes['x86-64'];
  const apt = new PrivateApt(note, runtime.architecture);
  await fromFirstSuites(apt, note, () => {
    note('packages');
    return apt.withDependencies(packages);
  });
  note('unpacking');
  const fresh = `${paths.pythonPackages}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  await unpackAll(apt, fresh, (name) => !notUnpacked.test(name));
  keepLinksInside(fresh);
  await collectLibraries(fresh, runtime, extensionModules(fresh), 'lib/nativecompile');
  rmSync(paths.pythonPackages, { recursive: true, force: true });
  renameSync(fresh, paths.pythonPackages);
  apt.clean();
}

/** @param {string} root */
function extensionModules(root) {
  return [modules, 'usr/lib/python3.11/lib-dynload'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.so'))
      .map((name) => join(root, folder, name)),
  );
}
