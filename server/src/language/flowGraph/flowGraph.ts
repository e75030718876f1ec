/**
 * A function's control flow as a picture shows it: blocks with text, and edges with labels.
 *
 * Maps from: a code object, its source and perhaps counts of a run. Maps to: plain data, with
 * places in the source for each block. What is left out is counted. Knows no layout and no picture.
 */

import { BytecodeError } from '../../bytecode/bytecodeError.js';
import {
  type BasicBlock,
  buildControlFlowGraph,
  type ControlFlowGraph,
} from '../../bytecode/controlFlowGraph.js';
import type { OpcodeName } from '../../opcodes/opcodeNames.js';
import { exitsOf } from '../exits.js';
import { instructionText } from '../instructionText.js';
import type { Result } from '../listing.js';
import { isRefusal } from '../../compiler/compiledCode.js';
import { locationsOf, rangeOf } from '../locations.js';
import { locationAt } from '../../bytecode/locationTable.js';
import { signature } from '../signature.js';
import type { Detail } from '../views.js';
import { BlockWords } from './blockWords.js';
import { countEdges } from './edgeCounts.js';
import type { FlowBlock, FlowEdge, FlowGraph, FlowRow } from './flowModel.js';

export interface FlowGraphOptions {
  /** Of the source, without line ends; the first is line 1. */
  readonly lines: readonly string[];
  readonly detail: Detail;
  /** Executions by line; null: nothing was counted. */
  readonly counts: ReadonlyMap<number, number> | null;
}

/** null for bytecode that cannot be read. */
export function flowGraph(result: Result, options: FlowGraphOptions): FlowGraph | null {
  const graph = graphOf(result);
  if (graph === null) return null;
  const kept = keptBlocks(graph, options.detail);
  const resolve = throughLeftOut(graph, kept.isKept);
  const indices = new Map(kept.blocks.map((block, index) => [block.index, index]));
  const words = new BlockWords(graph, options.lines);
  const executions = executionsOf(graph, kept.blocks, options.counts);
  const blocks = kept.blocks.map((block, index) =>
    describe(result, graph, words, options, block, index, executions[index] ?? null),
  );
  const edges: Omit<FlowEdge, 'executions'>[] = [];
  for (const [from, block] of kept.blocks.entries()) {
    for (const { kind, to } of block.successors) {
      const target = indices.get(resolve(to));
      if (target === undefined) continue;
      const label = kind === 'exception' ? '' : words.edgeLabel(block, kind);
      // Two exceptions that come to one place are one edge for the reader.
      const isKnown = edges.some(
        (edge) => edge.from === from && edge.to === target && edge.kind === kind,
      );
      if (isKnown) continue;
      edges.push({ from, to: target, kind, label, isBack: target <= from });
    }
  }
  return {
    name: result.code.qualname,
    about: about(result),
    blocks,
    edges: countEdges(executions, edges),
    leftOut: graph.blocks.length - blocks.length,
  };
}

function graphOf({ code }: Result): ControlFlowGraph | null {
  try {
    return buildControlFlowGraph(code);
  } catch (error) {
    if (error instanceof BytecodeError) return null;
    throw error;
  }
}

function about(result: Result): string {
  const size = isRefusal(result)
    ? 'not compiled'
    : `${result.target} · ${result.statistics.bytes.toLocaleString('en-US')} bytes`;
  return `${signature(result.code)} · ${size}`;
}

/** What puts the exception state in order and raises again; no program has written it. */
const tidying: ReadonlySet<OpcodeName> = new Set(['COPY', 'POP_EXCEPT', 'RERAISE']);
const jumping: ReadonlySet<OpcodeName> = new Set([
  'JUMP_FORWARD',
  'JUMP_BACKWARD',
  'JUMP_BACKWARD_NO_INTERRUPT',
]);

