/**
 * The offer to show the bytecode at a finding about an opcode.
 *
 * Maps from: findings in a range. Maps to: one offer a function, without edits.
 */

import type { ActionProvider, OfferedAction } from './codeActionTypes.js';
import { showListing } from './showListing.js';

export const showBytecode: ActionProvider = {
  async offer(analysis, { start, end }, { isWanted }) {
    if (!isWanted('quickFix')) return [];
    const offers = new Map<string, OfferedAction>();
    for (const finding of analysis.findings) {
      const { code, scope, range } = finding;
      if (code !== 'NC101' || range.line - 1 > end.line || range.endLine - 1 < start.line) continue;
      if (!offers.has(scope)) offers.set(scope, showListing(finding, 'bytecode'));
    }
    return [...offers.values()];
  },
};
