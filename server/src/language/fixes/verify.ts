/**
 * Whether an edit does what it is offered for.
 *
 * Maps from: the analysis before and the one after. Maps to: whether a finding is gone and none
 * came. Findings are counted by code, opcode and function, because places move with an edit.
 */

import type { Analysis } from '../analysis.js';
import type { Diagnostic } from '../diagnostics.js';
import { hintsOf } from '../hints/index.js';

const isHint = ({ code }: Diagnostic): boolean => code.startsWith('NC2');

/** A comprehension is a part of the function that it is in: a loop is in no function of its own. */
function key({ code, opcode, scope }: Diagnostic): string {
  const outer = scope.replace(/(?:^|\.)(?:<locals>\.)?<(?:list|set|dict)comp>/g, '');
  return `${code} ${opcode ?? ''} ${outer === '' ? '<module>' : outer}`;
}

function tally(analysis: Analysis, withHints: boolean): Map<string, number> {
  const counts = new Map<string, number>();
  const findings = withHints ? [...analysis.findings, ...hintsOf(analysis)] : analysis.findings;
  for (const finding of findings) counts.set(key(finding), (counts.get(key(finding)) ?? 0) + 1);
  return counts;
}

/** `findings` are of the analysis before: as many of each kind must be gone. */
export function isFixed(
  before: Analysis,
  after: Analysis | null,
  findings: readonly Diagnostic[],
): boolean {
  if (after === null) return false;
  // Hints are nothing that a finding's fix is judged by, because not everybody sees them.
  const withHints = findings.some(isHint);
  const old = tally(before, withHints);
  const now = tally(after, withHints);
  for (const [name, count] of now) {
    if (count > (old.get(name) ?? 0)) return false;
  }
  const wanted = new Map<string, number>();
  for (const finding of findings) wanted.set(key(finding), (wanted.get(key(finding)) ?? 0) + 1);
  return [...wanted].every(([name, count]) => (old.get(name) ?? 0) - (now.get(name) ?? 0) >= count);
}
