/**
 * The user's Python in an editor: whose packages a run of a file gets, and where its imports are looked for.
 *
 * Maps from: a setting, what another extension has chosen, and where a file is. Maps to: candidates for a run, or the
 * environment as it is on the disk. No Python is started here.
 */

import { dirname } from 'node:path';
import { type Candidate, choosePython } from '../helper/pythonChoice.js';
import type { UserPython } from '../helper/userPython.js';

/** The setting is somebody's word, and what an extension has chosen may be a guess of its. */
export function editorPythons(setting: string, chosen = ''): Candidate[] {
  return [
    { path: setting, origin: 'the setting nativecompile.helper.python' },
    { path: chosen, origin: 'the choice of the Python extension' },
  ].filter(({ path }) => path !== '');
}

/**
 * What a run of `file` would take, as far as can be told without asking a Python.
 * @param workspace the folder of the workspace that has the file; null: none has
 */
export function pythonOnDisk(
  file: string,
  workspace: string | null,
  setting: string,
): UserPython | null {
  const cwd = workspace ?? dirname(file);
  const editors = editorPythons(setting);
  try {
    return choosePython({ named: '', editors, env: process.env, cwd, file, mayAsk: false }).python;
  } catch {
    // The environment names one that cannot be used, which a run would say.
    return null;
  }
}
