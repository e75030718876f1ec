/**
 * The language server: one client, from `initialize` to `shutdown`.
 *
 * Maps from: the client's notifications about documents. Maps to: compilations, and their results
 * to the client. What is asked about a document is answered in the files beside this one.
 */

import {
  CodeLensRefreshRequest,
  type Connection,
  type InitializeParams,
} from 'vscode-languageserver';
import { loadIced } from '../assembler/decode.js';
import type { PythonChoice } from '../helper/pythonChoice.js';
import type { TargetName } from '../compiler/target/target.js';
import { errorText } from '../helper/failure.js';
import { isListingUri } from '../language/listingUri.js';
import { Analyser } from './analyser.js';
import { initializeResult, listingRegistrations } from './capabilities.js';
import { type ClientFacts, clientFacts } from './client.js';
import { Configuration } from './configuration.js';
import { DiagnosticsPublisher } from './diagnostics.js';
import { Documents, type PythonDocument } from './documents.js';
import { HelperLink } from './helperLink.js';
import { ListingServer } from './listings.js';
import { Method, type RunPythonParams, type StatusParams, type TrustParams } from './messages.js';
import { Positions } from './positions.js';
import { registerPythonFeatures } from './pythonFeatures.js';
import { beginProgress } from './progress.js';
import { type Session, uriOf } from './session.js';
import type { Settings } from './settings.js';
import type { TextBuffer } from './textBuffer.js';
import { choiceOnDisk, collectWhenIdle, describeChoice, editorPythons } from './machine.js';
import { fileNameOf, isFile, pathOf } from './uris.js';

/** What follows the runs of programs; absent where none can run. */
export interface DocumentRuns {
  /** To be called when a document has a new analysis. */
  analysed(document: PythonDocument): void;
  /** To be called when a document's text was changed. */
  edited(document: PythonDocument): void;
  stop(): void;
}

/** @param changed to be called when a run has told something new of a document */
export type StartRuns = (
  session: Session,
  changed: (document: PythonDocument) => void,
) => DocumentRuns;

export interface ServerOptions {
  readonly version: string;
  /** Of clients whose settings name none. */
  readonly target: TargetName;
  readonly startRuns: StartRuns;
}

/** Serves the client at the other end; returns what ends everything. */
export function serveConnection(connection: Connection, options: ServerOptions): () => void {
  let server: Server | null = null;
  connection.onInitialize((params: InitializeParams) => {
    const client = clientFacts(params);
    server = new Server(connection, client, options);
    return initializeResult(client, options.version);
  });
  connection.onInitialized(() => server?.start());
  connection.onShutdown(() => server?.stop());
  connection.listen();
  return () => server?.stop();
}

/** Milliseconds after the first result. */
const DECODER_DELAY = 50;

class Server implements Session {
  readonly version: string;
  readonly positions: Positions;
  readonly documents = new Documents();
  readonly configuration: Configuration;
  /** The setting of a Python, where somebody may choose one. */
  private helperPython = '';
  readonly analyser: Analyser;
  readonly helper: HelperLink;
  private readonly diagnostics: DiagnosticsPublisher;
  private readonly listings: ListingServer;
  private readonly runs: DocumentRuns;
  /** What openings and saves of a document have set off and is not done. */
  private readonly work = new Map<string, Set<Promise<void>>>();
  private decoderTimer: NodeJS.Timeout | null = null;
  /** Of `compile.trigger` onType, by document. */
  private readonly timers = new Map<string, NodeJS.Timeout>();

  constructor(
    readonly connection: Connection,
    readonly client: ClientFacts,
    { version, target, startRuns }: ServerOptions,
  ) {
    this.version = version;
    this.positions = new Positions(client.encoding);
    this.configuration = new Configuration(connection, client, target);
    this.helper = new HelperLink((status) => this.sayStatus(status));
    this.analyser = new Analyser(
      (name, source) => this.helper.compile(name, source),
      {
        onResult: (document, milliseconds) => this.compiled(document, milliseconds),
        onSlow: (document) => {
          const isStart = this.helper.status.state === 'starting';
          const work = isStart ? 'Starting Python' : `Compiling ${fileNameOf(document.uri)}`;
          return beginProgress(this, work);
        },
      },
      (uri) => this.pythonOf(uri)?.python ?? null,
    );
    this.diagnostics = new DiagnosticsPublisher(this);
    this.listings = new ListingServer(this);
    registerPythonFeatures(this);
    this.runs = startRuns(this, (document) => this.runChanged(document));
    this.listenToDocuments();
    this.listenToHelper();
  }

