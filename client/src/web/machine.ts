/**
 * What the extension has of the machine that it runs on, where that is a browser.
 *
 * Stands in the place of client/src/machine.ts in the bundle for browsers, with the same names and
 * types. Maps from: the extension's own folder, which is somewhere on the web. Maps to: the
 * language server in a worker.
 */

import * as vscode from 'vscode';
import {
  BaseLanguageClient,
  BrowserMessageReader,
  BrowserMessageWriter,
  type LanguageClientOptions,
  type MessageTransports,
} from 'vscode-languageclient/browser';
import type { ServerStart } from '../../../server/src/web/server.js';
import { startWorker, type WebWorker } from '../../../server/src/web/workers.js';
import { type Feature, isOfLibrary } from '../listingContent.js';

/** It comes with the extension. */
export const missingServer = (_context: vscode.ExtensionContext): string | null => null;

export const makeConnection = (
  context: vscode.ExtensionContext,
  options: LanguageClientOptions,
): BaseLanguageClient => new ServerConnection(context, options);

class ServerConnection extends BaseLanguageClient {
  private worker: WebWorker | undefined;

  constructor(
    private readonly context: vscode.ExtensionContext,
    options: LanguageClientOptions,
  ) {
    super('nativecompile', 'Native Compile', options);
  }

  /** Called for each start of the server, also when the library starts one again. */
  protected override async createMessageTransports(_encoding: string): Promise<MessageTransports> {
    this.worker?.terminate();
    const worker = startServer(this.context);
    this.worker = worker;
    return { reader: new ServerReader(worker), writer: new BrowserMessageWriter(worker) };
  }

  override registerFeature(feature: Feature): void {
    if (isOfLibrary(feature)) super.registerFeature(feature);
  }

  override async dispose(timeout?: number): Promise<void> {
    try {
      await super.dispose(timeout);
    } finally {
      // It takes the worker that it has started, Pyodide's, with it.
      this.worker?.terminate();
    }
  }
}

/** A script that fails, or is not there, ends the connection as the end of a process does. */
class ServerReader extends BrowserMessageReader {
  constructor(worker: WebWorker) {
    super(worker);
    worker.onerror = (event) => {
      event.preventDefault();
      this.fireError(new Error(event.message ?? 'The script of the server cannot be loaded.'));
      this.fireClose();
    };
  }
}

function startServer({ extension, extensionUri }: vscode.ExtensionContext): WebWorker {
  const url = (...path: string[]): string =>
    vscode.Uri.joinPath(extensionUri, 'server', ...path).toString(true);
  const worker = startWorker(url('web', 'server.js'));
  const start: ServerStart = {
    version: String(extension.packageJSON.version),
    pyodideWorker: url('web', 'pyodideWorker.js'),
    pyodide: `${url('pyodide')}/`,
  };
  worker.postMessage(start);
  return worker;
}
