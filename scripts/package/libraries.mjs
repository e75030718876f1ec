/**
 * Loaders and libraries.
 *
 * Maps from: a target's private runtime, and the programs that are carried for it. Maps to: its
 * loader in `runtime/`, and of the libraries exactly those that the programs need.
 *
 * For x86-32 all are in the folders that Debian has them in. For x86-64 the C library lies by
 * itself with its loader, since only machines whose own is too old use it
 * (native/launcher/c_library.h); the others are in `usr/lib/nativecompile`.
 */

import { copyFileSync, existsSync, mkdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { paths } from '../setup/paths.mjs';
import { run } from '../setup/run.mjs';

/** @typedef {import('../generate.mjs').TargetName} TargetName */

/**
 * @typedef {object} Libraries
 * @property {string} loader in the runtime
 * @property {string} carriedLoader in the package's runtime
 * @property {readonly string[]} folders in the runtime and in the package's; searched in this order
 * @property {readonly string[]} byName needed although no program names them
 */

/** @type {Readonly<Record<TargetName, Libraries>>} */
const librariesOf = {
  'x86-32': {
    loader: 'lib/ld-linux.so.2',
    carriedLoader: 'lib/ld-linux.so.2',
    folders: ['lib/i386-linux-gnu', 'usr/lib/i386-linux-gnu'],
    // For getaddrinfo, and when a thread is cancelled.
    byName: ['libnss_dns.so.2', 'libnss_files.so.2', 'libgcc_s.so.1', 'libresolv.so.2'],
  },
  'x86-64': {
    loader: 'lib64/ld-linux-x86-64.so.2',
    carriedLoader: 'lib/x86_64-linux-gnu/ld-linux-x86-64.so.2',
    folders: ['usr/lib/nativecompile', 'lib/x86_64-linux-gnu'],
    // All of the C library that a user's extension modules may ask for: the machine's parts of it
    // are for another version.
    byName: [
      'libdl.so.2',
      'libpthread.so.0',
      'librt.so.1',
      'libutil.so.1',
      'libresolv.so.2',
      'libanl.so.1',
      'libnss_compat.so.2',
      'libnss_dns.so.2',
      'libnss_files.so.2',
      'libgcc_s.so.1',
    ],
  },
};

/**
 * @param {string} runtime the folder in the package
 * @param {TargetName} target
 * @param {readonly string[]} programs
 */
export async function stageLibraries(runtime, target, programs) {
  const { loader, carriedLoader, byName } = librariesOf[target];
  copy(join(paths.roots[target], loader), join(runtime, carriedLoader));
  const seen = new Set([basename(loader)]);
  const waiting = [...byName];
  for (const path of programs) waiting.push(...(await neededBy(path)));
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const inside = libraryInside(target, name);
    copy(join(paths.roots[target], inside), join(runtime, inside));
    waiting.push(...(await neededBy(join(runtime, inside))));
  }
}

/**
 * @param {TargetName} target
 * @param {string} name
 * @returns {string} its path in the runtime
 */
function libraryInside(target, name) {
  const found = librariesOf[target].folders
    .map((folder) => join(folder, name))
    .find((path) => existsSync(join(paths.roots[target], path)));
  if (found === undefined) {
    throw new Error(`The private runtime for ${target} has no library ${name}.`);
  }
  return found;
}

/**
 * @param {string} from
 * @param {string} to
 */
function copy(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(realpathSync(from), to);
}

/**
 * @param {string} path of a program or library
 * @returns {Promise<string[]>}
 */
async function neededBy(path) {
  const text = await run('readelf', ['--dynamic', '--wide', path]);
  return Array.from(text.matchAll(/\(NEEDED\).*\[(.+)\]/g), ([, name]) => name ?? '');
}
