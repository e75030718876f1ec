/**
 * Makes a value in statements before the one that uses it.
 *
 * Maps from: an expression. Maps to: where such statements may stand so that everything is
 * evaluated in the order of before, or why there is no such place.
 */

import type { SourceEdit } from '../codeActionTypes.js';
import type { Impossible, Rewritten } from './rewrite.js';
import { isNode, isStatement, type Node, nodesIn, type SyntaxTree } from './syntaxTree.js';

/**
 * The statement that an expression is the first to be evaluated of, or the reason why there is
 * none.
 */
export function hoistPoint(tree: SyntaxTree, expression: Node): Node | Impossible {
  let child = expression;
  for (const parent of tree.ancestors(expression)) {
    if (isStatement(parent)) return checkStatement(tree, parent, child);
    // A keyword argument is no expression: the call decides.
    if (parent.node === 'keyword') {
      child = parent;
      continue;
    }
    if (!isFirst(parent, child)) {
      return { reason: 'Something else of the statement is evaluated before it.' };
    }
    child = parent;
  }
  return { reason: 'It is in no statement.' };
}

function checkStatement(tree: SyntaxTree, statement: Node, child: Node): Node | Impossible {
  if (tree.scopeOf(statement).node === 'ClassDef') {
    return { reason: 'Further names in the body of a class would become its attributes.' };
  }
  const isElif = statement.node === 'If' && tree.text.startsWith('elif', tree.start(statement));
  if (!isFirstOfStatement(statement, child) || isElif) {
    return { reason: 'It is evaluated at another time than the start of its statement.' };
  }
  if (!tree.beginsLine(statement)) return { reason: 'Another statement is in the same line.' };
  return statement;
}

function isFirstOfStatement(statement: Node, child: Node): boolean {
  switch (statement.node) {
    case 'Expr':
    case 'Return':
    case 'Assign':
    case 'AnnAssign':
      return statement.value === child;
    case 'AugAssign':
      return statement.value === child && isSimple(statement.target);
    case 'For':
      return statement.iter === child;
    case 'If':
    case 'Assert':
      return statement.test === child;
    case 'Raise':
      return statement.exc === child;
    case 'Match':
      return statement.subject === child;
    default:
      return false;
  }
}

/** Whether nothing with a noticeable effect is evaluated before `child`. */
function isFirst(parent: Node, child: Node): boolean {
  switch (parent.node) {
    case 'Call': {
      if (parent.func === child) return true;
      return isReceiver(parent.func) && comesFirst(child, parent.args, parent.keywords);
    }
    case 'Attribute':
    case 'Starred':
    case 'Await':
    case 'Yield':
    case 'NamedExpr':
      return parent.value === child;
    case 'Subscript':
      return parent.value === child || (parent.slice === child && isSimple(parent.value));
    case 'UnaryOp':
      return parent.operand === child;
    case 'BinOp':
      return parent.left === child || isSimple(parent.left);
    case 'Compare':
      return (
        parent.left === child || (isSimple(parent.left) && nodesIn(parent.comparators)[0] === child)
      );
    case 'BoolOp':
      return nodesIn(parent.values)[0] === child;
    case 'IfExp':
      return parent.test === child;
    case 'Tuple':
    case 'List':
    case 'Set':
      return comesFirst(child, parent.elts, []);
    default:
      return false;
  }
}

function comesFirst(child: Node, first: unknown, then: unknown): boolean {
  for (const node of nodesIn(first)) {
    if (node === child) return true;
    if (!isSimple(node)) return false;
  }
  for (const node of nodesIn(then)) {
    if (node === child) return true;
    if (!isSimple(node.value)) return false;
  }
  return false;
}

/** A function by its name, or a method of a constant. */
const isReceiver = (value: unknown): boolean =>
  isSimple(value) ||
  (isNode(value) &&
    value.node === 'Attribute' &&
    isNode(value.value) &&
    value.value.node === 'Constant');

export const isSimple = (value: unknown): value is Node =>
  isNode(value) && (value.node === 'Name' || value.node === 'Constant');

/** Puts `lines` before a statement, and `value` in the place of the expression. */
export function hoisted(
  tree: SyntaxTree,
  expression: Node,
  statement: Node,
  lines: readonly string[],
  value: string,
): Rewritten {
  const line = statement.at?.[0] ?? 1;
  const indentation = tree.indentation(line);
  const start = tree.start(statement);
  const [at, end] = [tree.start(expression), tree.end(expression)];
  const before = lines.map((text) => `${text}\n${indentation}`).join('');
  const edits: SourceEdit[] =
    at === start
      ? [tree.edit(start, end, before + value)]
      : [tree.edit(start, start, before), tree.edit(at, end, value)];
  return { edits, extent: [start, tree.end(statement)] };
}
