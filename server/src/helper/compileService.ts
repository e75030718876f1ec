/**
 * Compiles source text to bytecode in a helper of its own, which never runs or imports anything.
 *
 * Maps from: the bytes of a source file. Maps to: the marshalled code object, or the error as
 * CPython prints it. The helper has one request at a time, so that it is known which one it dies or
 * hangs at: the others never notice. A helper that dies is replaced, and the request gets a second
 * try at the end of the queue; one that computes without an end is replaced without it.
 */

import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { defaultTarget, type TargetName } from '../compiler/target/target.js';
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
import { budgetOf, type Hang, Patience, sampleOf, TICK } from './patience.js';
import { type Channel, findPython, startPythonService } from './pythonService.js';
import { noOptions } from './runDefaults.js';

export interface ServiceSettings {
  /** Whose helper compiles; what it makes of source is the same for all. Absent: the default's. */
  readonly target?: TargetName;
  readonly path?: string;
  /** The CPython 3.11 that compiles where there is no helper; empty: the one on the PATH. */
  readonly python?: string;
  /** Milliseconds of the clock for one request, whatever the helper does meanwhile. */
  readonly timeout?: number;
  /** Called when a helper ends that nobody stopped, or is ended because it hangs. */
  readonly onEnd?: (failure: HelperFailure) => void;
}

type Answer = Marshal | SourceError;

/** A request on its way. */
interface Job {
  readonly filename: string;
  readonly source: Uint8Array;
  readonly flags: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
  tries: number;
}

/**
 * Source that takes more to compile is not what people edit; the helper says MemoryError then, and
 * goes on.
 */
const MEMORY_LIMIT = 1536 * 1024 * 1024;
const MAX_TRIES = 2;
const TIMEOUT = 120_000;
/** Milliseconds of the clock for a mebibyte, besides. */
const TIMEOUT_A_MEBIBYTE = 120_000;
/** Of code; the slowest source that was found takes 30, on a real processor and an emulated one. */
const UNITS_A_MEBIBYTE = 120;
/** Of a syntax tree as JSON text, which Python code writes. */
const TREE_UNITS_A_MEBIBYTE = 600;
/** Of a start that was too short to be measured. */
const SMALLEST_UNIT = 30;

/** What the helper said of itself when it started. */
export interface Greeting {
  readonly pid: number;
  /** "3.11.2" */
  readonly python: string;
  readonly protocolVersion: number;
  /** Whether its code is emulated on this machine. */
  readonly emulated: boolean;
}

export class CompileService {
  private service: RunningService | null = null;
  private readonly queue: Job[] = [];
  private current: Job | null = null;

  constructor(private readonly settings: ServiceSettings = {}) {}

  /** Rejects with a HelperFailure when the helper cannot answer. */
  compile(filename: string, source: Uint8Array, flags = 0): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.queue.push({ filename, source, flags, resolve, reject, tries: 0 });
      this.next();
    });
  }

  /** The syntax tree as JSON text; null for a text that does not parse. */
  async parse(source: Uint8Array): Promise<string | null> {
    const answer = await this.compile('<tree>', source, ONLY_TREE);
    return answer.kind === 'marshal' ? Buffer.from(answer.code).toString() : null;
  }

  /** Starts the helper if it does not run, and waits until it has compiled something. */
  async start(): Promise<Greeting> {
    return await this.running().ready;
  }

  /** The Python that stands in for the helper, or null. */
  get python(): string | null {
    return this.service?.python ?? null;
  }

  /** Ends the helper; open requests fail. */
  stop(): void {
    const failure = new HelperFailure('The helper was ended.', '');
    for (const job of this.queue.splice(0)) job.reject(failure);
    if (this.current !== null) this.current.tries = MAX_TRIES;
    this.service?.fail(failure);
    this.service = null;
  }

  private running(): RunningService {
    if (this.service === null || this.service.failure !== null) {
      const path = this.settings.path ?? helperPath(this.settings.target ?? defaultTarget);
      // A helper that somebody has named and that is not there is a mistake, and is told.
      const mayStandIn = this.settings.path === undefined || this.settings.python !== undefined;
      const isAlone = mayStandIn && !existsSync(path);
      const python = isAlone ? findPython(this.settings.python) : null;
      this.service = new RunningService(path, python, this.settings);
    }
    return this.service;
  }

  private next(): void {
    if (this.current !== null) return;
    const job = this.queue.shift();
    if (job === undefined) return;
    this.current = job;
    void this.serve(job).finally(() => {
      this.current = null;
      this.next();
    });
  }

  private async serve(job: Job): Promise<void> {
    let service: RunningService | null = null;
    try {
      service = this.running();
      job.resolve(await service.ask(job));
    } catch (error) {
      const isOver = service?.failure !== null;
      if (isOver && !(error instanceof EndlessFailure)) this.retry(job, service, error);
      else job.reject(error);
    }
  }

  private retry(job: Job, service: RunningService | null, error: unknown): void {
    // One that does not even start does so for all of them.
    const concerned = service?.isReady ? [job] : [job, ...this.queue.splice(0)];
    for (const one of concerned) {
      one.tries += 1;
      if (one.tries < MAX_TRIES) this.queue.push(one);
      else one.reject(error);
    }
  }
}

