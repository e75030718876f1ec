/**
 * The language server as the page uses it: one Python document, and one listing of it.
 *
 * Maps from: the text and what is to be shown. Maps to: listings with their maps, hovers and
 * findings. Knows no editor.
 */

import type { PartialAddress } from '../../server/src/language/listingUri.js';
import { listingUri } from '../../server/src/language/listingUri.js';
import {
  type ContentResult,
  type FunctionsResult,
  type ListingMap,
  Method,
  type StatusParams,
} from '../../server/src/lsp/messages.js';
import type { ServerStart } from '../../server/src/web/server.js';
import { Rpc } from './rpc.js';

export interface Place {
  readonly line: number;
  readonly character: number;
}

export interface Finding {
  readonly range: { readonly start: Place; readonly end: Place };
  readonly message: string;
  readonly severity?: number;
  readonly code?: string;
  readonly source?: string;
}

export interface Hover {
  readonly contents: { readonly value: string };
  readonly range?: { readonly start: Place; readonly end: Place };
}

export interface Listing {
  readonly uri: string;
  readonly text: string;
  readonly map: ListingMap;
}

export interface ServerEvents {
  readonly onStatus: (status: StatusParams) => void;
  readonly onFindings: (findings: readonly Finding[]) => void;
  /** The listing that was shown last has another text now. */
  readonly onChanged: () => void;
}

/** The name is what listings begin with. */
export const SOURCE_URI = 'inmemory://playground/playground.py';

const capabilities = {
  general: { positionEncodings: ['utf-16'] },
  textDocument: { publishDiagnostics: {}, hover: { contentFormat: ['markdown'] } },
  workspace: { configuration: true },
};

export class Server {
  private readonly rpc: Rpc;
  private readonly started: Promise<unknown>;
  private version = 1;
  private target = '';
  private opened = '';
  private listingVersion = 0;

  /** Started at once: what it needs takes longer to load than the editors. */
  constructor(events: ServerEvents) {
    const url = (path: string): string => new URL(path, document.baseURI).href;
    const worker = new Worker(url('server.js'));
    const start: ServerStart = {
      version: '0',
      pyodideWorker: url('pyodideWorker.js'),
      pyodide: url('pyodide/'),
    };
    worker.postMessage(start);
    this.rpc = new Rpc(worker);
    this.rpc.on('workspace/configuration', ({ items }: { items: readonly unknown[] }) =>
      items.map(() => this.settings()),
    );
    this.rpc.on<StatusParams>(Method.status, events.onStatus);
    this.rpc.on(Method.contentChanged, events.onChanged);
    this.rpc.on<{ diagnostics: readonly Finding[] }>('textDocument/publishDiagnostics', (params) =>
      events.onFindings(params.diagnostics),
    );
    this.started = this.rpc
      .request('initialize', { processId: null, rootUri: null, capabilities })
      .then(() => this.rpc.notify('initialized', {}));
  }

  async open(text: string, target: string): Promise<void> {
    this.target = target;
    await this.started;
    const document = { uri: SOURCE_URI, languageId: 'python', version: this.version, text };
    this.rpc.notify('textDocument/didOpen', { textDocument: document });
  }

  change(text: string): void {
    this.version += 1;
    this.rpc.notify('textDocument/didChange', {
      textDocument: { uri: SOURCE_URI, version: this.version },
      contentChanges: [{ text }],
    });
  }

  useTarget(target: string): void {
    if (target === this.target) return;
    this.target = target;
    this.rpc.notify('workspace/didChangeConfiguration', { settings: null });
  }

  /** The function that a place is in; null where nothing is compiled yet. */
  async scopeAt(position: Place): Promise<string | null> {
    await this.started;
    const params = { uri: SOURCE_URI, position };
    return (await this.rpc.request<FunctionsResult>(Method.functions, params)).scope;
  }

  /** Waits until the present text is compiled. */
  async listing(address: Omit<PartialAddress, 'src'>): Promise<Listing> {
    await this.started;
    const uri = listingUri({ ...address, src: SOURCE_URI });
    const { text } = await this.rpc.request<ContentResult>(Method.content, { uri });
    this.tellListing(uri, text);
    return { uri, text, map: await this.rpc.request<ListingMap>(Method.listingMap, { uri }) };
  }

  /** As an editor tells of what it shows, so that hovers are about this text. */
  private tellListing(uri: string, text: string): void {
    this.listingVersion += 1;
    const version = this.listingVersion;
    if (uri === this.opened) {
      this.rpc.notify('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ text }],
      });
      return;
    }
    const opened = { uri, languageId: 'nativecompile-asm', version, text };
    this.rpc.notify('textDocument/didOpen', { textDocument: opened });
    if (this.opened !== '') this.rpc.notify('textDocument/didClose', documentOf(this.opened));
    this.opened = uri;
  }

  async hover(uri: string, position: Place): Promise<Hover | null> {
    await this.started;
    return await this.rpc.request('textDocument/hover', { ...documentOf(uri), position });
  }

  async tokens(uri: string): Promise<readonly number[]> {
    const found = await this.rpc.request<{ data: readonly number[] } | null>(
      'textDocument/semanticTokens/full',
      documentOf(uri),
    );
    return found?.data ?? [];
  }

  private settings(): object {
    return {
      target: this.target,
      compile: { trigger: 'onType', delay: 250 },
      diagnostics: { syntaxErrors: true },
      view: { showBytes: false },
    };
  }
}

const documentOf = (uri: string): object => ({ textDocument: { uri } });
