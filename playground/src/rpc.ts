/**
 * JSON-RPC with the language server's worker.
 *
 * Maps from: methods and their parameters. Maps to: answers, and calls of what was registered for
 * the server's own messages. Knows no method.
 */

interface Message {
  readonly id?: number | string | null;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

export class Rpc {
  private readonly handlers = new Map<string, (params: unknown) => unknown>();
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 1;

  constructor(private readonly worker: Worker) {
    worker.addEventListener('message', ({ data }) => void this.receive(data));
  }

  /** For requests and notifications of the server alike; what is returned answers a request. */
  on<P>(method: string, handler: (params: P) => unknown): void {
    this.handlers.set(method, (params) => handler(params as P));
  }

  notify(method: string, params: unknown): void {
    this.worker.postMessage({ jsonrpc: '2.0', method, params });
  }

  /** Rejects with the server's message. */
  request<R>(method: string, params: unknown): Promise<R> {
    const id = this.nextId++;
    this.worker.postMessage({ jsonrpc: '2.0', id, method, params });
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve: (result) => resolve(result as R), reject });
    });
  }

  private async receive({ id, method, params, result, error }: Message): Promise<void> {
    if (method !== undefined) {
      const answer = await this.handlers.get(method)?.(params);
      if (id !== undefined) this.worker.postMessage({ jsonrpc: '2.0', id, result: answer ?? null });
      return;
    }
    const waiting = this.waiting.get(Number(id));
    this.waiting.delete(Number(id));
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(new Error(error.message));
  }
}
