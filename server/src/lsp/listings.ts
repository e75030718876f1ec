/**
 * Listings: their texts, their maps, and snapshots.
 *
 * Maps from: addresses of virtual documents. Maps to: models built from the source's analysis. A
 * source that the client has not open is read from its file. What is asked inside of a listing is
 * answered in listingFeatures.ts.
 */

import { type CancellationToken, TextDocumentContentRefreshRequest } from 'vscode-languageserver';
import { defaultTarget } from '../compiler/target/target.js';
import type { Analysis } from '../language/analysis.js';
import { isRefusal } from '../compiler/index.js';
import { definitionLine } from '../language/definitions.js';
import { functionAt } from '../language/functionAt.js';
import {
  buildListing,
  type ListingModel,
  type ListingView,
  remarkListing,
} from '../language/listingModel.js';
import { isPresent, type ListingAddress, parseListingUri } from '../language/listingUri.js';
import { listingMap } from '../language/listingMap.js';
import { defaultDetail } from '../language/views.js';
import type { ListingDocument, PythonDocument } from './documents.js';
import { registerListingFeatures } from './listingFeatures.js';
import { registerGraphs } from './graphs.js';
import { registerMachineCode } from './machineCode.js';
import {
  type CompileResult,
  type ContentChangedParams,
  type ContentResult,
  type FunctionsResult,
  type ListingMap,
  type ListingRow,
  Method,
  type SnapshotParams,
  type SnapshotResult,
} from './messages.js';
import { obstacleText } from './obstacles.js';
import { documentRange } from './positions.js';
import {
  analysedPlace,
  checkpoints,
  orCancelled,
  positionOf,
  presentRange,
  type Session,
  uriOf,
} from './session.js';
import type { Settings } from './settings.js';
import { TextBuffer } from './textBuffer.js';
import { readUnopened } from './unopened.js';
import { fileNameOf } from './uris.js';

/** Listings that were asked for and never opened; beyond so many the oldest are forgotten. */
const MAX_UNOPENED = 16;

export class ListingServer {
  constructor(private readonly session: Session) {
    const { connection } = session;
    const content = async (params: unknown, token: CancellationToken): Promise<ContentResult> => {
      const { text } = await this.model(uriOf(params), token);
      return { text };
    };
    connection.workspace.textDocumentContent.on(content);
    connection.onRequest(Method.content, content);
    connection.onRequest(Method.listingMap, (params, token) => this.map(uriOf(params), token));
    connection.onRequest(Method.snapshot, (params: SnapshotParams, token) =>
      this.snapshot(uriOf(params), params.kind, token),
    );
    connection.onRequest(Method.functions, (params, token) => this.functions(params, token));
    connection.onRequest(Method.compile, (params, token) => this.compile(uriOf(params), token));
    registerListingFeatures(session, this);
    registerMachineCode(session, this);
    registerGraphs(session, this);
  }

  opened(uri: string, version: number, text: string): void {
    const listing = this.session.documents.addListing(uri);
    listing.buffer = new TextBuffer(text);
    listing.version = version;
  }

  edited(uri: string, version: number): void {
    const listing = this.session.documents.listing(uri);
    if (listing !== undefined) listing.version = version;
  }

  closed(uri: string): void {
    const { documents } = this.session;
    documents.closeListing(uri);
    const src = parseListingUri(uri)?.src;
    const source = src === undefined ? undefined : documents.get(src);
    // A source that was read for this listing alone is of no further use.
    if (source?.languageId !== null) return;
    const isShown = [...documents.allListings].some(
      (listing) => parseListingUri(listing.uri)?.src === src,
    );
    if (!isShown) documents.close(source.uri);
  }

  /** To be called when a document has a new analysis or obstacle. */
  sourceChanged(src: string): void {
    for (const { uri, model } of this.session.documents.allListings) {
      if (model !== null && parseListingUri(uri)?.src === src) this.refresh(uri);
    }
  }

  settingsChanged(): void {
    for (const { uri, model } of this.session.documents.allListings) {
      if (model !== null) this.refresh(uri);
    }
  }

