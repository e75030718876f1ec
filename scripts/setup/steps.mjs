/**
 * The steps of set-up, in order.
 *
 * Maps from: the project's files. Maps to: for each step, a digest of what goes into it and the
 * work itself. A step is skipped when its digest is the one it last succeeded with and what it made
 * is still there.
 */

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, release } from 'node:os';
import { join } from 'node:path';
import { runChecks } from '../checks.mjs';
import { isOfNetwork, SetupFailure } from './failure.mjs';
import { paths } from './paths.mjs';
import { run } from './run.mjs';
import * as emulation from './emulator.mjs';
import * as pythonPackages from './pythonPackages.mjs';
import * as runtime from './runtime.mjs';
import { contents, digest, Stamps } from './stamps.mjs';

export const stamps = new Stamps(paths.stamps);

/**
 * @typedef {object} Step
 * @property {string} name of its stamp
 * @property {string} title
 * @property {string} doing for the sentence of a failure: "unpacking the runtime"
 * @property {boolean} downloads
 * @property {() => string} digest
 * @property {() => boolean} isThere whether what it made still exists
 * @property {(note: (text: string) => void) => Promise<void>} work
 */

const own = (/** @type {string} */ path) => readFileSync(join(paths.project, path));

/** @type {Step} */
const machine = {
  name: 'machine',
  title: 'checking this machine',
  doing: 'checking this machine',
  downloads: false,
  digest: () => digest([process.version, process.arch, release(), own('scripts/checks.mjs')]),
  isThere: () => true,
  work: async () => {
    for (const { finding } of await runChecks(paths.project, ['machine', 'setup'])) {
      if ('problem' in finding) {
        throw new SetupFailure(finding.problem, finding.remedy);
      }
    }
  },
};

/** @type {Step} */
const launcher = {
  name: 'launcher',
  title: 'launcher of the helpers',
  doing: 'building the launcher',
  downloads: false,
  digest: () =>
    digest([paths.project, ...contents(paths.launcherSource, (name) => name !== 'build')]),
  isThere: () => existsSync(paths.launcher) && existsSync(paths.command),
  work: async () => {
    // The path of the project is compiled in; make does not see it change.
    await run('make', ['-B', '-C', paths.launcherSource]);
  },
};

/** @type {Step} */
const emulator = {
  name: 'emulator',
  title: 'emulator for 32-bit code, which this kernel does not execute (60 MB to download)',
  doing: 'installing the emulator',
  downloads: true,
  digest: () => digest([emulation.recipe]),
  isThere: () => existsSync(paths.emulator),
  work: emulation.installEmulator,
};

/** The package.json of the root and of each workspace. */
function manifests() {
  const folders = ['.', ...readdirSync(paths.project).sort()];
  const names = folders.map((folder) => join(folder, 'package.json'));
  return names.filter((name) => existsSync(join(paths.project, name)));
}

