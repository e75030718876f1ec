/**
 * What the parts of the server share while one client is connected.
 *
 * Plain references; the rules are in the parts themselves.
 */

import {
  type CancellationToken,
  type Connection,
  ErrorCodes,
  LSPErrorCodes,
  type Position,
  type Range,
  ResponseError,
} from 'vscode-languageserver';
import type { SourceRange } from '../language/locations.js';
import { type Place, placeBefore, rangeAfter } from '../language/textEdits.js';
import type { Analyser } from './analyser.js';
import type { ClientFacts } from './client.js';
import type { Configuration } from './configuration.js';
import type { Documents, PythonDocument } from './documents.js';
import type { HelperLink } from './helperLink.js';
import { keepSmall, otherWork } from './machine.js';
import { documentRange, type Positions, sourcePlace } from './positions.js';

export interface Session {
  readonly connection: Connection;
  readonly client: ClientFacts;
  /** Of nativecompile. */
  readonly version: string;
  readonly positions: Positions;
  readonly documents: Documents;
  readonly configuration: Configuration;
  readonly analyser: Analyser;
  readonly helper: HelperLink;
  /** Compiles the document if its settings allow, whatever triggers it. */
  compile(document: PythonDocument): Promise<void>;
  /** Resolves when everything is done that was set off for the document so far. */
  settled(uri: string): Promise<void>;
}

/**
 * A range of the document's analysis in its present text, on the wire; null where edits touched it.
 */
export function presentRange(
  { positions }: Session,
  document: PythonDocument,
  range: SourceRange,
): Range | null {
  const then = documentRange(range, document.hasMark);
  const { edits } = document;
  const now = edits.length === 0 ? then : rangeAfter(then, edits);
  return now === null ? null : positions.range(now, (line) => document.buffer.line(line));
}

/**
 * A position of the present text as a place of the analysed source (line from 0); null in edited
 * text.
 */
export function analysedPlace(
  { positions }: Session,
  document: PythonDocument,
  position: Position,
): Place | null {
  const now = positions.place(position, (line) => document.buffer.line(line));
  const { edits } = document;
  const then = edits.length === 0 ? now : placeBefore(now, edits);
  return then === null ? null : sourcePlace(then, document.hasMark);
}

/** Throws what LSP answers a cancelled request with. */
export function stopIfCancelled(token: CancellationToken): void {
  if (token.isCancellationRequested) {
    throw new ResponseError(LSPErrorCodes.RequestCancelled, 'The request was cancelled.');
  }
}

/** Resolves with the promise, or rejects as soon as the request is cancelled. */
export function orCancelled<T>(promise: Promise<T>, token: CancellationToken): Promise<T> {
  return new Promise((resolve, reject) => {
    // A token that was cancelled before its request was dispatched tells nobody any more.
    stopIfCancelled(token);
    const listener = token.onCancellationRequested(() => {
      reject(new ResponseError(LSPErrorCodes.RequestCancelled, 'The request was cancelled.'));
    });
    promise.then(resolve, reject).finally(() => listener.dispose());
  });
}

/** Lets other messages be handled now and then, and stops when the request was cancelled. */
export function checkpoints(token: CancellationToken, slice = 8): () => Promise<void> {
  let next = performance.now() + slice;
  return async () => {
    if (performance.now() < next) return;
    keepSmall();
    await otherWork();
    stopIfCancelled(token);
    next = performance.now() + slice;
  };
}

/** The URI of `params.uri` or `params.textDocument.uri`; anything else is the client's mistake. */
export function uriOf(params: unknown): string {
  const { uri, textDocument } = (params ?? {}) as {
    uri?: unknown;
    textDocument?: { uri?: unknown };
  };
  const found = uri ?? textDocument?.uri;
  if (typeof found === 'string') return found;
  throw new ResponseError(ErrorCodes.InvalidParams, 'The parameters name no document.');
}

/** `params.position`, checked. */
export function positionOf(params: unknown): Position {
  const { position } = (params ?? {}) as { position?: Partial<Position> };
  const { line, character } = position ?? {};
  if (isCount(line) && isCount(character)) return { line, character };
  throw new ResponseError(ErrorCodes.InvalidParams, 'The parameters have no position.');
}

/** `params.range`, checked. */
export function rangeIn(params: unknown): Range {
  const { range } = (params ?? {}) as { range?: { start?: unknown; end?: unknown } };
  return {
    start: positionOf({ position: range?.start }),
    end: positionOf({ position: range?.end }),
  };
}

const isCount = (value: unknown): value is number => typeof value === 'number' && value >= 0;