  start(): void {
    this.configuration.listen(() => this.settingsChanged());
    if (this.client.registersListings) {
      this.connection.client.register(listingRegistrations()).catch(() => {});
    }
    this.sayStatus(this.helper.status);
    void this.report(this.startHelper());
  }

  stop(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
    clearTimeout(this.decoderTimer ?? undefined);
    this.runs.stop();
    this.helper.stop();
  }

  async compile(document: PythonDocument): Promise<void> {
    const settings = await this.configuration.of(document.uri);
    if (this.configuration.isExcluded(document.uri, settings)) {
      document.obstacle = { kind: 'excluded' };
      this.compiled(document, null);
      return;
    }
    await this.analyser.compile(document, settings);
  }

  async settled(uri: string): Promise<void> {
    for (let work = this.work.get(uri); work !== undefined; work = this.work.get(uri)) {
      await Promise.all([...work]);
    }
    await this.analyser.settled(uri);
  }

  private track(uri: string, work: Promise<void>): void {
    const tracked = this.report(work).finally(() => {
      const open = this.work.get(uri);
      open?.delete(tracked);
      if (open?.size === 0) this.work.delete(uri);
    });
    this.work.set(uri, (this.work.get(uri) ?? new Set()).add(tracked));
  }

  private compiled(document: PythonDocument, milliseconds: number | null): void {
    if (this.documents.get(document.uri) !== document) return;
    if (milliseconds !== null) this.helper.compiled(milliseconds);
    collectWhenIdle();
    this.prepareDecoder();
    this.runs.analysed(document);
    void this.report(this.diagnostics.changed(document));
    this.listings.sourceChanged(document.uri);
    void this.report(this.refreshDecorations(document.uri));
  }

  /** A run told something new of the document. */
  private runChanged(document: PythonDocument): void {
    void this.report(this.diagnostics.changed(document));
    void this.report(this.refreshDecorations(document.uri));
  }

  /**
   * The decoder takes a while to load, during which nothing is answered: before anyone waits for
   * it.
   */
  private prepareDecoder(): void {
    this.decoderTimer ??= setTimeout(() => void loadIced().catch(() => {}), DECODER_DELAY);
  }

  /** Code lenses and inlay hints, where somebody looks at them. */
  private async refreshDecorations(uri: string): Promise<void> {
    const { client, connection } = this;
    const settings = await this.configuration.of(uri);
    if (settings.codeLens && client.refreshesCodeLenses) {
      connection.sendRequest(CodeLensRefreshRequest.type).catch(() => {});
    }
    if (settings.inlayHints && client.refreshesInlayHints) connection.languages.inlayHint.refresh();
  }

