/**
 * What lies on the value stack before and after each instruction, in the words of the source.
 *
 * Maps from: a control-flow graph. Maps to: a short text for every stack entry, `a[i]` or `NULL`.
 * It only describes: names come from the instructions, and where nothing better is known from the
 * names of the stack effect. Knows no values and no machine code.
 */

import type { CodeObject } from '../bytecode/codeObject.js';
import type { ControlFlowGraph } from '../bytecode/controlFlowGraph.js';
import type { Instruction } from '../bytecode/instructions.js';
import { type StackEffect, stackEffect } from '../opcodes/effects.js';
import { binaryOperators, comparisonOperators } from '../opcodes/opcodeNames.js';
import { constantText, shorten } from './constantText.js';

interface Described {
  readonly text: string;
  /** An operator applies to it without parentheses. */
  readonly isAtom: boolean;
}

/** Deepest first. null where nothing leads. */
export interface StackAround {
  readonly before: readonly string[] | null;
  readonly after: readonly string[] | null;
}

/** The stacks of a function, described when they are first asked for. */
export class StackTexts {
  private known: readonly StackAround[] | null = null;

  constructor(private readonly graph: ControlFlowGraph) {}

  /** Around the instruction of this index. */
  around(index: number): StackAround {
    this.known ??= describeStacks(this.graph);
    return this.known[index] ?? NOWHERE;
  }
}

const NOWHERE: StackAround = { before: null, after: null };

const ENTRY_LIMIT = 24;

const atom = (text: string): Described => ({ text: shorten(text, ENTRY_LIMIT), isAtom: true });
const operation = (text: string): Described => ({
  text: shorten(text, ENTRY_LIMIT),
  isAtom: text.length > ENTRY_LIMIT,
});
const operand = ({ text, isAtom }: Described): string => (isAtom ? text : `(${text})`);

/** By instruction. */
export function describeStacks(graph: ControlFlowGraph): StackAround[] {
  const around: StackAround[] = [];
  const incoming = new Map<number, Described[]>();
  for (const block of graph.blocks) {
    const known = incoming.get(block.index);
    if (!block.isReachable || block.entryDepth < 0) {
      for (let i: number = block.first; i < block.limit; i += 1) {
        around.push({ before: null, after: null });
      }
      continue;
    }
    const entry = known ?? unknown(block.entryDepth);
    let stack = entry;
    let beforeLast = stack;
    let last: Instruction | undefined;
    for (let i: number = block.first; i < block.limit; i += 1) {
      const instruction = graph.instructions[i];
      if (instruction === undefined) break;
      beforeLast = stack;
      last = instruction;
      stack = apply(graph.code, instruction, stack, false);
      around.push({ before: texts(beforeLast), after: texts(stack) });
    }
    for (const { kind, to } of block.successors) {
      const target = graph.blocks[to];
      if (target === undefined || incoming.has(to)) continue;
      if (kind === 'exception') {
        incoming.set(to, handlerStack(graph, block.first, entry, target.entryDepth));
      } else if (kind === 'jump' && last !== undefined) {
        incoming.set(to, apply(graph.code, last, beforeLast, true));
      } else {
        incoming.set(to, stack);
      }
    }
  }
  return around;
}

const texts = (stack: readonly Described[]): string[] => stack.map(({ text }) => text);

function unknown(depth: number): Described[] {
  return Array.from({ length: depth }, () => atom('?'));
}

function handlerStack(
  graph: ControlFlowGraph,
  index: number,
  entry: readonly Described[],
  depth: number,
): Described[] {
  const withLasti = graph.handlers[index]?.lasti === true;
  const kept = entry.slice(0, Math.max(0, depth - (withLasti ? 2 : 1)));
  const stack = [...kept, ...(withLasti ? [atom('lasti')] : []), atom('exception')];
  // A block in which the handler changes has no one answer; its depth is known all the same.
  return stack.length === depth ? stack : unknown(depth);
}

function apply(
  code: CodeObject,
  instruction: Instruction,
  stack: readonly Described[],
  jumps: boolean,
): Described[] {
  const { opcode, oparg } = instruction;
  const effect = stackEffect(opcode, oparg, jumps);
  if (stack.length < effect.looks + effect.pops) return unknown(stack.length);
  const kept = stack.slice(0, stack.length - effect.pops);
  const popped = stack.slice(stack.length - effect.pops);
  if (opcode === 'SWAP') {
    const swapped = [...kept];
    const [top, other] = [swapped.length - 1, swapped.length - oparg];
    [swapped[top], swapped[other]] = [swapped[other]!, swapped[top]!];
    return swapped;
  }
  if (opcode === 'COPY') return [...kept, kept[kept.length - oparg] ?? atom('?')];
  const pushed = results(code, instruction, popped, kept, effect);
  return [...kept, ...pushed];
}

