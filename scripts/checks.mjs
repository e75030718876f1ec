/**
 * What a machine must have, checked one by one.
 *
 * Maps from: this machine and the project folder. Maps to: for each thing, that it is there, or one
 * sentence that says what is missing and one with the remedy. Used by set-up before it begins and
 * by `nativecompile doctor`; changes nothing that lasts.
 */

import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * What was found: `detail` where it is well, `problem` and `remedy` where it is not.
 * @typedef {{ detail: string } | { problem: string, remedy: string }} Finding
 */

/**
 * @typedef {object} Check
 * @property {string} name
 * @property {'machine' | 'setup' | 'installed'} stage
 *   machine: every use needs it; setup: building from source needs it; installed: set-up brings it
 * @property {(project: string) => Promise<Finding>} look
 */

/** @typedef {{ name: string, stage: Check['stage'], finding: Finding }} CheckResult */

export const minimumNode = 20;

/** The Debian release that carries CPython 3.11. */
export const debianRelease = 'bookworm';

/** What the project takes when everything is set up: packages, runtime, builds. */
const neededMegabytes = 900;

const packagedExtension =
  'the packaged extension brings its own runtime and needs none of the tools for building';

/**
 * A complete 32-bit program, so that the kernel is asked before anything was downloaded or built:
 * an ELF header, one segment, and `mov eax, 1; xor ebx, ebx; int 0x80` (exit with status 0).
 */
const tinyProgram = Buffer.from(
  [
    '7f454c46010101000000000000000000', // 32-bit, little-endian
    '0200030001000000548004083400000000000000000000003400200001000000', // i386, entry 0x08048054
    '00000000', // no sections
    '0100000000000000008004080080040860000000600000000500000000100000', // load it all, r-x
    'b80100000031dbcd80000000',
  ].join(''),
  'hex',
);

/**
 * @param {string} version as process.versions.node
 * @returns {Finding}
 */
export function judgeNode(version) {
  return Number.parseInt(version, 10) >= minimumNode
    ? { detail: `Node.js ${version}` }
    : {
        problem: `Node.js ${version} is too old; nativecompile needs Node.js ${minimumNode} or newer.`,
        remedy:
          'Install a newer Node.js (nodejs.org, or your version manager) and run the command ' +
          'again.',
      };
}

/**
 * @param {NodeJS.Platform} platform
 * @param {string} architecture as process.arch
 * @returns {Finding}
 */
export function judgePlatform(platform, architecture) {
  return platform === 'linux' && architecture === 'x64'
    ? { detail: `${platform} ${architecture}` }
    : {
        problem: `This machine (${platform}, ${architecture}) cannot execute x86-32 Linux programs.`,
        remedy: 'Use an x86-64 Linux machine, a container or a remote on one.',
      };
}

/**
 * @param {unknown} error of trying to run a 32-bit program; undefined: it ran
 * @param {string | undefined} execution as NATIVECOMPILE_EXECUTION says: "emulated" or "direct"
 * @returns {Finding}
 */
export function judgeKernel(error, execution) {
  if (execution === 'emulated') {
    return { detail: '32-bit code is emulated, as NATIVECOMPILE_EXECUTION=emulated asks' };
  }
  if (error === undefined) {
    return { detail: 'the kernel executes 32-bit code' };
  }
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EACCES') {
    return {
      problem:
        'Programs cannot be executed where temporary files and the project lie (mounted noexec).',
      remedy: 'Set TMPDIR to a folder on a file system mounted without noexec.',
    };
  }
  return execution === 'direct'
    ? {
        problem:
          'The kernel executes no 32-bit code, and NATIVECOMPILE_EXECUTION=direct forbids to ' +
          'emulate it.',
        remedy: 'Unset NATIVECOMPILE_EXECUTION.',
      }
    : { detail: 'the kernel executes no 32-bit code; it is emulated, which is slower' };
}

/**
 * The emulator reserves the 4 GiB that a 32-bit program can address.
 * @param {string} limits the text of /proc/self/limits
 * @returns {Finding}
 */
