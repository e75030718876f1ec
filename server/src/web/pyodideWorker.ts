/**
 * The worker of pyodideCompiler.ts: answers packets, first with the one that a service begins with.
 */

import { loadPyodide } from 'pyodide';
import { type Answering, type ServiceParts, startAnswering } from '../helper/pyodide/answering.js';
import { ownPort } from './workers.js';

/** What the worker is started with. */
export interface WebWorkerData {
  /** URL of the folder with Pyodide's files, with a slash at its end. */
  readonly folder: string;
  readonly parts: ServiceParts;
}

let service: Answering | null = null;

ownPort.onmessage = ({ data }) => {
  if (service === null) void start(data as WebWorkerData);
  else send(service.answer(data as Uint8Array));
};

/** What goes wrong ends the worker: an error that nobody catches reaches whoever has started it. */
async function start({ folder, parts }: WebWorkerData): Promise<void> {
  try {
    service = await startAnswering(loadPyodide, folder, parts);
    send(service.hello);
  } catch (error) {
    setTimeout(() => {
      throw error;
    });
  }
}

function send(packet: Uint8Array): void {
  if (packet.length > 0) ownPort.postMessage(packet, [packet.buffer]);
}
