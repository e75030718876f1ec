/**
 * A client of the language server that is nothing but JSON-RPC over pipes.
 *
 * Starts the built command as an editor does. Answers the server's own requests from a table, keeps
 * every message, and fails a request whose answer is an error unless the test wants the error.
 */

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { command, testEnvironment } from '../cli/command.js';
import { patience } from '../harness/patience.mjs';

export interface RpcMessage {
  readonly id?: number | string | null;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

export interface StartOptions {
  readonly capabilities?: object;
  readonly initializationOptions?: object;
  readonly workspaceFolders?: readonly { uri: string; name: string }[];
  readonly env?: NodeJS.ProcessEnv;
  /** Of the verb `lsp`. */
  readonly args?: readonly string[];
  /** Answers `workspace/configuration`, by scope URI (empty: none). */
  readonly settings?: (scope: string) => unknown;
}

export class RpcError extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

/** In a message, stands for a value that is nested deeper than `JSON.stringify` can follow. */
export const NESTED = '(a deeply nested value)';
const nestedText = `${'[{"a":'.repeat(10_000)}1${'}]'.repeat(10_000)}`;

type Handler = (params: unknown) => unknown;

const clients: RawClient[] = [];

export class RawClient {
  readonly child: ChildProcessWithoutNullStreams;
  /** Everything that the server sent that is no answer to a request of ours. */
  readonly received: RpcMessage[] = [];
  readonly exit: Promise<number | null>;
  readonly handlers = new Map<string, Handler>();
  stderr = '';
  private buffer = Buffer.alloc(0);
  private nextId = 1;
  private readonly pending = new Map<number | string, (message: RpcMessage) => void>();
  private readonly listeners = new Set<() => void>();

  constructor(env: NodeJS.ProcessEnv = testEnvironment(), args: readonly string[] = []) {
    this.child = spawn(command, ['lsp', ...args, '--stdio'], { env });
    clients.push(this);
    this.child.stdout.on('data', (chunk: Buffer) => this.feed(chunk));
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    this.child.stdin.on('error', () => {});
    this.exit = new Promise((resolve) => {
      this.child.on('exit', (status) => {
        resolve(status);
        const error = {
          code: 0,
          message: `the server ended with status ${status}: ${this.stderr}`,
        };
        for (const answer of this.pending.values()) answer({ error });
        this.pending.clear();
      });
    });
  }

  /** A number for `cancel`, and the answer. */
  start(method: string, params?: unknown): { id: number; answer: Promise<RpcMessage> } {
    const id = this.nextId++;
    const answer = new Promise<RpcMessage>((resolve) => this.pending.set(id, resolve));
    this.write({ jsonrpc: '2.0', id, method, ...(params === undefined ? {} : { params }) });
    return { id, answer };
  }

  async request<T = unknown>(method: string, params?: unknown): Promise<T> {
    const { error, result } = await this.start(method, params).answer;
    if (error !== undefined) throw new RpcError(error.code, error.message);
    return result as T;
  }

  notify(method: string, params?: unknown): void {
    this.write({ jsonrpc: '2.0', method, ...(params === undefined ? {} : { params }) });
  }

  write(message: object): void {
    this.writeText(JSON.stringify(message).replaceAll(JSON.stringify(NESTED), nestedText));
  }

  writeText(text: string): void {
    this.writeBytes(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  writeBytes(bytes: string | Uint8Array): void {
    this.child.stdin.write(bytes);
  }

  /** Resolves with the first message, of those received already or later, that `wanted` accepts. */
  async waitFor(
    wanted: (message: RpcMessage) => boolean,
    from = 0,
    timeout = patience(150),
  ): Promise<RpcMessage> {
    const find = (): RpcMessage | undefined => this.received.slice(from).find(wanted);
    const found = find();
    if (found !== undefined) return found;
    return await new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.listeners.delete(look);
        reject(new Error(`no such message; stderr: ${this.stderr}`));
      }, timeout);
      const look = (): void => {
        const message = find();
        if (message === undefined) return;
        clearTimeout(timer);
        this.listeners.delete(look);
        resolve(message);
      };
      this.listeners.add(look);
    });
  }

  private feed(chunk: Buffer): void {
    this.buffer = Buffer.concat([this.buffer, chunk]);
    for (;;) {
      const end = this.buffer.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(
        /content-length: (\d+)/i.exec(this.buffer.toString('latin1', 0, end))?.[1],
      );
      if (this.buffer.length < end + 4 + length) return;
      const body = this.buffer.toString('utf8', end + 4, end + 4 + length);
      this.buffer = this.buffer.subarray(end + 4 + length);
      this.handle(JSON.parse(body));
    }
  }

  private handle(message: RpcMessage): void {
    const { id, method } = message;
    if (method === undefined && id !== undefined && id !== null) {
      const resolve = this.pending.get(id);
      this.pending.delete(id);
      if (resolve !== undefined) {
        resolve(message);
        return;
      }
    }
    this.received.push(message);
    if (method !== undefined && id !== undefined) {
      const result = this.handlers.get(method)?.(message.params) ?? null;
      this.write({ jsonrpc: '2.0', id, result });
    }
    for (const listener of this.listeners) listener();
  }
}

/** To be called after each test file: no server is left behind. */
export function stopClients(): void {
  for (const client of clients.splice(0)) client.child.kill('SIGKILL');
}

/** A client that has said `initialize` and `initialized`. */
export async function startClient(options: StartOptions = {}): Promise<RawClient> {
  const client = new RawClient(options.env, options.args);
  const { settings } = options;
  const capabilities: { workspace?: object } = options.capabilities ?? {};
  if (settings !== undefined) {
    client.handlers.set('workspace/configuration', (params) =>
      (params as { items: { scopeUri?: string }[] }).items.map(({ scopeUri }) =>
        settings(scopeUri ?? ''),
      ),
    );
  }
  await client.request('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {
      ...capabilities,
      workspace: { configuration: settings !== undefined, ...capabilities.workspace },
    },
    ...(options.workspaceFolders === undefined
      ? {}
      : { workspaceFolders: options.workspaceFolders }),
    ...(options.initializationOptions === undefined
      ? {}
      : { initializationOptions: options.initializationOptions }),
  });
  client.notify('initialized', {});
  return client;
}

export interface WireDiagnostic {
  readonly code: string;
  readonly message: string;
  readonly severity: number;
  readonly range: {
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
  };
  readonly tags?: readonly number[];
  readonly data?: unknown;
}

export interface Published {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: readonly WireDiagnostic[];
}

export function open(client: RawClient, uri: string, text: string, version = 1): void {
  client.notify('textDocument/didOpen', {
    textDocument: { uri, languageId: 'python', version, text },
  });
}

/** Replaces the whole text. */
export function change(client: RawClient, uri: string, text: string, version: number): void {
  client.notify('textDocument/didChange', {
    textDocument: { uri, version },
    contentChanges: [{ text }],
  });
}

export function save(client: RawClient, uri: string): void {
  client.notify('textDocument/didSave', { textDocument: { uri } });
}

/** The next diagnostics of a document, after what has been received so far when `from` is given. */
export async function diagnosticsOf(client: RawClient, uri: string, from = 0): Promise<Published> {
  const message = await client.waitFor(
    ({ method, params }) =>
      method === 'textDocument/publishDiagnostics' && (params as Published).uri === uri,
    from,
  );
  return message.params as Published;
}
