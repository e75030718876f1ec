/**
 * Fixes for findings: rewrites, comments, and all preferred ones at once.
 *
 * Maps from: an analysis and a range. Maps to: offers whose edited text was compiled, whose finding
 * is gone from it and which brought no other. A rewrite that is known to be impossible is offered
 * with the reason instead.
 */

import type { Analysis } from '../analysis.js';
import type {
  ActionProvider,
  OfferContext,
  OfferedAction,
  ResolveContext,
  SourceEdit,
} from '../codeActionTypes.js';
import type { Diagnostic } from '../diagnostics.js';
import { showListing } from '../showListing.js';
import type { PlaceRange } from '../textEdits.js';
import { annotateParameters } from './annotateParameters.js';
import { candidatesFor } from './candidates.js';
import { applyEdits } from './edits.js';
import { fixAll } from './fixAll.js';
import { ignoreHere, removeSuppression } from './ignoreHere.js';
import { type CommentFix, keepInterpreted } from './keepInterpreted.js';
import { readTree, type SyntaxTree } from './syntaxTree.js';
import { isFixed } from './verify.js';

/** Findings that one request is answered for; who asks for more fixes all of them. */
const MAX_FINDINGS = 20;
const FIX_ALL_ID = 'all';

export const fixes: ActionProvider = {
  async offer(analysis, range, context) {
    const offers: OfferedAction[] = [];
    if (context.isWanted('fixAll') && hasPreferred(analysis, context)) offers.push(fixAllOffer);
    if (!context.isWanted('quickFix')) return offers;
    const found = [...analysis.findings, ...context.hints].filter((one) => touches(one, range));
    for (const finding of found.slice(0, MAX_FINDINGS)) {
      await context.checkpoint();
      for (const offer of await offersFor(analysis, finding, context)) {
        if (!offers.some(({ id }) => id === offer.id)) offers.push(offer);
      }
    }
    return offers;
  },

  async resolve(analysis, id, context) {
    return id === FIX_ALL_ID ? await fixAll(analysis, context) : null;
  },
};

/** Codes of findings that rewrites are for. */
const rewritable: ReadonlySet<string> = new Set(['NC101', 'NC202', 'NC204']);

const fixAllOffer: OfferedAction = {
  id: FIX_ALL_ID,
  title: 'Apply all preferred fixes of nativecompile',
  kind: 'fixAll',
  isPreferred: false,
  codes: ['NC002', 'NC101', 'NC202'],
};

const hasPreferred = ({ findings }: Analysis, { hints }: ResolveContext): boolean =>
  findings.some(({ code }) => code === 'NC101' || code === 'NC002') ||
  hints.some(({ code }) => code === 'NC202');

function touches({ range }: Diagnostic, { start, end }: PlaceRange): boolean {
  const isAfter =
    range.line - 1 > end.line || (range.line - 1 === end.line && range.column > end.column);
  const isBefore =
    range.endLine - 1 < start.line ||
    (range.endLine - 1 === start.line && range.endColumn < start.column);
  return !isAfter && !isBefore;
}

/** The last tree that was asked for, while there is room: trees are large. */
let last: { readonly text: string; readonly tree: WeakRef<Promise<SyntaxTree | null>> } | null =
  null;

function treeOf(
  { source: { text } }: Analysis,
  { parse }: ResolveContext,
): Promise<SyntaxTree | null> {
  const known = last?.text === text ? last.tree.deref() : undefined;
  if (known !== undefined) return known;
  const tree = parse(text).then((json) => {
    // The helper could not answer: the next request asks again.
    if (json === null) last = null;
    return readTree(json, text);
  });
  last = { text, tree: new WeakRef(tree) };
  return tree;
}

async function offersFor(
  analysis: Analysis,
  finding: Diagnostic,
  context: OfferContext,
): Promise<OfferedAction[]> {
  const offers: OfferedAction[] = [];
  const codes = [finding.code];
  const { code } = finding;
  if (rewritable.has(code)) {
    const tree = await treeOf(analysis, context);
    if (tree !== null) offers.push(...(await rewritesFor(analysis, tree, finding, context)));
  }
  if (code === 'NC201') {
    const tree = await treeOf(analysis, context);
    const offer = tree === null ? null : await annotationFor(analysis, tree, finding, context);
    if (offer !== null) offers.push(offer);
  }
  const comments: { fix: CommentFix | null; isPreferred: boolean }[] = [];
  if (code === 'NC002') {
    comments.push({ fix: removeSuppression(analysis, finding), isPreferred: true });
  } else if (code === 'NC101' || code === 'NC102') {
    comments.push({ fix: keepInterpreted(analysis, finding), isPreferred: false });
  }
  if (code !== 'NC001' && code !== 'NC002') {
    comments.push({ fix: ignoreHere(analysis, finding), isPreferred: false });
  }
  if (code.startsWith('NC20') && code !== 'NC202') offers.push(showListing(finding, 'assembly'));
  for (const { fix, isPreferred } of comments) {
    if (fix === null || !(await helps(analysis, finding, fix.edits, context))) continue;
    const { title, edits } = fix;
    offers.push({ id: identity(title, edits), title, kind: 'quickFix', isPreferred, codes, edits });
  }
  return offers;
}

async function rewritesFor(
  analysis: Analysis,
  tree: SyntaxTree,
  finding: Diagnostic,
  context: OfferContext,
): Promise<OfferedAction[]> {
  const offers: OfferedAction[] = [];
  const codes = [finding.code];
  const { possible, impossible } = candidatesFor(tree, finding);
  for (const { title, edits, isPreferred } of possible) {
    await context.checkpoint();
    if (!(await helps(analysis, finding, edits, context))) continue;
    const isFirst = !offers.some((offer) => offer.isPreferred);
    offers.push({
      id: identity(title, edits),
      title,
      kind: 'quickFix',
      isPreferred: isPreferred && isFirst,
      codes,
      edits,
    });
  }
  // Nobody asked what cannot be done when the editor only wants to show a light bulb.
  if (offers.length > 0 || context.automatic) return offers;
  return impossible.map(({ title, reason }) => ({
    id: `${title}: ${reason}`,
    title,
    kind: 'quickFix',
    isPreferred: false,
    disabled: reason,
    codes,
    edits: [],
  }));
}

async function annotationFor(
  analysis: Analysis,
  tree: SyntaxTree,
  finding: Diagnostic,
  context: OfferContext,
): Promise<OfferedAction | null> {
  const found = annotateParameters(analysis, tree, finding, context.runData ?? null);
  const { title } = found;
  const offer = { title, kind: 'quickFix', isPreferred: false, codes: [finding.code] } as const;
  if ('reason' in found) {
    const { reason } = found;
    return context.automatic
      ? null
      : { ...offer, id: `${title}: ${reason}`, disabled: reason, edits: [] };
  }
  const { edits } = found;
  if (!(await helps(analysis, finding, edits, context))) return null;
  return { ...offer, id: identity(title, edits), edits };
}

async function helps(
  analysis: Analysis,
  finding: Diagnostic,
  edits: readonly SourceEdit[],
  context: ResolveContext,
): Promise<boolean> {
  const text = applyEdits(analysis.source.text, edits);
  return isFixed(analysis, await context.recompile(text), [finding]);
}

const identity = (title: string, edits: readonly SourceEdit[]): string =>
  `${title} ${JSON.stringify(edits)}`;
