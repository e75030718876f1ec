/**
 * Compiles source text to bytecode in a compiler beside this thread, which never runs or imports
 * anything.
 *
 * Maps from: the bytes of a source file. Maps to: the marshalled code object, or the error as
 * CPython prints it. The compiler has one request at a time, so that it is known which one it dies
 * or hangs at: the others never notice. One that dies is replaced, and the request gets a second
 * try at the end of the queue; one that computes without an end is replaced without it. Knows no
 * process: what compiles is given (compilers.ts for Node.js).
 */

import { BUILD_REMEDY, errorText, HelperFailure } from './failure.js';
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
  versionProblem,
} from './protocol.js';
import { budgetOf, type Hang, Patience, type Sample, TICK } from './patience.js';
import { noOptions } from './runDefaults.js';

/** What compiles: a process or a worker that speaks the helper's protocol, and has been started. */
export interface Compiler {
  /** `The helper PATH`, `/usr/bin/python3.11`. */
  readonly name: string;
  /** What compiles in the helper's place, for people; null: the helper itself. */
  readonly standIn: string | null;
  /** Milliseconds of processor time that its start may take; absent: as work of no size. */
  readonly startBudget?: number;
  /**
   * Milliseconds that a fast machine's smallest start would take it, if it starts so slowly that
   * nothing follows from that.
   */
  readonly unit?: number;
  send(packet: Uint8Array): void;
  onData(listener: (chunk: Uint8Array) => void): void;
  /** What the system tells of its work; null where it does not. */
  sample(): Sample | null;
  /** At once, whatever it does. */
  kill(): void;
  /** It does not keep this process alive. */
  unref(): void;
  /** Why it ended; rejects with a HelperFailure where it could not be started. */
  readonly ended: Promise<HelperFailure>;
}

export interface ServiceOptions {
  /** Milliseconds of the clock for one request, whatever the compiler does meanwhile. */
  readonly timeout?: number;
  /** Called when a compiler ends that nobody stopped, or is ended because it hangs. */
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

  constructor(
    private readonly startCompiler: () => Compiler,
    private readonly options: ServiceOptions = {},
  ) {}

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

  /** What compiles in the helper's place, or null. */
  get standIn(): string | null {
    return this.service?.standIn ?? null;
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
      this.service = new RunningService(this.startCompiler(), this.options);
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
  private readonly splitter = new PacketSplitter();
  private welcome: (greeting: Greeting) => void = () => {};
  private readonly greeting: Promise<Greeting>;
  private greeted = false;
  private pending: Pending | null = null;
  private nextId = 1;
  private unit: number;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly compiler: Compiler,
    private readonly options: ServiceOptions,
  ) {
    this.greeting = new Promise((resolve) => {
      this.welcome = resolve;
    });
    this.unit = compiler.unit ?? SMALLEST_UNIT;
    this.timer = setInterval(() => this.look(), TICK);
    this.idle();
    // Most callers only compile, and are told there.
    this.ready = this.begin();
    this.ready.catch(() => {});
    compiler.ended.then(
      (failure) => this.end(failure),
      (error: Error) => this.fail(error),
    );
    compiler.onData((chunk) => this.receive(chunk));
    // A compiler that nobody waits for must not keep this process alive.
    compiler.unref();
  }

  get standIn(): string | null {
    return this.compiler.standIn;
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
    this.compiler.kill();
    const { pending } = this;
    this.pending = null;
    pending?.reject(error);
  }

  private async begin(): Promise<Greeting> {
    await this.send(FIRST_QUESTION);
    this.unit = Math.max(this.unit, this.compiler.sample()?.processor ?? 0);
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
        budget:
          (question === FIRST_QUESTION ? this.compiler.startBudget : undefined) ??
          budgetOf(source.length, this.unit, units),
        timeout: this.options.timeout ?? TIMEOUT + mebibytes * TIMEOUT_A_MEBIBYTE,
      },
      this.compiler.sample(),
    );
    return new Promise((resolve, reject) => {
      if (this.failure !== null) throw this.failure;
      this.pending = { id, question, patience, resolve, reject };
      if (question !== FIRST_QUESTION) this.busy();
      const packet = encodeHostMessage(id, { kind: 'compileSource', filename, source, flags });
      this.greeting.then(() => {
        if (this.failure === null) this.compiler.send(packet);
      });
    });
  }

  /** Twice a second: does it still do what it was asked? */
  private look(): void {
    if (this.pending === null) return;
    const hang = this.pending.patience.tick(this.compiler.sample());
    if (hang !== null) this.end(this.hangFailure(hang, this.pending));
  }

  private hangFailure(hang: Hang, { question, patience }: Pending): HelperFailure {
    const isStart = question === FIRST_QUESTION;
    const name = isStart || this.standIn !== null ? this.compiler.name : 'The helper';
    const work = isStart ? 'start' : `compile ${question.filename.split(/[\\/]/).at(-1)}`;
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

  private receive(chunk: Uint8Array): void {
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
    const refusal = versionProblem(message.version);
    if (refusal !== '') {
      this.fail(new HelperFailure(`Versions differ: ${refusal}.`, ''));
      return;
    }
    this.greeted = true;
    const { pid, python, version: protocolVersion, emulated } = message;
    this.compiler.send(
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
    if (this.failure === null && typeof this.timer === 'object') this.timer.ref();
  }

  /** In browsers, where timers are numbers, nothing has to be kept alive. */
  private idle(): void {
    if (typeof this.timer === 'object') this.timer.unref();
  }

  private end(failure: HelperFailure): void {
    if (this.failure !== null) return;
    this.fail(failure);
    this.options.onEnd?.(failure);
  }
}

const seconds = (milliseconds: number): string => `${Math.round(milliseconds / 1000)} seconds`;
