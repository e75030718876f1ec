/**
 * The three ways a program is run: interpreted in the helper, natively in the helper, and by a
 * 64-bit CPython 3.11 where the machine has one.
 *
 * Maps from: a program and a way. Maps to: everything one can see of the run from outside.
 */

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Program, project } from './programs.js';
import { patience } from '../harness/patience.mjs';

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  /** The exit status in words: `status 1`, `signal SIGTERM`, `no end within 120 s`. */
  readonly end: string;
}

export interface Way {
  readonly title: string;
  /** The command and its arguments, before Python's command line. */
  readonly command: readonly string[];
}

export const nativecompile = [
  process.execPath,
  join(project, 'server', 'bin', 'nativecompile-node'),
];

export const interpreted: Way = {
  title: 'interpreted',
  command: [...nativecompile, 'run', '--interpret'],
};

export const native: Way = {
  title: 'native',
  command: [...nativecompile, 'run', '--compile', 'all', '--strict'],
};

const TIME_LIMIT_SECONDS = Math.ceil(patience(500) / 1000);

/** The 64-bit CPython 3.11 of this machine, if there is one. */
export function reference(): Way | null {
  for (const name of ['python3.11', 'python3']) {
    const answer = spawnSync(
      name,
      [
        '-I',
        '-c',
        'import sys; print(sys.executable); print(sys.version_info[:2], sys.maxsize > 2**32)',
      ],
      { encoding: 'utf8' },
    );
    const [path, description] = (answer.stdout ?? '').split('\n');
    if (answer.status === 0 && path && description === '(3, 11) True') {
      return { title: '64-bit CPython', command: [path] };
    }
  }
  return null;
}

/** The compiled code of one test run; the user's own cache stays as it is. */
const cache = mkdtempSync(join(tmpdir(), 'nativecompile-differential-'));
process.on('exit', () => rmSync(cache, { recursive: true, force: true }));

export function cleanEnvironment(): NodeJS.ProcessEnv {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^(?:PYTHON|NATIVECOMPILE(?!_(?:EXECUTION|TARGET)$)|VITEST|NODE_|PYENV)/.test(name),
    ),
  );
  return { ...env, XDG_CACHE_HOME: cache, PYTHONDONTWRITEBYTECODE: '1', LC_ALL: 'C.UTF-8' };
}

export function run(way: Way, program: Program, seconds = TIME_LIMIT_SECONDS): Promise<Outcome> {
  const [file, ...args] = way.command;
  return new Promise((resolve, reject) => {
    const child = spawn(file!, [...args, ...program.line], {
      env: cleanEnvironment(),
      cwd: project,
      // A process group of its own, so that signals a program sends reach nobody else.
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      process.kill(-child.pid!, 'SIGKILL');
    }, seconds * 1000);
    child.stdout.on('data', (data: Buffer) => output.push(data));
    child.stderr.on('data', (data: Buffer) => errors.push(data));
    child.stdin.on('error', () => {});
    child.stdin.end(program.input);
    child.on('error', reject);
    child.on('close', (status, signal) => {
      clearTimeout(timer);
      resolve({
        stdout: withoutAddresses(Buffer.concat(output).toString('utf8')),
        stderr: withoutAddresses(Buffer.concat(errors).toString('utf8')),
        end: late ? `no end within ${seconds} s` : endInWords(status, signal),
      });
    });
  });
}

function endInWords(status: number | null, signal: NodeJS.Signals | null): string {
  if (signal !== null) return `signal ${signal}`;
  // A launcher that cannot die by its program's signal says so as shells do.
  const entry = Object.entries(constants.signals).find(([, number]) => number + 128 === status);
  return entry ? `signal ${entry[0]}` : `status ${status}`;
}

/** Objects stand at other addresses in every run. */
function withoutAddresses(text: string): string {
  return text.replace(/ at 0x[0-9a-f]+/g, ' at 0x…');
}

/**
 * What two installations of CPython 3.11 may differ in: where the standard library is, and at which
 * of its lines something happens.
 */
export function withoutInstallation(outcome: Outcome): Outcome {
  const clean = (text: string): string =>
    text
      .replace(/File "[^"]*\/lib\/python3\.11\/([^"]*)", line \d+/g, 'File "<library>/$1", line N')
      .replace(/^\S*\/lib\/python3\.11\/(\S+\.py):\d+:/gm, '<library>/$1:N:');
  return { stdout: clean(outcome.stdout), stderr: clean(outcome.stderr), end: outcome.end };
}
