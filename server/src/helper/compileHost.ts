/**
 * The compile host: answers what helpers ask while a program runs.
 *
 * Maps from: a socket with the protocol's requests. Maps to: answers with machine code from the
 * cache or from the compiler, which is loaded when the cache first misses. Serves any number of
 * helpers at once: the program, its children and its forks. Knows no process and no terminal.
 */

import type { Socket } from 'node:net';
import { type TargetName, targetNames } from '../compiler/target/target.js';
import { debugHelperBuildHashes, helperBuildHashes } from '../generated/buildHash.js';
import { compilerIdentity } from './compilerIdentity.js';
import { errorText } from './failure.js';
import { cacheKey, type ImageCache } from './imageCache.js';
import {
  type CompileNative,
  decodeHelperMessage,
  encodeHostMessage,
  type HelperHello,
  type HelperMessage,
  type HostMessage,
  type Listing,
  type Packet,
  PacketSplitter,
  PROTOCOL_VERSION,
  versionProblem,
  ProtocolError,
  type RunOptions,
} from './protocol.js';
import { SourceDirectives } from './sourceDirectives.js';

/** What the host did, for `--stats`. */
export interface HostCounts {
  requests: number;
  /** Milliseconds in the compiler, its loading included. */
  compileTime: number;
  /** Bytes of the answers. */
  bytes: number;
  /** Requests that the compiler could not answer at all. */
  failures: number;
}

export interface HostSettings {
  /** Of the helpers that it serves. */
  readonly target: TargetName;
  readonly options: RunOptions;
  /** null: neither read nor write. */
  readonly cache: ImageCache | null;
  /**
   * Of symbols and layout on the target; a helper with another one cannot load our images. null:
   * any is served. The debug build is.
   */
  readonly buildHash: number | null;
  /** Where helpers put their counts; absent: nowhere. */
  readonly counterBlock?: string | undefined;
  /** Where helpers put their profiles; absent: they make none. */
  readonly profileFolder?: string | undefined;
  /** A compilation that people notice begins; the result is called when it has ended. */
  readonly onLongCompilation?: ((filename: string) => () => void) | undefined;
  readonly onStats?: (json: string) => void;
  readonly onFault?: (text: string) => void;
  /** A helper broke the protocol or is of another version. */
  readonly onProblem?: (problem: string) => void;
}

/** Bytes of marshalled code that take about a second. */
const LONG_COMPILATION = 500_000;

export class CompileHost {
  readonly counts: HostCounts = { requests: 0, compileTime: 0, bytes: 0, failures: 0 };

  private readonly connections = new Set<Connection>();
  private unwritten: (() => void)[] = [];
  private readonly directives = new SourceDirectives();

  constructor(readonly settings: HostSettings) {}

  /** Writes to the cache what has not been written yet. */
  flush(): void {
    const writes = this.unwritten;
    this.unwritten = [];
    for (const write of writes) write();
  }

  /** Loads the compiler, which the first request will need when it is not in the cache. */
  prepare(): void {
    // A failure shows again, and is reported, when the request comes.
    import('./nativeImages.js').catch(() => {});
  }

  /**
   * What names in the cache depend on for a helper of this build; empty where there is no cache.
   */
  cacheBasis(buildHash: number): string {
    const { cache, options, target } = this.settings;
    if (cache === null) return '';
    const without = [...new Set(options.without)].sort().join();
    return cacheKey(
      compilerIdentity(),
      `${PROTOCOL_VERSION} ${target} ${buildHash}`,
      `${options.counters} ${without}`,
    );
  }

  /**
   * Serves one helper until the socket closes. `greeted` is called after its hello was accepted.
   */
  serve(socket: Socket, greeted?: (hello: HelperHello) => void): void {
    const connection = new Connection(this, socket, greeted);
    this.connections.add(connection);
    socket.once('close', () => {
      void connection.idle().then(() => this.connections.delete(connection));
    });
  }

  /**
   * Resolves when everything that was asked has been answered, though nobody may be there to hear
   * it.
   */
  async idle(): Promise<void> {
    await Promise.all([...this.connections].map((one) => one.idle()));
  }

  /** The whole packet that answers the request. */
  async compile(id: number, request: CompileNative, buildHash: number): Promise<Uint8Array> {
    this.counts.requests += 1;
    const { cache, options, target } = this.settings;
    const directives = this.directives.of(request.filename);
    const key =
      cache === null
        ? ''
        : cacheKey(
            this.cacheBasis(buildHash),
            request.wholeTree ? 'tree' : 'alone',
            request.code,
            JSON.stringify(directives),
          );
    const cached = cache?.read(key);
    if (cached) {
      const packet = Buffer.from(cached.buffer, cached.byteOffset, cached.byteLength);
      packet.writeUInt32LE(id, PACKET_ID_OFFSET);
      this.counts.bytes += packet.length;
      return packet;
    }
    const begun = performance.now();
    const ended =
      request.code.length < LONG_COMPILATION
        ? undefined
        : this.settings.onLongCompilation?.(request.filename);
    try {
      const { compileImages } = await import('./nativeImages.js');
      const images = compileImages(request, target, options, buildHash, directives);
      const packet = encodeHostMessage(id, { kind: 'images', images });
      this.counts.bytes += packet.length;
      // After the answer is on its way, so that the program does not wait for the disk.
      if (cache !== null) {
        this.unwritten.push(() => cache.write(key, packet));
        setImmediate(() => this.flush());
      }
      return packet;
    } catch (error) {
      this.counts.failures += 1;
      return encodeHostMessage(id, { kind: 'failed', message: describe(error) });
    } finally {
      ended?.();
      this.counts.compileTime += performance.now() - begun;
    }
  }

