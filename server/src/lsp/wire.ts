/**
 * Messages from the client, and the life cycle's rules.
 *
 * Maps from: the bytes of a stream. Maps to: JSON-RPC messages that may be handled now. Everything
 * that may not is answered here with the error that LSP names: broken JSON, a request before
 * `initialize`, a second `initialize`, a request after `shutdown`, parameters that make no sense. A
 * notification, which has no answer, is logged. The library does not do this by itself. Knows no
 * method but those three and `exit`.
 */

import type { Readable } from 'node:stream';
import {
  AbstractMessageReader,
  type DataCallback,
  type Disposable,
  ErrorCodes,
  type Message,
  type MessageWriter,
  type ResponseMessage,
} from 'vscode-languageserver/node';
import { errorText } from '../helper/failure.js';
import { isMethod, problemOf } from './parameters.js';

/** A message that says it is longer than this is not read. */
const MAX_MESSAGE_BYTES = 256 * 1024 * 1024;
const MAX_HEADER_BYTES = 4096;
/**
 * Of objects and lists in each other; what the library writes to a trace it follows by recursion.
 */
const MAX_DEPTH = 500;

type LifeCycle = 'new' | 'running' | 'shut down';

interface Incoming {
  readonly id?: unknown;
  readonly method?: unknown;
  readonly params?: unknown;
}

export interface ReaderEvents {
  /** The client said `exit`, or is gone. 0 after `shutdown`, otherwise 1. */
  readonly onExit: (status: 0 | 1) => void;
  readonly onProblem: (problem: string) => void;
  /** A message is about to be handled. */
  readonly onMessage: () => void;
}

export class ClientReader extends AbstractMessageReader {
  private readonly chunks = new ByteQueue();
  private state: LifeCycle = 'new';
  private callback: DataCallback | null = null;

  constructor(
    private readonly input: Readable,
    private readonly writer: MessageWriter,
    private readonly events: ReaderEvents,
  ) {
    super();
  }

  override listen(callback: DataCallback): Disposable {
    this.callback = callback;
    this.input.on('data', (chunk: Buffer) => this.receive(chunk));
    const gone = (): void => {
      this.fireClose();
      this.exit();
    };
    this.input.on('end', gone);
    this.input.on('close', gone);
    this.input.on('error', gone);
    return { dispose: () => this.input.destroy() };
  }

  private exit(): void {
    this.events.onExit(this.state === 'shut down' ? 0 : 1);
  }

  private receive(chunk: Buffer): void {
    this.chunks.push(chunk);
    for (;;) {
      const body = this.nextBody();
      if (body === null) return;
      this.handleBody(body);
    }
  }

  /** The next whole message; null until there is one. */
  private nextBody(): Buffer | null {
    for (;;) {
      const end = this.chunks.indexOf('\r\n\r\n', MAX_HEADER_BYTES);
      if (end === null) return null;
      if (end < 0) {
        this.skipGarbage();
        continue;
      }
      const header = this.chunks.peek(end).toString('latin1');
      const length = Number(
        /(?:^|\r\n)content-length: *(\d+) *(?=\r\n|$)/i.exec(header)?.[1] ?? -1,
      );
      if (length < 0 || length > MAX_MESSAGE_BYTES) {
        this.skipGarbage();
        continue;
      }
      if (this.chunks.length < end + 4 + length) return null;
      this.chunks.take(end + 4);
      return this.chunks.take(length);
    }
  }

  /** Goes on at the next thing that looks like a header. */
  private skipGarbage(): void {
    const next = this.chunks.find(/content-length:/i, 1);
    this.chunks.take(next ?? this.chunks.length);
    this.events.onProblem('The client sent something that is no message; it was skipped.');
    this.refuse(null, ErrorCodes.ParseError, 'This is no message with a Content-Length header.');
  }

  private handleBody(body: Buffer): void {
    let message: unknown;
    try {
      message = JSON.parse(body.toString('utf8'));
    } catch {
      this.refuse(null, ErrorCodes.ParseError, 'The message is not JSON.');
      return;
    }
    if (typeof message !== 'object' || message === null || Array.isArray(message)) {
      this.refuse(null, ErrorCodes.InvalidRequest, 'A message is a JSON object.');
      return;
    }
    if (isDeeper(message, MAX_DEPTH)) {
      const { id, method } = message as Incoming;
      const problem = `A message is nested at most ${MAX_DEPTH} deep.`;
      this.events.onProblem(`A message of the client was ignored. ${problem}`);
      // An answer to a request of ours is not answered.
      if (method !== undefined) this.refuse(validId(id), ErrorCodes.InvalidRequest, problem);
      return;
    }
    this.handle(message);
  }

