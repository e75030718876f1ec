/**
 * The user's Python, whose packages a program gets: a virtual environment, or a Python of this
 * machine.
 *
 * Maps from: a path that somebody named; or the environment and where the program is. Maps to: what
 * the helper is told of it (native/helper/user_python.h), or one sentence why it cannot be used. A
 * virtual environment is only looked at; another Python is asked once, isolated and without its
 * site module, and its answer is kept.
 */

import { spawnSync } from 'node:child_process';
import {
  openSync,
  closeSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { delimiter, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { projectFolder } from './helperProcess.js';
import { cacheKey, defaultCacheFolder, ImageCache } from './imageCache.js';
import { fsPath } from './rawBytes.js';
import { parseVirtualEnvironment, WANTED, whyNot } from './virtualEnvironment.js';

/**
 * Stands in the environment instead of `--python`; the helper tells its children by it, see
 * PYTHON_VARIABLE in launch.c.
 */
export const PYTHON_VARIABLE = 'NATIVECOMPILE_PYTHON';
/** In place of a path: no packages but those of nativecompile's own Python. */
export const NO_PYTHON = 'none';

export interface UserPython {
  readonly kind: 'environment' | 'installation';
  /** The folder of the environment, or the path of the Python. */
  readonly path: string;
  readonly executable: string;
  /** `3.11.2`, or `3.11` where nothing says more; empty where it would have to be asked. */
  readonly version: string;
  /** Folders with packages, the environment's own first. */
  readonly packages: readonly string[];
}

/** Why a path is of no use: a sentence without its full stop. */
export interface Unusable {
  readonly problem: string;
}

export type Resolved = UserPython | Unusable;

export const isUsable = (resolved: Resolved): resolved is UserPython => !('problem' in resolved);

export interface Asking {
  readonly env: NodeJS.ProcessEnv;
  /**
   * False: no Python is started. What is known only by asking, and was not asked before, is left
   * out.
   */
  readonly mayAsk: boolean;
}

/** @param named a folder, a program, or the name of a program on the PATH */
export function resolvePython(named: string, asking: Asking): Resolved {
  const path = placeOf(named, asking.env);
  const status = path === null ? undefined : statusOf(path);
  if (path === null || linkStatusOf(path) === undefined)
    return { problem: `there is no Python at ${named}` };
  if (status?.isDirectory()) {
    if (isThere(join(path, 'pyvenv.cfg'))) return environmentAt(path, asking);
    const program = programIn(join(path, 'bin'));
    if (program !== null) return resolvePython(program, asking);
    return { problem: `${named} is neither a virtual environment nor a Python` };
  }
  // The link is looked at where it is: that is what makes an environment.
  const folder = dirname(path);
  for (const root of [folder, dirname(folder)]) {
    if (isThere(join(root, 'pyvenv.cfg'))) return environmentAt(root, asking);
  }
  if (status === undefined) return { problem: `there is no Python at ${named}` };
  return installationAt(path, asking);
}

/** In its environment, the helper finds what it is told, and nothing that it is not. */
export function pythonEnvironment(python: UserPython | null, isOff: boolean): NodeJS.ProcessEnv {
  if (python === null) return { [PYTHON_VARIABLE]: isOff ? NO_PYTHON : undefined };
  const further = python.kind === 'environment' ? python.packages.slice(1) : python.packages;
  return { [PYTHON_VARIABLE]: [python.executable, ...further].join('\n') };
}

// -- what there is --

function placeOf(named: string, env: NodeJS.ProcessEnv): string | null {
  if (named.includes('/') || isThere(named)) return resolve(named);
  const folders = (env.PATH ?? '').split(delimiter).filter(isAbsolute);
  return folders.map((folder) => join(folder, named)).find(isProgram) ?? null;
}

const programIn = (folder: string): string | null =>
  [`python${WANTED}`, 'python3', 'python']
    .map((name) => join(folder, name))
    .find((path) => isProgram(path)) ?? null;

const isThere = (path: string): boolean => linkStatusOf(path) !== undefined;

function isProgram(path: string): boolean {
  const status = statusOf(path);
  return status?.isFile() === true && (status.mode & 0o111) !== 0;
}

/** undefined for what is not there, may not be looked at, or is no name of a file. */
function statusOf(path: string): Stats | undefined {
  try {
    return statSync(fsPath(path), { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** The same of a link itself. */
export function linkStatusOf(path: string): Stats | undefined {
  try {
    return lstatSync(fsPath(path), { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function environmentAt(path: string, asking: Asking): Resolved {
  let text: string;
  try {
    text = readFileSync(fsPath(join(path, 'pyvenv.cfg')), 'utf8');
  } catch {
    return { problem: `${join(path, 'pyvenv.cfg')} cannot be read` };
  }
  const { version: said, implementation, includesSystem, bases } = parseVirtualEnvironment(text);
  const version = said || versionByFolder(path);
  if (version === '') return { problem: `${path} has no lib/python${WANTED}` };
  const reason = whyNot(implementation, version);
  if (reason !== null) return { problem: `${path} ${reason}` };
  const base = includesSystem ? bases.find(isProgram) : undefined;
  const found = base === undefined || isOurs(base) ? null : installationAt(base, asking);
  return {
    kind: 'environment',
    path,
    executable: join(path, 'bin', 'python'),
    version,
    packages: [
      join(path, 'lib', `python${WANTED}`, 'site-packages'),
      ...(found !== null && isUsable(found) ? found.packages : []),
    ],
  };
}

/** The Python that an environment without a word on it is for. */
function versionByFolder(path: string): string {
  let names: string[] = [];
  try {
    names = readdirSync(fsPath(join(path, 'lib')));
  } catch {
    // Then it has none.
  }
  const versions = names.map((name) => /^python(\d+\.\d+)$/.exec(name)?.[1] ?? '');
  return versions.includes(WANTED) ? WANTED : (versions.find((one) => one !== '') ?? '');
}

/** Our own Python is what the program runs in anyway. */
function isOurs(program: string): boolean {
  try {
    const real = realpathSync(fsPath(program)).toString();
    return !relative(join(projectFolder(), 'native'), real).startsWith('..');
  } catch {
    return false;
  }
}

// -- asking a Python --

interface Answer {
  readonly implementation: string;
  readonly version: string;
  readonly packages: readonly string[];
}

/**
 * Isolated: no variables, no user's folder, no current folder. Without site: no code of packages
 * (.pth files).
 */
const ISOLATED = ['-I', '-S'];
const QUESTION = `import sys, site
print(sys.implementation.name, '.'.join(map(str, sys.version_info[:3])), *site.getsitepackages(), sep='\\n')`;
const PATIENCE_MS = 10_000;

/** Answers of this process, by path. */
const answers = new Map<string, Answer | null>();

function installationAt(path: string, asking: Asking): Resolved {
  const answer = answerOf(path, asking);
  if (answer === null) {
    if (asking.mayAsk) return { problem: `${path} does not answer as a Python does` };
    return { kind: 'installation', path, executable: path, version: '', packages: [] };
  }
  const reason = whyNot(answer.implementation, answer.version);
  if (reason !== null) return { problem: `${path} ${reason}` };
  const { version, packages } = answer;
  return { kind: 'installation', path, executable: path, version, packages };
}

function answerOf(path: string, { env, mayAsk }: Asking): Answer | null {
  const known = answers.get(path);
  if (known !== undefined) return known;
  const key = keyOf(path);
  const cache = key === null ? null : new ImageCache({ folder: defaultCacheFolder(env) });
  const kept = key === null ? null : (cache?.read(key) ?? null);
  const text = kept !== null ? Buffer.from(kept).toString() : mayAsk ? ask(path) : null;
  const answer = text === null ? null : parseAnswer(text);
  if (kept === null && answer !== null && text !== null && key !== null)
    cache?.write(key, Buffer.from(text));
  if (answer !== null || mayAsk) answers.set(path, answer);
  return answer;
}

/**
 * null for what is not the program itself: a script that chooses one (as pyenv's) may choose
 * another tomorrow.
 */
function keyOf(path: string): string | null {
  try {
    const real = realpathSync(fsPath(path)).toString();
    const file = openSync(real, 'r');
    const start = Buffer.alloc(4);
    readSync(file, start, 0, 4, 0);
    closeSync(file);
    if (start.toString('latin1') !== '\x7fELF') return null;
    const { mtimeMs, size, ino } = statSync(real);
    return cacheKey('python', QUESTION, path, real, `${mtimeMs} ${size} ${ino}`);
  } catch {
    return null;
  }
}

function ask(python: string): string | null {
  const { status, stdout } = spawnSync(python, [...ISOLATED, '-c', QUESTION], {
    encoding: 'utf8',
    timeout: PATIENCE_MS,
    stdio: ['ignore', 'pipe', 'ignore'],
    cwd: '/',
  });
  return status === 0 ? stdout : null;
}

function parseAnswer(text: string): Answer | null {
  const [implementation = '', version = '', ...packages] = text.trimEnd().split('\n');
  if (!/^\d+\.\d+\.\d+$/.test(version)) return null;
  return { implementation, version, packages: packages.filter(isAbsolute) };
}
