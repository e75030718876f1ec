/**
 * Expressions that can be computed as a whole: BINARY_OPs whose operands are locals, numbers, and
 * values that are on the stack already, with the comparison and jump, or the local, that takes
 * their result.
 *
 * Maps from: the instructions of a block and the value stack before one of them. Maps to: a tree.
 * Nothing of it but the result is ever seen by anyone when all operands are numbers, so that they
 * need not be objects. Emits nothing.
 */

import type { CodeObject } from '../../bytecode/codeObject.js';
import type { ControlFlowGraph } from '../../bytecode/controlFlowGraph.js';
import { CAN_BE_BOUND } from '../../bytecode/localStates.js';
import {
  binaryOperators,
  type Comparison,
  comparisonOperators,
} from '../../opcodes/opcodeNames.js';
import { isWide, type Known, knownNumber, shiftFactor } from '../knownNumbers.js';
import type { Target } from '../target/target.js';
import type { Entry } from '../values.js';

export interface Leaf {
  readonly kind: 'leaf';
  readonly entry: Entry;
  readonly known: Known;
}

export interface Operation {
  readonly kind: 'operation';
  /** Of the instruction. */
  readonly index: number;
  readonly operator: string;
  readonly left: Node;
  readonly right: Node;
  /** Registers that it takes, its operands in any order of need. */
  readonly registers: number;
}

export type Node = Leaf | Operation;

/** What becomes of the value. */
export type Consumer =
  | { readonly kind: 'value' }
  /** STORE_FAST of instruction `index`. */
  | { readonly kind: 'local'; readonly local: number; readonly index: number }
  /** The jump of instruction `index`, taken when the value's truth is `when`. */
  | { readonly kind: 'truth'; readonly index: number; readonly when: boolean }
  /** COMPARE_OP with another value, and the jump after it, taken when the answer is `when`. */
  | {
      readonly kind: 'branch';
      readonly index: number;
      readonly comparison: Comparison;
      readonly right: Node;
      readonly when: boolean;
    };

export interface ExpressionTree {
  readonly root: Node;
  readonly consumer: Consumer;
  /** The instructions that are part of it. */
  readonly first: number;
  /** Included. */
  readonly last: number;
  /** Entries of the stack that are not part of it. */
  readonly base: number;
  /** Those from there on, which are on the stack before it. */
  readonly operands: readonly Entry[];
  readonly operations: number;
  /** Whether it can be computed with ints, and with floats. */
  readonly asInts: boolean;
  /** Whether its ints are likely to have two digits; otherwise those that have are not tried. */
  readonly isWide: boolean;
  readonly asFloats: boolean;
}

/** One more holds the zero that divisors are compared with. */
const FLOAT_REGISTERS = 6;
/** Longer expressions are several trees. */
const MAX_OPERATIONS = 16;

const floatOperators: ReadonlySet<string> = new Set(['+', '-', '*', '/']);
const intOperators: ReadonlySet<string> = new Set(['+', '-', '*', '&', '|', '^']);
const dividing: ReadonlySet<string> = new Set(['//', '%']);

/** What must be known of the function. */
export interface TreeContext {
  readonly graph: ControlFlowGraph;
  readonly code: CodeObject;
  readonly target: Target;
  /** Of the locals, by instruction. */
  readonly states: Uint8Array;
  /** Locals that are floats most likely: what they are part of is not tried with ints. */
  readonly likelyFloats: ReadonlySet<number>;
  /** Whether an instruction may be lowered together with those from `first` on. */
  isPart(index: number, first: number): boolean;
  /** The answer for which the jump behind an instruction is taken; null where none takes it. */
  jumpBehind(index: number): boolean | null;
}

/**
 * The tree that begins with a BINARY_OP; null where one by one is as good.
 *
 * @param entries of the value stack before it
 */
