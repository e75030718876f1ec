/**
 * The user's Python in an editor: whose packages a run of a file gets, and where its imports are
 * looked for.
 *
 * Maps from: a setting, what another extension has chosen, and where a file is. Maps to: candidates
 * for a run, or the environment as it is on the disk. No Python is started here.
 */

import { basename, dirname } from 'node:path';
import {
  type Candidate,
  choosePython,
  type PythonChoice,
  WrongPython,
} from '../helper/pythonChoice.js';
import type { RunPython } from './messages.js';

/** The setting is somebody's word, and what an extension has chosen may be a guess of its. */
export function editorPythons(setting: string, chosen: string | null = null): Candidate[] {
  return [
    { path: setting, origin: 'the setting nativecompile.helper.python' },
    { path: chosen ?? '', origin: 'the choice of the Python extension' },
  ].filter(({ path }) => path !== '');
}

/**
 * What a run of `file` would take, as far as can be told without starting a Python.
 * @param workspace the folder of the workspace that has the file; null: none has
 * @returns null where the environment names one that cannot be used, which a run says
 */
export function choiceOnDisk(
  file: string,
  workspace: string | null,
  editors: readonly Candidate[],
): PythonChoice | null {
  const cwd = workspace ?? dirname(file);
  try {
    return choosePython({ named: '', editors, env: process.env, cwd, file, mayAsk: false });
  } catch (error) {
    if (error instanceof WrongPython) return null;
    throw error;
  }
}

/** For people: whose packages these are. */
export function describeChoice(choice: PythonChoice | null): RunPython {
  const { python = null, origin = '', passedOver = [] } = choice ?? {};
  const isProblem = passedOver.length > 0;
  const problems = passedOver.map((problem) => `; ${problem}`).join('');
  if (python === null) {
    const detail = `native runs have the standard library alone${problems}`;
    return { label: 'no packages', detail, isProblem };
  }
  const { path, version } = python;
  const detail = `packages of native runs: ${path} (${origin})${problems}`;
  const known = version === '' ? '' : `, Python ${version}`;
  return { label: `${basename(path)}${known}`, detail, isProblem };
}