function keptBlocks(
  graph: ControlFlowGraph,
  detail: Detail,
): { blocks: BasicBlock[]; isKept: (index: number) => boolean } {
  const consistsOf = ({ first, limit }: BasicBlock, opcodes: ReadonlySet<OpcodeName>): boolean =>
    graph.instructions.slice(first, limit).every(({ opcode }) => opcodes.has(opcode));
  const blocks = graph.blocks.filter((block) => {
    if (!block.isReachable) return false;
    if (detail === 'all' || block.index === 0) return true;
    return !consistsOf(block, jumping) && !(block.isHandler && consistsOf(block, tidying));
  });
  const kept = new Set(blocks.map(({ index }) => index));
  return { blocks, isKept: (index) => kept.has(index) };
}

/**
 * Where control comes to that enters a block: past blocks that are left out, by the jump that is
 * all of them, or, of those that raise an exception again, to what catches it next.
 */
function throughLeftOut(
  graph: ControlFlowGraph,
  isKept: (index: number) => boolean,
): (index: number) => number {
  return (index) => {
    const seen = new Set<number>();
    let at = index;
    while (!isKept(at) && !seen.has(at)) {
      seen.add(at);
      const successors = graph.blocks[at]?.successors ?? [];
      const next = successors.find(({ kind }) => kind !== 'exception') ?? successors[0];
      if (next === undefined) break;
      at = next.to;
    }
    return at;
  };
}

/** A block is executed as a whole: no more often than the least executed of its lines. */
function executionsOf(
  graph: ControlFlowGraph,
  blocks: readonly BasicBlock[],
  counts: ReadonlyMap<number, number> | null,
): (number | null)[] {
  if (counts === null) return blocks.map(() => null);
  const locations = locationsOf(graph.code);
  return blocks.map(({ first, limit }) => {
    const counted = graph.instructions.slice(first, limit).flatMap(({ opcode, offset }) => {
      const { line } = locationAt(locations, offset);
      // The line of a `def` is executed where the function is made.
      return line === null || opcode === 'RESUME' ? [] : (counts.get(line) ?? []);
    });
    return counted.length === 0 ? null : Math.min(...counted);
  });
}

function describe(
  result: Result,
  graph: ControlFlowGraph,
  words: BlockWords,
  { lines, detail }: FlowGraphOptions,
  block: BasicBlock,
  index: number,
  executions: number | null,
): FlowBlock {
  const { code, instructions } = graph;
  const inBlock = instructions.slice(block.first, block.limit);
  const locations = locationsOf(code);
  const rows: FlowRow[] = words.rows(block);
  if (detail !== 'essential') {
    for (const instruction of inBlock) {
      const text = `${instruction.offset} ${instructionText(code, instruction)}`;
      rows.push({ kind: 'bytecode', line: null, text });
    }
  }
  const begin = locationAt(locations, instructions[words.begin(block)]!.offset);
  const ownLines = inBlock.flatMap(({ offset }) => locationAt(locations, offset).line ?? []);
  const exits = isRefusal(result) ? null : exitsOf(result);
  return {
    index,
    role: roleOf(block, index, inBlock.at(-1)?.opcode),
    rows,
    range: begin.line === null ? null : rangeOf(begin, code, lines),
    lines: [...new Set(ownLines)].sort((a, b) => a - b),
    bytecodeOffset: inBlock[0]?.offset ?? 0,
    executions,
    isInterpreted: inBlock.some((_, at) => isLeft(exits?.executorOf(block.first + at))),
  };
}

function roleOf(
  { isLoopHeader, isHandler }: BasicBlock,
  index: number,
  last: OpcodeName | undefined,
): FlowBlock['role'] {
  if (index === 0) return 'entry';
  // An `await` is a loop in the bytecode alone.
  if (isLoopHeader && last !== 'SEND') return 'loop';
  return isHandler ? 'handler' : 'plain';
}

const isLeft = (executor: string | undefined): boolean =>
  executor === 'interpreter' || executor === 'both';
