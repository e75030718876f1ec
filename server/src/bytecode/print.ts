/**
 * Prints a control-flow graph as text, for tests and for people.
 *
 * Maps from: a graph. Maps to: lines of blocks and instructions, without addresses or positions.
 */
import { opcodeInfo } from '../opcodes/opcodeNames.js';
import type { ControlFlowGraph } from './controlFlowGraph.js';
import { handlerDepth } from './exceptionTable.js';

/** One line a block and one an instruction: offset, stack depth, opcode, argument, handler. */
export function printGraph(graph: ControlFlowGraph): string {
  const lines: string[] = [];
  for (const block of graph.blocks) {
    const traits = [
      block.isReachable ? `depth ${block.entryDepth}` : 'unreachable',
      ...(block.isHandler ? ['handler'] : []),
      ...(block.isLoopHeader ? ['loop'] : []),
    ];
    const edges = block.successors.map(({ kind, to }) => `${kind} B${to}`);
    lines.push(`B${block.index} (${traits.join(', ')}) → ${edges.join(', ') || 'nothing'}`);
    for (let index = block.first as number; index < block.limit; index++) {
      const { opcode, oparg, offset, jumpTarget } = graph.instructions[index]!;
      const handler = graph.handlers[index];
      const columns = [
        String(offset).padStart(6),
        graph.depths[index]! < 0 ? '-' : String(graph.depths[index]),
        opcode,
        ...(opcodeInfo(opcode).hasArgument ? [String(oparg)] : []),
        ...(jumpTarget === null ? [] : [`to ${jumpTarget}`]),
        ...(handler ? [`[handler ${handler.target} depth ${handlerDepth(handler)}]`] : []),
      ];
      lines.push(columns.join(' '));
    }
  }
  return `${lines.join('\n')}\n`;
}
