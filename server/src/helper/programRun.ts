/**
 * One run of a program in the helper, from the start to the end, with its compile host.
 *
 * Maps from: Python's command line and the options of the run. Maps to: how it ended, what it
 * printed (when captured), statistics and problems. Knows nothing of the verbs that use it.
 */

import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type { TargetName } from '../compiler/target/target.js';
import { helperBuildHashes } from '../generated/buildHash.js';
import { CompileHost, type HostCounts, type HostSettings } from './compileHost.js';
import { BUILD_REMEDY, HelperFailure, isOfLauncher, withReason } from './failure.js';
import { type HelperEnd, type HelperProcess, startHelper } from './helperProcess.js';
import type { CacheCounts, ImageCache } from './imageCache.js';
import type { RunOptions } from './protocol.js';
import { dieBy, endWithUs, relaySignals } from './signals.js';
import {
  createTemporaryFolder,
  removeAbandoned,
  removeTemporaryFolder,
} from './temporaryFolder.js';

/**
 * How machine code is executed: by the processor, or by an emulator where the kernel does not let
 * it.
 */
export type Execution = 'direct' | 'emulated';

export interface ProgramRun {
  /** Of the helper, and so of the program and its children. */
  readonly target: TargetName;
  readonly helper: string;
  /** Python's command line, without the name of the command. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly options: RunOptions;
  readonly cache: ImageCache | null;
  /** The file for the counters that the options ask for. */
  readonly counterBlock?: string | undefined;
  /** The folder that its processes write profiles into; absent: none are made. */
  readonly profileFolder?: string | undefined;
  readonly onLongCompilation?: HostSettings['onLongCompilation'];
  /** The helper has started and the program has not: how its code is executed. */
  readonly onStart?: ((execution: Execution) => void) | undefined;
  /** `inherit`: the program has our terminal or pipes. `capture`: its output is in the result. */
  readonly stdio: 'inherit' | 'capture';
  /** Standard input of a captured run. */
  readonly input?: Uint8Array;
  /** Seconds after which the run is ended; 0 for never. */
  readonly timeout?: number;
  /** Bytes of address space that each of its processes may have; 0 for no limit. */
  readonly memoryLimit?: number;
  /** Milliseconds within which the helper must greet. */
  readonly helloTimeout?: number;
}

export interface ProgramResult {
  readonly target: TargetName;
  readonly end: HelperEnd;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** The statistics that the program and its children sent, as JSON texts. */
  readonly stats: readonly string[];
  readonly faults: readonly string[];
  /** What went wrong between a helper and the host. */
  readonly problems: readonly string[];
  readonly timedOut: boolean;
  /**
   * False: helper and host are not of the same version. The helper has said so on standard error.
   */
  readonly greeted: boolean;
  /** null: it has not greeted. */
  readonly execution: Execution | null;
  /** Of the whole process. */
  readonly milliseconds: number;
  readonly host: HostCounts;
  readonly cache: CacheCounts | null;
}

const HELLO_TIMEOUT = 30_000;
/** How long after the helper's end its last messages may still arrive. */
const LAST_MESSAGES_MS = 500;

