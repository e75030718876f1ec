/**
 * `a[i:j] += x` becomes a load, the operation on a variable, and a store; `a.b += x` likewise.
 *
 * Object and index are evaluated once and in the order of before; a slice is made by `slice()`.
 */

import { argument, type Impossible, operand, type Rewrite, type Rewritten } from './rewrite.js';
import { isNode, type Node, nodesIn, type SyntaxTree } from './syntaxTree.js';

export const augmentedAssignment: Rewrite = {
  title: 'Write the augmented assignment as load, operation and store',
  nodes: ['AugAssign'],
  addsNames: true,
  opcodes: ['BUILD_SLICE', 'SWAP', 'COPY'],
  rewrite(tree: SyntaxTree, node: Node): Rewritten | Impossible | null {
    const { target, value } = node;
    if (!isNode(target) || !isNode(value) || !isNode(target.value)) return null;
    if (target.node !== 'Subscript' && target.node !== 'Attribute') return null;
    if (!tree.ownsLines(node)) return { reason: 'Another statement is in the same line.' };
    if (tree.scopeOf(node).node === 'ClassDef') {
      return { reason: 'Further names in the body of a class would become its attributes.' };
    }
    const statements: string[] = [];
    // A name may be read again, unless the right side binds it anew.
    const mayBind = [...tree.within(value)].some((one) => one.node === 'NamedExpr');
    const named = (base: string, one: Node, text: string): string => {
      const isLocal = one.node === 'Name' && tree.isOwnLocal(String(one.id), one);
      if (one.node === 'Constant' || (isLocal && !mayBind)) return text;
      const name = tree.freshName(base);
      statements.push(`${name} = ${text}`);
      return name;
    };
    const object = named('_object', target.value, argument(tree, target.value));
    let place: string;
    if (target.node === 'Attribute') place = `${object}.${String(target.attr)}`;
    else {
      const { slice } = target;
      if (!isNode(slice)) return null;
      const text = indexText(tree, slice);
      if (text === null) return { reason: '`slice` may mean something else here.' };
      place = `${object}[${named('_index', slice, text)}]`;
    }
    const result = tree.freshName('_value');
    const operator = tree.text.slice(tree.end(target), tree.start(value)).match(/[^\s()\\]+=/)?.[0];
    if (operator === undefined) return null;
    statements.push(
      `${result} = ${place}`,
      `${result} ${operator} ${argument(tree, value)}`,
      `${place} = ${result}`,
    );
    const indentation = tree.indentation(node.at?.[0] ?? 1);
    const extent = [tree.start(node), tree.end(node)] as const;
    return { edits: [tree.edit(...extent, statements.join(`\n${indentation}`))], extent };
  },
};

/** An index as an expression; null where `slice` is not Python's own. */
function indexText(tree: SyntaxTree, index: Node): string | null {
  if (index.node === 'Slice') {
    if (!tree.isBuiltin('slice', index)) return null;
    const parts = [index.lower, index.upper, index.step].map((part) =>
      isNode(part) ? argument(tree, part) : 'None',
    );
    if (!isNode(index.step)) parts.pop();
    return `slice(${parts.join(', ')})`;
  }
  if (index.node !== 'Tuple') return argument(tree, index);
  const items = nodesIn(index.elts).map((item) =>
    item.node === 'Slice' ? indexText(tree, item) : operandOrStarred(tree, item),
  );
  if (items.includes(null)) return null;
  return `(${items.join(', ')}${items.length === 1 ? ',' : ''})`;
}

const operandOrStarred = (tree: SyntaxTree, node: Node): string =>
  node.node === 'Starred' ? tree.source(node) : operand(tree, node);
