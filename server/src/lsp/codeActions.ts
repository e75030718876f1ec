/**
 * Code actions on the wire.
 *
 * Maps from: LSP's request for a range. Maps to: what the providers of language/ offer, as
 * workspace edits. An offer may leave its edit to be made when it is resolved. A provider gets the
 * finished analysis and a function that compiles an edited text, so that it can offer only what
 * helps.
 */

import {
  type CancellationToken,
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type TextEdit,
} from 'vscode-languageserver';
import { sourceOf } from './analyser.js';
import type { Analysis } from '../language/analysis.js';
import type {
  ActionKind,
  OfferedAction,
  ResolveContext,
  ShownListing,
  SourceEdit,
} from '../language/codeActionTypes.js';
import { actionProviders } from '../language/codeActionProviders.js';
import { hintsOf } from '../language/hints/index.js';
import { isHotLine } from '../language/hints/profiledHints.js';
import { buildListing } from '../language/listingModel.js';
import { rowOfPlace } from '../language/listingPlaces.js';
import { listingUri } from '../language/listingUri.js';
import { FIX_ALL } from './capabilities.js';
import { SOURCE, shownHints } from './diagnostics.js';
import type { PythonDocument } from './documents.js';
import { viewOf, wholeFile } from './listings.js';
import { analysedPlace, checkpoints, presentRange, type Session } from './session.js';

const wireKinds: Readonly<Record<ActionKind, string>> = {
  quickFix: CodeActionKind.QuickFix,
  fixAll: FIX_ALL,
};

/** Finds an offer again when the client resolves it. */
interface ActionData {
  readonly uri: string;
  readonly version: number;
  readonly provider: number;
  readonly id: string;
}

export async function answerCodeActions(
  session: Session,
  document: PythonDocument,
  params: CodeActionParams,
  token: CancellationToken,
): Promise<CodeAction[]> {
  const { analysis } = document;
  // Every offer is an edit or a command of our own client; who knows neither gets none.
  if (!session.client.actionLiterals) return [];
  // Offers are edits of the text that was analysed, and of no other.
  if (analysis === null || document.isStale) return [];
  const start = analysedPlace(session, document, params.range.start);
  const end = analysedPlace(session, document, params.range.end);
  if (start === null || end === null) return [];
  const only = params.context.only ?? null;
  const isWanted = (kind: ActionKind): boolean =>
    only === null
      ? kind !== 'fixAll'
      : only.some((one) => `${wireKinds[kind]}.`.startsWith(`${one}.`));
  const found: { provider: number; offer: OfferedAction }[] = [];
  const context = await resolveContext(session, document, analysis, token);
  for (const [index, provider] of actionProviders.entries()) {
    const offers = await provider.offer(
      analysis,
      { start, end },
      {
        isWanted,
        hasCommand: (command) => session.client.commands.has(command),
        automatic: params.context.triggerKind === 2,
        ...context,
      },
    );
    for (const offer of offers) {
      if (offer.disabled !== undefined && !session.client.disabledActions) continue;
      const command = offer.shows === undefined ? offer.command?.command : OPEN_LISTING;
      if (command !== undefined && !session.client.commands.has(command)) continue;
      const same = found.find((one) => opensTheSame(one.offer, offer));
      if (same === undefined) found.push({ provider: index, offer });
      else same.offer = { ...same.offer, codes: [...same.offer.codes, ...offer.codes] };
    }
  }
  const actions: CodeAction[] = [];
  for (const { provider, offer } of found) {
    const action = wireAction(session, document, params, provider, offer);
    if (offer.shows !== undefined) {
      const shown = await openListing(session, analysis, offer.shows, context.checkpoint);
      action.command = { title: offer.title, ...shown };
    }
    const isWhole = offer.edits !== undefined || session.client.resolvesActions;
    actions.push(isWhole ? action : await resolveCodeAction(session, action, token));
  }
  return actions.sort((a, b) => rank(a) - rank(b));
}

/** Editors without it would offer what does nothing. */
const OPEN_LISTING = 'nativecompile.openListing';

/** Several findings of one place may all want to show its code. */
function opensTheSame({ shows: one }: OfferedAction, { shows: other }: OfferedAction): boolean {
  return one !== undefined && one.scope === other?.scope && one.view === other.view;
}

