/**
 * `assert test, message` becomes an `if` that raises.
 *
 * `__debug__` is a constant: with -O CPython leaves the statement out, as it leaves out an assert.
 */

import { argument, condition, type Impossible, type Rewrite, type Rewritten } from './rewrite.js';
import { isNode, type Node, type SyntaxTree } from './syntaxTree.js';

export const assertStatement: Rewrite = {
  title: 'Replace assert by if and raise',
  nodes: ['Assert'],
  addsNames: false,
  opcodes: ['LOAD_ASSERTION_ERROR'],
  rewrite(tree: SyntaxTree, node: Node): Rewritten | Impossible | null {
    if (!isNode(node.test)) return null;
    if (!tree.isBuiltin('AssertionError', node)) {
      return { reason: '`AssertionError` may mean something else here.' };
    }
    if (!tree.ownsLines(node)) return { reason: 'Another statement is in the same line.' };
    const indentation = tree.indentation(node.at?.[0] ?? 1);
    const message = isNode(node.msg) ? `(${argument(tree, node.msg)})` : '';
    const text = `if __debug__ and not ${condition(tree, node.test)}:\n${indentation}${tree.unit}raise AssertionError${message}`;
    const extent = [tree.start(node), tree.end(node)] as const;
    return { edits: [tree.edit(...extent, text)], extent };
  },
};
