/**
 * The private runtimes, one a target: Debian's packages for its architecture, and CPython's source
 * of the same version, which they share.
 *
 * Maps from: package names. Maps to: `.runtime/root` and `.runtime/root-x86-64` (what `/` would be
 * on such a machine) and `.runtime/source/python`. Each part is built aside and renamed into place,
 * so that what is there is whole.
 */

import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { PrivateApt } from './apt.mjs';
import { SetupFailure } from './failure.mjs';
import { paths } from './paths.mjs';
import { run } from './run.mjs';

/** @typedef {import('../generate.mjs').TargetName} TargetName */

/** To be raised when the same packages are to be unpacked or patched in another way than before. */
export const recipe = '1';

/**
 * @typedef {object} Runtime
 * @property {'i386' | 'amd64'} architecture Debian's name
 * @property {string} triplet the folder of the architecture's libraries
 * @property {string} loader
 * @property {readonly string[]} packages asked for with everything they depend on
 */

/** @type {Readonly<Record<TargetName, Runtime>>} */
export const runtimes = {
  'x86-32': {
    architecture: 'i386',
    triplet: 'i386-linux-gnu',
    loader: 'lib/ld-linux.so.2',
    // The static libpython, the C library to build against, an interpreter.
    packages: ['libpython3.11-dev', 'libgcc-12-dev', 'python3.11-minimal'],
  },
  'x86-64': {
    architecture: 'amd64',
    triplet: 'x86_64-linux-gnu',
    loader: 'lib64/ld-linux-x86-64.so.2',
    // The helper is built by the machine's own compiler.
    packages: ['libpython3.11-dev', 'python3.11-minimal'],
  },
};

/**
 * The rest of the standard library; alone, since their dependencies are for a system-wide Python.
 */
export const librariesAlone = ['python3-distutils', 'python3-lib2to3'];

/** CPython's own tests. */
export const testPackages = ['libpython3.11-testsuite'];

/** CPython's debug build, against which a helper for tests is built. */
export const debugPackages = ['libpython3.11-dbg'];

/** Dependencies of packages' scripts, which are never run here. */
const notUnpacked = /^(?:dpkg|tar)_/;

/** The parts of CPython's source that the helper compiles from. */
const sourceFolders = ['Python', 'Objects', 'Modules', 'Include', 'Parser'];

const unpacker = join(paths.project, 'scripts', 'setup', 'unpack_source.py');

/** A file of the test packages, in a root. */
const testLandmark = 'usr/lib/python3.11/test/test_grammar.py';

/**
 * Whether a file is there that tells that a test package was unpacked, for both targets.
 * @returns {boolean}
 */
export function hasTests() {
  return Object.values(paths.roots).every((root) => existsSync(join(root, testLandmark)));
}

/**
 * @returns {boolean} whether the debug build of CPython for x86-64 is there, with CPython's tests
 */
export function hasDebugRuntime() {
  const landmarks = ['usr/lib/x86_64-linux-gnu/libpython3.11d.a', testLandmark];
  return landmarks.every((landmark) => existsSync(join(paths.debugRoot, landmark)));
}

/**
 * @param {TargetName} target
 * @returns {boolean}
 */
export function hasRuntime(target) {
  return (
    existsSync(join(paths.roots[target], runtimes[target].loader)) &&
    existsSync(join(paths.source, 'python', 'Python', 'ceval.c'))
  );
}

/**
 * Of CPython's package; both targets need the same, whose source is compiled for both.
 * @param {TargetName} target
 * @returns {string} empty where there is none
 */
export function runtimeVersion(target) {
  try {
    const about = join(paths.roots[target], 'usr/share/doc/libpython3.11-minimal');
    const changes = gunzipSync(readFileSync(join(about, 'changelog.Debian.gz')));
    return /\((.+?)\)/.exec(changes.toString('utf8'))?.[1] ?? '';
  } catch {
    return '';
  }
}

/**
 * @param {TargetName} target
 * @param {(note: string) => void} note
 */
