/**
 * A helper as compile service at the level of packets, for tests that send it what no host would.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import {
  decodeHelperMessage,
  encodeHostMessage,
  type HostHello,
  type Packet,
  PacketSplitter,
} from '../../server/src/helper/protocol.js';
import { defaultOptions, helperPath } from './rawHost.js';

interface End {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
}

export class Service {
  errors = '';
  readonly #child: ChildProcess;
  readonly #socket: Duplex;
  readonly #waiting = new Map<number, (packet: Packet) => void>();
  readonly #ended: Promise<End>;

  private constructor(change: Partial<HostHello>, greeted: () => void) {
    this.#child = spawn(helperPath, ['--service'], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        NATIVECOMPILE_EXECUTION: process.env.NATIVECOMPILE_EXECUTION,
        NATIVECOMPILE_FD: '3',
      },
    });
    this.#child.stderr!.on('data', (chunk) => {
      this.errors += chunk;
    });
    this.#ended = new Promise((resolve) => {
      this.#child.on('close', (status, signal) => resolve({ status, signal }));
    });
    this.#socket = this.#child.stdio[3] as Duplex;
    // The helper may be gone before it has read everything; how it ended tells the rest.
    this.#socket.on('error', () => {});
    const splitter = new PacketSplitter();
    this.#socket.on('data', (chunk: Buffer) => {
      for (const packet of splitter.feed(chunk)) {
        const message = packet.id === 0 ? decodeHelperMessage(packet) : undefined;
        if (message?.kind === 'hello') {
          const { version, buildHash } = message;
          const own = {
            version,
            buildHash,
            options: defaultOptions,
            counterBlock: '',
            refusal: '',
            cacheFolder: '',
            cacheBasis: '',
            profileFolder: '',
          };
          this.send(encodeHostMessage(0, { kind: 'hello', ...own, ...change }));
          greeted();
        } else {
          this.#waiting.get(packet.id)?.(packet);
          this.#waiting.delete(packet.id);
        }
      }
    });
  }

  /** Resolves when hellos were exchanged; `change` is what is different in the host's. */
  static start(change: Partial<HostHello> = {}): Promise<Service> {
    return new Promise((resolve) => {
      const service: Service = new Service(change, () => resolve(service));
    });
  }

  send(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  request(id: number, bytes: Uint8Array): Promise<Packet> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, resolve);
      this.#ended.then((end) => reject(new Error(`the helper ended: ${JSON.stringify(end)}`)));
      this.send(bytes);
    });
  }

  /** Closes the connection and tells how the helper ended. */
  end(): Promise<End> {
    this.#socket.end();
    return this.#ended;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