export function judgeAddressSpace(limits) {
  const bytes = /^Max address space\s+(\d+)/m.exec(limits)?.[1];
  return bytes === undefined || Number(bytes) >= 5 * 2 ** 30
    ? { detail: 'the emulator has room for 4 GiB' }
    : {
        problem: `The address space of programs is limited to ${Math.floor(Number(bytes) / 2 ** 20)} MiB; the emulator of 32-bit code needs 5120.`,
        remedy: 'Raise the limit ("ulimit -v unlimited").',
      };
}

/**
 * @param {string} program
 * @param {string} detail
 * @param {string} debianPackage that brings it; empty: every Debian and Ubuntu has it
 * @param {readonly string[]} [args]
 * @returns {Check}
 */
function tool(program, detail, debianPackage, args = ['--version']) {
  return {
    name: program,
    stage: 'setup',
    look: async () => {
      const { error, stdout } = await attempt(program, args);
      if (error) {
        return {
          problem: `${program} is missing: ${detail}.`,
          remedy: debianPackage
            ? `Install it with "sudo apt-get install ${debianPackage}"; or else ${packagedExtension}.`
            : `Use a machine or container with Debian or Ubuntu; or else ${packagedExtension}.`,
        };
      }
      return { detail: stdout.split('\n', 1)[0] ?? program };
    },
  };
}

/**
 * What programs are run for: the root of its runtime below `.runtime`, and that runtime's loader.
 */
const targets = [
  { name: 'x86-64', root: 'root-x86-64', loader: 'lib64/ld-linux-x86-64.so.2' },
  { name: 'x86-32', root: 'root', loader: 'lib/ld-linux.so.2' },
];

/**
 * @param {typeof targets[number]} target
 * @returns {Check}
 */
function runtimeCheck({ name, root, loader }) {
  return {
    name: `${name} runtime`,
    stage: 'installed',
    look: async (project) =>
      existsSync(join(project, '.runtime', root, loader))
        ? { detail: `the private ${name} runtime is unpacked` }
        : {
            problem: `The private ${name} runtime is not there.`,
            remedy: 'Run "npm run setup" in the project.',
          },
  };
}

/**
 * @param {typeof targets[number]} target
 * @returns {Check}
 */
function helperCheck({ name }) {
  return {
    name: `${name} helper`,
    stage: 'installed',
    look: async (project) => {
      const helper = join(project, 'native', 'helper', 'build', name, 'nativecompile-helper');
      if (!existsSync(helper)) {
        return {
          problem: `The ${name} helper is not built.`,
          remedy: 'Run "npm run setup" in the project.',
        };
      }
      // The product tells SSE2 arithmetic from the x87's, and the import that the standard library
      // is found.
      const program = 'import json, sys; print(sys.version.split()[0], json.dumps(551.83*66.2))';
      const { error, stdout, stderr } = await attempt(helper, ['-I', '-c', program]);
      const [version, product] = stdout.trim().split(' ');
      if (error) {
        return {
          problem: `The ${name} helper does not start (${stderr.trim().split('\n').pop() || error.message}).`,
          remedy: 'Delete .runtime and native/helper/build, and run "npm run setup".',
        };
      }
      return product === '36531.146'
        ? { detail: `CPython ${version}, ${name}, SSE2 floats` }
        : {
            problem: `The ${name} helper computes 551.83*66.2 as ${product}, not 36531.146.`,
            remedy: 'Delete native/helper/build, and run "npm run setup".',
          };
    },
  };
}

