/**
 * Opcodes that are not compiled because somebody wishes so.
 *
 * Maps from: findings in a range. Maps to: an offer without edits, by which the client changes its
 * setting; and, in texts, the words for who wishes it.
 */

import type { ActionProvider } from './codeActionTypes.js';

const CODE = 'NC101';
const COMMAND = 'nativecompile.stopExcluding';
/** As the compiler says it, which knows no settings. */
const REASON = 'excluded by the options';

/** Names what excludes: a setting, an option of the command line. */
export const namingExclusion = (text: string, by: string): string =>
  text.replaceAll(REASON, `excluded by ${by}`);

export const stopExcluding: ActionProvider = {
  async offer({ findings }, { start, end }, { isWanted, hasCommand }) {
    if (!isWanted('quickFix') || !hasCommand(COMMAND)) return [];
    const opcodes = new Set<string>();
    for (const { code, range, opcode, message } of findings) {
      const isHere = range.line - 1 <= end.line && range.endLine - 1 >= start.line;
      if (code !== CODE || !isHere || opcode === undefined) continue;
      if (message.includes(REASON)) opcodes.add(opcode);
    }
    return [...opcodes].map((opcode) => ({
      id: `include ${opcode}`,
      title: `Stop excluding \`${opcode}\``,
      kind: 'quickFix',
      isPreferred: false,
      codes: [CODE],
      edits: [],
      command: { command: COMMAND, arguments: [opcode] },
    }));
  },
};