function results(
  code: CodeObject,
  instruction: Instruction,
  popped: readonly Described[],
  kept: readonly Described[],
  effect: StackEffect,
): Described[] {
  const special = effect.pushes === 1 ? result(code, instruction, popped, kept) : null;
  if (special !== null) return [special];
  const owner = popped[0];
  if (instruction.opcode === 'LOAD_METHOD' && owner !== undefined) {
    return [atom(`${operand(owner)}.${code.names[instruction.oparg] ?? ''}`), owner];
  }
  if (instruction.opcode === 'LOAD_GLOBAL') {
    return [atom('NULL'), atom(code.names[instruction.oparg >> 1] ?? '')];
  }
  return effect.pushed.flatMap(({ name, count }) =>
    Array.from({ length: count }, (_, i) =>
      atom(count > 1 || name === 'items' ? `${name}[${count - 1 - i}]` : name),
    ),
  );
}

/** What an opcode with one result leaves; null: the name in its stack effect must do. */
function result(
  code: CodeObject,
  { opcode, oparg }: Instruction,
  popped: readonly Described[],
  kept: readonly Described[],
): Described | null {
  const [first, second] = popped;
  const list = popped.map(({ text }) => text).join(', ');
  switch (opcode) {
    case 'PUSH_NULL':
      return atom('NULL');
    case 'LOAD_CONST': {
      const constant = code.consts[oparg];
      return constant === undefined ? null : atom(constantText(constant, ENTRY_LIMIT));
    }
    case 'LOAD_FAST':
    case 'LOAD_DEREF':
    case 'LOAD_CLASSDEREF':
      return atom(code.localsplusnames[oparg] ?? '?');
    case 'LOAD_CLOSURE':
      return atom(`cell ${code.localsplusnames[oparg] ?? '?'}`);
    case 'LOAD_NAME':
    case 'IMPORT_FROM':
    case 'IMPORT_NAME':
      return atom(code.names[oparg] ?? '?');
    case 'LOAD_GLOBAL':
      return atom(code.names[oparg >> 1] ?? '?');
    case 'LOAD_ATTR':
      return first === undefined ? null : atom(`${operand(first)}.${code.names[oparg] ?? ''}`);
    case 'LOAD_BUILD_CLASS':
      return atom('__build_class__');
    case 'LOAD_ASSERTION_ERROR':
      return atom('AssertionError');
    case 'BINARY_SUBSCR':
      return first && second ? atom(`${operand(first)}[${second.text}]`) : null;
    case 'BINARY_OP': {
      if (!first || !second) return null;
      const operator = binaryOperators[oparg] ?? '?';
      return operator.endsWith('=')
        ? first
        : operation(`${operand(first)}${operator}${operand(second)}`);
    }
    case 'COMPARE_OP':
      return infix(first, comparisonOperators[oparg] ?? '?', second);
    case 'IS_OP':
      return infix(first, oparg === 0 ? 'is' : 'is not', second);
    case 'CONTAINS_OP':
      return infix(first, oparg === 0 ? 'in' : 'not in', second);
    case 'UNARY_NEGATIVE':
      return first === undefined ? null : operation(`-${operand(first)}`);
    case 'UNARY_POSITIVE':
      return first === undefined ? null : operation(`+${operand(first)}`);
    case 'UNARY_INVERT':
      return first === undefined ? null : operation(`~${operand(first)}`);
    case 'UNARY_NOT':
      return first === undefined ? null : operation(`not ${operand(first)}`);
    case 'GET_ITER':
      return first === undefined ? null : atom(`iter(${first.text})`);
    case 'FOR_ITER': {
      const iterator = kept.at(-1)?.text ?? '';
      return atom(iterator.startsWith('iter(') ? `next(${iterator.slice(5)}` : `next(${iterator})`);
    }
    case 'GET_LEN':
      return atom(`len(${kept.at(-1)?.text ?? ''})`);
    case 'BUILD_TUPLE':
      return atom(popped.length === 1 ? `(${list},)` : `(${list})`);
    case 'BUILD_LIST':
      return atom(`[${list}]`);
    case 'BUILD_SET':
      return atom(`{${list}}`);
    case 'BUILD_MAP':
    case 'BUILD_CONST_KEY_MAP':
      return atom('{…}');
    case 'BUILD_STRING':
    case 'FORMAT_VALUE':
      return atom("f'…'");
    case 'BUILD_SLICE':
      return atom(popped.map(({ text }) => (text === 'None' ? '' : text)).join(':'));
    case 'MAKE_FUNCTION':
      return atom('function');
    case 'CALL': {
      const [method, callable, ...rest] = popped;
      if (!method || !callable) return null;
      const isPlain = method.text === 'NULL';
      const args = rest.map(({ text }) => text).join(', ');
      return atom(`${operand(isPlain ? callable : method)}(${args})`);
    }
    default:
      return null;
  }
}

function infix(
  left: Described | undefined,
  operator: string,
  right: Described | undefined,
): Described | null {
  return left && right ? operation(`${operand(left)} ${operator} ${operand(right)}`) : null;
}
