/** The worker thread of nodeCompiler.ts: answers packets. A file of its own in server/dist. */

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { startAnswering } from './answering.js';
import type { NodeWorkerData } from './nodeCompiler.js';

// With `require` in sight Pyodide does without modules for sockets, which are not carried.
Object.assign(globalThis, { require: createRequire(import.meta.url) });

const { folder, parts }: NodeWorkerData = workerData;
const pyodide: typeof import('pyodide') = await import(
  pathToFileURL(join(folder, 'pyodide.mjs')).href
);
const service = await startAnswering(pyodide.loadPyodide, folder, parts);
parentPort?.on('message', (packet: Uint8Array) => {
  const answer = service.answer(packet);
  if (answer.length > 0) parentPort?.postMessage(answer, [answer.buffer as ArrayBuffer]);
});
parentPort?.postMessage(service.hello);
