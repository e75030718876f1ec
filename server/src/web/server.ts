/**
 * The language server in a worker of a browser.
 *
 * Maps from: one message that says where the files are, then those of a client, each an object of
 * JSON-RPC. Maps to: the server's messages. It ends with its worker.
 */

import {
  BrowserMessageReader,
  BrowserMessageWriter,
  createConnection,
  ProposedFeatures,
} from 'vscode-languageserver/browser';
import { defaultTarget } from '../compiler/target/target.js';
import { type DocumentRuns, serveConnection } from '../lsp/server.js';
import { useAssets } from './machine.js';
import type { Assets } from './pyodideCompiler.js';
import { ownPort } from './workers.js';

/** The first message to the worker. */
export interface ServerStart extends Assets {
  /** Of nativecompile. */
  readonly version: string;
}

const noRuns: DocumentRuns = { analysed: () => {}, edited: () => {}, stop: () => {} };

ownPort.onmessage = ({ data }) => {
  const start = data as ServerStart;
  useAssets(start);
  const scope = globalThis as unknown as ConstructorParameters<typeof BrowserMessageReader>[0];
  const connection = createConnection(
    ProposedFeatures.all,
    new BrowserMessageReader(scope),
    new BrowserMessageWriter(scope),
  );
  serveConnection(connection, {
    version: start.version,
    target: defaultTarget,
    startRuns: () => noRuns,
  });
};
