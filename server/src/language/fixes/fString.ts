/**
 * An f-string becomes a join of what its pieces are formatted to.
 *
 * Each piece is evaluated and then formatted before the next one, as in the f-string; `format()` is
 * what an f-string calls. The expressions in it are written anew: CPython does not tell where they
 * are.
 */

import { type Impossible, type Rewrite, type Rewritten, stringLiteral } from './rewrite.js';
import { isNode, isText, type Node, nodesIn, type SyntaxTree } from './syntaxTree.js';

const conversions: Readonly<Record<number, string>> = { 115: 'str', 114: 'repr', 97: 'ascii' };

export const fString: Rewrite = {
  title: 'Replace the f-string by calls of format()',
  nodes: ['JoinedStr'],
  addsNames: false,
  opcodes: ['FORMAT_VALUE', 'BUILD_STRING'],
  rewrite(tree: SyntaxTree, node: Node): Rewritten | Impossible | null {
    const parent = tree.parent(node)?.node;
    if (parent === 'FormattedValue' || parent === 'JoinedStr') return null;
    const used = new Set<string>();
    const text = joined(node, used);
    const hidden = [...used].find((name) => !tree.isBuiltin(name, node));
    if (hidden !== undefined) return { reason: `\`${hidden}\` may mean something else here.` };
    const extent = [tree.start(node), tree.end(node)] as const;
    return { edits: [tree.edit(...extent, text)], extent };
  },
};

function joined(node: Node, used: Set<string>): string {
  const pieces = nodesIn(node.values).map((value) => piece(value, used));
  if (pieces.length === 0) return "''";
  return pieces.length === 1 ? (pieces[0] ?? '') : `''.join([${pieces.join(', ')}])`;
}

function piece(value: Node, used: Set<string>): string {
  if (value.node !== 'FormattedValue') return stringLiteral(isText(value.text) ? value.text : '');
  used.add('format');
  const conversion = conversions[Number(value.conversion)];
  if (conversion !== undefined) used.add(conversion);
  const source = String(value.source);
  const converted = conversion === undefined ? source : `${conversion}(${source})`;
  const spec = isNode(value.format_spec) ? joined(value.format_spec, used) : null;
  return spec === null ? `format(${converted})` : `format(${converted}, ${spec})`;
}