  private handle(message: Incoming): void {
    const { id, method } = message;
    if (method === undefined) {
      // An answer to a request of ours; anything else without a method makes no sense.
      if ('result' in message || 'error' in message) this.pass(message);
      else this.refuse(validId(id), ErrorCodes.InvalidRequest, 'The message has no method.');
      return;
    }
    if (typeof method !== 'string') {
      this.refuse(validId(id), ErrorCodes.InvalidRequest, 'The method is not a string.');
      return;
    }
    if (id === undefined) this.handleNotification(method, message);
    else this.handleRequest(validId(id), method, message);
  }

  private handleNotification(method: string, message: Incoming): void {
    if (method === 'exit') {
      this.exit();
      return;
    }
    // LSP: before `initialize` and after `shutdown` notifications are dropped, and unknown ones
    // always.
    if (this.state !== 'running' || !isMethod(method)) return;
    const problem = problemOf(method, message.params);
    if (problem === null) this.pass(message);
    else this.events.onProblem(`A notification of the client was ignored. ${problem}`);
  }

  private handleRequest(id: string | number | null, method: string, message: Incoming): void {
    if (id === null) {
      this.refuse(null, ErrorCodes.InvalidRequest, 'The id is neither a string nor a number.');
      return;
    }
    if (this.state === 'new' && method !== 'initialize') {
      this.refuse(id, ErrorCodes.ServerNotInitialized, 'The server waits for initialize.');
    } else if (this.state === 'shut down') {
      this.refuse(id, ErrorCodes.InvalidRequest, 'The server is shut down.');
    } else if (this.state === 'running' && method === 'initialize') {
      this.refuse(id, ErrorCodes.InvalidRequest, 'The server is initialized already.');
    } else {
      this.check(id, method, message);
    }
  }

  private check(id: string | number, method: string, message: Incoming): void {
    if (!isMethod(method)) {
      this.refuse(id, ErrorCodes.MethodNotFound, `The server does not know ${method}.`);
      return;
    }
    const problem = problemOf(method, message.params);
    if (problem !== null) {
      this.events.onProblem(`A request of the client was refused. ${problem}`);
      this.refuse(id, ErrorCodes.InvalidParams, problem);
      return;
    }
    if (method === 'initialize') this.state = 'running';
    if (method === 'shutdown') this.state = 'shut down';
    this.pass(message);
  }

  private pass(message: Incoming): void {
    this.events.onMessage();
    try {
      this.callback?.(message as unknown as Message);
    } catch (error) {
      // The library looks at messages before it queues them, and what it then throws nobody else
      // would catch.
      this.events.onProblem(`A message of the client was ignored: ${errorText(error)}`);
    }
  }

  private refuse(id: string | number | null, code: number, message: string): void {
    const response: ResponseMessage = { jsonrpc: '2.0', id, error: { code, message } };
    this.writer.write(response).catch(() => {});
  }
}

function validId(id: unknown): string | number | null {
  return typeof id === 'string' || typeof id === 'number' ? id : null;
}

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((part) => isDeeper(part, depth - 1));
}

/** Bytes that have arrived and are not read yet. */
class ByteQueue {
  private chunks: Buffer[] = [];
  length = 0;

  push(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.length += chunk.length;
  }

  /** -1: not within the first `limit` bytes, and it will never be; null: not there yet. */
  indexOf(text: string, limit: number): number | null {
    const start = this.peek(Math.min(limit, this.length));
    const index = start.indexOf(text);
    if (index >= 0) return index;
    return this.length >= limit ? -1 : null;
  }

  find(pattern: RegExp, from: number): number | null {
    const all = this.peek(this.length).toString('latin1');
    const index = all.slice(from).search(pattern);
    return index < 0 ? null : index + from;
  }

  /** The first bytes, which stay. */
  peek(count: number): Buffer {
    while ((this.chunks[0]?.length ?? count) < count && this.chunks.length > 1) {
      // Twice the length each time, so that a long message is not copied once per chunk.
      let joined = 0;
      let length = 0;
      const wanted = Math.max(count, 2 * (this.chunks[0]?.length ?? 0));
      while (joined < this.chunks.length && length < wanted) {
        length += this.chunks[joined]?.length ?? 0;
        joined += 1;
      }
      this.chunks.splice(0, joined, Buffer.concat(this.chunks.slice(0, joined)));
    }
    return (this.chunks[0] ?? Buffer.alloc(0)).subarray(0, count);
  }

  take(count: number): Buffer {
    const bytes = this.peek(count);
    let left = bytes.length;
    this.length -= left;
    while (left > 0) {
      const first = this.chunks[0];
      if (first === undefined) break;
      if (first.length > left) {
        this.chunks[0] = first.subarray(left);
        break;
      }
      left -= first.length;
      this.chunks.shift();
    }
    return bytes;
  }
}
