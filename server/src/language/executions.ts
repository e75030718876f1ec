/**
 * How often instructions were executed, as far as counts of lines tell.
 *
 * Maps from: a code object and executions of its lines. Maps to: an upper bound for each
 * instruction. A basic block is executed as a whole, so that none of it was executed more often
 * than its least executed line: in `for i in range(n): for j in range(n):` the inner `range(n)` is
 * not executed as often as the line that it is on.
 */

import { BytecodeError } from '../bytecode/bytecodeError.js';
import type { CodeObject } from '../bytecode/codeObject.js';
import { buildControlFlowGraph } from '../bytecode/controlFlowGraph.js';
import { locationAt } from '../bytecode/locationTable.js';
import { locationsOf } from './locations.js';

/** By the offset of an instruction in bytes: the lines of its basic block, its own first. */
type BlockLines = ReadonlyMap<number, readonly number[]>;

/** A program that runs is counted again and again. */
const known = new WeakMap<CodeObject, BlockLines>();

/** Executions of the instruction at an offset in bytes, 0 where its line was not counted. */
export function executionsIn(
  code: CodeObject,
  lines: ReadonlyMap<number, number>,
): (offset: number) => number {
  let blocks = known.get(code);
  if (blocks === undefined) {
    blocks = findLines(code);
    known.set(code, blocks);
  }
  const inBlocks = blocks;
  return (offset) => {
    const [own, ...others] = inBlocks.get(offset) ?? [];
    const executions = lines.get(own ?? 0) ?? 0;
    return others.reduce((least, line) => Math.min(least, lines.get(line) ?? least), executions);
  };
}

function findLines(code: CodeObject): BlockLines {
  const found = new Map<number, readonly number[]>();
  try {
    const { blocks, instructions } = buildControlFlowGraph(code);
    const locations = locationsOf(code);
    for (const { first, limit } of blocks) {
      const inBlock = instructions.slice(first, limit).map(({ offset }) => ({
        offset,
        line: locationAt(locations, offset).line,
      }));
      const all = new Set(inBlock.flatMap(({ line }) => line ?? []));
      for (const { offset, line } of inBlock) {
        if (line !== null) found.set(offset, [line, ...[...all].filter((one) => one !== line)]);
      }
    }
  } catch (error) {
    if (!(error instanceof BytecodeError)) throw error;
  }
  return found;
}
