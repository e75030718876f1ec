/**
 * All preferred fixes of a document as one edit.
 *
 * Works in rounds: each takes the preferred fixes that do not touch each other, compiles the text,
 * and goes on from there, until a round finds nothing. A round that does not do what it should is
 * done again fix by fix.
 */

import type { Analysis } from '../analysis.js';
import type { ResolveContext, SourceEdit } from '../codeActionTypes.js';
import type { Diagnostic } from '../diagnostics.js';
import { hintsOf } from '../hints/index.js';
import { candidatesFor } from './candidates.js';
import { applyEdits, difference } from './edits.js';
import { removeSuppression } from './ignoreHere.js';
import { readTree, type SyntaxTree } from './syntaxTree.js';
import { isFixed } from './verify.js';

/** What is nested needs a round for each level. */
const MAX_ROUNDS = 60;

interface Fix {
  readonly finding: Diagnostic;
  readonly edits: readonly SourceEdit[];
  /** Lines, both included. */
  readonly first: number;
  readonly last: number;
}

export async function fixAll(
  analysis: Analysis,
  context: ResolveContext,
): Promise<readonly SourceEdit[]> {
  const withHints = new Set(context.hints.map(({ code }) => code));
  let current = analysis;
  /** Fixes that did not help, not to be tried again. */
  const useless = new Set<string>();
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    await context.checkpoint();
    const { text } = current.source;
    const tree = readTree(await context.parse(text), text);
    const findings = [
      ...current.findings,
      ...hintsOf(current).filter(({ code }) => withHints.has(code)),
    ];
    const chosen = choose(current, tree, findings, useless);
    if (chosen.length === 0) break;
    const next = await together(current, chosen, context);
    if (next !== null) {
      current = next;
      continue;
    }
    const one = await firstThatHelps(current, chosen, context, useless);
    // What is in the way was found to be useless, and others may take its place.
    if (one !== null) current = one;
  }
  const edit = difference(analysis.source.text, current.source.text);
  return edit === null ? [] : [edit];
}

const sign = (edits: readonly SourceEdit[]): string => JSON.stringify(edits);

/** Preferred fixes that touch no common line. */
function choose(
  analysis: Analysis,
  tree: SyntaxTree | null,
  findings: readonly Diagnostic[],
  useless: ReadonlySet<string>,
): Fix[] {
  const chosen: Fix[] = [];
  const take = (fix: Fix): void => {
    const isApart = chosen.every(({ first, last }) => fix.last < first || fix.first > last);
    if (isApart && !useless.has(sign(fix.edits))) chosen.push(fix);
  };
  for (const finding of findings) {
    if (finding.code === 'NC002') {
      const fix = removeSuppression(analysis, finding);
      const { line } = finding.range;
      if (fix !== null) take({ finding, edits: fix.edits, first: line, last: line });
    } else if (tree !== null) {
      for (const { edits, extent, isPreferred } of candidatesFor(tree, finding).possible) {
        const { line, endLine } = tree.range(...extent);
        if (isPreferred) take({ finding, edits, first: line, last: endLine });
      }
    }
  }
  return chosen;
}

async function together(
  current: Analysis,
  fixes: readonly Fix[],
  { recompile }: ResolveContext,
): Promise<Analysis | null> {
  const edits = fixes.flatMap((fix) => fix.edits);
  const next = await recompile(applyEdits(current.source.text, edits));
  const findings = fixes.map(({ finding }) => finding);
  return isFixed(current, next, findings) ? next : null;
}

async function firstThatHelps(
  current: Analysis,
  fixes: readonly Fix[],
  context: ResolveContext,
  useless: Set<string>,
): Promise<Analysis | null> {
  for (const fix of fixes) {
    await context.checkpoint();
    const next = await together(current, [fix], context);
    if (next !== null) return next;
    useless.add(sign(fix.edits));
  }
  return null;
}