export async function installRuntime(target, note) {
  const { architecture, packages } = runtimes[target];
  const apt = new PrivateApt(note, architecture);
  const fetch = async () => {
    note('packages');
    await apt.withDependencies(packages);
    await apt.alone(librariesAlone);
  };
  if (target === 'x86-64') {
    const version = await fromFirstSuites(apt, note, async (suites) => {
      const found = await versionOfBoth(apt, suites, note);
      await fetch();
      await apt.source('python3.11', found);
      return found;
    });
    await unpackRuntime(target, apt, note);
    note('CPython source');
    await installSource(apt, version);
  } else {
    await fromFirstSuites(apt, note, async () => {
      await requireVersion(apt, runtimeVersion('x86-64'));
      await fetch();
    });
    await unpackRuntime(target, apt, note);
  }
  apt.clean();
}

/** A package of CPython's, by whose version that of all is known. */
const developmentPackage = 'libpython3.11-dev';

/**
 * Work with packages of the release and its updates, or, where that fails, of the release alone: a
 * mirror can lack, for a while or for an architecture, what the updates consist of although the
 * release is whole.
 * @template T
 * @param {PrivateApt} apt
 * @param {(note: string) => void} note
 * @param {(suites: 'all' | 'release') => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function fromFirstSuites(apt, note, work) {
  let failure;
  for (const suites of /** @type {const} */ (['all', 'release'])) {
    try {
      apt.clean();
      note('package lists');
      await apt.update(suites);
      return await work(suites);
    } catch (error) {
      failure ??= error;
    }
  }
  throw failure;
}

/**
 * The version of CPython that these suites have for both targets.
 * @param {PrivateApt} apt of x86-64
 * @param {'all' | 'release'} suites
 * @param {(note: string) => void} note
 */
async function versionOfBoth(apt, suites, note) {
  const other = new PrivateApt(note, runtimes['x86-32'].architecture);
  await other.update(suites);
  const version = await apt.sourceVersion(developmentPackage);
  await requireVersion(other, version);
  return version;
}

/**
 * @param {PrivateApt} apt
 * @param {string} version
 */
async function requireVersion(apt, version) {
  const found = await apt.sourceVersion(developmentPackage);
  if (found !== version) {
    throw new SetupFailure(
      `The Debian archive has CPython ${found} for ${apt.architecture}, and ${version} for the other target.`,
      'Run the command again later; the mirror may be in the middle of an update.',
    );
  }
}

/**
 * @param {TargetName} target
 * @param {PrivateApt} apt
 * @param {(note: string) => void} note
 */
