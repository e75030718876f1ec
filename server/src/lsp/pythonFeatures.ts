/**
 * What is asked about Python documents: hovers, code lenses, inlay hints, code actions.
 *
 * Maps from: LSP requests. Maps to: functions of language/ over the document's finished analysis,
 * and their answers on the wire. Nothing is compiled here, but for the edited texts that code
 * actions verify.
 */

import { namingExclusion } from '../language/exclusion.js';
import { EXCLUDING_SETTING } from './settings.js';
import {
  type CancellationToken,
  type CodeAction,
  type CodeLens,
  type Hover,
  type InlayHint,
  MarkupKind,
} from 'vscode-languageserver';
import { codeLenses } from '../language/codeLens.js';
import { type HoverLinks, plainText, pythonHover } from '../language/hover.js';
import { lineHints } from '../language/inlayHints.js';
import { isListingUri, listingUri } from '../language/listingUri.js';
import type { PythonDocument } from './documents.js';
import { answerCodeActions, resolveCodeAction } from './codeActions.js';
import { documentPlace } from './positions.js';
import {
  analysedPlace,
  orCancelled,
  positionOf,
  presentRange,
  rangeIn,
  type Session,
  stopIfCancelled,
  uriOf,
} from './session.js';

export function registerPythonFeatures(session: Session): void {
  const { connection, documents } = session;
  connection.onCodeLens(async (params): Promise<CodeLens[]> => {
    const document = documents.get(uriOf(params));
    return document === undefined ? [] : await lenses(session, document);
  });
  connection.languages.inlayHint.on(async (params): Promise<InlayHint[]> => {
    const document = documents.get(uriOf(params));
    return document === undefined ? [] : await hints(session, document, rangeIn(params));
  });
  connection.onCodeAction(async (params, token): Promise<CodeAction[]> => {
    const uri = uriOf(params);
    rangeIn(params);
    const document = documents.get(uri);
    if (document === undefined || isListingUri(uri)) return [];
    const actions = await answerCodeActions(session, document, params, token);
    stopIfCancelled(token);
    return actions;
  });
  connection.onCodeActionResolve((action, token) => resolveCodeAction(session, action, token));
}

/**
 * A hover over a Python document. It compiles nothing, but waits for the first compilation that is
 * under way: editors do not ask again for a place about which there was nothing to say.
 */
export async function hoverOnPython(
  session: Session,
  document: PythonDocument,
  params: unknown,
  token: CancellationToken,
): Promise<Hover | null> {
  if (document.analysis === null && document.obstacle === null) {
    await orCancelled(session.settled(document.uri), token);
  }
  const { analysis } = document;
  if (analysis === null) return null;
  const place = analysedPlace(session, document, positionOf(params));
  if (place === null) return null;
  const settings = await session.configuration.of(document.uri);
  const hover = await pythonHover(analysis, place, {
    content: settings.hoverContent,
    maxRows: settings.hoverMaxRows,
    syntax: settings.syntax,
    stale: staleText(document),
    runData: document.runData,
    links: session.client.commandLinks ? hoverLinks(document) : null,
  });
  if (hover === null) return null;
  const range = presentRange(session, document, hover.range);
  const markdown = namingExclusion(hover.markdown, EXCLUDING_SETTING);
  const contents = session.client.markdown
    ? { kind: MarkupKind.Markdown, value: markdown }
    : { kind: MarkupKind.PlainText, value: plainText(markdown) };
  return range === null ? { contents } : { contents, range };
}

function staleText(document: PythonDocument): string {
  if (!document.isStale) return '';
  const since = sinceText(document.analysedSave);
  return document.obstacle?.kind === 'syntaxError'
    ? `stale: ${since}, before a syntax error`
    : `stale: ${since}`;
}

function sinceText(save: number | null): string {
  if (save === null) return 'what was compiled last, between saves';
  return save === 0
    ? 'the state when the file was opened'
    : `the state of save ${save} in this session`;
}

/** Links with the arguments of the client's commands. */
function hoverLinks({ uri }: PythonDocument): HoverLinks {
  const command = (name: string, ...args: unknown[]): string =>
    `command:nativecompile.${name}?${encodeURIComponent(JSON.stringify(args))}`;
  return {
    assembly: (scope) => command('openListing', listingUri({ src: uri, scope, view: 'assembly' })),
    bytecode: (scope) => command('openListing', listingUri({ src: uri, scope, view: 'bytecode' })),
    glossary: () => 'command:nativecompile.openGlossary',
    copy: ({ line }) => command('copyMachineCode', { uri, lineNumber: line }),
  };
}

async function lenses(session: Session, document: PythonDocument): Promise<CodeLens[]> {
  const { analysis, uri } = document;
  const settings = await session.configuration.of(uri);
  if (!settings.codeLens || analysis === null) return [];
  return codeLenses(analysis, document.runData).flatMap(({ range, scope, title }) => {
    const present = presentRange(session, document, range);
    const target = listingUri({ src: uri, scope, view: 'assembly' });
    const command = { title, command: 'nativecompile.openListing', arguments: [target] };
    return present === null ? [] : [{ range: present, command }];
  });
}

async function hints(
  session: Session,
  document: PythonDocument,
  range: ReturnType<typeof rangeIn>,
): Promise<InlayHint[]> {
  const { analysis } = document;
  const settings = await session.configuration.of(document.uri);
  if (!settings.inlayHints || analysis === null) return [];
  const last = analysis.source.lines.length;
  const wanted = lineHints(analysis, document.runData, 1, last);
  return wanted.flatMap(({ line, column, text, tooltip }) => {
    const place = { line, column, endLine: line, endColumn: column };
    const present = presentRange(session, document, place);
    if (present === null) return [];
    const { start } = present;
    if (start.line < range.start.line || start.line > range.end.line) return [];
    return [{ position: start, label: text, tooltip, paddingLeft: true }];
  });
}

/** A place of the analysis on the wire, for edits. */
export function wirePosition(
  { positions }: Session,
  document: PythonDocument,
  line: number,
  column: number,
): ReturnType<Session['positions']['position']> {
  const place = documentPlace({ line: line - 1, column }, document.hasMark);
  return positions.position(place, (number) => document.buffer.line(number));
}
