/**
 * Offers at what a run found out: to see the machine code of the place, to save what others need to
 * see the same, and to forget the run.
 *
 * Maps from: the findings of a run in a range. Maps to: offers without edits.
 */

import type { Analysis } from './analysis.js';
import type { ActionProvider, OfferedAction } from './codeActionTypes.js';
import { showListing } from './showListing.js';

export const runActions: ActionProvider = {
  async offer(analysis, { start, end }, { isWanted, hasCommand, runFindings = [] }) {
    if (!isWanted('quickFix')) return [];
    const offers = new Map<string, OfferedAction>();
    const found = runFindings.filter(
      ({ range }) => range.line - 1 <= end.line && range.endLine - 1 >= start.line,
    );
    for (const finding of found) {
      const { code, scope } = finding;
      if (code !== 'NC401' && !offers.has(scope)) {
        offers.set(scope, showListing(finding, 'assembly'));
      }
    }
    if (found.length === 0) return [];
    const isFault = found.some(({ code }) => reproducible.includes(code));
    const save = isFault && hasCommand(SAVE_REPRODUCTION) ? [saveReproduction(analysis)] : [];
    return [...offers.values(), ...save, clear];
  },
};

const SAVE_REPRODUCTION = 'nativecompile.saveReproduction';
const reproducible: readonly string[] = ['NC401', 'NC402'];

const saveReproduction = ({ uri }: Analysis): OfferedAction => ({
  id: 'reproduction',
  title: 'Save a reproduction…',
  kind: 'quickFix',
  isPreferred: false,
  codes: reproducible,
  edits: [],
  command: { command: SAVE_REPRODUCTION, arguments: [uri] },
});

const clear: OfferedAction = {
  id: 'clear',
  title: 'Clear what the last run told',
  kind: 'quickFix',
  isPreferred: false,
  codes: ['NC301', 'NC302', 'NC401', 'NC402'],
  edits: [],
  command: { command: 'nativecompile.clearRunData' },
};
