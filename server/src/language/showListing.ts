/**
 * Offers to look at the code that a finding is about.
 *
 * Maps from: a finding. Maps to: an offer without edits, which opens a listing at the finding's
 * instruction.
 */

import type { OfferedAction } from './codeActionTypes.js';
import type { Diagnostic } from './diagnostics.js';

export function showListing(
  { code, scope, place, range }: Diagnostic,
  view: 'assembly' | 'bytecode',
): OfferedAction {
  return {
    id: `${view} ${scope}`,
    title: `Show the ${view} of ${scope}`,
    kind: 'quickFix',
    isPreferred: false,
    codes: [code],
    edits: [],
    shows: { scope, view, ...(place === undefined ? {} : { at: { place, line: range.line } }) },
  };
}
