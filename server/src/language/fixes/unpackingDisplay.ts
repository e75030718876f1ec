/**
 * `{*a, b}`, `{**a, 'k': b}`, `[*a, b]` and `(*a, b)` become a collection that is filled step by
 * step.
 *
 * What is unpacked and what is single is evaluated and put in, in the order of before.
 */

import { hoisted, hoistPoint, isSimple } from './hoist.js';
import { argument, type Impossible, type Rewrite, type Rewritten } from './rewrite.js';
import { isNode, type Node, nodesIn, type SyntaxTree } from './syntaxTree.js';

interface Kind {
  readonly empty: string;
  readonly add: string;
  readonly extend: string;
}

const kinds: Readonly<Record<string, Kind>> = {
  Set: { empty: 'set()', add: 'add', extend: 'update' },
  List: { empty: '[]', add: 'append', extend: 'extend' },
  Tuple: { empty: '[]', add: 'append', extend: 'extend' },
};

export const unpackingDisplay: Rewrite = {
  title: 'Fill the collection step by step',
  nodes: ['Set', 'Dict', 'List', 'Tuple'],
  addsNames: true,
  opcodes: ['SET_UPDATE', 'DICT_UPDATE', 'LIST_EXTEND', 'LIST_TO_TUPLE', 'SET_ADD', 'BUILD_SET'],
  rewrite(tree: SyntaxTree, node: Node): Rewritten | Impossible | null {
    if (isNode(node.ctx) && node.ctx.node !== 'Load') return null;
    const name = tree.freshName('_items');
    const lines =
      node.node === 'Dict' ? dictLines(tree, node, name) : displayLines(tree, node, name);
    if (lines === null) return null;
    if (tree.parent(node)?.node === 'Starred' || tree.parent(node)?.node === 'Subscript')
      return null;
    const builtin = node.node === 'Set' ? 'set' : node.node === 'Tuple' ? 'tuple' : null;
    if (builtin !== null && !tree.isBuiltin(builtin, node)) {
      return { reason: `\`${builtin}\` may mean something else here.` };
    }
    const statement = hoistPoint(tree, node);
    if ('reason' in statement) return statement as Impossible;
    const value = node.node === 'Tuple' ? `tuple(${name})` : name;
    return hoisted(tree, node, statement as Node, lines, value);
  },
};

function displayLines(tree: SyntaxTree, node: Node, name: string): string[] | null {
  const kind = kinds[node.node];
  const elements = nodesIn(node.elts);
  if (kind === undefined || !elements.some((element) => element.node === 'Starred')) return null;
  const steps = elements.map((element) =>
    element.node === 'Starred' && isNode(element.value)
      ? `${name}.${kind.extend}(${argument(tree, element.value)})`
      : `${name}.${kind.add}(${argument(tree, element)})`,
  );
  return [`${name} = ${kind.empty}`, ...steps];
}

function dictLines(tree: SyntaxTree, node: Node, name: string): string[] | null {
  if (!Array.isArray(node.keys) || !node.keys.includes(null)) return null;
  const values = nodesIn(node.values);
  const lines = [`${name} = {}`];
  const keyName = tree.freshName('_key');
  for (const [index, key] of node.keys.entries()) {
    const value = values[index];
    if (value === undefined) return null;
    const text = argument(tree, value);
    if (!isNode(key)) lines.push(`${name}.update(${text})`);
    // In an assignment the value would be evaluated before the key.
    else if (isSimple(key) || isSimple(value)) {
      lines.push(`${name}[${argument(tree, key)}] = ${text}`);
    } else lines.push(`${keyName} = ${argument(tree, key)}`, `${name}[${keyName}] = ${text}`);
  }
  return lines;
}
