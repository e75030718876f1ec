/**
 * Makes the plan of a function.
 *
 * Maps from: a control-flow graph and the options. Maps to: for each block, its groups in order.
 * Pure, and emits nothing.
 *
 * What a group does inside is its own: which types an operation tries first, whether a tree is
 * computed with ints or with floats follows from its operands, and is not told here.
 */

import { VariableKind } from '../../bytecode/codeObject.js';
import type { BasicBlock, ControlFlowGraph } from '../../bytecode/controlFlowGraph.js';
import { UNIT } from '../../bytecode/instructions.js';
import { CAN_BE_BOUND } from '../../bytecode/localStates.js';
import { binaryOperators, type OpcodeName } from '../../opcodes/opcodeNames.js';
import type { Unsupported } from '../compiledCode.js';
import { isOtherConstant, isTriedWithNumbers } from '../knownNumbers.js';
import type { LineCounts } from '../lineCounts.js';
import type { Target } from '../target/target.js';
import { type ExpressionTree, findExpressionTree } from './expressionTrees.js';
import { ForeseenStack } from './foreseenStack.js';
import { likelyFloats } from './likelyFloats.js';
import type {
  CompareAndJump,
  Group,
  ItemInto,
  Plan,
  Slice,
  StoreInto,
  SuperMethod,
} from './plan.js';

export interface PlanOptions {
  readonly target: Target;
  /** Of the locals, by instruction (bytecode/localStates.ts). */
  readonly states: Uint8Array;
  /** Opcodes to treat as not compiled. */
  readonly without: ReadonlySet<OpcodeName>;
  /** Where lines are counted, what comes together at a count stays apart. */
  readonly lines: LineCounts;
}

/** Opcodes whose answer a conditional jump can take as it is. */
const conditions: ReadonlySet<OpcodeName> = new Set([
  'CHECK_EXC_MATCH',
  'COMPARE_OP',
  'CONTAINS_OP',
  'IS_OP',
  'MATCH_MAPPING',
  'MATCH_SEQUENCE',
  'UNARY_NOT',
]);

/** The jumps that take an answer, and for which one. */
const truthJumps: ReadonlyMap<OpcodeName, boolean> = new Map([
  ['POP_JUMP_FORWARD_IF_FALSE', false],
  ['POP_JUMP_FORWARD_IF_TRUE', true],
  ['POP_JUMP_BACKWARD_IF_FALSE', false],
  ['POP_JUMP_BACKWARD_IF_TRUE', true],
]);

export function planFunction(graph: ControlFlowGraph, options: PlanOptions): Plan {
  return new Planner(graph, options).plan();
}

/** What the search for an expression tree must know of the function. */
export class Planner {
  readonly target: Target;
  readonly states: Uint8Array;
  private readonly stack: ForeseenStack;
  private readonly unsupported: Unsupported[] = [];
  private floats: ReadonlySet<number> | null = null;

  constructor(
    readonly graph: ControlFlowGraph,
    private readonly options: PlanOptions,
  ) {
    this.target = options.target;
    this.states = options.states;
    this.stack = new ForeseenStack(graph, options.states);
  }

  get code() {
    return this.graph.code;
  }

  /** Locals that are floats most likely. */
  get likelyFloats(): ReadonlySet<number> {
    this.floats ??= likelyFloats(this.graph);
    return this.floats;
  }

  plan(): Plan {
    const blocks = this.graph.blocks.map((block) =>
      block.isReachable ? this.planBlock(block) : [],
    );
    return { blocks, unsupported: this.unsupported };
  }

  private planBlock(block: BasicBlock): Group[] {
    const groups: Group[] = [];
    this.stack.begin(block);
    let next: number = block.first;
    while (next < block.limit) {
      const group = this.groupAt(next, block);
      groups.push(group);
      next = group.last + 1;
    }
    return groups;
  }

