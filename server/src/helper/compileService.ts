/**
 * Compiles source text to bytecode in a helper of its own, which never runs or imports anything.
 *
 * Maps from: the bytes of a source file. Maps to: the marshalled code object, or the error as CPython
 * prints it. A helper that hangs or dies costs one request; the next one starts another.
 */

import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { versionMismatch } from './compileHost.js';
import { BUILD_REMEDY, errorText, HelperFailure, isOfLauncher, withReason } from './failure.js';
import { type HelperEnd, helperPath, startHelper } from './helperProcess.js';
import {
  decodeHelperMessage,
  encodeHostMessage,
  type HelperMessage,
  type Marshal,
  ONLY_TREE,
  type Packet,
  PacketSplitter,
  PROTOCOL_VERSION,
  type SourceError,
} from './protocol.js';
import { type Channel, findPython, startPythonService } from './pythonService.js';
import { noOptions } from './runDefaults.js';

export interface ServiceSettings {
  readonly path?: string;
  /** The CPython 3.11 that compiles where there is no helper; empty: the one on the PATH. */
  readonly python?: string;
  /** Milliseconds for one request. */
  readonly timeout?: number;
  /** Called when a helper ends that nobody stopped. */
  readonly onEnd?: (failure: HelperFailure) => void;
}

interface Request {
  readonly resolve: (answer: Marshal | SourceError) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

const DEFAULT_TIMEOUT = 120_000;
const HELLO_TIMEOUT = 20_000;
/** Source that takes more to compile is not what people edit; the helper says MemoryError then, and goes on. */
const MEMORY_LIMIT = 1536 * 1024 * 1024;

/** What the helper said of itself when it started. */
export interface Greeting {
  readonly pid: number;
  /** "3.11.2" */
  readonly python: string;
  readonly protocolVersion: number;
  /** Whether its 32-bit code is emulated on this machine. */
  readonly emulated: boolean;
}

export class CompileService {
  private service: RunningService | null = null;

  constructor(private readonly settings: ServiceSettings = {}) {}

  /** Rejects with a HelperFailure when the helper cannot answer. */
  compile(filename: string, source: Uint8Array): Promise<Marshal | SourceError> {
    return this.running().compile(filename, source, this.settings.timeout ?? DEFAULT_TIMEOUT);
  }

  /** The syntax tree as JSON text; null for a text that does not parse. */
  async parse(source: Uint8Array): Promise<string | null> {
    const timeout = this.settings.timeout ?? DEFAULT_TIMEOUT;
    const answer = await this.running().compile('<tree>', source, timeout, ONLY_TREE);
    return answer.kind === 'marshal' ? Buffer.from(answer.code).toString() : null;
  }

  /** Starts the helper if it does not run, and waits until it has greeted. */
  start(): Promise<Greeting> {
    return this.running().greeting;
  }

  /** The Python that stands in for the helper, or null. */
  get python(): string | null {
    return this.service?.python ?? null;
  }

  private running(): RunningService {
    if (this.service === null || this.service.over) {
      const path = this.settings.path ?? helperPath();
      // A helper that somebody has named and that is not there is a mistake, and is told.
      const mayStandIn = this.settings.path === undefined || this.settings.python !== undefined;
      const isAlone = mayStandIn && !existsSync(path);
      const python = isAlone ? findPython(this.settings.python) : null;
      this.service = new RunningService(path, python, this.settings.onEnd);
    }
    return this.service;
  }

  /** Ends the helper; open requests fail. */
  stop(): void {
    this.service?.stop();
    this.service = null;
  }
}

class RunningService {
  over = false;
  readonly greeting: Promise<Greeting>;
  private welcome: (greeting: Greeting) => void = () => {};
  private unwelcome: (error: Error) => void = () => {};
  private readonly child: ChildProcess;
  private readonly channel: Channel | undefined;
  private readonly splitter = new PacketSplitter();
  private readonly requests = new Map<number, Request>();
  private nextId = 1;
  private greeted = false;
  /** Packets that wait for the handshake. */
  private waiting: Uint8Array[] = [];
  private readonly helloTimer: NodeJS.Timeout;
  private complaint = '';