/** @type {Step} */
const packages = {
  name: 'packages',
  title: 'npm packages',
  doing: 'installing the npm packages',
  downloads: true,
  digest: () => digest([process.version, ...[...manifests(), 'package-lock.json'].map(own)]),
  isThere: () => existsSync(join(paths.project, 'node_modules', '.package-lock.json')),
  work: async () => {
    const npm = process.env.npm_execpath;
    const [program, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
    // Not "ci": it refuses a lock file without the optional packages of other platforms, which a
    // registry need not carry, and begins by deleting node_modules, which another process may be
    // using.
    const quiet = [
      '--loglevel=error',
      '--no-save',
      '--no-audit',
      '--no-fund',
      '--no-progress',
      '--no-update-notifier',
    ];
    // (The level of messages is named because "npm run --silent" would pass its own on.) Asked
    // first, since npm's own patience with a dead network is many minutes. A registry that answers
    // in any way, if only to say that it knows no ping, is alive.
    await run(program, [...first, 'ping', '--fetch-retries=0', ...quiet], {
      cwd: paths.project,
    }).catch((error) => {
      if (isOfNetwork(error)) {
        throw error;
      }
    });
    const args = [...first, 'install', ...quiet];
    await run(program, args, { cwd: paths.project }).catch((error) => {
      if (error.code === 'ENOENT') {
        throw new SetupFailure(
          'npm is missing.',
          'Install it (it comes with Node.js), and run the command again.',
        );
      }
      throw error;
    });
  },
};

/** @typedef {import('../generate.mjs').TargetName} TargetName */

/** What was built for the target with the path of the project, or against what the runtime was. */
function forgetBuilds(/** @type {TargetName} */ target) {
  for (const folder of ['build', 'build-sanitize', 'build-debug']) {
    rmSync(join(paths.helperSource, folder, target), { recursive: true, force: true });
  }
}

/**
 * @param {TargetName} target
 * @param {Pick<Step, 'name' | 'title'> & { isThere?: () => boolean }} step
 * @returns {Step}
 */
const runtimeStep = (target, { isThere = () => true, ...step }) => ({
  ...step,
  doing: `installing the private ${target} runtime`,
  downloads: true,
  digest: () =>
    digest([runtime.recipe, ...runtime.runtimes[target].packages, ...runtime.librariesAlone]),
  isThere: () => runtime.hasRuntime(target) && isThere(),
  work: async (note) => {
    await runtime.installRuntime(target, note);
    // What was compiled against the old runtime would not fit the new one, and make sees only times
    // of files.
    forgetBuilds(target);
  },
});

const runtime64 = runtimeStep('x86-64', {
  name: 'runtime-x86-64',
  title: 'private x86-64 runtime (CPython 3.11; about 60 MB to download)',
});

const runtime32 = runtimeStep('x86-32', {
  name: 'runtime',
  title: 'private x86-32 runtime (CPython 3.11, C library; about 80 MB to download)',
  isThere: () => runtime.runtimeVersion('x86-32') === runtime.runtimeVersion('x86-64'),
});

/** @type {Step} */
const testSuite = {
  name: 'testsuite',
  title: "CPython's own tests",
  doing: "installing CPython's tests",
  downloads: true,
  digest: () =>
    digest([stamps.read('runtime-x86-64'), stamps.read('runtime'), ...runtime.testPackages]),
  isThere: runtime.hasTests,
  work: runtime.installTests,
};

/** @type {Step} */
const packagesOfPython = {
  name: 'python-packages',
  title: 'a 64-bit Python with numpy, pandas, lxml and others, for tests (about 50 MB to download)',
  doing: 'installing Python packages for tests',
  downloads: true,
  digest: () => digest([pythonPackages.recipe, ...pythonPackages.packages]),
  isThere: pythonPackages.hasPackages,
  work: pythonPackages.installPackages,
};

/** @type {Step} */
const debugRuntime = {
  name: 'runtime-debug',
  title: "CPython's debug build for x86-64, to hunt leaks of references with (17 MB to download)",
  doing: "installing CPython's debug build",
  downloads: true,
  digest: () =>
    digest([stamps.read('runtime-x86-64'), stamps.read('testsuite'), ...runtime.debugPackages]),
  isThere: runtime.hasDebugRuntime,
  work: async (note) => {
    await runtime.installDebugRuntime(note);
    rmSync(join(paths.helperSource, 'build-debug'), { recursive: true, force: true });
  },
};

/**
 * @param {TargetName} target
 * @param {Pick<Step, 'name' | 'title'>} step
 * @param {string} runtimeName the step that it is built upon
 * @returns {Step}
 */
const helperStep = (target, step, runtimeName) => ({
  ...step,
  doing: `building the ${target} helper`,
  downloads: false,
  digest: () =>
    digest([
      stamps.read(runtimeName),
      paths.project,
      process.execPath,
      stamps.read('launcher'),
      ...contents(paths.helperSource, (name) => !name.startsWith('build')),
    ]),
  isThere: () =>
    existsSync(paths.helpers[target]) && existsSync(`${paths.helpers[target]}-${target}`),
  work: async (note) => {
    // The path of the project and of Node.js are compiled in; make does not see them change.
    const place = digest([paths.project, process.execPath]);
    const stamp = `place-${target}`;
    if (!stamps.isCurrent(stamp, place)) {
      forgetBuilds(target);
      stamps.record(stamp, place);
    }
    const args = [
      '-C',
      paths.helperSource,
      `-j${availableParallelism()}`,
      `TARGET=${target}`,
      `NODE=${process.execPath}`,
    ];
    await run('make', args, {
      line: (line) => {
        const source = / -c -o \S+ (\S+\.c)$/.exec(line)?.[1];
        if (source) {
          note(source.split('/').pop() ?? '');
        }
      },
    });
  },
});

const helper64 = helperStep(
  'x86-64',
  { name: 'helper-x86-64', title: 'x86-64 helper' },
  runtime64.name,
);

const helper32 = helperStep(
  'x86-32',
  { name: 'helper', title: "x86-32 helper, with CPython's float objects for SSE2" },
  runtime32.name,
);

/** @type {Step} */
const addon = {
  name: 'addon',
  title: 'addon of the language server',
  doing: 'building the addon',
  downloads: false,
  digest: () =>
    digest([
      process.execPath,
      process.version,
      own('package-lock.json'),
      ...contents(paths.addonSource, (name) => name !== 'build'),
    ]),
  // The folder is there even when there was nothing to build the addon with.
  isThere: () => existsSync(join(paths.addonSource, 'build')),
  work: async (note) => {
    mkdirSync(join(paths.addonSource, 'build'), { recursive: true });
    // Without it counts come at a program's end instead of while it runs, so nobody needs a C++
    // compiler for it.
    await run('make', ['-C', paths.addonSource, `NODE=${process.execPath}`]).catch(() => {
      note(
        'it could not be built, for want of g++ or the headers of Node.js; counts will not be live',
      );
    });
  },
};

/** @type {Step} */
const server = {
  name: 'server',
  title: 'compiler, command line and extension',
  doing: 'building the TypeScript',
  downloads: false,
  digest: () =>
    digest([
      own('package-lock.json'),
      own('scripts/build.mjs'),
      own('scripts/checks.mjs'),
      ...contents(join(paths.server, 'src')),
      ...contents(join(paths.project, 'client', 'src')),
    ]),
  isThere: () =>
    existsSync(join(paths.dist, 'main.js')) && existsSync(join(paths.clientDist, 'extension.cjs')),
  work: async () => {
    await run(process.execPath, [join(paths.project, 'scripts', 'build.mjs')]);
  },
};

/**
 * @param {{ tests: boolean, emulator: boolean }} wanted
 * @returns {readonly Step[]}
 */
export function stepsOf(wanted) {
  return [
    machine,
    packages,
    launcher,
    // First what runs on every machine.
    runtime64,
    helper64,
    ...(wanted.emulator ? [emulator] : []),
    runtime32,
    ...(wanted.tests ? [testSuite, packagesOfPython, debugRuntime] : []),
    helper32,
    addon,
    server,
  ];
}