/** @type {readonly Check[]} */
export const checks = [
  { name: 'Node.js', stage: 'machine', look: async () => judgeNode(process.versions.node) },
  {
    name: 'processor',
    stage: 'machine',
    look: async () => judgePlatform(process.platform, process.arch),
  },
  {
    name: '32-bit code',
    stage: 'machine',
    look: async () => judgeKernel(await runTinyProgram(), process.env.NATIVECOMPILE_EXECUTION),
  },
  {
    name: 'emulator',
    stage: 'machine',
    look: async () =>
      (await executes32BitCode())
        ? { detail: 'not needed' }
        : judgeAddressSpace(readIfThere('/proc/self/limits')),
  },
  tool('apt-get', 'set-up downloads the private runtimes with it', ''),
  tool('dpkg-deb', 'set-up unpacks the private runtimes with it', ''),
  tool('make', 'the helpers are built with it', 'make'),
  tool('gcc', 'the helpers are compiled with it', 'gcc'),
  {
    name: 'gcc -m32',
    stage: 'setup',
    look: async () => {
      const args = ['-m32', '-msse2', '-x', 'c', '-c', '-o', '/dev/null', '/dev/null'];
      const { error, stderr } = await attempt('gcc', args);
      return error
        ? {
            problem: `gcc cannot compile for 32-bit x86 (${stderr.split('\n', 1)[0] || 'it failed'}).`,
            remedy: `Use Debian's own gcc and binutils ("sudo apt-get install gcc binutils"); or else ${packagedExtension}.`,
          }
        : { detail: 'compiles for 32-bit x86' };
    },
  },
  {
    name: 'disk',
    stage: 'setup',
    look: async (project) => {
      const { bavail, bsize } = statfsSync(project);
      const free = Math.floor((bavail * bsize) / 1e6);
      // What is already set up takes no more room.
      const enough = existsSync(join(project, '.runtime', 'root')) ? 50 : neededMegabytes;
      return free >= enough
        ? { detail: `${free} MB free` }
        : {
            problem: `Only ${free} MB are free where the project lies; set-up needs ${enough} MB.`,
            remedy: 'Free some room, or clone the project to a larger disk.',
          };
    },
  },
  {
    name: 'emulator',
    stage: 'installed',
    look: async (project) => {
      const folder = join(project, '.runtime', 'emulator');
      if (await executes32BitCode()) return { detail: 'not needed' };
      return existsSync(join(folder, 'qemu-i386'))
        ? { detail: `QEMU ${readIfThere(join(folder, 'version'))}` }
        : {
            problem: 'The emulator that executes 32-bit code is not there.',
            remedy: 'Run "npm run setup" in the project.',
          };
    },
  },
  ...targets.map(runtimeCheck),
  ...targets.map(helperCheck),
  {
    name: 'program',
    stage: 'installed',
    look: async (project) =>
      existsSync(join(project, 'server', 'dist', 'main.js'))
        ? { detail: 'the compiler is built' }
        : { problem: 'The compiler is not built.', remedy: 'Run "npm run setup" in the project.' },
  },
];

/**
 * @param {string} project the project's folder
 * @param {readonly Check['stage'][]} stages
 * @returns {Promise<CheckResult[]>}
 */
export async function runChecks(project, stages) {
  const results = [];
  for (const check of checks) {
    if (stages.includes(check.stage)) {
      const finding = await check.look(project);
      results.push({ name: check.name, stage: check.stage, finding });
    }
  }
  return results;
}

/**
 * Whether 32-bit programs are executed directly: by this kernel, and not forbidden.
 * @returns {Promise<boolean>}
 */
export async function executes32BitCode() {
  return (
    process.env.NATIVECOMPILE_EXECUTION !== 'emulated' && (await runTinyProgram()) === undefined
  );
}

/** @returns {Promise<unknown>} the error, or undefined when it ran */
async function runTinyProgram() {
  const folder = mkdtempSync(join(tmpdir(), 'nativecompile-'));
  try {
    const path = join(folder, 'exit');
    writeFileSync(path, tinyProgram, { mode: 0o755 });
    return (await attempt(path, [])).error;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {Promise<{ error: Error | undefined, stdout: string, stderr: string }>}
 */
function attempt(program, args) {
  return new Promise((resolve) => {
    // A helper that somebody has named is not the one that is looked at.
    const env = { ...process.env, NATIVECOMPILE_HELPER: undefined, LC_ALL: 'C.UTF-8' };
    const options = { timeout: 60_000, env };
    execFile(program, args, options, (error, stdout, stderr) => {
      resolve({ error: error ?? undefined, stdout, stderr });
    });
  });
}

/** @param {string} path */
function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
