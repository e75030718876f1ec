/**
 * Offers at what a run found out: to see the machine code of the place, and to forget the run.
 *
 * Maps from: the findings of a run in a range. Maps to: offers without edits.
 */

import type { ActionProvider, OfferedAction } from './codeActionTypes.js';
import { listingUri } from './listingUri.js';

export const runActions: ActionProvider = {
  async offer(analysis, { start, end }, { isWanted, runFindings = [] }) {
    if (!isWanted('quickFix')) return [];
    const offers = new Map<string, OfferedAction>();
    const found = runFindings.filter(
      ({ range }) => range.line - 1 <= end.line && range.endLine - 1 >= start.line,
    );
    for (const { code, scope } of found) {
      if (code === 'NC401') continue;
      const address = listingUri({ src: analysis.uri, scope, view: 'assembly' });
      offers.set(scope, {
        id: scope,
        title: `Show the assembly of ${scope}`,
        kind: 'quickFix',
        isPreferred: false,
        codes: ['NC301', 'NC302', 'NC402'],
        edits: [],
        command: { command: 'nativecompile.openListing', arguments: [address] },
      });
    }
    if (found.length === 0) return [];
    return [...offers.values(), clear];
  },
};

const clear: OfferedAction = {
  id: 'clear',
  title: 'Clear what the last run told',
  kind: 'quickFix',
  isPreferred: false,
  codes: ['NC301', 'NC302', 'NC401', 'NC402'],
  edits: [],
  command: { command: 'nativecompile.clearRunData' },
};
