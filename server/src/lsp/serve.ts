/**
 * The language server on a pair of streams.
 *
 * Maps from: an editor's bytes, from `initialize` to `exit`. Maps to: a connection that the server
 * answers on.
 */

import type { Readable, Writable } from 'node:stream';
import {
  type Connection,
  createConnection,
  ProposedFeatures,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import type { TargetName } from '../compiler/target/target.js';
import { collectWhenIdle } from './memory.js';
import { Runs } from './runs.js';
import { serveConnection, type StartRuns } from './server.js';
import { ClientReader } from './wire.js';

export interface ServerStreams {
  readonly input: Readable;
  readonly output: Writable;
  readonly version: string;
  /** Of clients whose settings name none. */
  readonly target: TargetName;
}

/** Resolves with the exit status when the client has said `exit` or is gone. */
export function serve({ input, output, version, target }: ServerStreams): Promise<0 | 1> {
  return new Promise((resolve) => {
    const writer = new StreamMessageWriter(output);
    let connection: Connection | null = null;
    let stop = (): void => {};
    const finish = (status: 0 | 1): void => {
      stop();
      resolve(status);
    };
    const reader = new ClientReader(input, writer, {
      onExit: finish,
      onProblem: (problem) => connection?.console.warn(problem),
      onMessage: collectWhenIdle,
    });
    // A client that is gone takes the pipe with it.
    output.on('error', () => finish(1));
    connection = createConnection(ProposedFeatures.all, reader, writer);
    const startRuns: StartRuns = (session, changed) => new Runs(session, changed);
    stop = serveConnection(connection, { version, target, startRuns });
  });
}