export function findExpressionTree(
  context: TreeContext,
  first: number,
  entries: readonly Entry[],
): ExpressionTree | null {
  const { graph, states, target } = context;
  const { instructions } = graph;
  const { registers: available } = target;
  const nodes: Node[] = entries.map((entry, position) =>
    leaf(context, entry.kind === 'owned' ? { ...entry, slot: position } : entry),
  );
  let base = nodes.length;
  let operations = 0;
  let found: ExpressionTree | null = null;
  const takeTwo = (): readonly [Node, Node] | null => {
    const right = nodes.pop();
    const left = nodes.pop();
    base = Math.min(base, nodes.length);
    return left === undefined || right === undefined || !isNumeric(left) || !isNumeric(right)
      ? null
      : [left, right];
  };
  const isPart = (index: number): boolean => context.isPart(index, first);
  /** Who takes the value of the instruction at once. */
  const consumerBehind = (index: number, root: Node): Consumer | null => {
    if (!isPart(index + 1)) return null;
    const { opcode, oparg } = instructions[index + 1]!;
    if (opcode === 'STORE_FAST') {
      // `x += 1` alone is done well enough without.
      if (operations === 1 && isLeftOperand(root, oparg)) return null;
      return { kind: 'local', local: oparg, index: index + 1 };
    }
    const when = context.jumpBehind(index);
    return when === null ? null : { kind: 'truth', index: index + 1, when };
  };
  /**
   * `x = x + a if c else x + b`: the last operation is lowered together with a store that begins a
   * block.
   */
  const isStoredElsewhere = (index: number, root: Node): boolean => {
    const next = instructions[index + 1];
    return next?.opcode === 'STORE_FAST' && isLeftOperand(root, next.oparg);
  };
  const tree = (root: Node, consumer: Consumer, last: number): ExpressionTree | null => {
    const nodes = consumer.kind === 'branch' ? [root, consumer.right] : [root];
    const registers = Math.max(...nodes.map((node, i) => registersOf(node) + i));
    const isGuess = ({ entry }: Leaf): boolean =>
      entry.kind === 'local' && context.likelyFloats.has(entry.index);
    const asFloats = registers <= FLOAT_REGISTERS && nodes.every(isFloats) && isMixable(nodes);
    const asInts =
      registers <= available.ints.length &&
      nodes.every((node, register) => isInts(node, register, target)) &&
      !(asFloats && nodes.flatMap(leavesOf).some(isGuess));
    if (!asFloats && !asInts) return null;
    const operands = entries.slice(base);
    const wide = target.word > 4 && nodes.some((node) => isWideNode(context, node));
    const ways = { asInts, isWide: wide, asFloats };
    return { root, consumer, first, last, base, operands, operations, ...ways };
  };
  for (let index = first; index === first || isPart(index); index += 1) {
    const { opcode, oparg } = instructions[index]!;
    if (opcode === 'LOAD_FAST' && states[index] === CAN_BE_BOUND) {
      nodes.push(leaf(context, { kind: 'local', index: oparg }));
    } else if (opcode === 'LOAD_CONST') {
      nodes.push(leaf(context, { kind: 'constant', index: oparg }));
    } else if (opcode === 'BINARY_OP') {
      const both = takeTwo();
      const operator = binaryOperators[oparg % 13]!;
      if (both === null) break;
      nodes.push(operation(index, operator, ...both));
      operations += 1;
      if (nodes.length === base + 1) {
        const root = nodes[base]!;
        const end = consumerBehind(index, root);
        const consumer =
          end ?? (isStoredElsewhere(index, root) ? null : ({ kind: 'value' } as const));
        if (consumer !== null && (operations > 1 || consumer.kind !== 'value')) {
          found = tree(root, consumer, consumer.kind === 'value' ? index : index + 1) ?? found;
        }
        if (end !== null) break;
      }
      if (operations === MAX_OPERATIONS) break;
    } else if (opcode === 'COMPARE_OP') {
      const both = takeTwo();
      const when = context.jumpBehind(index);
      if (both === null || nodes.length !== base || when === null || !isPart(index + 1)) break;
      const [left, right] = both;
      const comparison = comparisonOperators[oparg]!;
      const consumer = { kind: 'branch', index, comparison, right, when } as const;
      found = tree(left, consumer, index + 1) ?? found;
      break;
    } else break;
  }
  return found;
}

/** Its leaves, from left to right. */
export function leavesOf(node: Node): readonly Leaf[] {
  return node.kind === 'leaf' ? [node] : [...leavesOf(node.left), ...leavesOf(node.right)];
}

function isLeftOperand(node: Node, local: number): boolean {
  if (node.kind === 'leaf' || node.left.kind === 'operation') return false;
  const { entry } = node.left;
  return entry.kind === 'local' && entry.index === local;
}

function leaf(context: TreeContext, entry: Entry): Leaf {
  return { kind: 'leaf', entry, known: knownNumber(context, entry) };
}

/** Whether a node may turn out to be a number. */
function isNumeric(node: Node): boolean {
  if (node.kind === 'operation') return true;
  return node.entry.kind === 'constant' ? node.known !== null : node.entry.kind !== 'null';
}

function operation(index: number, operator: string, left: Node, right: Node): Operation {
  // The left operand's value stays in the first register while the right one is computed from the
  // second on.
  const registers = Math.max(registersOf(left), 1 + registersOf(right));
  return { kind: 'operation', index, operator, left, right, registers };
}

function registersOf(node: Node): number {
  return node.kind === 'leaf' ? 1 : node.registers;
}

const isIntConstant = (node: Node): boolean => node.kind === 'leaf' && node.known?.kind === 'int';

/** Two operands of which one at least is a float: the other one may be a known int. */
function isMixable([left, right]: readonly Node[]): boolean {
  return left === undefined || right === undefined || !isIntConstant(left) || !isIntConstant(right);
}

/** Every operation has an operand that will have been seen to be a float. */
function isFloats(node: Node): boolean {
  if (node.kind === 'leaf') return true;
  const { operator, left, right } = node;
  return (
    floatOperators.has(operator) && isMixable([left, right]) && isFloats(left) && isFloats(right)
  );
}

/**
 * Whether it has a constant of two digits, or a shift to the left, of bits that are masked later.
 */
function isWideNode(context: TreeContext, node: Node): boolean {
  if (node.kind === 'leaf') return isWide(context, node.known);
  const { operator, left, right } = node;
  return operator === '<<' || isWideNode(context, left) || isWideNode(context, right);
}

/** @param register the number of the one that the node's value goes to */
function isInts(node: Node, register: number, target: Target): boolean {
  if (node.kind === 'leaf') return node.known?.kind !== 'float';
  const { operator, left, right } = node;
  if (!isInts(left, register, target)) return false;
  if (intOperators.has(operator)) return isInts(right, register + 1, target);
  if (right.kind !== 'leaf' || right.known?.kind !== 'int') return false;
  const { value } = right.known;
  if (operator === '<<') return shiftFactor({ target }, right.known) !== null;
  if (operator === '>>') return value >= 0 && value < 8 * target.word;
  // A division needs registers of its own.
  const { ints, quotient, remainder } = target.registers;
  const inUse = ints.slice(0, register + 1);
  const isFree = !inUse.includes(quotient) && !inUse.includes(remainder);
  return dividing.has(operator) && value > 0 && isFree;
}