  async listing(id: number, request: Listing): Promise<Uint8Array> {
    let answer: HostMessage;
    try {
      const { codeListing } = await import('./nativeImages.js');
      const { options, target } = this.settings;
      const text = await codeListing(request, target, options, (file) => this.directives.of(file));
      answer = { kind: 'listingText', text };
    } catch (error) {
      answer = { kind: 'failed', message: describe(error) };
    }
    return encodeHostMessage(id, answer);
  }
}

/** Where a packet has its id, after the length. */
const PACKET_ID_OFFSET = 4;

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Errors about the input say all in their message; for our own mistakes the place matters.
  const place = /\n\s+at (.*)/.exec(error.stack ?? '')?.[1];
  return error instanceof RangeError || error instanceof TypeError
    ? `the compiler failed: ${error.message}${place === undefined ? '' : ` (at ${place})`}`
    : `${error.name}: ${error.message}`;
}

class Connection {
  private readonly splitter = new PacketSplitter();
  /** Requests are answered one after the other, in the order they came. */
  private answered: Promise<void> = Promise.resolve();
  private accepted = false;
  private buildHash = 0;
  private broken = false;

  constructor(
    private readonly host: CompileHost,
    private readonly socket: Socket,
    private readonly greeted: ((hello: HelperHello) => void) | undefined,
  ) {
    socket.on('data', (chunk: Buffer) => this.receive(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('end', () => {
      if (this.splitter.pending > 0) this.fail('the helper left in the middle of a packet');
    });
  }

  idle(): Promise<void> {
    return this.answered;
  }

  private receive(chunk: Buffer): void {
    if (this.broken) return;
    try {
      for (const packet of this.splitter.feed(chunk)) this.handle(packet);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.fail(errorText(error));
    }
  }

  private handle(packet: Packet): void {
    const message = decodeHelperMessage(packet);
    const { id } = packet;
    if (!this.accepted) {
      this.greet(id, message);
      return;
    }
    const { host } = this;
    switch (message.kind) {
      case 'compileNative':
        this.answer(() => host.compile(id, message, this.buildHash));
        break;
      case 'listing':
        this.answer(() => host.listing(id, message));
        break;
      case 'stats':
        host.settings.onStats?.(message.json);
        break;
      case 'fault':
        host.settings.onFault?.(message.text);
        break;
      default:
        throw new ProtocolError(`a program does not send ${message.kind}`);
    }
  }

  private greet(id: number, message: HelperMessage): void {
    if (message.kind !== 'hello') {
      throw new ProtocolError(`the first packet is ${message.kind}, not a hello`);
    }
    const { settings } = this.host;
    const isDebugBuild = message.buildHash === debugHelperBuildHashes[settings.target];
    this.buildHash = isDebugBuild ? message.buildHash : (settings.buildHash ?? message.buildHash);
    const refusal = versionMismatch(message.version, message.buildHash, this.buildHash);
    this.socket.write(
      encodeHostMessage(id, {
        kind: 'hello',
        version: PROTOCOL_VERSION,
        buildHash: this.buildHash,
        options: settings.options,
        counterBlock: settings.counterBlock ?? '',
        refusal,
        cacheFolder: settings.cache?.folder ?? '',
        cacheBasis: this.host.cacheBasis(this.buildHash),
        profileFolder: settings.profileFolder ?? '',
      }),
    );
    if (refusal === '') {
      this.accepted = true;
      this.greeted?.(message);
    } else {
      this.fail(refusal);
    }
  }

  private answer(work: () => Promise<Uint8Array>): void {
    this.answered = this.answered
      // Between two requests whatever else has happened is seen, such as the end of who asks.
      .then(() => new Promise((resolve) => setImmediate(resolve)))
      .then(work)
      .then((packet) => {
        if (this.socket.writable) this.socket.write(packet);
      })
      .catch((error) => this.fail(errorText(error)));
  }

  private fail(problem: string): void {
    if (this.broken) return;
    this.broken = true;
    this.socket.end();
    this.host.settings.onProblem?.(problem);
  }
}

/** Of a helper that belongs to this compiler. */
const targetOfBuild = (buildHash: number): TargetName | undefined =>
  targetNames.find((name) => helperBuildHashes[name] === buildHash);

/** Why a helper with this version and build cannot be served; empty when it can. */
export function versionMismatch(version: number, buildHash: number, ownHash: number): string {
  const problem = versionProblem(version);
  if (problem !== '') return problem;
  if (buildHash !== ownHash) {
    const [other, own] = [targetOfBuild(buildHash), targetOfBuild(ownHash)];
    if (other !== undefined && own !== undefined) {
      return `the helper is for ${other}, and the program is compiled for ${own}; name another helper, or choose --target ${other}`;
    }
    return 'the helper and the compile host were built from different sources; run npm start in the project once to build both anew';
  }
  return '';
}
