/** The user's Python on the command line: which one a verb uses, and what is said of it. */

import { isatty } from 'node:tty';
import { choosePython, type PythonChoice, WrongPython } from '../helper/pythonChoice.js';
import { programEnvironment } from '../helper/launchedWith.js';
import { fileOf, type Options } from './arguments.js';
import { painter, printError } from './terminal.js';
import { UsageError } from './usage.js';

/**
 * For a program, `operands` being Python's command line. A named Python that cannot be used is a
 * UsageError.
 * @param mayAsk false: no Python is started
 */
export function chosenPython(
  { python, editorPythons }: Options,
  operands: readonly string[],
  mayAsk = true,
): PythonChoice {
  const env = programEnvironment(process.env);
  const request = { named: python, editors: editorPythons, env, cwd: process.cwd(), mayAsk };
  try {
    return choosePython({ ...request, file: fileOf(operands) });
  } catch (error) {
    throw error instanceof WrongPython ? new UsageError(error.message) : error;
  }
}

/** Whose packages there are: `3.11.4, /home/me/project/.venv (VIRTUAL_ENV)`. */
export function pythonText({ python, origin }: PythonChoice): string {
  if (python === null) return "nativecompile's own, without packages";
  return `${python.version}, ${python.path} (${origin})`;
}

/** null: nothing was passed over. */
export function passedOverText(choice: PythonChoice): string | null {
  const { passedOver, python } = choice;
  if (passedOver.length === 0) return null;
  const instead =
    python === null ? "nativecompile's own Python, without packages" : `packages of ${python.path}`;
  return `${passedOver.join('; ')}; the program runs with ${instead}`;
}

/** Never among what a program prints into a pipe or a file. */
export function sayPassedOver(choice: PythonChoice): void {
  const text = passedOverText(choice);
  if (text === null || !isatty(2)) return;
  printError(`${painter(2)('dim', `nativecompile: ${text}`)}\n`);
}

/** What --json tells of it. */
export function pythonJson(
  choice: PythonChoice,
): { readonly [key: string]: string | readonly string[] } | null {
  const { python, origin, passedOver } = choice;
  if (python === null && passedOver.length === 0) return null;
  const { path = '', version = '', kind = '' } = python ?? {};
  return { path, version, kind, origin, passedOver };
}
