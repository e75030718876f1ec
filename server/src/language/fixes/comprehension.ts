/**
 * A comprehension becomes a loop before the statement that it is in.
 *
 * Its variables get names of their own where others use the same ones. Functions made in a
 * comprehension keep its variables, which a loop would share between them: there it is not done.
 */

import { hoisted, hoistPoint, isSimple } from './hoist.js';
import { argument, condition, type Impossible, type Rewrite, type Rewritten } from './rewrite.js';
import { isNode, type Node, nodesIn, type SyntaxTree } from './syntaxTree.js';

/** What has a scope in which the comprehension's variables live on, or mean something else. */
const INNER_SCOPES = new Set(['Lambda', 'GeneratorExp', 'ListComp', 'SetComp', 'DictComp']);

export const comprehension: Rewrite = {
  title: 'Replace the comprehension by a loop',
  nodes: ['ListComp', 'SetComp', 'DictComp'],
  addsNames: true,
  opcodes: ['LIST_APPEND', 'SET_ADD', 'MAP_ADD', 'MAKE_FUNCTION'],
  rewrite(tree: SyntaxTree, node: Node): Rewritten | Impossible | null {
    const generators = nodesIn(node.generators);
    const problem = obstacle(tree, node, generators);
    if (problem !== null) return { reason: problem };
    const statement = hoistPoint(tree, node);
    if ('reason' in statement) return statement as Impossible;
    const renamed = newNames(tree, node, generators);
    if (renamed === null) return { reason: 'A variable of it is used in an f-string.' };
    const name = tree.freshName('_items');
    const write = (one: Node, as: typeof argument): string => as(renaming(tree, renamed), one);
    const { unit } = tree;
    const lines = [`${name} = ${{ ListComp: '[]', SetComp: 'set()', DictComp: '{}' }[node.node]}`];
    let indentation = '';
    for (const { target, iter, ifs } of generators) {
      if (!isNode(target) || !isNode(iter)) return null;
      lines.push(
        `${indentation}for ${renaming(tree, renamed).source(target)} in ${write(iter, argument)}:`,
      );
      indentation += unit;
      for (const test of nodesIn(ifs)) {
        lines.push(`${indentation}if ${write(test, condition)}:`);
        indentation += unit;
      }
    }
    if (node.node === 'DictComp') {
      if (!isNode(node.key) || !isNode(node.value)) return null;
      let key = write(node.key, argument);
      // In an assignment the value would be evaluated before the key.
      if (!isSimple(node.key) && !isSimple(node.value)) {
        const keyName = tree.freshName('_key');
        lines.push(`${indentation}${keyName} = ${key}`);
        key = keyName;
      }
      lines.push(`${indentation}${name}[${key}] = ${write(node.value, argument)}`);
    } else {
      if (!isNode(node.elt)) return null;
      const method = node.node === 'SetComp' ? 'add' : 'append';
      lines.push(`${indentation}${name}.${method}(${write(node.elt, argument)})`);
    }
    return hoisted(tree, node, statement as Node, lines, name);
  },
};

function obstacle(tree: SyntaxTree, node: Node, generators: readonly Node[]): string | null {
  if (generators.some(({ is_async: isAsync }) => isAsync !== 0)) return 'It is asynchronous.';
  if (node.node === 'SetComp' && !tree.isBuiltin('set', node)) {
    return '`set` may mean something else here.';
  }
  for (const inner of tree.within(node)) {
    if (inner !== node && INNER_SCOPES.has(inner.node)) {
      return 'A function or another comprehension is in it.';
    }
    if (inner.node === 'Await') return 'It is asynchronous.';
  }
  const bound = new Set(
    generators.flatMap(({ target }) => (isNode(target) ? namesIn(tree, target) : [])),
  );
  const iterable = generators[0]?.iter;
  if (isNode(iterable) && namesIn(tree, iterable).some((name) => bound.has(name))) {
    return 'What it goes through has the name of one of its variables.';
  }
  for (const outer of tree.ancestors(node)) {
    if (INNER_SCOPES.has(outer.node)) return 'It is in another comprehension or a lambda.';
  }
  return null;
}

const namesIn = (tree: SyntaxTree, node: Node): string[] =>
  [...tree.within(node)].filter((one) => one.node === 'Name').map(({ id }) => String(id));

/**
 * New names for the variables that something else uses as well; null when they cannot be replaced.
 */
function newNames(
  tree: SyntaxTree,
  node: Node,
  generators: readonly Node[],
): ReadonlyMap<string, string> | null {
  const inside = new Set(tree.within(node));
  const renamed = new Map<string, string>();
  for (const { target } of generators) {
    if (!isNode(target)) continue;
    for (const one of tree.within(target)) {
      const isStored = one.node === 'Name' && isNode(one.ctx) && one.ctx.node === 'Store';
      if (!isStored) continue;
      const name = String(one.id);
      // In a module the name would be seen by those who import it.
      const isPublic = tree.scopeOf(node) === tree.root && !name.startsWith('_');
      if (!isPublic && tree.usesOf(name).every((use) => inside.has(use))) continue;
      renamed.set(name, tree.freshName(`_${name.replace(/^_+/, '')}`, [...renamed.values()]));
    }
  }
  if (renamed.size === 0) return renamed;
  for (const one of inside) {
    if (one.node !== 'JoinedStr') continue;
    for (const part of tree.within(one)) {
      if (part.node === 'Name' && renamed.has(String(part.id))) return null;
    }
  }
  return renamed;
}

/** The tree as it is, but for the source of nodes, in which names are replaced. */
function renaming(tree: SyntaxTree, renamed: ReadonlyMap<string, string>): SyntaxTree {
  if (renamed.size === 0) return tree;
  const view: SyntaxTree = Object.create(tree);
  view.source = (node: Node): string => {
    const start = tree.start(node);
    let text = tree.source(node);
    const names = [...tree.within(node)]
      .filter((one) => one.node === 'Name' && renamed.has(String(one.id)))
      .sort((a, b) => tree.start(b) - tree.start(a));
    for (const one of names) {
      const at = tree.start(one) - start;
      const name = String(one.id);
      text = text.slice(0, at) + (renamed.get(name) ?? name) + text.slice(at + name.length);
    }
    return text;
  };
  return view;
}
