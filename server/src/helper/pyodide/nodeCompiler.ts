/**
 * CPython 3.11 in WebAssembly (Pyodide) as what compiles, in a worker thread of Node.js.
 *
 * Maps from: the folder with Pyodide's files, in the package or among the project's modules. Maps
 * to: a Compiler. It needs neither a network nor anything that is installed.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Compiler } from '../compileService.js';
import { errorText, type HelperFailure } from '../failure.js';
import { projectFolder } from '../helperProcess.js';
import { protocolNumbers } from '../protocol.js';
import type { ServiceParts } from './answering.js';
import { lost, PYODIDE, WASM_MEMORY_LIMIT, WASM_START_BUDGET, WASM_UNIT } from './words.js';

/** What the worker is started with. */
export interface NodeWorkerData {
  readonly folder: string;
  readonly parts: ServiceParts;
}

/**
 * Mebibytes; source that is nested deeply takes the compiler, which recurses, much of the engine's
 * stack.
 */
const STACK_MEBIBYTES = 32;

/**
 * Where Pyodide is: in the package, or where npm has put it; null: nowhere. `NATIVECOMPILE_PYODIDE`
 * names another folder, for tests.
 */
export function pyodideFolder(): string | null {
  const project = projectFolder();
  const named = process.env.NATIVECOMPILE_PYODIDE;
  const places = named
    ? [named]
    : [join(project, 'server', 'pyodide'), join(project, 'node_modules', 'pyodide')];
  return places.find((place) => existsSync(join(place, 'pyodide.asm.wasm'))) ?? null;
}

export function startPyodide(folder: string, memoryLimit = WASM_MEMORY_LIMIT): Compiler {
  const project = projectFolder();
  const text = (...path: string[]): string => readFileSync(join(project, ...path), 'utf8');
  const data: NodeWorkerData = {
    folder,
    parts: {
      pythonService: text('server', 'service', 'pythonService.py'),
      compileService: text('native', 'helper', 'compile_service.py'),
      numbers: protocolNumbers(),
      memoryLimit,
    },
  };
  const worker = new Worker(join(project, 'server', 'dist', 'pyodideWorker.js'), {
    workerData: data,
    resourceLimits: { stackSizeMb: STACK_MEBIBYTES },
    // What it prints concerns nobody, and standard output is the language server's.
    stdout: true,
    stderr: true,
  });
  let reason = '';
  worker.on('error', (error) => {
    reason = errorText(error);
  });
  return {
    name: PYODIDE,
    standIn: PYODIDE,
    startBudget: WASM_START_BUDGET,
    unit: WASM_UNIT,
    send: (packet) => worker.postMessage(packet),
    onData: (listener) => worker.on('message', listener),
    sample: () => null,
    kill: () => void worker.terminate(),
    unref: () => worker.unref(),
    ended: new Promise<HelperFailure>((resolve) => {
      worker.once('exit', () => resolve(lost(reason)));
    }),
  };
}
