/**
 * Workers of browsers, as far as they are used here; this project's types know no browser.
 *
 * Maps from: the address of a script. Maps to: a worker that runs it, also where the script is from
 * another origin.
 */

export interface Port {
  postMessage(message: unknown, transfer?: readonly ArrayBufferLike[]): void;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
}

export interface WebWorker extends Port {
  onerror: ((event: { readonly message?: string; preventDefault(): void }) => void) | null;
  terminate(): void;
}

interface Browser {
  readonly Worker: new (url: string) => WebWorker;
  readonly Blob: new (parts: readonly string[], about: { readonly type: string }) => object;
  readonly URL: typeof URL & { createObjectURL(blob: object): string };
  /** Of the page, or of the worker. */
  readonly origin: string;
}

/** What a worker is to itself. */
export const ownPort = globalThis as unknown as Port;

/** @param script its whole address */
export function startWorker(script: string): WebWorker {
  const { Worker, Blob, URL, origin } = globalThis as unknown as Browser;
  if (new URL(script).origin === origin) return new Worker(script);
  // Of another origin, as the files of an extension are: a script of ours loads it.
  const text = `importScripts(${JSON.stringify(script)});`;
  return new Worker(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
}
