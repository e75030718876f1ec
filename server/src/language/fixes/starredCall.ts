/**
 * `f(*[a, b], **{'c': d})` becomes `f(a, b, c=d)`.
 *
 * Only for displays that stand in the call itself, whose keys are names and come once.
 */

import type { SourceEdit } from '../codeActionTypes.js';
import { argument, type Impossible, type Rewrite, type Rewritten } from './rewrite.js';
import { isNode, isText, type Node, nodesIn, type SyntaxTree } from './syntaxTree.js';

const NAME = /^(?!__)[A-Za-z_]\w*$/;

export const starredCall: Rewrite = {
  title: 'Write the unpacked arguments as arguments',
  nodes: ['Call'],
  addsNames: false,
  opcodes: ['CALL_FUNCTION_EX', 'DICT_MERGE', 'BUILD_MAP', 'BUILD_CONST_KEY_MAP', 'LIST_TO_TUPLE'],
  rewrite(tree: SyntaxTree, call: Node): Rewritten | Impossible | null {
    const starred = nodesIn(call.args).filter(({ node }) => node === 'Starred');
    const keywords = nodesIn(call.keywords);
    const mappings = keywords.filter(({ arg }) => arg === null);
    if (starred.length + mappings.length === 0) return null;
    const names = keywords.map(({ arg }) => arg).filter(isText);
    const edits: SourceEdit[] = [];
    for (const one of starred) {
      const elements = isNode(one.value) ? displayed(one.value) : null;
      if (elements === null) return { reason: 'What is unpacked by `*` is no display.' };
      const text = elements.map((element) => argument(tree, element)).join(', ');
      edits.push(tree.edit(tree.start(one), tree.end(one), text));
    }
    for (const { value, at, ...rest } of mappings) {
      const keyword = { value, at, ...rest } as Node;
      const text = isNode(value) ? keywordArguments(tree, value, names) : null;
      if (text === null) {
        return {
          reason: 'What is unpacked by `**` is no display whose keys are names, each once.',
        };
      }
      edits.push(tree.edit(tree.start(keyword), tree.end(keyword), text));
    }
    return { edits, extent: [tree.start(call), tree.end(call)] };
  },
};

function displayed(node: Node): readonly Node[] | null {
  if (node.node !== 'List' && node.node !== 'Tuple') return null;
  const elements = nodesIn(node.elts);
  const isPlain = elements.every((element) => element.node !== 'Starred');
  return isPlain && elements.length > 0 ? elements : null;
}

function keywordArguments(tree: SyntaxTree, dict: Node, names: string[]): string | null {
  if (dict.node !== 'Dict' || !Array.isArray(dict.keys) || dict.keys.length === 0) return null;
  const values = nodesIn(dict.values);
  const parts: string[] = [];
  for (const [index, key] of dict.keys.entries()) {
    const name = isNode(key) && key.node === 'Constant' ? key.text : null;
    const value = values[index];
    if (!isText(name) || !NAME.test(name) || names.includes(name) || value === undefined)
      return null;
    names.push(name);
    parts.push(`${name}=${argument(tree, value)}`);
  }
  return parts.join(', ');
}
