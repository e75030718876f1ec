/**
 * Which locals are floats, most likely: a guess that decides what is tried first, and nothing else.
 *
 * Maps from: a control-flow graph. Maps to: the locals that are given float constants, quotients,
 * or what is computed from such locals and constants. Knows nothing of code.
 */

import type { ControlFlowGraph } from '../../bytecode/controlFlowGraph.js';
import { stackEffect } from '../../opcodes/effects.js';
import { binaryOperators } from '../../opcodes/opcodeNames.js';

/** A local that depends on one that depends on one and so on; a loop's body seldom has more. */
const ROUNDS = 3;

const numeric: ReadonlySet<string> = new Set(['+', '-', '*', '/', '**', '//', '%']);

export function likelyFloats(graph: ControlFlowGraph): ReadonlySet<number> {
  const floats = new Set<number>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = floats.size;
    for (const { first, limit, isReachable } of graph.blocks) {
      if (isReachable) walk(graph, first, limit, floats);
    }
    if (floats.size === before) break;
  }
  return floats;
}

/** Adds the locals that a block gives floats to. */
function walk(graph: ControlFlowGraph, first: number, limit: number, floats: Set<number>): void {
  /** Whether each entry above those that the block began with is a float. */
  const stack: boolean[] = [];
  const { instructions, code } = graph;
  for (let index = first; index < limit; index += 1) {
    const { opcode, oparg } = instructions[index]!;
    switch (opcode) {
      case 'LOAD_CONST':
        stack.push(code.consts[oparg]?.kind === 'float');
        break;
      case 'LOAD_FAST':
        stack.push(floats.has(oparg));
        break;
      case 'COPY':
        stack.push(stack.at(-oparg) ?? false);
        break;
      case 'STORE_FAST':
        if (stack.pop() === true) floats.add(oparg);
        break;
      case 'BINARY_OP': {
        const right = stack.pop() ?? false;
        const left = stack.pop() ?? false;
        const operator = binaryOperators[oparg % 13]!;
        stack.push(operator === '/' || (numeric.has(operator) && (left || right)));
        break;
      }
      default: {
        const { pops, pushes } = stackEffect(opcode, oparg);
        stack.length = Math.max(0, stack.length - pops);
        for (let i = 0; i < pushes; i += 1) stack.push(false);
      }
    }
  }
}