/** Rejects with a HelperFailure when the helper does not start, or is not one. */
export async function runProgram(run: ProgramRun): Promise<ProgramResult> {
  const stats: string[] = [];
  const faults: string[] = [];
  const problems: string[] = [];
  const host = new CompileHost({
    target: run.target,
    options: run.options,
    cache: run.cache,
    buildHash: helperBuildHashes[run.target],
    counterBlock: run.counterBlock,
    profileFolder: run.profileFolder,
    onLongCompilation: run.onLongCompilation,
    onStats: (json) => stats.push(json),
    onFault: (text) => faults.push(text),
    onProblem: (problem) => problems.push(problem),
  });
  // Without it children have no shared host, and start one each.
  const folder = createTemporaryFolder();
  const begun = performance.now();
  let server: Server | null = null;
  let stopListening: () => NodeJS.Signals | null | void = () => null;
  try {
    const hostPath = folder === null ? undefined : join(folder, 'host');
    const helper = startHelper({
      path: run.helper,
      args: run.args,
      env: run.env,
      cwd: run.cwd,
      stdio: run.stdio === 'inherit' ? 'inherit' : 'pipe',
      hostPath,
      memoryLimit: run.memoryLimit,
    });
    stopListening = (run.stdio === 'inherit' ? relaySignals : endWithUs)(helper.child);
    // While Python starts in the helper.
    if (folder !== null) removeAbandoned(folder);
    // The helper's children connect long after this, when Python has started in the helper.
    if (hostPath !== undefined) server = listen(hostPath, host);
    const output = run.stdio === 'capture' ? capture(helper, run.input) : null;
    const { end, timedOut, execution } = await watch(helper, host, run, problems).catch(
      async (error) => {
        // What the launcher said, nobody else has seen.
        const said = (await output)?.[1].toString() ?? '';
        throw error instanceof HelperFailure ? withReason(error, said) : error;
      },
    );
    const milliseconds = performance.now() - begun;
    await lastMessages(helper.socket);
    host.flush();
    const [stdout, stderr] = (await output) ?? [Buffer.alloc(0), Buffer.alloc(0)];
    return {
      target: run.target,
      end,
      stdout,
      stderr,
      stats,
      faults,
      problems,
      timedOut,
      greeted: execution !== null,
      execution,
      milliseconds,
      host: host.counts,
      cache: run.cache?.counts ?? null,
    };
  } finally {
    const signal = stopListening();
    server?.close();
    if (folder !== null) removeTemporaryFolder(folder);
    if (signal) await dieBy(signal);
  }
}

function watch(
  helper: HelperProcess,
  host: CompileHost,
  { timeout = 0, helloTimeout = HELLO_TIMEOUT, cache, options, onStart }: ProgramRun,
  problems: readonly string[],
): Promise<Pick<ProgramResult, 'end' | 'timedOut' | 'execution'>> {
  return new Promise((resolve, reject) => {
    let execution: Execution | null = null;
    let timedOut = false;
    const helloTimer = setTimeout(() => {
      helper.child.kill('SIGKILL');
      reject(new HelperFailure('The helper does not answer.', BUILD_REMEDY));
    }, helloTimeout);
    const runTimer =
      timeout > 0
        ? setTimeout(() => {
            timedOut = true;
            helper.child.kill('SIGKILL');
          }, timeout * 1000)
        : undefined;
    if (helper.socket) {
      host.serve(helper.socket, ({ emulated }) => {
        execution = emulated ? 'emulated' : 'direct';
        onStart?.(execution);
        clearTimeout(helloTimer);
        // While Python starts in the helper there is time to get ready for its first request.
        if (!options.interpret && cache === null) host.prepare();
      });
    }
    helper.ended
      .then((end) => {
        if (execution === null && end.kind === 'exit' && isOfLauncher(end.status)) {
          throw new HelperFailure('The helper could not be started.', '');
        }
        if (
          execution === null &&
          problems.length === 0 &&
          end.kind === 'exit' &&
          end.status !== 0
        ) {
          // What it wrote to standard error says more, for instance that a library is missing.
          throw new HelperFailure(
            `The helper ended with status ${end.status} before it could run anything.`,
            BUILD_REMEDY,
          );
        }
        resolve({ end, timedOut, execution });
      })
      .catch(reject)
      .finally(() => {
        clearTimeout(helloTimer);
        clearTimeout(runTimer);
      });
  });
}

function listen(path: string, host: CompileHost): Server {
  const server = createServer((socket) => host.serve(socket));
  // Without it children start a compile host of their own, so the program still runs.
  server.on('error', () => {});
  server.listen(path);
  server.unref();
  return server;
}

async function capture(
  { child }: HelperProcess,
  input: Uint8Array = new Uint8Array(),
): Promise<[Buffer, Buffer]> {
  child.stdin?.on('error', () => {});
  child.stdin?.end(input);
  const read = async (stream: NodeJS.ReadableStream | null): Promise<Buffer> => {
    const chunks: Buffer[] = [];
    if (stream === null) return Buffer.alloc(0);
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  };
  return Promise.all([read(child.stdout), read(child.stderr)]);
}

/** Waits until everything that the helper sent before its end has been read. */
async function lastMessages(socket: Socket): Promise<void> {
  if (!socket.closed) {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, LAST_MESSAGES_MS);
      socket.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
  // Children ended before their parent; their sockets are read in the same turn or the next.
  await new Promise((resolve) => setImmediate(resolve));
}
