/**
 * `with` becomes calls of __enter__ and __exit__ around a `try`, as the Language Reference (8.5)
 * spells it out.
 *
 * The body stays where it is; with several managers it moves to the right, one level for each
 * further one.
 */

import type { SourceEdit } from '../codeActionTypes.js';
import { argument, type Impossible, type Rewrite, type Rewritten } from './rewrite.js';
import { isNode, type Node, nodesIn, type SyntaxTree } from './syntaxTree.js';

export const withStatement: Rewrite = {
  title: 'Replace with by try and finally',
  nodes: ['With'],
  addsNames: true,
  opcodes: ['BEFORE_WITH', 'WITH_EXCEPT_START'],
  rewrite(tree: SyntaxTree, node: Node): Rewritten | Impossible | null {
    const items = nodesIn(node.items);
    const body = nodesIn(node.body);
    const firstOfBody = body[0];
    const lastOfBody = body.at(-1);
    const lastItem = items.at(-1);
    if (firstOfBody === undefined || lastOfBody === undefined || lastItem === undefined)
      return null;
    if (tree.scopeOf(node).node === 'ClassDef') {
      return { reason: 'Further names in the body of a class would become its attributes.' };
    }
    if (!tree.beginsLine(node)) return { reason: 'Another statement is in the same line.' };
    for (const name of ['type', 'BaseException']) {
      if (!tree.isBuiltin(name, node))
        return { reason: `\`${name}\` may mean something else here.` };
    }
    const outer = tree.indentation(node.at?.[0] ?? 1);
    const { unit } = tree;
    const taken: string[] = [];
    const fresh = (base: string): string => {
      const name = tree.freshName(base, taken);
      taken.push(name);
      return name;
    };
    let head = '';
    let tail = '';
    let assignment = '';
    let indentation = outer;
    for (const [index, { context_expr: manager, optional_vars: target }] of items.entries()) {
      if (!isNode(manager)) return null;
      const names = namesOf(fresh);
      const expression = argument(tree, manager);
      const goal = isNode(target) ? targetText(tree, target) : null;
      const isLast = index === items.length - 1;
      assignment = isLast && goal !== null ? `${goal} = ${names.value}` : '';
      head += index === 0 ? '' : `\n${indentation}`;
      head += opening(names, expression, goal !== null, indentation);
      if (!isLast && goal !== null) head += `\n${indentation}${unit}${goal} = ${names.value}`;
      tail = closing(names, indentation, unit) + tail;
      indentation += unit;
    }
    const start = tree.start(node);
    const lastNode = isNode(lastItem.optional_vars)
      ? lastItem.optional_vars
      : lastItem.context_expr;
    if (!isNode(lastNode)) return null;
    const colon = tree.text.indexOf(':', tree.end(lastNode)) + 1;
    const isBlock = firstOfBody.at?.[0] !== tree.range(colon, colon).line;
    const end = tree.lineStop(lastOfBody.at?.[2] ?? 1);
    const edits: SourceEdit[] = [];
    const further = unit.repeat(items.length - 1);
    if (isBlock) {
      edits.push(tree.edit(start, colon, head));
      // In a line of its own, so that a comment behind the colon stays there.
      const first = tree.lineStart(firstOfBody.at?.[0] ?? 1);
      const own = tree.indentation(firstOfBody.at?.[0] ?? 1) + further;
      if (assignment !== '') edits.push(tree.edit(first, first, `${own}${assignment}\n`));
      edits.push(...indent(tree, colon, end, further));
    } else {
      const blanks = tree.text.slice(colon).match(/^[ \t]*/)?.[0].length ?? 0;
      if (assignment !== '') head += `\n${indentation}${assignment}`;
      edits.push(tree.edit(start, colon + blanks, `${head}\n${indentation}`));
    }
    edits.push(tree.edit(end, end, tail));
    return { edits, extent: [start, end] };
  },
};

interface Names {
  readonly manager: string;
  readonly enter: string;
  readonly exit: string;
  readonly value: string;
  readonly failed: string;
  readonly error: string;
}

function namesOf(fresh: (base: string) => string): Names {
  return {
    manager: fresh('_manager'),
    enter: fresh('_enter'),
    exit: fresh('_exit'),
    value: fresh('_value'),
    failed: fresh('_failed'),
    error: fresh('_error'),
  };
}

function opening(
  { manager, enter, exit, value, failed }: Names,
  expression: string,
  hasGoal: boolean,
  indentation: string,
): string {
  const lines = [
    `${manager} = ${expression}`,
    `${enter} = type(${manager}).__enter__`,
    `${exit} = type(${manager}).__exit__`,
    `${hasGoal ? `${value} = ` : ''}${enter}(${manager})`,
    `${failed} = False`,
    'try:',
  ];
  return lines.join(`\n${indentation}`);
}

function closing(
  { manager, exit, failed, error }: Names,
  indentation: string,
  unit: string,
): string {
  return [
    '',
    `except BaseException as ${error}:`,
    `${unit}${failed} = True`,
    `${unit}if not ${exit}(${manager}, type(${error}), ${error}, ${error}.__traceback__):`,
    `${unit}${unit}raise`,
    'finally:',
    `${unit}if not ${failed}:`,
    `${unit}${unit}${exit}(${manager}, None, None, None)`,
  ].join(`\n${indentation}`);
}

function targetText(tree: SyntaxTree, target: Node): string {
  const text = tree.source(target);
  return /[\r\n]/.test(text) && !/^[([]/.test(text) ? `(${text})` : text;
}

/** The lines of a body move to the right, but for the insides of strings. */
function indent(tree: SyntaxTree, from: number, to: number, by: string): SourceEdit[] {
  if (by === '') return [];
  const edits: SourceEdit[] = [];
  const last = tree.range(to, to).line;
  for (let line = tree.range(from, from).line + 1; line <= last; line += 1) {
    const text = tree.lines[line - 1] ?? '';
    if (text.trim() === '' || tree.python.withinString.has(line)) continue;
    const at = tree.lineStart(line) + tree.indentation(line).length;
    edits.push(tree.edit(at, at, by));
  }
  return edits;
}
