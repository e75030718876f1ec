/** CPython 3.11 in WebAssembly (Pyodide) as what compiles, in a worker of a browser. */

import compileServiceText from '../../../native/helper/compile_service.py';
import pythonServiceText from '../../service/pythonService.py';
import type { Compiler } from '../helper/compileService.js';
import type { HelperFailure } from '../helper/failure.js';
import { protocolNumbers } from '../helper/protocol.js';
import {
  lost,
  PYODIDE,
  WASM_MEMORY_LIMIT,
  WASM_START_BUDGET,
  WASM_UNIT,
} from '../helper/pyodide/words.js';
import type { WebWorkerData } from './pyodideWorker.js';
import { startWorker } from './workers.js';

/** Where the files are that belong to the server. */
export interface Assets {
  /** URL of the script of Pyodide's worker. */
  readonly pyodideWorker: string;
  /** URL of the folder with Pyodide's own files, with a slash at its end. */
  readonly pyodide: string;
}

export function startPyodide({ pyodideWorker, pyodide }: Assets): Compiler {
  const worker = startWorker(pyodideWorker);
  const data: WebWorkerData = {
    folder: pyodide,
    parts: {
      pythonService: pythonServiceText,
      compileService: compileServiceText,
      numbers: protocolNumbers(),
      memoryLimit: WASM_MEMORY_LIMIT,
    },
  };
  worker.postMessage(data);
  return {
    name: PYODIDE,
    standIn: PYODIDE,
    startBudget: WASM_START_BUDGET,
    unit: WASM_UNIT,
    send: (packet) => worker.postMessage(packet),
    onData: (listener) => {
      worker.onmessage = (event) => listener(event.data as Uint8Array);
    },
    sample: () => null,
    kill: () => worker.terminate(),
    unref: () => {},
    ended: new Promise<HelperFailure>((resolve) => {
      worker.onerror = (event) => {
        event.preventDefault();
        resolve(lost(event.message ?? ''));
      };
    }),
  };
}
