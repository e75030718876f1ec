/**
 * Expressions that can be computed as a whole: BINARY_OPs whose operands are locals, numbers, and values that are on the
 * stack already, with the comparison and jump, or the local, that takes their result.
 *
 * Maps from: the instructions of a block and the value stack before one of them. Maps to: a tree. Nothing of it but the
 * result is ever seen by anyone when all operands are numbers, so that they need not be objects. Emits nothing.
 */

import { CAN_BE_BOUND } from '../bytecode/localStates.js';
import { binaryOperators, comparisonOperators } from '../opcodes/opcodeNames.js';
import type { Comparison } from './comparisons.js';
import { fusableBranch } from './conditions.js';
import type { Emission } from './emission.js';
import { type Known, knownNumber } from './numbers.js';
import type { Entry } from './values.js';
import type { Registers } from './target/target.js';

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
  /** The last instruction that is part of it. */
  readonly last: number;
  /** Entries of the stack that are not part of it. */
  readonly base: number;
  readonly operations: number;
  /** Whether it can be computed with ints of one digit, and with floats. */
  readonly asInts: boolean;
  readonly asFloats: boolean;
}

/** One more holds the zero that divisors are compared with. */
const FLOAT_REGISTERS = 6;
/** Longer expressions are several trees. */
const MAX_OPERATIONS = 16;

const floatOperators: ReadonlySet<string> = new Set(['+', '-', '*', '/']);
const intOperators: ReadonlySet<string> = new Set(['+', '-', '*', '&', '|', '^']);
const dividing: ReadonlySet<string> = new Set(['//', '%']);

/**
 * The tree that begins with the BINARY_OP that is about to be lowered; null where one by one is as good.
 *
 * @param limit behind the last instruction of the block
 * @param states of the locals, by instruction
 * @param floats locals that are floats most likely: what they are part of is not tried with ints
 */
export function findExpressionTree(
  e: Emission,
  limit: number,
  states: Uint8Array,
  floats: ReadonlySet<number>,
): ExpressionTree | null {
  const { instructions, handlers } = e.graph;
  const first = e.cursor.index;
  if (instructions[first]!.opcode !== 'BINARY_OP' || e.without.size > 0) return null;
  const nodes: Node[] = e.stack.entries.map((entry) => leaf(e, entry));
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
  const isPart = (index: number): boolean =>
    index < limit &&
    !e.counters.isCountedBefore(index) &&
    handlers[index]?.target === handlers[first]?.target;
  /** Who takes the value of the instruction at once. */
  const consumerBehind = (index: number, root: Node): Consumer | null => {
    if (!isPart(index + 1)) return null;
    const { opcode, oparg } = instructions[index + 1]!;
    if (opcode === 'STORE_FAST') {
      // `x += 1` alone is done well enough without.
      if (operations === 1 && isLeftOperand(root, oparg)) return null;
      return { kind: 'local', local: oparg, index: index + 1 };
    }
    const fused = fusableBranch(e, index);
    return fused === null ? null : { kind: 'truth', index: index + 1, when: fused.when };
  };
  /** `x = x + a if c else x + b`: the last operation is lowered together with a store that begins a block. */
  const isStoredElsewhere = (index: number, root: Node): boolean => {
    const next = instructions[index + 1];
    return next?.opcode === 'STORE_FAST' && isLeftOperand(root, next.oparg);
  };
  const tree = (root: Node, consumer: Consumer, last: number): ExpressionTree | null => {
    const nodes = consumer.kind === 'branch' ? [root, consumer.right] : [root];
    const registers = Math.max(...nodes.map((node, i) => registersOf(node) + i));
    const isGuess = ({ entry }: Leaf): boolean => entry.kind === 'local' && floats.has(entry.index);
    const asFloats = registers <= FLOAT_REGISTERS && nodes.every(isFloats) && isMixable(nodes);
    const asInts =
      registers <= e.masm.registers.ints.length &&
      nodes.every((node, register) => isInts(node, register, e.masm.registers)) &&
      !(asFloats && nodes.flatMap(leavesOf).some(isGuess));
    if (!asFloats && !asInts) return null;
    return { root, consumer, last, base, operations, asInts, asFloats };
  };
  for (let index = first; index === first || isPart(index); index += 1) {
    const { opcode, oparg } = instructions[index]!;
    if (opcode === 'LOAD_FAST' && states[index] === CAN_BE_BOUND) {
      nodes.push(leaf(e, { kind: 'local', index: oparg }));
    } else if (opcode === 'LOAD_CONST') {
      nodes.push(leaf(e, { kind: 'constant', index: oparg }));
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
      const fused = fusableBranch(e, index);
      if (both === null || nodes.length !== base || fused === null || !isPart(index + 1)) break;
      const [left, right] = both;
      const comparison = comparisonOperators[oparg]!;
      const consumer = { kind: 'branch', index, comparison, right, when: fused.when } as const;
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

function leaf(e: Emission, entry: Entry): Leaf {
  return { kind: 'leaf', entry, known: knownNumber(e, entry) };
}

/** Whether a node may turn out to be a number. */
function isNumeric(node: Node): boolean {
  if (node.kind === 'operation') return true;
  return node.entry.kind === 'constant' ? node.known !== null : node.entry.kind !== 'null';
}

function operation(index: number, operator: string, left: Node, right: Node): Operation {
  // The left operand's value stays in the first register while the right one is computed from the second on.
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

/** @param register the number of the one that the node's value goes to */
function isInts(node: Node, register: number, registers: Registers): boolean {
  if (node.kind === 'leaf') return node.known?.kind !== 'float';
  const { operator, left, right } = node;
  if (!isInts(left, register, registers)) return false;
  if (intOperators.has(operator)) return isInts(right, register + 1, registers);
  if (right.kind !== 'leaf' || right.known?.kind !== 'int') return false;
  const { value } = right.known;
  if (operator === '>>') return value >= 0 && value < 32;
  // A division needs registers of its own.
  const { ints, quotient, remainder } = registers;
  const inUse = ints.slice(0, register + 1);
  const isFree = !inUse.includes(quotient) && !inUse.includes(remainder);
  return dividing.has(operator) && value > 0 && isFree;
}
