/**
 * A compile host at the level of packets, for tests of what a program does under a host that
 * misbehaves.
 */

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { TargetName } from '../../scripts/generate.mjs';
import { testTarget } from '../harness/target.js';
import {
  decodeHelperMessage,
  encodeHostMessage,
  type HelperMessage,
  type HostHello,
  PacketSplitter,
  type RunOptions,
} from '../../server/src/helper/protocol.js';

/** The helper of a target. */
export const helperOf = (target: TargetName): string =>
  fileURLToPath(
    new URL(`../../native/helper/build/${target}/nativecompile-helper`, import.meta.url),
  );

export const helperPath = helperOf(testTarget);

export const defaultOptions: RunOptions = {
  mode: 'main',
  strict: false,
  interpret: false,
  stats: false,
  counters: 'off',
  without: [],
};

export interface Behaviour {
  /** That of this run of the tests if it is left out. */
  readonly target?: TargetName;
  readonly options?: Partial<RunOptions>;
  /** What is different in the host's hello. */
  readonly hello?: Partial<HostHello>;
  /** What is sent in answer to a request; `close` ends all connections and the listening. */
  readonly answer?: (message: HelperMessage, id: number) => Uint8Array | 'close';
}

export interface RawRun {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Everything that the program and its children sent, in the order of arrival. */
  readonly messages: readonly HelperMessage[];
}

/** Runs `python ARGS` in the helper. */
export async function runUnderHost(
  args: readonly string[],
  behaviour: Behaviour = {},
): Promise<RawRun> {
  const folder = mkdtempSync(join(tmpdir(), 'nc-test-'));
  const messages: HelperMessage[] = [];
  const sockets = new Set<Duplex>();
  const server = createServer((socket) => serve(socket));
  const closeAll = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  const answer = (message: HelperMessage, id: number): Uint8Array | 'close' | undefined => {
    if (message.kind === 'hello') {
      return encodeHostMessage(id, {
        kind: 'hello',
        version: message.version,
        buildHash: message.buildHash,
        options: { ...defaultOptions, ...behaviour.options },
        counterBlock: '',
        refusal: '',
        cacheFolder: '',
        cacheBasis: '',
        profileFolder: '',
        ...behaviour.hello,
      });
    }
    if (message.kind === 'compileNative' || message.kind === 'listing') {
      const refusal = encodeHostMessage(id, {
        kind: 'failed',
        message: 'this host never compiles',
      });
      return behaviour.answer?.(message, id) ?? refusal;
    }
    return undefined;
  };
  const serve = (socket: Duplex) => {
    sockets.add(socket);
    // A helper that gives the connection up may do so while we write.
    socket.on('error', () => {});
    const splitter = new PacketSplitter();
    socket.on('data', (chunk: Buffer) => {
      for (const packet of splitter.feed(chunk)) {
        const message = decodeHelperMessage(packet);
        messages.push(message);
        const reply = answer(message, packet.id);
        if (reply === 'close') closeAll();
        else if (reply) socket.write(reply);
      }
    });
  };
  try {
    await new Promise<void>((resolve) => server.listen(join(folder, 'host'), resolve));
    const child = spawn(helperOf(behaviour.target ?? testTarget), args, {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        NATIVECOMPILE_EXECUTION: process.env.NATIVECOMPILE_EXECUTION,
        NATIVECOMPILE_FD: '3',
        NATIVECOMPILE_HOST: join(folder, 'host'),
      },
    });
    serve(child.stdio[3] as Duplex);
    let stdout = '';
    let stderr = '';
    child.stdout!.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr!.on('data', (chunk) => {
      stderr += chunk;
    });
    const [status, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
      child.on('close', (...end) => resolve(end)),
    );
    return { status, signal, stdout, stderr, messages };
  } finally {
    closeAll();
    rmSync(folder, { recursive: true, force: true });
  }
}
