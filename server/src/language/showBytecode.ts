/**
 * The offer to show the bytecode at a finding about an opcode.
 *
 * Maps from: findings in a range. Maps to: one offer a function, without edits.
 */

import type { ActionProvider, OfferedAction } from './codeActionTypes.js';
import { listingUri } from './listingUri.js';

export const showBytecode: ActionProvider = {
  async offer(analysis, { start, end }, { isWanted }) {
    if (!isWanted('quickFix')) return [];
    const offers = new Map<string, OfferedAction>();
    for (const { code, scope, range } of analysis.findings) {
      if (code !== 'NC101' || range.line - 1 > end.line || range.endLine - 1 < start.line) continue;
      const address = listingUri({ src: analysis.uri, scope, view: 'bytecode' });
      offers.set(scope, {
        id: scope,
        title: `Show the bytecode of ${scope}`,
        kind: 'quickFix',
        isPreferred: false,
        codes: ['NC101'],
        edits: [],
        command: { command: 'nativecompile.openListing', arguments: [address] },
      });
    }
    return [...offers.values()];
  },
};
