/**
 * Which CPython 3.11 compiles on this machine, where Node.js is: the helper; where none is carried,
 * one of the machine's own; where there is none either, the one in WebAssembly.
 */

import { existsSync } from 'node:fs';
import { defaultTarget, type TargetName } from '../compiler/target/target.js';
import { CompileService, type Compiler, type ServiceOptions } from './compileService.js';
import { helperPath } from './helperProcess.js';
import { startHelperService } from './processCompiler.js';
import { pyodideFolder, startPyodide } from './pyodide/nodeCompiler.js';
import { findPython, startPythonService } from './pythonService.js';

/** With the value 1 no Python of the machine is looked for; for tests. */
const ONLY_WASM = 'NATIVECOMPILE_ONLY_WEBASSEMBLY';

export interface ServiceSettings extends ServiceOptions {
  /** Whose helper compiles; what it makes of source is the same for all. Absent: the default's. */
  readonly target?: TargetName;
  readonly path?: string;
  /** The CPython 3.11 that compiles where there is no helper; empty: the one on the PATH. */
  readonly python?: string;
}

export function makeCompileService(settings: ServiceSettings = {}): CompileService {
  return new CompileService(() => startCompiler(settings), settings);
}

/**
 * The helper that is used: the one at `path`, or the built-in one of the target for an empty path.
 */
export const helperOf = (target: TargetName, path: string): string =>
  path === '' ? helperPath(target) : path;

export const isThere = (helper: string): boolean => existsSync(helper);

/** Of `settings`, whatever is there of the three; a helper that is not there where none is. */
function startCompiler({ target = defaultTarget, path, python }: ServiceSettings): Compiler {
  const helper = path ?? helperPath(target);
  // A helper that somebody has named and that is not there is a mistake, and is told.
  const mayStandIn = path === undefined || python !== undefined;
  if (!mayStandIn || existsSync(helper)) return startHelperService(helper);
  const found = process.env[ONLY_WASM] === '1' ? null : findPython(python);
  if (found !== null) return startPythonService(found);
  const folder = pyodideFolder();
  // A Python that somebody has named, likewise.
  const isNamed = python !== undefined && python !== '';
  return folder === null || isNamed ? startHelperService(helper) : startPyodide(folder);
}