  private listenToDocuments(): void {
    const { connection, documents } = this;
    connection.onDidOpenTextDocument(({ textDocument }) => {
      const { uri, languageId, version, text } = textDocument;
      if (isListingUri(uri)) {
        this.listings.opened(uri, version, text);
        return;
      }
      const document = documents.open(uri, languageId, version, text);
      this.track(uri, this.opened(document));
    });
    connection.onDidChangeTextDocument(({ textDocument, contentChanges }) => {
      const { uri, version } = textDocument;
      const document = documents.get(uri);
      const buffer = document?.buffer ?? documents.listing(uri)?.buffer;
      if (!buffer) return;
      if (document !== undefined) document.version = version;
      for (const change of contentChanges) {
        const edit = this.applyChange(buffer, change);
        document?.edited(edit);
      }
      if (document === undefined) {
        this.listings.edited(uri, version);
        return;
      }
      this.runs.edited(document);
      if (document.recovered()) this.compiled(document, null);
      void this.report(this.typed(document));
    });
    connection.onDidSaveTextDocument(({ textDocument }) => {
      const document = documents.get(textDocument.uri);
      if (document !== undefined) this.track(textDocument.uri, this.saved(document));
    });
    connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
      if (isListingUri(uri)) {
        this.listings.closed(uri);
        return;
      }
      clearTimeout(this.timers.get(uri));
      this.timers.delete(uri);
      this.analyser.cancel(uri);
      this.helper.forget(pathOf(uri));
      documents.close(uri);
      this.diagnostics.closed(uri);
    });
  }

  private applyChange(
    buffer: TextBuffer,
    change: {
      text: string;
      range?: Parameters<Positions['placeRange']>[0];
    },
  ): ReturnType<TextBuffer['replaceAll']> {
    const { range, text } = change;
    if (!range) return buffer.replaceAll(text);
    const { start, end } = this.positions.placeRange(range, (line) => buffer.line(line));
    return buffer.replace(start, end, text);
  }

  private async opened(document: PythonDocument): Promise<void> {
    const { trigger } = await this.configuration.of(document.uri);
    if (trigger === 'manual') {
      document.obstacle = { kind: 'waiting' };
    } else if (document.analysis === null || document.isStale) {
      await this.compile(document);
    } else {
      this.compiled(document, null);
    }
  }

  private async saved(document: PythonDocument): Promise<void> {
    document.saved();
    const { trigger } = await this.configuration.of(document.uri);
    clearTimeout(this.timers.get(document.uri));
    if (trigger !== 'manual') await this.compile(document);
  }

  private async typed(document: PythonDocument): Promise<void> {
    const { uri } = document;
    const { trigger, delay } = await this.configuration.of(uri);
    if (trigger !== 'onType' || this.documents.get(uri) !== document) return;
    clearTimeout(this.timers.get(uri));
    this.timers.set(
      uri,
      setTimeout(() => {
        this.timers.delete(uri);
        void this.report(this.compile(document));
      }, delay),
    );
  }

  private listenToHelper(): void {
    const { connection } = this;
    connection.onRequest(Method.restartHelper, async () => {
      await this.helper.restart();
      for (const document of this.documents.all) {
        if (document.obstacle?.kind === 'helper') void this.report(this.compile(document));
      }
      return this.helper.status;
    });
    connection.onRequest(Method.checkHelper, () => this.helper.check());
    connection.onRequest(Method.runPython, (params: RunPythonParams) =>
      describeChoice(this.pythonOf(uriOf(params), params.python)),
    );
    connection.onNotification(Method.trust, ({ isTrusted }: TrustParams) => {
      this.configuration.isTrusted = isTrusted === true;
      this.configuration.forget();
      void this.report(this.startHelper());
    });
  }

  private async startHelper(): Promise<void> {
    const settings = await this.configuration.ofMachine();
    this.helperPython = settings.helperPython;
    await this.helper.start(settings.target, settings.helperPath, settings.helperPython);
  }

  /** @param chosen by another extension of the editor */
  private pythonOf(uri: string, chosen: string | null = null): PythonChoice | null {
    if (!this.configuration.isTrusted || !isFile(uri)) return null;
    const folder = this.configuration.folderOf(uri);
    const editors = editorPythons(this.helperPython, chosen);
    return choiceOnDisk(pathOf(uri), folder === null ? null : pathOf(folder), editors);
  }

  private settingsChanged(): void {
    void this.report(this.startHelper());
    for (const document of this.documents.all) void this.report(this.resettled(document));
    this.listings.settingsChanged();
  }

  /** Compiles anew only what other settings compile to something else. */
  private async resettled(document: PythonDocument): Promise<void> {
    const settings = await this.configuration.of(document.uri);
    const { analysis, obstacle } = document;
    const isExcluded = this.configuration.isExcluded(document.uri, settings);
    const differs =
      isExcluded !== (obstacle?.kind === 'excluded') ||
      obstacle?.kind === 'tooLarge' ||
      // It may be compiling with the settings from before.
      this.analyser.isRunning(document.uri) ||
      (analysis !== null && !isSameSet(analysis.without, settings.excludeOpcodes));
    if (differs && settings.trigger !== 'manual') await this.compile(document);
    else if (analysis !== null && analysis.target !== settings.target) {
      await this.analyser.retarget(document, settings.target);
    } else this.compiled(document, null);
  }

  private sayStatus(status: StatusParams): void {
    this.connection.sendNotification(Method.status, status).catch(() => {});
  }

  /** For work that no request waits for: what goes wrong is logged, and the server goes on. */
  private report(work: Promise<void>): Promise<void> {
    return work.catch((error) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : errorText(error);
      this.connection.console.error(text);
    });
  }
}

function isSameSet(a: Settings['excludeOpcodes'], b: Settings['excludeOpcodes']): boolean {
  return a.size === b.size && [...a].every((name) => b.has(name));
}
