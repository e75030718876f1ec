/**
 * What the server has of the machine that it runs on, where that is a browser: next to nothing.
 *
 * Stands in the place of server/src/lsp/machine.ts in bundles for browsers, with the same names and
 * types.
 */

import type { TargetName } from '../compiler/target/target.js';
import { CompileService } from '../helper/compileService.js';
import type { ServiceSettings } from '../helper/compilers.js';
import type { Candidate, PythonChoice } from '../helper/pythonChoice.js';
import type { UserPython } from '../helper/userPython.js';
import type { ForeignModuleFinder } from '../language/foreignImports.js';
import type { RunPython } from '../lsp/messages.js';
import { type Assets, startPyodide } from './pyodideCompiler.js';
import { sha256 as digest } from './sha256.js';
import type { Port } from './workers.js';

let assets: Assets | null = null;

/** To be called before anything else of the server is. */
export function useAssets(found: Assets): void {
  assets = found;
}

export function makeCompileService(settings: ServiceSettings = {}): CompileService {
  return new CompileService(() => {
    if (assets === null) throw new Error('It is not known where the files of Pyodide are.');
    return startPyodide(assets);
  }, settings);
}

export const helperOf = (_target: TargetName, _path: string): string => 'none in a browser';

export const isThere = (_helper: string): boolean => false;

export const whyNoRuns = (): string =>
  'Programs run natively on Linux for x86-64 only, not in a browser; here you see what they ' +
  'become.';

export const filePath = (uri: string): string => decodeURIComponent(new URL(uri).pathname);

export const baseName = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;

export const sha256 = (text: string): string => digest(new TextEncoder().encode(text));

export const readBytes = (path: string): Promise<Uint8Array> =>
  Promise.reject(new Error(`A browser cannot read ${path}.`));

/** Nothing is known of other modules. */
export const foreignModulesFor =
  (_file: string | null, _target: TargetName, _python: UserPython | null): ForeignModuleFinder =>
  () =>
    null;

export function otherWork(): Promise<void> {
  const { port1, port2 } = new MessageChannel() as unknown as { port1: Port; port2: Port };
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.onmessage = null;
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Browsers keep their memory by themselves. */
export const keepSmall = (): void => {};
export const collectWhenIdle = (): void => {};

export const choiceOnDisk = (
  _file: string,
  _workspace: string | null,
  _editors: readonly Candidate[],
): PythonChoice | null => null;

export const editorPythons = (_setting: string, _chosen: string | null = null): Candidate[] => [];

export const describeChoice = (_choice: PythonChoice | null): RunPython => ({
  label: 'no packages',
  detail: whyNoRuns(),
  isProblem: false,
});