  private groupAt(index: number, block: BasicBlock): Group {
    if (this.excludedAt(index) !== null) {
      for (let rest = index; rest < block.limit; rest += 1) this.report(rest);
      return { kind: 'leave', first: index, last: block.limit - 1 };
    }
    const tree = this.treeAt(index);
    return tree === null ? this.smallGroupAt(index, this.stack, false) : this.planTree(tree);
  }

  // Opcodes that the options exclude.

  /**
   * The excluded opcode for which control must leave before this instruction. KW_NAMES, PRECALL and
   * CALL are left as one.
   */
  private excludedAt(index: number): OpcodeName | null {
    const { without } = this.options;
    if (without.size === 0) return null;
    const { instructions } = this.graph;
    let last = index;
    while (instructions[last]!.opcode === 'KW_NAMES' || instructions[last]!.opcode === 'PRECALL') {
      last += 1;
    }
    for (const { opcode, start, offset, end } of instructions.slice(index, last + 1)) {
      if (without.has(opcode)) return opcode;
      if (start !== offset && without.has('EXTENDED_ARG')) return 'EXTENDED_ARG';
      if (end - offset > UNIT && without.has('CACHE')) return 'CACHE';
    }
    return null;
  }

  private report(index: number): void {
    const opcode = this.excludedAt(index);
    if (opcode === null) return;
    this.unsupported.push({ opcode, instructionIndex: index, reason: 'excluded by the options' });
  }

  // Expression trees.

  private treeAt(index: number): ExpressionTree | null {
    const { options, graph, stack } = this;
    if (graph.instructions[index]!.opcode !== 'BINARY_OP' || options.without.size > 0) return null;
    return findExpressionTree(this, index, stack.entries);
  }

  private planTree(tree: ExpressionTree): Group {
    const { stack } = this;
    const { first, last, consumer, base, operations } = tree;
    stack.prepareForHandler(first);
    if (consumer.kind === 'branch' || consumer.kind === 'truth') stack.ownAll(base);
    if (consumer.kind === 'local') stack.ownBorrowers(consumer.local, base);
    const alone = stack.fork();
    const singly: Group[] = [];
    for (let next = first; next <= last; ) {
      const group = this.smallGroupAt(next, alone, operations === 1);
      singly.push(group);
      next = group.last + 1;
    }
    if (consumer.kind === 'value') stack.replaceFrom(base);
    else stack.entries.length = base;
    return { kind: 'tree', first, last, tree, singly };
  }

  /**
   * Whether the instruction may be lowered together with those before it, the first of which is
   * `first`.
   */
  isPart(index: number, first: number): boolean {
    const { graph, options } = this;
    return (
      graph.blockOf[index] === graph.blockOf[first] &&
      !options.lines.before.has(index) &&
      graph.handlers[index]?.target === graph.handlers[first]?.target
    );
  }

  /** The answer for which the jump behind the instruction is taken; null where none takes it. */
  jumpBehind(index: number): boolean | null {
    const { instructions, blockOf } = this.graph;
    const next = instructions[index + 1];
    if (next === undefined || blockOf[index + 1] !== blockOf[index]) return null;
    const when = truthJumps.get(next.opcode);
    return when === undefined || this.excludedAt(index + 1) !== null ? null : when;
  }

  // One instruction, or two.

  /** @param isGeneral numbers have been tried already */
  private smallGroupAt(index: number, stack: ForeseenStack, isGeneral: boolean): Group {
    const group =
      this.conditionAt(index, stack) ??
      (isGeneral ? null : this.storeAt(index, stack)) ??
      this.itemAt(index) ??
      this.sliceAt(index) ??
      this.superAt(index);
    if (group === null) {
      stack.execute(index);
      const isOperation = this.graph.instructions[index]!.opcode === 'BINARY_OP';
      return { kind: 'one', first: index, last: index, isGeneral: isGeneral && isOperation };
    }
    if (group.kind === 'storeInto') {
      stack.prepareForHandler(index);
      stack.entries.length -= 2;
      stack.ownBorrowers(group.local);
    } else for (let next = index; next <= group.last; next += 1) stack.execute(next);
    return group;
  }

