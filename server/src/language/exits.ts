/**
 * Where a function leaves native code for good, and what the interpreter executes from then on.
 *
 * Maps from: compiled code. Maps to: for each bytecode instruction, whether native code comes to
 * it, and after which exits the interpreter does. A call that has left native code is interpreted
 * to its end, whatever its loops lead back to; a suspended frame is resumed natively wherever its
 * YIELD_VALUE is compiled. Compiles nothing and knows no text.
 */

import { BytecodeError } from '../bytecode/bytecodeError.js';
import { isGeneratorLike } from '../bytecode/codeObject.js';
import { buildControlFlowGraph, type ControlFlowGraph } from '../bytecode/controlFlowGraph.js';
import type { CompiledCode, Unsupported } from '../compiler/compiledCode.js';
import type { OpcodeName } from '../opcodes/opcodeNames.js';
import { forEachPosition } from './readableCode.js';
import { Recent } from './recent.js';

/**
 * Who executes an instruction: `native` code alone; the `interpreter` alone; `both`, each in calls
 * of its own or one after the other; nobody (`never`).
 */
export type Executor = 'native' | 'interpreter' | 'both' | 'never';

export interface Exits {
  /** Those that native code comes to, in the order of the code. */
  readonly all: readonly Unsupported[];
  executorOf(instructionIndex: number): Executor;
  /**
   * After which an instruction is interpreted, in the order of the code; at most `MOST_NAMED` of
   * them.
   */
  before(instructionIndex: number): readonly Unsupported[];
}

/** Of more exits that lead to one place not all are kept. */
export const MOST_NAMED = 3;

const NONE: readonly Unsupported[] = [];
const noExits: Exits = { all: NONE, executorOf: () => 'native', before: () => NONE };

const known = new Recent<CompiledCode, Exits>(16);

export function exitsOf(compiled: CompiledCode): Exits {
  if (compiled.unsupported.length === 0) return noExits;
  return known.get(compiled, () => {
    try {
      return findExits(compiled, buildControlFlowGraph(compiled.code));
    } catch (error) {
      if (error instanceof BytecodeError) return noExits;
      throw error;
    }
  });
}

/** What hands the frame to somebody else, who resumes it later. */
const suspending: ReadonlySet<OpcodeName> = new Set(['YIELD_VALUE', 'RETURN_GENERATOR']);

function findExits(compiled: CompiledCode, graph: ControlFlowGraph): Exits {
  const { instructions } = graph;
  const count = instructions.length;
  const exits = firstInBlocks(compiled.unsupported, graph);
  const isLowered = loweredInstructions(graph, exits);
  const hasCode = new Uint8Array(count);
  forEachPosition(compiled, (start, end, index) => {
    if (end > start && index >= 0) hasCode[index] = 1;
  });
  const suspends = (index: number): boolean =>
    isGeneratorLike(graph.code) && suspending.has(instructions[index]!.opcode);

  const isNative = new Uint8Array(count);
  const native: number[] = [];
  const enterNatively = (index: number): void => {
    if (isNative[index] === 1) return;
    isNative[index] = 1;
    native.push(index);
  };
  /** By instruction: exits after which the interpreter comes to it. */
  const after: (readonly Unsupported[] | undefined)[] = [];
  const interpreted: number[] = [];
  const interpret = (index: number, since: readonly Unsupported[]): void => {
    const before = after[index];
    const all = before === undefined ? since : merge(before, since);
    if (all === before) return;
    after[index] = all;
    interpreted.push(index);
  };

  enterNatively(0);
  for (;;) {
    const index = native.pop();
    if (index !== undefined) {
      const exit = exits.get(index);
      if (exit !== undefined) {
        interpret(index, [exit]);
        continue;
      }
      for (const next of successors(graph, index, hasCode[index] === 1)) enterNatively(next);
      continue;
    }
    const other = interpreted.pop();
    if (other === undefined) break;
    const since = after[other] ?? NONE;
    const resumesNatively = suspends(other) && isLowered[other] === 1;
    for (const next of successors(graph, other, true)) {
      if (resumesNatively) enterNatively(next);
      else interpret(next, since);
    }
  }
  return {
    all: [...exits].filter(([index]) => isNative[index] === 1).map(([, exit]) => exit),
    executorOf(index) {
      // Native code comes to an exit, but does not execute it.
      const natively = isNative[index] === 1 && !exits.has(index);
      if (after[index] === undefined) return natively ? 'native' : 'never';
      return natively ? 'both' : 'interpreter';
    },
    before: (index) => after[index] ?? NONE,
  };
}

/**
 * Where control leaves each block, by instruction: what else is not compiled in the block comes too
 * late.
 */
function firstInBlocks(
  unsupported: readonly Unsupported[],
  { blockOf }: ControlFlowGraph,
): Map<number, Unsupported> {
  const byBlock = new Map<number, Unsupported>();
  for (const entry of unsupported) {
    const block = blockOf[entry.instructionIndex] ?? -1;
    const first = byBlock.get(block);
    if (first === undefined || entry.instructionIndex < first.instructionIndex) {
      byBlock.set(block, entry);
    }
  }
  const exits = [...byBlock.values()].sort((a, b) => a.instructionIndex - b.instructionIndex);
  return new Map(exits.map((exit) => [exit.instructionIndex, exit]));
}

/** Whether there is machine code for an instruction's place, even if it is empty. */
function loweredInstructions(
  graph: ControlFlowGraph,
  exits: ReadonlyMap<number, Unsupported>,
): Uint8Array {
  const lowered = new Uint8Array(graph.instructions.length);
  for (const { first, limit, isReachable } of graph.blocks) {
    for (let index: number = first; isReachable && index < limit; index += 1) {
      if (exits.has(index)) break;
      lowered[index] = 1;
    }
  }
  return lowered;
}

/** Where control can go after an instruction; to its handler only if it can raise. */
function* successors(
  graph: ControlFlowGraph,
  index: number,
  canRaise: boolean,
): Generator<number, void> {
  const handler = graph.handlers[index];
  if (canRaise && handler !== null && handler !== undefined) {
    const target = graph.indexAt(handler.target);
    if (target !== undefined) yield target;
  }
  const block = graph.blocks[graph.blockOf[index] ?? -1];
  if (block === undefined) return;
  if (index + 1 < block.limit) {
    yield index + 1;
    return;
  }
  for (const { kind, to } of block.successors) {
    const target = graph.blocks[to];
    if (kind !== 'exception' && target !== undefined) yield target.first;
  }
}

/** `one` itself when nothing new is in `other`, or it is full. */
function merge(one: readonly Unsupported[], other: readonly Unsupported[]): readonly Unsupported[] {
  if (one.length >= MOST_NAMED) return one;
  const more = other.filter((exit) => !one.includes(exit));
  if (more.length === 0) return one;
  return [...one, ...more]
    .sort((a, b) => a.instructionIndex - b.instructionIndex)
    .slice(0, MOST_NAMED);
}