  /**
   * The rows of a listing as the client has them, and the model behind them if it is of this text.
   */
  async rows(
    uri: string,
    token: CancellationToken,
  ): Promise<{ rows: readonly string[]; listing: ListingDocument; model: ListingModel | null }> {
    const { documents } = this.session;
    const open = documents.listing(uri);
    if (open?.buffer) {
      const model = open.model?.text === open.buffer.text ? open.model : null;
      return { rows: open.buffer.lines, listing: open, model };
    }
    const model = open?.model ?? (await this.model(uri, token));
    const listing = documents.addListing(uri);
    return { rows: model.text.split('\n'), listing, model };
  }

  /** Builds the listing anew; its model is kept. */
  private async model(uri: string, token: CancellationToken): Promise<ListingModel> {
    const model = await this.build(uri, token);
    this.session.documents.addListing(uri).model = model;
    this.forgetUnopened();
    return model;
  }

  private async build(uri: string, token: CancellationToken): Promise<ListingModel> {
    const address = parseListingUri(uri);
    if (address === null) return remarkListing([`${uri} names no source`], plainView);
    const settings = await this.session.configuration.of(address.src);
    const view = viewOf(address, settings);
    const document = await this.source(address.src, token);
    if (document === null) {
      return remarkListing([`${fileNameOf(address.src)} cannot be read`], view);
    }
    const known = analysisFor(document, address);
    if (known === null) return remarkListing(obstacleTexts(document, address), view);
    const banner = isPresent(address) ? bannerOf(document) : [];
    const analysis = await this.session.analyser.retargeted(known, view.target);
    return await buildListing(analysis, view, banner, checkpoints(token));
  }

  /** The source with its newest analysis; compiles it where nobody has yet. */
  async source(src: string, token: CancellationToken): Promise<PythonDocument | null> {
    const { documents, analyser } = this.session;
    let document = documents.get(src);
    if (document === undefined || document.languageId === null) {
      const text = await readUnopened(this.session, src);
      // Another request may have read it meanwhile, or the client opened it.
      document = documents.get(src);
      if (document === undefined) {
        if (text === null) return null;
        document = documents.read(src, text);
      } else if (document.languageId === null) {
        if (text === null) document.obstacle = { kind: 'unreadable' };
        else if (document.reread(text)) await orCancelled(this.session.compile(document), token);
      }
    }
    const isNew = document.analysis === null && document.obstacle === null;
    const isWaiting = document.obstacle?.kind === 'waiting';
    if ((isNew || isWaiting) && !analyser.isRunning(src)) {
      await orCancelled(this.session.compile(document), token);
    }
    await orCancelled(this.session.settled(src), token);
    return document;
  }

  private async map(uri: string, token: CancellationToken): Promise<ListingMap> {
    const address = parseListingUri(uri);
    const { model } = await this.rows(uri, token);
    const document = address === null ? undefined : this.session.documents.get(address.src);
    const isOpen = document !== undefined && document.languageId !== null;
    const base = {
      sourceUri: address?.src ?? '',
      version: isOpen ? (model?.analysis?.version ?? null) : null,
      stale: document?.isStale ?? false,
    };
    if (model === null || model.analysis === null) return { ...base, rows: [] };
    const { lines } = model.analysis.source;
    const { positions } = this.session;
    const rows = listingMap(model).flatMap((entry): ListingRow[] => {
      const { row, scope, codeOffset, bytecodeOffset, cold, range, opens } = entry;
      const summary = opens === null ? {} : { opens };
      const plain = { row, function: scope, codeOffset, bytecodeOffset, cold, ...summary };
      if (range === null) return [{ ...plain, line: null }];
      const wire =
        isOpen && document.analysis?.source === model.analysis?.source
          ? presentRange(this.session, document, range)
          : positions.range(documentRange(range, false), (line) => lines[line] ?? '');
      // What was edited since has no place in the present text.
      if (wire === null) return [];
      return [
        {
          ...plain,
          line: wire.start.line,
          startColumn: wire.start.character,
          ...(wire.end.line === wire.start.line
            ? { endColumn: wire.end.character }
            : { endLine: wire.end.line }),
        },
      ];
    });
    return { ...base, rows };
  }

