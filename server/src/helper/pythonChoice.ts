/**
 * Which Python's packages a program gets, where several could be meant.
 *
 * Maps from: what was said, the environment, and where the program is. Maps to: the first that can
 * be used, and a sentence for each that was passed over. Knows neither terminals nor editors.
 */

import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fsPath } from './rawBytes.js';
import {
  isUsable,
  linkStatusOf,
  NO_PYTHON,
  PYTHON_VARIABLE,
  resolvePython,
  type UserPython,
} from './userPython.js';

/** How somebody or something named a Python, in words that can stand in parentheses. */
export type Origin = string;

export interface Candidate {
  /** Of an environment or of a program, as it was named. */
  readonly path: string;
  readonly origin: Origin;
}

export interface PythonRequest {
  /** Said by somebody: that one or none. Empty: not said. `none`: none at all. */
  readonly named: string;
  /** What an editor has, before anything that is found. */
  readonly editors: readonly Candidate[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** null: the program is no file, but a module or text. */
  readonly file: string | null;
  readonly mayAsk: boolean;
}

export interface PythonChoice {
  readonly python: UserPython | null;
  /** How it came to be; empty where there is none. */
  readonly origin: Origin;
  /** Why what was named before it is not used, a sentence without its full stop each. */
  readonly passedOver: readonly string[];
  /** Somebody wanted none. */
  readonly isOff: boolean;
}

/** What somebody named cannot be used. */
export class WrongPython extends Error {
  override readonly name = 'WrongPython';
}

/** Throws WrongPython. */
export function choosePython(request: PythonRequest): PythonChoice {
  const { named, env } = request;
  const fromVariable = env[PYTHON_VARIABLE]?.split('\n')[0] ?? '';
  const own = environmentOfLink(env);
  if (own === null && (named !== '' || fromVariable !== '')) {
    const path = named || fromVariable;
    const origin = named !== '' ? '--python' : PYTHON_VARIABLE;
    if (path === NO_PYTHON) return { python: null, origin: '', passedOver: [], isOff: true };
    const found = resolvePython(path, request);
    if (!isUsable(found)) throw new WrongPython(`${origin}: ${found.problem}`);
    return { python: found, origin, passedOver: [], isOff: false };
  }
  const passedOver: string[] = [];
  for (const { path, origin } of own ?? candidates(request)) {
    const found = resolvePython(path, request);
    if (isUsable(found)) return { python: found, origin, passedOver, isOff: false };
    passedOver.push(`${found.problem} (${origin})`);
  }
  return { python: null, origin: '', passedOver, isOff: false };
}

/**
 * Our own program was started by a link in an environment, and has become this command
 * (native/helper/launch.c).
 */
function environmentOfLink(env: NodeJS.ProcessEnv): Candidate[] | null {
  const link = env.NATIVECOMPILE_PROGRAM ?? '';
  const isOne = link.includes('/') && existsSync(fsPath(join(dirname(link), '..', 'pyvenv.cfg')));
  return isOne ? [{ path: link, origin: 'started from it' }] : null;
}

/** Where nobody has said anything, the likeliest first. */
function candidates({ editors, env, cwd, file }: PythonRequest): Candidate[] {
  const activated = env.VIRTUAL_ENV ?? '';
  return [
    ...editors,
    ...(activated === '' ? [] : [{ path: activated, origin: 'VIRTUAL_ENV' }]),
    ...beside(file === null ? null : resolve(cwd, file), cwd),
  ];
}

/**
 * A program of an environment's own, and .venv beside a program or in a folder above it up to the
 * current one.
 */
function beside(file: string | null, cwd: string): Candidate[] {
  const folder = file === null ? cwd : dirname(file);
  const around = dirname(folder);
  const isScript = file !== null && isTrusted(join(around, 'pyvenv.cfg'));
  return [
    ...(isScript ? [{ path: around, origin: 'the program is in it' }] : []),
    ...foldersUp(folder, cwd)
      .map((one) => join(one, '.venv'))
      .filter((path) => isTrusted(path))
      .map((path) => ({ path, origin: 'found beside the program' })),
  ];
}

/** Above the current folder, or beside it, is what the program need not have to do with. */
function foldersUp(folder: string, cwd: string): string[] {
  if (!`${folder}/`.startsWith(`${cwd === '/' ? '' : cwd}/`)) return [folder];
  const folders = [folder];
  for (let at = folder; at !== cwd && at !== dirname(at); at = dirname(at))
    folders.push(dirname(at));
  return folders;
}

/** Code of packages is run, so nobody else may have put them there. */
function isTrusted(path: string): boolean {
  const status = linkStatusOf(path);
  return status !== undefined && (status.uid === 0 || status.uid === process.getuid?.());
}