/** The command that opens a listing, with the row to look at if there is one. */
async function openListing(
  { configuration, documents }: Session,
  analysis: Analysis,
  { scope, view, at }: ShownListing,
  checkpoint: () => Promise<void>,
): Promise<{ command: string; arguments: unknown[] }> {
  const command = OPEN_LISTING;
  if (at === undefined) {
    return { command, arguments: [listingUri({ src: analysis.uri, scope, view })] };
  }
  // An instruction that is meant has a row of its own, wherever it is.
  const detail = at.place.codeOffset === undefined ? 'hot' : 'all';
  const address = listingUri({ src: analysis.uri, scope, view, detail });
  const known = documents.listing(address)?.model;
  const settings = await configuration.of(analysis.uri);
  const shown = viewOf({ ...wholeFile(analysis.uri), scope, view, detail }, settings);
  const model =
    known?.analysis === analysis ? known : await buildListing(analysis, shown, [], checkpoint);
  const row = rowOfPlace(model, at.place, at.line);
  return { command, arguments: row === null ? [address] : [address, row] };
}

/**
 * Offers come by finding; where several meet, what helps most is to stand first in every editor.
 */
const rank = ({ isPreferred, disabled }: CodeAction): number =>
  disabled !== undefined ? 2 : isPreferred === true ? 0 : 1;

function wireAction(
  session: Session,
  document: PythonDocument,
  { context }: CodeActionParams,
  index: number,
  offer: OfferedAction,
): CodeAction {
  const { title, kind, isPreferred, disabled, codes, edits, command, id } = offer;
  const diagnostics = context.diagnostics.filter(
    ({ source, code }) => source === SOURCE && codes.includes(String(code)),
  );
  const data: ActionData = { uri: document.uri, version: document.version, provider: index, id };
  return {
    title,
    kind: wireKinds[kind],
    ...(isPreferred ? { isPreferred } : {}),
    ...(disabled === undefined ? {} : { disabled: { reason: disabled } }),
    ...(diagnostics.length > 0 ? { diagnostics } : {}),
    ...(edits === undefined ? { data } : {}),
    ...(edits?.length ? { edit: workspaceEdit(session, document, edits) } : {}),
    ...(command === undefined ? {} : { command: { title, ...command } }),
  };
}

export async function resolveCodeAction(
  session: Session,
  action: CodeAction,
  token: CancellationToken,
): Promise<CodeAction> {
  const data = (action.data ?? null) as ActionData | null;
  const document = data === null ? undefined : session.documents.get(data.uri);
  const analysis = document?.analysis ?? null;
  if (data === null || document === undefined || analysis === null) return action;
  if (document.version !== data.version || document.isStale) {
    return { ...action, disabled: { reason: 'The document was changed since this was offered.' } };
  }
  const context = await resolveContext(session, document, analysis, token);
  const edits = await actionProviders[data.provider]?.resolve?.(analysis, data.id, context);
  if (!edits) return action;
  return { ...action, edit: workspaceEdit(session, document, edits) };
}

async function resolveContext(
  session: Session,
  { uri, runFindings, runData, profile }: PythonDocument,
  analysis: Analysis,
  token: CancellationToken,
): Promise<ResolveContext> {
  const shown = shownHints(analysis, await session.configuration.of(uri));
  return {
    // Hot lines have their fixes whether hints are shown or not.
    hints:
      profile === null
        ? shown
        : hintsOf(analysis).filter(
            (hint) => shown.includes(hint) || isHotLine(profile, hint.range.line),
          ),
    runFindings,
    runData,
    recompile: (text) => session.analyser.analyseText(uri, text, analysis),
    parse: (text) => session.helper.parse(sourceOf(uri, text).bytes),
    checkpoint: checkpoints(token),
  };
}

function workspaceEdit(
  session: Session,
  document: PythonDocument,
  edits: readonly SourceEdit[],
): NonNullable<CodeAction['edit']> {
  const wire = edits.flatMap(({ range, newText }): TextEdit[] => {
    const present = presentRange(session, document, range);
    return present === null ? [] : [{ range: present, newText }];
  });
  return { changes: { [document.uri]: wire } };
}
