/**
 * `a < b < c` becomes `a < b and b < c`.
 *
 * What is compared twice is evaluated once: it gets a name, unless it is a constant or a local
 * variable.
 */

import { type Impossible, operand, type Rewrite, type Rewritten } from './rewrite.js';
import { isNode, type Node, nodesIn, type SyntaxTree } from './syntaxTree.js';

const operators: Readonly<Record<string, string>> = {
  Eq: '==',
  NotEq: '!=',
  Lt: '<',
  LtE: '<=',
  Gt: '>',
  GtE: '>=',
  Is: 'is',
  IsNot: 'is not',
  In: 'in',
  NotIn: 'not in',
};

/** Around these nothing binds tighter than `and`. */
const LOOSE = new Set(
  'Expr Return Assign AnnAssign AugAssign If While Assert Call keyword comprehension'.split(' '),
);

export const chainedComparison: Rewrite = {
  title: 'Split the chained comparison',
  nodes: ['Compare'],
  addsNames: true,
  opcodes: ['SWAP', 'COPY', 'JUMP_IF_FALSE_OR_POP'],
  rewrite(tree: SyntaxTree, node: Node): Rewritten | Impossible | null {
    const comparators = nodesIn(node.comparators);
    const ops = nodesIn(node.ops);
    if (comparators.length < 2 || !isNode(node.left)) return null;
    const taken: string[] = [];
    let left = operand(tree, node.left);
    const parts: string[] = [];
    for (const [index, comparator] of comparators.entries()) {
      const operator = operators[ops[index]?.node ?? ''] ?? '';
      const text = operand(tree, comparator);
      const isLast = index === comparators.length - 1;
      if (isLast || canRepeat(tree, comparator)) {
        parts.push(`${left} ${operator} ${text}`);
        left = text;
      } else {
        if (tree.scopeOf(node).node === 'ClassDef') {
          return { reason: 'Further names in the body of a class would become its attributes.' };
        }
        const name = tree.freshName('_middle', taken);
        taken.push(name);
        parts.push(`${left} ${operator} (${name} := ${text})`);
        left = name;
      }
    }
    const text = parts.join(' and ');
    const isLoose = LOOSE.has(tree.parent(node)?.node ?? '');
    const extent = [tree.start(node), tree.end(node)] as const;
    return { edits: [tree.edit(...extent, isLoose ? text : `(${text})`)], extent };
  },
};

function canRepeat(tree: SyntaxTree, node: Node): boolean {
  if (node.node === 'Constant') return true;
  return node.node === 'Name' && tree.isOwnLocal(String(node.id), node);
}
