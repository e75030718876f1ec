/**
 * Plans as text, for tests and for people.
 *
 * Maps from: a plan. Maps to: a line a block, and under it a line a group: what it is, its source
 * lines, its opcodes, and what comes of it. Behind a bar is what is done instead of an expression
 * tree when an operand is no number.
 */

import type { CodeObject, Constant } from '../../bytecode/codeObject.js';
import type { ControlFlowGraph } from '../../bytecode/controlFlowGraph.js';
import { linesOf } from '../lineCounts.js';
import type { Node } from './expressionTrees.js';
import type { Group, Plan, Tree } from './plan.js';

const names: Readonly<Record<Group['kind'], string>> = {
  one: 'one',
  tree: 'expression tree',
  compareAndJump: 'compare and jump',
  storeInto: 'store into',
  itemInto: 'item into',
  slice: 'slice',
  super: 'super',
  leave: 'leave',
};

const NAME_WIDTH = 20;
const LINES_WIDTH = 7;

export function planText(graph: ControlFlowGraph, plan: Plan): string {
  const text = new PlanText(graph);
  const blocks = graph.blocks.flatMap(({ index, first }) => {
    const groups = plan.blocks[index]!;
    if (groups.length === 0) return [];
    return [`.L${graph.instructions[first]!.start}:`, ...groups.flatMap((each) => text.rows(each))];
  });
  return [graph.code.qualname, ...blocks, ''].join('\n');
}

class PlanText {
  private readonly lines: readonly number[];

  constructor(private readonly graph: ControlFlowGraph) {
    this.lines = linesOf(graph);
  }

  rows(group: Group, margin = '  '): string[] {
    const { first, last } = group;
    const opcodes = this.graph.instructions.slice(first, last + 1).map(({ opcode }) => opcode);
    const note = this.note(group);
    const row = [
      (margin + names[group.kind]).padEnd(NAME_WIDTH),
      this.linesOf(first, last).padEnd(LINES_WIDTH),
      opcodes.join(' ') + (note === '' ? '' : `  ; ${note}`),
    ].join('  ');
    return [
      row.trimEnd(),
      ...(group.kind === 'tree' ? group.singly.flatMap((each) => this.rows(each, '  | ')) : []),
    ];
  }

  /** The source lines, such as 3-5. */
  private linesOf(first: number, last: number): string {
    const lines = this.lines.slice(first, last + 1).filter((line) => line > 0);
    if (lines.length === 0) return '-';
    const [from, to] = [Math.min(...lines), Math.max(...lines)];
    return from === to ? `${from}` : `${from}-${to}`;
  }

  private note(group: Group): string {
    const { code } = this.graph;
    switch (group.kind) {
      case 'one':
        return group.isGeneral ? 'numbers have been tried' : '';
      case 'tree':
        return this.treeNote(group);
      case 'compareAndJump':
        return group.when ? 'if true' : 'if false';
      case 'storeInto':
      case 'itemInto':
        return code.localsplusnames[group.local] ?? '';
      case 'slice':
        return '';
      case 'super':
        return code.names[group.nameIndex] ?? '';
      case 'leave':
        return 'the interpreter goes on';
    }
  }

  private treeNote({ tree }: Tree): string {
    const { root, consumer, asInts, asFloats } = tree;
    const { code } = this.graph;
    const ways = [...(asInts ? ['ints'] : []), ...(asFloats ? ['floats'] : [])].join(', then ');
    const value = expressionText(code, root);
    switch (consumer.kind) {
      case 'value':
        return `${value} as ${ways}`;
      case 'local':
        return `${code.localsplusnames[consumer.local]} = ${value} as ${ways}`;
      case 'truth':
        return `jump ${conjunction(consumer.when)} ${value} as ${ways}`;
      case 'branch': {
        const right = expressionText(code, consumer.right);
        const comparison = `${value} ${consumer.comparison} ${right}`;
        return `jump ${conjunction(consumer.when)} ${comparison} as ${ways}`;
      }
    }
  }
}

const conjunction = (when: boolean): string => (when ? 'if' : 'unless');

/**
 * As in the source, with parentheses around every operand that is an operation; `#0` is the lowest
 * entry of the value stack.
 */
function expressionText(code: CodeObject, node: Node): string {
  if (node.kind === 'operation') {
    const [left, right] = [node.left, node.right].map((operand) => {
      const text = expressionText(code, operand);
      return operand.kind === 'operation' ? `(${text})` : text;
    });
    return `${left} ${node.operator} ${right}`;
  }
  const { entry } = node;
  switch (entry.kind) {
    case 'local':
      return code.localsplusnames[entry.index] ?? '';
    case 'constant':
      return constantText(code.consts[entry.index]!);
    case 'null':
      return 'NULL';
    case 'owned':
      return `#${entry.slot}`;
  }
}

function constantText(constant: Constant): string {
  if (constant.kind === 'int') return `${constant.value}`;
  if (constant.kind !== 'float') return constant.kind;
  return Number.isInteger(constant.value) ? `${constant.value}.0` : `${constant.value}`;
}