  private conditionAt(index: number, { entries }: ForeseenStack): CompareAndJump | null {
    const { opcode } = this.graph.instructions[index]!;
    if (!conditions.has(opcode)) return null;
    // What is no number is compared by the runtime, and its answer is an object.
    const isByRuntime =
      opcode === 'COMPARE_OP' && entries.slice(-2).some((entry) => isOtherConstant(this, entry));
    const when = isByRuntime ? null : this.jumpBehind(index);
    return when === null ? null : { kind: 'compareAndJump', first: index, last: index + 1, when };
  }

  private storeAt(index: number, { entries }: ForeseenStack): StoreInto | null {
    const { instructions } = this.graph;
    const { opcode, oparg } = instructions[index]!;
    if (opcode !== 'BINARY_OP') return null;
    const next = instructions[index + 1];
    const [left, right] = entries.slice(-2);
    if (
      left?.kind !== 'local' ||
      right === undefined ||
      next?.opcode !== 'STORE_FAST' ||
      next.oparg !== left.index ||
      this.states[index + 1] !== CAN_BE_BOUND ||
      this.excludedAt(index + 1) !== null
    ) {
      return null;
    }
    // A sum may be of strings, and then grows in place.
    const operator = binaryOperators[oparg % 13]!;
    if (operator !== '+' && !isTriedWithNumbers(this, operator, left, right)) return null;
    return { kind: 'storeInto', first: index, last: index + 1, local: left.index };
  }

  /**
   * Nothing can look between the two: the next instruction is where control goes on with an item.
   */
  private itemAt(index: number): ItemInto | null {
    const { instructions } = this.graph;
    const next = instructions[index + 1];
    if (instructions[index]!.opcode !== 'FOR_ITER' || next?.opcode !== 'STORE_FAST') return null;
    if (this.excludedAt(index + 1) !== null) return null;
    return { kind: 'itemInto', first: index, last: index, local: next.oparg };
  }

  private sliceAt(index: number): Slice | null {
    const { instructions } = this.graph;
    if (instructions[index]!.opcode !== 'BUILD_SLICE' || this.options.without.size > 0) return null;
    const next = instructions[index + 1]?.opcode;
    if (next !== 'BINARY_SUBSCR' && next !== 'STORE_SUBSCR') return null;
    if (!this.isPart(index + 1, index)) return null;
    return { kind: 'slice', first: index, last: index + 1, isStore: next === 'STORE_SUBSCR' };
  }

  /** A call that is `super()` to all appearances, with a method taken from it next. */
  private superAt(index: number): SuperMethod | null {
    const { code, graph, options } = this;
    const { instructions, handlers } = graph;
    const { opcode, oparg } = instructions[index]!;
    if (opcode !== 'CALL' || oparg !== 0) return null;
    const loading = instructions[index - 2];
    const next = instructions[index + 1];
    if (options.without.size > 0 || code.argcount === 0) return null;
    if (loading?.opcode !== 'LOAD_GLOBAL' || code.names[loading.oparg >> 1] !== 'super')
      return null;
    if (next?.opcode !== 'LOAD_METHOD' || !this.isPart(index + 1, index)) return null;
    if (handlers[index] !== handlers[index + 1]) return null;
    const kinds = code.localspluskinds;
    const classIndex = code.localsplusnames.findIndex(
      (name, i) => name === '__class__' && (kinds[i]! & VariableKind.free) !== 0,
    );
    if (classIndex < 0 || (kinds[0]! & VariableKind.cell) !== 0) return null;
    return { kind: 'super', first: index, last: index + 1, classIndex, nameIndex: next.oparg };
  }
}