/** The helper computes on a source without an end; a second try would do the same. */
class EndlessFailure extends HelperFailure {}

/** What a running helper is asked. */
type Question = Pick<Job, 'filename' | 'source' | 'flags'>;

/** Proves that the helper compiles, and how long its start took. */
const FIRST_QUESTION: Question = { filename: '<start>', source: new Uint8Array(0), flags: 0 };

interface Pending {
  readonly id: number;
  readonly question: Question;
  readonly patience: Patience;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

class RunningService {
  /** Why it is over; null while it runs. */
  failure: Error | null = null;
  isReady = false;
  readonly ready: Promise<Greeting>;
  private readonly name: string;
  private readonly pid: number;
  private readonly child: ChildProcess;
  private readonly channel: Channel | undefined;
  private readonly splitter = new PacketSplitter();
  private welcome: (greeting: Greeting) => void = () => {};
  private readonly greeting: Promise<Greeting>;
  private greeted = false;
  private pending: Pending | null = null;
  private nextId = 1;
  private unit = SMALLEST_UNIT;
  private readonly timer: NodeJS.Timeout;
  private complaint = '';

  constructor(
    path: string,
    readonly python: string | null,
    private readonly settings: ServiceSettings,
  ) {
    this.greeting = new Promise((resolve) => {
      this.welcome = resolve;
    });
    const started = python === null ? startService(path) : startPythonService(python);
    const { child, channel, ended } = started;
    this.child = child;
    this.pid = child.pid ?? 0;
    this.channel = channel;
    this.name = python ?? `The helper ${path}`;
    this.timer = setInterval(() => this.look(), TICK).unref();
    // Most callers only compile, and are told there.
    this.ready = this.begin();
    this.ready.catch(() => {});
    ended.then(
      (end) => this.end(this.endFailure(end)),
      (error: Error) => this.fail(error),
    );
    if (!channel) return;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.complaint = (this.complaint + text).slice(-2000);
    });
    channel.on('data', (chunk: Buffer) => this.receive(chunk));
    this.letGo();
  }

  /** To be called again only when the last question was answered. */
  async ask(question: Question): Promise<Answer> {
    // Whoever asks while it starts keeps this process alive for that, too.
    this.busy();
    await this.ready;
    return await this.send(question);
  }

  /** Ends the helper; what it was asked fails. */
  fail(error: Error): void {
    if (this.failure !== null) return;
    this.failure = error;
    clearInterval(this.timer);
    this.channel?.destroy();
    this.child.kill('SIGKILL');
    const { pending } = this;
    this.pending = null;
    pending?.reject(error);
  }

  private async begin(): Promise<Greeting> {
    await this.send(FIRST_QUESTION);
    this.unit = Math.max(SMALLEST_UNIT, sampleOf(this.pid)?.processor ?? 0);
    this.isReady = true;
    return await this.greeting;
  }

  private send(question: Question): Promise<Answer> {
    const { filename, source, flags } = question;
    const id = this.nextId++;
    const mebibytes = source.length / 2 ** 20;
    const units = flags === ONLY_TREE ? TREE_UNITS_A_MEBIBYTE : UNITS_A_MEBIBYTE;
    const patience = new Patience(
      {
        budget: budgetOf(source.length, this.unit, units),
        timeout: this.settings.timeout ?? TIMEOUT + mebibytes * TIMEOUT_A_MEBIBYTE,
      },
      sampleOf(this.pid),
    );
    return new Promise((resolve, reject) => {
      if (this.failure !== null) throw this.failure;
      this.pending = { id, question, patience, resolve, reject };
      if (question !== FIRST_QUESTION) this.busy();
      const packet = encodeHostMessage(id, { kind: 'compileSource', filename, source, flags });
      this.greeting.then(() => {
        if (this.failure === null) this.channel?.write(packet);
      });
    });
  }

  /** Twice a second: does it still do what it was asked? */
  private look(): void {
    if (this.pending === null) return;
    const hang = this.pending.patience.tick(sampleOf(this.pid));
    if (hang !== null) this.end(this.hangFailure(hang, this.pending));
  }

  private hangFailure(hang: Hang, { question, patience }: Pending): HelperFailure {
    const isStart = question === FIRST_QUESTION;
    const name = isStart ? this.name : 'The helper';
    const work = isStart ? 'start' : `compile ${basename(question.filename)}`;
    const what = {
      rests: `${name} does not answer: it was asked to ${work} and does nothing`,
      spins: `${name} computed for ${seconds(patience.used)} to ${work} and came to no end`,
      late: `${name} did not ${work} within ${seconds(patience.elapsed)}`,
    }[hang];
    if (isStart) return new HelperFailure(`${what}; it was ended.`, BUILD_REMEDY);
    const remedy = 'The next request starts another.';
    return hang === 'rests'
      ? new HelperFailure(`${what}; it was ended.`, remedy)
      : new EndlessFailure(`${what}; it was ended.`, remedy);
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
    if (this.failure !== null) return;
    const message = decodeHelperMessage(packet);
    if (!this.greeted) {
      this.greet(message);
      return;
    }
    const { pending } = this;
    if (pending === null || pending.id !== packet.id) return;
    this.pending = null;
    this.idle();
    switch (message.kind) {
      case 'marshal':
      case 'syntaxError':
        pending.resolve(message);
        break;
      case 'failed':
        pending.reject(new HelperFailure(`The helper could not compile: ${message.message}.`, ''));
        break;
      default:
        pending.reject(
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
    this.greeted = true;
    const { pid, python, version: protocolVersion, emulated } = message;
    this.channel?.write(
      encodeHostMessage(0, {
        kind: 'hello',
        version: PROTOCOL_VERSION,
        buildHash: message.buildHash,
        options: { ...noOptions, interpret: true },
        counterBlock: '',
        refusal: '',
        cacheFolder: '',
        cacheBasis: '',
        profileFolder: '',
      }),
    );
    this.welcome({ pid, python, protocolVersion, emulated });
  }

  /** Until the answer, or until it is known how the helper ended. */
  private busy(): void {
    if (this.failure === null) this.timer.ref();
  }

  private idle(): void {
    this.timer.unref();
  }

  /** A helper that nobody waits for must not keep this process alive. */
  private letGo(): void {
    const { stdout, stderr } = this.child;
    this.child.unref();
    this.channel?.unref();
    // Child streams are sockets, which have handles of their own.
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
    const said = reasonIn(this.complaint);
    return new HelperFailure(
      `The helper ${how} while compiling${said === '' ? '' : ` (${said})`}.`,
      'The next request starts another.',
    );
  }

  private end(failure: HelperFailure): void {
    if (this.failure !== null) return;
    this.fail(failure);
    this.settings.onEnd?.(failure);
  }
}

const seconds = (milliseconds: number): string => `${Math.round(milliseconds / 1000)} seconds`;

/**
 * The line that tells most: one about memory, where the emulator or C library goes on to say how it
 * ended; else the last.
 */
function reasonIn(complaint: string): string {
  const lines = complaint.trim().split('\n');
  return lines.find((line) => /memory|allocate/i.test(line)) ?? lines.at(-1) ?? '';
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
