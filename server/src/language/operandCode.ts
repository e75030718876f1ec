/**
 * Whose machine code does the work of an expression that has none of its own: a name or a constant
 * is taken by the operation that uses it, and a result is stored by the operation that computes it.
 *
 * Maps from: instructions that emit nothing. Maps to: the instruction that emits for them.
 */

import { buildControlFlowGraph } from '../bytecode/controlFlowGraph.js';
import type { CompiledCode } from '../compiler/index.js';
import { stackEffect } from '../opcodes/effects.js';
import { forEachPosition } from './readableCode.js';

/** Index of an instruction in the same basic block; null when none of them has code for it. */
export function emitterFor(compiled: CompiledCode, indices: readonly number[]): number | null {
  const graph = buildControlFlowGraph(compiled.code);
  const { instructions, depths } = graph;
  const emits = new Set<number>();
  forEachPosition(compiled, (start, end, index) => {
    if (end > start && index >= 0) emits.add(index);
  });
  const last = indices.at(-1) ?? -1;
  const block = graph.blocks[graph.blockOf[last] ?? -1];
  if (block === undefined || !block.isReachable) return null;
  const own = stackEffect(instructions[last]!.opcode, instructions[last]!.oparg);
  if (own.pushes === 0) {
    for (let index = last - 1; index >= block.first; index -= 1) {
      if (emits.has(index)) return index;
    }
    return null;
  }
  /** Entries below the value that is followed. */
  let below = (depths[last] ?? 0) - own.pops + own.pushes - 1;
  for (let index = last + 1; index < block.limit; index += 1) {
    const { opcode, oparg } = instructions[index]!;
    const { pops, pushes } = stackEffect(opcode, oparg);
    const left = (depths[index] ?? 0) - pops;
    if (left > below) continue;
    if (emits.has(index)) return index;
    if (pushes === 0) return null;
    below = left;
  }
  return null;
}
