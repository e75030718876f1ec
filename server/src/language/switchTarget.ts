/**
 * Offers another target where a module cannot be imported because of this one.
 *
 * Maps from: findings NC104 in a range. Maps to: an offer without edits; the client changes the
 * setting.
 */

import { targetNames } from '../compiler/target/target.js';
import type { ActionProvider } from './codeActionTypes.js';

const CODE = 'NC104';
const SWITCH_TARGET = 'nativecompile.switchTarget';

export const switchTarget: ActionProvider = {
  async offer({ findings, target }, { start, end }, { isWanted }) {
    const isConcerned = findings.some(
      ({ code, range }) =>
        code === CODE && range.line - 1 <= end.line && range.endLine - 1 >= start.line,
    );
    if (!isConcerned || !isWanted('quickFix')) return [];
    return targetNames
      .filter((name) => name !== target)
      .map((name) => ({
        id: `target ${name}`,
        title: `Switch to the target ${name}`,
        kind: 'quickFix',
        isPreferred: false,
        codes: [CODE],
        edits: [],
        command: { command: SWITCH_TARGET, arguments: [name] },
      }));
  },
};