  private async snapshot(
    uri: string,
    kind: SnapshotParams['kind'],
    token: CancellationToken,
  ): Promise<SnapshotResult> {
    const src = parseListingUri(uri)?.src ?? uri;
    const document = await this.source(src, token);
    if (document === null) return { text: null, reason: `${fileNameOf(src)} cannot be read.` };
    if (kind === 'pin') document.pinned = document.analysis;
    const kept = kind === 'previous' ? document.previous : document.pinned;
    if (kept === null) {
      const reason = {
        pin: 'There is no compiled state to pin yet.',
        pinned: 'Nothing is pinned for this file yet.',
        previous: 'The file was not saved with another content since it was opened.',
      }[kind];
      return { text: null, reason };
    }
    const address = parseListingUri(uri);
    const settings = await this.session.configuration.of(src);
    const view = viewOf(address ?? wholeFile(src), settings);
    const analysis = await this.session.analyser.retargeted(kept, view.target);
    const shown = { ...view, comparable: true };
    const model = await buildListing(analysis, shown, [], checkpoints(token));
    return { text: model.text };
  }

  private async functions(params: unknown, token: CancellationToken): Promise<FunctionsResult> {
    const document = await this.source(uriOf(params), token);
    const analysis = document?.analysis ?? null;
    if (document === null || analysis === null) return { functions: [], scope: null };
    const place = analysedPlace(this.session, document, positionOf(params));
    const { lines } = analysis.source;
    return {
      functions: analysis.functions.map(({ result }) => ({
        scope: result.code.qualname,
        line: definitionLine(lines, result.code.firstlineno) - 1,
        bytes: isRefusal(result) ? null : result.statistics.bytes,
      })),
      scope: place === null ? null : functionAt(analysis, place).result.code.qualname,
    };
  }

  private async compile(uri: string, token: CancellationToken): Promise<CompileResult> {
    const document = this.session.documents.get(uri);
    if (document === undefined) return { compiled: false, reason: 'The document is not open.' };
    await orCancelled(this.session.compile(document), token);
    await orCancelled(this.session.settled(uri), token);
    const obstacle = document.obstacle === null ? '' : obstacleText(document);
    return { compiled: obstacle === '', reason: obstacle };
  }

  private refresh(uri: string): void {
    const { connection, client } = this.session;
    if (client.asksContent) {
      connection.sendRequest(TextDocumentContentRefreshRequest.type, { uri }).catch(() => {});
    }
    const params: ContentChangedParams = { uri };
    connection.sendNotification(Method.contentChanged, params).catch(() => {});
  }

  private forgetUnopened(): void {
    const { documents } = this.session;
    const unopened = [...documents.allListings].filter(({ buffer }) => buffer === null);
    for (const { uri } of unopened.slice(0, Math.max(0, unopened.length - MAX_UNOPENED))) {
      this.closed(uri);
    }
  }
}

const plainView: ListingView = {
  scope: null,
  target: defaultTarget,
  view: 'assembly',
  syntax: 'intel',
  detail: defaultDetail,
  open: [],
  bytes: false,
  source: true,
  comparable: false,
};

export const wholeFile = (src: string): ListingAddress => ({
  src,
  scope: null,
  target: null,
  view: null,
  syntax: null,
  detail: null,
  open: null,
  bytes: null,
  source: null,
  revision: null,
});

export function viewOf(address: ListingAddress, settings: Settings): ListingView {
  return {
    scope: address.scope,
    target: address.target ?? settings.target,
    view: address.view ?? 'assembly',
    syntax: address.syntax ?? settings.syntax,
    detail: address.detail ?? settings.detail,
    open: address.open ?? [],
    bytes: address.bytes ?? settings.showBytes,
    source: address.source ?? settings.interleaveSource,
    comparable: address.revision !== null,
  };
}

function analysisFor(document: PythonDocument, { revision }: ListingAddress): Analysis | null {
  switch (revision) {
    case 'previous':
      return document.previous;
    case 'pinned':
      return document.pinned;
    default:
      return document.analysis;
  }
}

/** The state of a source whose last good listing is shown. */
function bannerOf(document: PythonDocument): string[] {
  if (document.obstacle === null || document.obstacle.kind === 'waiting') return [];
  return [
    `STALE: ${obstacleText(document)}`,
    'STALE: what follows is the last state that compiled',
  ];
}

function obstacleTexts(document: PythonDocument, { revision }: ListingAddress): string[] {
  if (revision === 'previous') return ['there is no previous save of this file'];
  if (revision === 'pinned') return ['nothing is pinned for this file'];
  return [obstacleText(document) || 'this file is not compiled yet'];
}
