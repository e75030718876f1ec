/**
 * The edits that may help with a finding, before anybody knows whether they do.
 *
 * Maps from: a finding, its analysis and the syntax tree. Maps to: rewrites of what it is about.
 */

import type { Diagnostic } from '../diagnostics.js';
import { assertStatement } from './assertStatement.js';
import { augmentedAssignment } from './augmentedAssignment.js';
import { bindGlobal } from './bindGlobal.js';
import { chainedComparison } from './chainedComparison.js';
import { comprehension } from './comprehension.js';
import { fString } from './fString.js';
import { matchStatement } from './matchStatement.js';
import { isImpossible, noticesNames, type Rewrite, type Rewritten } from './rewrite.js';
import { starredCall } from './starredCall.js';
import type { SyntaxTree } from './syntaxTree.js';
import { unpackingDisplay } from './unpackingDisplay.js';
import { withStatement } from './withStatement.js';
import { yieldFrom } from './yieldFrom.js';

export const rewrites: readonly Rewrite[] = [
  fString,
  starredCall,
  chainedComparison,
  augmentedAssignment,
  unpackingDisplay,
  comprehension,
  yieldFrom,
  assertStatement,
  matchStatement,
  withStatement,
];

export interface Candidate extends Rewritten {
  readonly title: string;
  readonly isPreferred: boolean;
}

export interface Candidates {
  readonly possible: readonly Candidate[];
  /** Rewrites that are meant for this, and why they cannot be done here. */
  readonly impossible: readonly { readonly title: string; readonly reason: string }[];
}

export function candidatesFor(tree: SyntaxTree, finding: Diagnostic): Candidates {
  const { range, code, opcode } = finding;
  const possible: Candidate[] = [];
  const impossible: { title: string; reason: string }[] = [];
  const wanted =
    code === 'NC202' ? [bindGlobal] : code === 'NC101' || code === 'NC204' ? rewrites : [];
  const start = tree.offsetAt(range);
  const end = tree.offsetAt({ line: range.endLine, column: range.endColumn });
  for (const node of tree.around(start, end)) {
    for (const rewrite of wanted) {
      if (!rewrite.nodes.includes(node.node)) continue;
      const result = rewrite.rewrite(tree, node);
      if (result === null) continue;
      if (rewrite.addsNames && !isImpossible(result) && noticesNames(tree, node)) {
        impossible.push({
          title: rewrite.title,
          reason: 'The program looks at which names there are.',
        });
      } else if (!isImpossible(result)) {
        possible.push({
          ...result,
          title: result.title ?? rewrite.title,
          isPreferred: result.isPreferred !== false,
        });
      } else if (opcode !== undefined && rewrite.opcodes.includes(opcode)) {
        impossible.push({ title: rewrite.title, reason: result.reason });
      }
    }
  }
  return { possible, impossible };
}
