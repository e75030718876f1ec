/**
 * The connection to the language server: starts it, says what LSP has no words for, starts it
 * again.
 *
 * Maps from: VS Code's events. Maps to: requests and notifications of server/src/lsp/messages.ts.
 * Knows nothing of what they are used for.
 */

import * as vscode from 'vscode';
import {
  type BaseLanguageClient,
  type DocumentFilter,
  RevealOutputChannelOn,
  State,
  TextDocumentContentRefreshRequest,
} from 'vscode-languageclient';
import {
  type InitializationOptions,
  Method,
  type ReadFileParams,
  type ReadFileResult,
  type StatusParams,
  type TrustParams,
} from '../../server/src/lsp/messages.js';
import { base64OfBytes } from './base64.js';
import { ListingContent } from './listingContent.js';
import { makeConnection, missingServer } from './machine.js';
import { Refusal } from './refusal.js';
import { makeTraceChannel } from './traceChannel.js';

/** Links in hovers may do these and nothing else. */
const COMMANDS_IN_HOVERS = [
  'nativecompile.showAssembly',
  'nativecompile.showBytecode',
  'nativecompile.showMixed',
  'nativecompile.copyMachineCode',
  'nativecompile.goToSource',
  'nativecompile.goToAssembly',
  'nativecompile.openListing',
  'nativecompile.clearRunData',
];

export class Client {
  readonly output: vscode.LogOutputChannel;
  readonly listings: ListingContent;
  private readonly trace: vscode.LogOutputChannel;
  private readonly statusEmitter = new vscode.EventEmitter<StatusParams>();
  private readonly stateEmitter = new vscode.EventEmitter<State>();
  /** By method; a connection itself knows one for each. */
  private readonly handlers = new Map<string, ((params: unknown) => void)[]>();
  private connection: BaseLanguageClient | undefined;
  private starting: Promise<void> = Promise.resolve();
  private lastStatus: StatusParams = {
    state: 'starting',
    detail: 'The language server is starting.',
  };

  readonly onStatus = this.statusEmitter.event;
  readonly onState = this.stateEmitter.event;

  constructor(private readonly context: vscode.ExtensionContext) {
    this.output = vscode.window.createOutputChannel('Native Compile', { log: true });
    this.trace = makeTraceChannel();
    this.listings = new ListingContent(this);
    context.subscriptions.push(
      this.output,
      this.trace,
      this.listings,
      this.statusEmitter,
      this.stateEmitter,
      vscode.workspace.onDidGrantWorkspaceTrust(() =>
        this.notify<TrustParams>(Method.trust, { isTrusted: true }),
      ),
    );
  }

  get status(): StatusParams {
    return this.lastStatus;
  }

  /**
   * Called before the start: what is done with a notification of this server and of those that
   * follow it.
   */
  onNotification<P>(method: string, handler: (params: P) => void): void {
    const known = this.handlers.get(method) ?? [];
    this.handlers.set(method, [...known, (params) => handler(params as P)]);
  }

  async start(): Promise<void> {
    const missing = missingServer(this.context);
    if (missing !== null) {
      this.report({ state: 'missing', detail: missing });
      return;
    }
    this.report({ state: 'starting', detail: 'The language server is starting.' });
    const connection = this.makeConnection();
    this.connection = connection;
    this.starting = connection.start();
    try {
      await this.starting;
      this.listings.refreshAll();
    } catch (error) {
      this.report({
        state: 'failed',
        detail:
          'The language server did not start: ' +
          String(error instanceof Error ? error.message : error),
        remedy: { title: 'Restart', command: 'nativecompile.restartServer' },
      });
    }
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async stop(): Promise<void> {
    const connection = this.connection;
    this.connection = undefined;
    await this.starting.catch(() => {});
    if (connection?.needsStop()) await connection.stop();
    await connection?.dispose();
  }

  /** When the server has answered initialize, or will not. */
  async ready(): Promise<void> {
    await this.starting.catch(() => {});
  }

  /** Throws a Refusal when there is no server to ask. */
  async request<P, R>(method: string, params: P, token?: vscode.CancellationToken): Promise<R> {
    await this.ready();
    if (this.connection?.state !== State.Running) {
      throw new Refusal(`The language server does not run. ${this.lastStatus.detail}`, [
        { title: 'Restart', command: 'nativecompile.restartServer' },
      ]);
    }
    return await (token === undefined
      ? this.connection.sendRequest<R>(method, params)
      : this.connection.sendRequest<R>(method, params, token));
  }

  notify<P>(method: string, params: P): void {
    if (this.connection?.state !== State.Running) return;
    this.connection.sendNotification(method, params).catch((error) => this.output.warn(error));
  }

  private report(status: StatusParams): void {
    this.lastStatus = status;
    this.statusEmitter.fire(status);
  }

  private makeConnection(): BaseLanguageClient {
    const options: InitializationOptions = {
      isTrusted: vscode.workspace.isTrusted,
      commandLinks: true,
      readsFiles: true,
      commands: [
        'nativecompile.saveReproduction',
        'nativecompile.openListing',
        'nativecompile.clearRunData',
        'nativecompile.switchTarget',
        'nativecompile.stopExcluding',
      ],
    };
    const connection = makeConnection(this.context, {
      documentSelector: documentSelector(),
      initializationOptions: options,
      outputChannel: this.output,
      traceOutputChannel: this.trace,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      diagnosticCollectionName: 'nativecompile',
      markdown: { isTrusted: { enabledCommands: COMMANDS_IN_HOVERS }, supportHtml: false },
      initializationFailedHandler: () => false,
    });
    connection.registerFeature(this.listings.feature);
    connection.onRequest(TextDocumentContentRefreshRequest.type, ({ uri }) =>
      this.listings.refresh(vscode.Uri.parse(uri)),
    );
    connection.onRequest(Method.readFile, readFile);
    for (const [method, handlers] of this.handlers) {
      connection.onNotification(method, (params: unknown) => {
        for (const handle of handlers) handle(params);
      });
    }
    connection.onNotification(Method.status, (status: StatusParams) => this.report(status));
    connection.onDidChangeState(({ newState }) => {
      if (connection !== this.connection) return;
      this.stateEmitter.fire(newState);
      if (newState === State.Stopped && this.lastStatus.state !== 'failed') {
        this.report({
          state: 'stopped',
          detail: 'The language server has ended.',
          remedy: { title: 'Restart', command: 'nativecompile.restartServer' },
        });
      }
    });
    return connection;
  }
}

/**
 * Documents that somebody edits: not the left sides of comparisons, which have schemes of their
 * own.
 */
function documentSelector(): DocumentFilter[] {
  const schemes = new Set(['file', 'untitled']);
  for (const { uri } of vscode.workspace.workspaceFolders ?? []) schemes.add(uri.scheme);
  return [
    ...[...schemes].map((scheme) => ({ scheme, language: 'python' })),
    { scheme: 'nativecompile', language: 'nativecompile-asm' },
  ];
}

/** Of any file system that VS Code has. */
async function readFile({ uri }: ReadFileParams): Promise<ReadFileResult> {
  try {
    return { bytes: base64OfBytes(await vscode.workspace.fs.readFile(vscode.Uri.parse(uri))) };
  } catch {
    return { bytes: null };
  }
}