  constructor(
    path: string,
    readonly python: string | null,
    private readonly onEnd: (failure: HelperFailure) => void = () => {},
  ) {
    this.greeting = new Promise((resolve, reject) => {
      this.welcome = resolve;
      this.unwelcome = reject;
    });
    // Most callers only compile, and are told there.
    this.greeting.catch(() => {});
    const started = python === null ? startService(path) : startPythonService(python);
    const { child, channel, ended } = started;
    this.child = child;
    this.channel = channel;
    const name = python ?? `The helper ${path}`;
    this.helloTimer = setTimeout(() => {
      this.fail(new HelperFailure(`${name} does not answer.`, BUILD_REMEDY));
    }, HELLO_TIMEOUT).unref();
    ended.then(
      (end) => this.end(this.endFailure(end)),
      (error: Error) => this.fail(error),
    );
    if (!channel) return;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.complaint = (this.complaint + text).slice(-2000);
    });
    channel.on('data', (chunk: Buffer) => this.receive(chunk));
    // A helper that nobody waits for must not keep this process alive.
    child.unref();
    this.idle();
  }

  compile(
    filename: string,
    source: Uint8Array,
    timeout: number,
    flags = 0,
  ): Promise<Marshal | SourceError> {
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const seconds = Math.round(timeout / 1000);
        this.fail(
          new HelperFailure(
            `The helper did not compile ${filename} within ${seconds} seconds.`,
            'It was ended; the next request starts another.',
          ),
        );
      }, timeout);
      this.requests.set(id, { resolve, reject, timer });
      this.busy();
      const packet = encodeHostMessage(id, { kind: 'compileSource', filename, source, flags });
      if (this.greeted) this.channel?.write(packet);
      else this.waiting.push(packet);
    });
  }

  stop(): void {
    this.fail(new HelperFailure('The helper was ended.', ''));
  }

  private receive(chunk: Buffer): void {
    try {
      for (const packet of this.splitter.feed(chunk)) this.handle(packet);
    } catch (error) {
      this.fail(
        new HelperFailure(
          `The helper sent something that makes no sense: ${errorText(error)}.`,
          BUILD_REMEDY,
        ),
      );
    }
  }

  private handle(packet: Packet): void {
    if (this.over) return;
    const message = decodeHelperMessage(packet);
    if (!this.greeted) {
      this.greet(message);
      return;
    }
    const request = this.requests.get(packet.id);
    if (request === undefined) return;
    this.requests.delete(packet.id);
    clearTimeout(request.timer);
    if (this.requests.size === 0) this.idle();
    switch (message.kind) {
      case 'marshal':
      case 'syntaxError':
        request.resolve(message);
        break;
      case 'failed':
        request.reject(new HelperFailure(`The helper could not compile: ${message.message}.`, ''));
        break;
      default:
        request.reject(
          new HelperFailure(`The helper answered with ${message.kind}.`, BUILD_REMEDY),
        );
    }
  }

  private greet(message: HelperMessage): void {
    if (message.kind !== 'hello') {
      this.fail(new HelperFailure(`The helper began with ${message.kind}.`, BUILD_REMEDY));
      return;
    }
    const refusal = versionMismatch(message.version, message.buildHash, message.buildHash);
    if (refusal !== '') {
      this.fail(new HelperFailure(`Versions differ: ${refusal}.`, ''));
      return;
    }
    clearTimeout(this.helloTimer);
    this.greeted = true;
    const { pid, python, version: protocolVersion, emulated } = message;
    this.welcome({ pid, python, protocolVersion, emulated });
    this.channel?.write(
      encodeHostMessage(0, {
        kind: 'hello',
        version: PROTOCOL_VERSION,
        buildHash: message.buildHash,
        options: { ...noOptions, interpret: true },
        counterBlock: '',
        refusal: '',
      }),
    );
    for (const packet of this.waiting) this.channel?.write(packet);
    this.waiting = [];
  }

  private busy(): void {
    this.channel?.ref();
  }

  private idle(): void {
    this.channel?.unref();
    const { stdout, stderr } = this.child;
    // Child streams are sockets, whose handles would otherwise keep this process alive.
    for (const stream of [stdout, stderr]) {
      if (stream !== null && 'unref' in stream) (stream as unknown as { unref(): void }).unref();
    }
  }

  private endFailure(end: HelperEnd): HelperFailure {
    if (end.kind === 'exit' && isOfLauncher(end.status)) {
      return withReason(
        new HelperFailure('The helper could not be started.', ''),
        this.complaint.replace(/^nativecompile: /gm, ''),
      );
    }
    const how = end.kind === 'exit' ? `exited with status ${end.status}` : `died of ${end.signal}`;
    const said = this.complaint.trim().split('\n').at(-1) ?? '';
    return new HelperFailure(
      `The helper ${how} while compiling${said === '' ? '' : ` (${said})`}.`,
      'The next request starts another.',
    );
  }

  private end(failure: HelperFailure): void {
    if (this.over) return;
    this.fail(failure);
    this.onEnd(failure);
  }

  private fail(error: Error): void {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.helloTimer);
    this.unwelcome(error);
    this.channel?.destroy();
    this.child.kill('SIGKILL');
    for (const { reject, timer } of this.requests.values()) {
      clearTimeout(timer);
      reject(error);
    }
    this.requests.clear();
  }
}

/** The helper itself, which has a descriptor of its own for the protocol. */
function startService(path: string): {
  child: ChildProcess;
  channel: Channel | undefined;
  ended: Promise<HelperEnd>;
} {
  const { child, socket, ended } = startHelper({
    path,
    args: ['--service'],
    env: process.env,
    stdio: 'pipe',
    memoryLimit: MEMORY_LIMIT,
  });
  if (socket) {
    child.stdin?.on('error', () => {});
    child.stdin?.end();
    child.stdout?.resume();
  }
  return { child, channel: socket, ended };
}