async function unpackRuntime(target, apt, note) {
  note('unpacking');
  const root = paths.roots[target];
  const fresh = `${root}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  await unpackAll(apt, fresh, (name) => !notUnpacked.test(name));
  keepLinksInside(fresh);
  if (target === 'x86-64') {
    const modules = join(fresh, 'usr/lib/python3.11/lib-dynload');
    const waiting = readdirSync(modules).map((name) => join(modules, name));
    await collectLibraries(fresh, runtimes[target], waiting, 'usr/lib/nativecompile');
  }
  rmSync(root, { recursive: true, force: true });
  renameSync(fresh, root);
}

/** Of the C library and the compiler, whose versions belong to the machine's loader. */
const machinesLibraries =
  /^(?:ld-linux.*|lib(?:c|m|dl|pthread|rt|util|resolv|anl|mvec|gcc_s|BrokenLocale|nss_\w+))\.so\.\d+$/;

/**
 * Links to the libraries that extension modules need, in a folder without the C library: they run
 * with the machine's, if that is new enough.
 * @param {string} root
 * @param {Runtime} runtime
 * @param {string[]} waiting the extension modules
 * @param {string} name of the folder, below the root
 */
export async function collectLibraries(root, { triplet }, waiting, name) {
  const folder = join(root, name);
  mkdirSync(folder, { recursive: true });
  const seen = new Set();
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const needed = await run('readelf', ['--dynamic', '--wide', path]);
    for (const [, name = ''] of needed.matchAll(/\(NEEDED\).*\[(.+)\]/g)) {
      if (seen.has(name) || machinesLibraries.test(name)) continue;
      seen.add(name);
      const library = libraryPlaces(triplet)
        .map((part) => join(root, part, name))
        .find((candidate) => existsSync(candidate));
      if (library === undefined) {
        throw new Error(`${basename(path)} needs ${name}, which no package has`);
      }
      symlinkSync(relative(folder, library), join(folder, name));
      waiting.push(library);
    }
  }
}

/**
 * Where packages have libraries. Those of linear algebra come in several, of which the scripts of
 * their packages choose one.
 * @param {string} triplet
 */
const libraryPlaces = (triplet) =>
  ['', '/blas', '/lapack'].flatMap((part) => [
    `lib/${triplet}${part}`,
    `usr/lib/${triplet}${part}`,
  ]);

/** @param {(note: string) => void} note */
export async function installTests(note) {
  const apt = new PrivateApt(note, 'i386');
  await fromFirstSuites(apt, note, async () => {
    await requireVersion(apt, runtimeVersion('x86-32'));
    await apt.alone(testPackages);
  });
  note('unpacking');
  // The package is one for all processors.
  for (const root of Object.values(paths.roots)) {
    await unpackAll(apt, root, (name) => name.startsWith('libpython3.11-testsuite_'));
  }
  apt.clean();
}

/**
 * The x86-64 runtime as it is, tests included, and in it the debug build's headers, static library
 * and extension modules.
 * @param {(note: string) => void} note
 */
export async function installDebugRuntime(note) {
  const runtime = runtimes['x86-64'];
  const apt = new PrivateApt(note, runtime.architecture);
  await fromFirstSuites(apt, note, async () => {
    await requireVersion(apt, runtimeVersion('x86-64'));
    await apt.alone(debugPackages);
  });
  note('unpacking');
  const fresh = `${paths.debugRoot}.new`;
  rmSync(fresh, { recursive: true, force: true });
  // Files are links, so that the copy takes no room.
  await run('cp', ['--archive', '--link', paths.roots['x86-64'], fresh]);
  await unpackAll(apt, fresh, (name) => debugPackages.some((one) => name.startsWith(`${one}_`)));
  // Symbols for debuggers, of the other build.
  rmSync(join(fresh, 'usr/lib/debug'), { recursive: true, force: true });
  keepLinksInside(fresh);
  rmSync(paths.debugRoot, { recursive: true, force: true });
  renameSync(fresh, paths.debugRoot);
  apt.clean();
}

/**
 * @param {PrivateApt} apt
 * @param {string} folder
 * @param {(name: string) => boolean} wanted
 */
export async function unpackAll(apt, folder, wanted) {
  for (const name of readdirSync(apt.archives).sort()) {
    if (name.endsWith('.deb') && wanted(name)) {
      await run('dpkg-deb', ['--extract', join(apt.archives, name), folder]);
    }
  }
}

/**
 * Makes absolute links relative: a library's link must not lead to the machine's own files.
 * @param {string} root
 */
export function keepLinksInside(root) {
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
 * The source that Debian built the static library from: upstream's, with Debian's patches to the
 * files we compile. It has been fetched, and the x86-64 runtime, whose interpreter unpacks it, is
 * in place.
 * @param {PrivateApt} apt
 * @param {string} version
 */
async function installSource(apt, version) {
  const folder = apt.sourceFolder;
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
    'x86-64',
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

/**
 * The stock interpreter of a runtime, started through its own loader since nothing is installed.
 * @param {TargetName} target
 * @param {readonly string[]} args
 * @returns {[program: string, args: string[], options: { env: Record<string, string> }]}
 */
export function runtimePython(target, ...args) {
  const root = paths.roots[target];
  const { triplet, loader } = runtimes[target];
  const libraries = ['lib', 'usr/lib'].map((folder) => join(root, folder, triplet));
  const python = join(root, 'usr/bin/python3.11');
  return [
    paths.launcher,
    [join(root, loader), '--library-path', libraries.join(':'), python, ...args],
    { env: { PYTHONHOME: join(root, 'usr') } },
  ];
}
