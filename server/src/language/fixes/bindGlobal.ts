/**
 * A global that a loop looks up becomes a local variable, bound before the loop.
 *
 * Only for names that nothing binds anew: built-in functions that the file never binds, and
 * functions, classes and modules that it binds once, above the function.
 */

import type { SourceEdit } from '../codeActionTypes.js';
import type { Impossible, Rewrite, Rewritten } from './rewrite.js';
import { builtinNames } from './builtinNames.js';
import { isNode, type Node, nodesIn, type SyntaxTree } from './syntaxTree.js';

const FUNCTIONS = new Set(['FunctionDef', 'AsyncFunctionDef']);
const BINDINGS = new Set(['FunctionDef', 'AsyncFunctionDef', 'ClassDef', 'alias']);
const LOOPS = new Set(['For', 'AsyncFor', 'While']);

export const bindGlobal: Rewrite = {
  title: 'Bind the global to a local variable before the loop',
  nodes: ['Name'],
  addsNames: true,
  opcodes: ['LOAD_GLOBAL'],
  rewrite(tree: SyntaxTree, node: Node): Rewritten | Impossible | null {
    const scope = tree.scopeOf(node);
    if (!FUNCTIONS.has(scope.node)) return null;
    const name = String(node.id);
    if (!isConstant(tree, name, scope, node)) return { reason: `\`${name}\` may be bound anew.` };
    const loop = outermostLoop(tree, node, scope);
    if (loop === null) return { reason: 'It is in no loop of statements.' };
    if (!tree.beginsLine(loop)) return { reason: 'Another statement is in the same line.' };
    const local = tree.freshName(`_${name}`);
    const start = tree.start(loop);
    const indentation = tree.indentation(loop.at?.[0] ?? 1);
    const edits: SourceEdit[] = [tree.edit(start, start, `${local} = ${name}\n${indentation}`)];
    for (const part of repeated(loop)) {
      for (const use of tree.within(part)) {
        if (use.node !== 'Name' || use.id !== name || tree.scopeOf(use) !== scope) continue;
        if (isElsewhere(tree, use, loop)) continue;
        edits.push(tree.edit(tree.start(use), tree.end(use), local));
      }
    }
    edits.sort((a, b) => a.range.line - b.range.line || a.range.column - b.range.column);
    return { edits, extent: [start, tree.end(loop)] };
  },
};

function isConstant(tree: SyntaxTree, name: string, scope: Node, node: Node): boolean {
  if (tree.isBuiltin(name, node)) return builtinNames.has(name);
  const bound = tree.usesOf(name).filter(({ node }) => node !== 'Name');
  const stored = tree
    .usesOf(name)
    .some(({ node, ctx }) => node === 'Name' && isNode(ctx) && ctx.node !== 'Load');
  const only = bound[0];
  if (stored || only === undefined || bound.length !== 1 || !BINDINGS.has(only.node)) return false;
  const isTopLevel = (one: Node): boolean => {
    const parent = tree.parent(one);
    if (parent === undefined) return false;
    return one.node === 'alias' ? isTopLevel(parent) : parent === tree.root;
  };
  return isTopLevel(only) && (only.at?.[0] ?? 0) < (scope.at?.[0] ?? 0);
}

/** The outermost loop in whose repeated part the node is. */
function outermostLoop(tree: SyntaxTree, node: Node, scope: Node): Node | null {
  let found: Node | null = null;
  let child = node;
  for (const parent of tree.ancestors(node)) {
    if (parent === scope) break;
    if (LOOPS.has(parent.node) && repeated(parent).includes(child)) found = parent;
    child = parent;
  }
  return found;
}

/** What each turn evaluates. */
const repeated = (loop: Node): Node[] => [
  ...(isNode(loop.test) ? [loop.test] : []),
  ...nodesIn(loop.body),
];

/** In f-strings CPython does not tell places; comprehensions have variables of their own. */
function isElsewhere(tree: SyntaxTree, use: Node, loop: Node): boolean {
  for (const one of tree.ancestors(use)) {
    if (one === loop) return false;
    if (one.node === 'FormattedValue' || one.node === 'comprehension') return true;
    if (/Comp$|GeneratorExp/.test(one.node)) return true;
  }
  return false;
}
