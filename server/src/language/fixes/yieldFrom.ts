/**
 * `yield from` becomes a loop.
 *
 * What a display or a built-in function gives has nothing but values: a `for` says the same. Any
 * other iterator may take what is sent and thrown in, and return a value: the loop is then the one
 * by which PEP 380 defines `yield from`.
 */

import { argument, type Impossible, type Rewrite, type Rewritten } from './rewrite.js';
import { isNode, type Node, type SyntaxTree } from './syntaxTree.js';

const DISPLAYS = new Set(['List', 'Tuple', 'Set', 'Dict', 'ListComp', 'SetComp', 'DictComp']);
const PLAIN = new Set(['range', 'list', 'tuple', 'set', 'sorted', 'dict', 'frozenset']);
const BUILTINS = ['iter', 'next', 'getattr', 'StopIteration', 'GeneratorExit', 'BaseException'];

export const yieldFrom: Rewrite = {
  title: 'Replace yield from by a loop',
  nodes: ['YieldFrom'],
  addsNames: true,
  opcodes: ['GET_YIELD_FROM_ITER', 'SEND'],
  rewrite(tree: SyntaxTree, node: Node): Rewritten | Impossible | null {
    const { value } = node;
    const statement = tree.parent(node);
    if (!isNode(value) || statement === undefined) return null;
    const isWhole = ['Expr', 'Assign', 'Return'].includes(statement.node);
    if (!isWhole) return { reason: 'It is a part of a larger expression.' };
    if (!tree.ownsLines(statement)) return { reason: 'Another statement is in the same line.' };
    const start = tree.start(statement);
    const end = tree.end(statement);
    const indentation = tree.indentation(statement.at?.[0] ?? 1);
    const write = (lines: readonly string[], rest: Partial<Rewritten>): Rewritten => ({
      edits: [tree.edit(start, end, lines.join(`\n${indentation}`))],
      extent: [start, end],
      ...rest,
    });
    const item = tree.freshName('_item');
    const { unit } = tree;
    if (isPlain(tree, value) && statement.node === 'Expr') {
      return write([`for ${item} in ${argument(tree, value)}:`, `${unit}yield ${item}`], {});
    }
    for (const name of BUILTINS) {
      if (!tree.isBuiltin(name, node))
        return { reason: `\`${name}\` may mean something else here.` };
    }
    const lines = delegation(tree, argument(tree, value), item).map((line) =>
      line.replace(/^ +/, (spaces) => unit.repeat(spaces.length)),
    );
    const result = tree.freshName('_result');
    // Where brackets are around it, they go with it.
    if (statement.node === 'Assign') {
      const targets = tree.text.slice(start, tree.start(node)).replace(/[\s(]+$/, '');
      lines.push(`${targets} ${result}`);
    } else if (statement.node === 'Return') lines.push(`return ${result}`);
    return write(lines, {
      title: 'Replace yield from by the loop that defines it',
      isPreferred: false,
    });
  },
};

function isPlain(tree: SyntaxTree, value: Node): boolean {
  if (DISPLAYS.has(value.node)) return true;
  const { func } = value;
  if (value.node !== 'Call' || !isNode(func) || func.node !== 'Name') return false;
  return PLAIN.has(String(func.id)) && tree.isBuiltin(String(func.id), value);
}

/** The expansion of PEP 380; one space is one level. */
function delegation(tree: SyntaxTree, value: string, item: string): string[] {
  const iterator = tree.freshName('_iterator');
  const stop = tree.freshName('_stop');
  const result = tree.freshName('_result');
  const sent = tree.freshName('_sent');
  const error = tree.freshName('_error');
  const close = tree.freshName('_close');
  const thrower = tree.freshName('_throw');
  return [
    `${iterator} = iter(${value})`,
    'try:',
    ` ${item} = next(${iterator})`,
    `except StopIteration as ${stop}:`,
    ` ${result} = ${stop}.value`,
    'else:',
    ' while True:',
    '  try:',
    `   ${sent} = yield ${item}`,
    '  except GeneratorExit:',
    `   ${close} = getattr(${iterator}, 'close', None)`,
    `   if ${close} is not None:`,
    `    ${close}()`,
    '   raise',
    `  except BaseException as ${error}:`,
    `   ${thrower} = getattr(${iterator}, 'throw', None)`,
    `   if ${thrower} is None:`,
    '    raise',
    '   try:',
    `    ${item} = ${thrower}(${error})`,
    `   except StopIteration as ${stop}:`,
    `    ${result} = ${stop}.value`,
    '    break',
    '  else:',
    '   try:',
    `    if ${sent} is None:`,
    `     ${item} = next(${iterator})`,
    '    else:',
    `     ${item} = ${iterator}.send(${sent})`,
    `   except StopIteration as ${stop}:`,
    `    ${result} = ${stop}.value`,
    '    break',
  ];
}
