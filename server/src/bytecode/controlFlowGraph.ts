/**
 * The control-flow graph of a code object: basic blocks, stack depths, handlers, loops.
 *
 * Maps from: a code object, whatever it holds. Maps to: a graph that is well formed in any case,
 * and the findings that made parts of it be left out. Every step is linear in the size of the
 * code. Knows stack depths but no values; what opargs name is verifier.ts's business.
 */
import { stackEffect } from '../opcodes/effects.js';
import type { OpcodeName } from '../opcodes/opcodeNames.js';
import { type CodeObject, isGeneratorLike } from './codeObject.js';
import { decodeExceptionTable, type ExceptionEntry, handlerDepth } from './exceptionTable.js';
import {
  type BytecodeOffset,
  decodeInstructions,
  type Instruction,
  type InstructionIndex,
  instructionIndex,
} from './instructions.js';

/** What is wrong with a code object, and where. */
export interface Finding {
  readonly kind:
    | 'undecodable'
    | 'exception-table'
    | 'location-table'
    | 'jump-target'
    | 'falls-off-the-end'
    | 'stack-underflow'
    | 'stack-overflow'
    | 'stack-mismatch'
    | 'oparg'
    | 'call-sequence'
    | 'generator'
    | 'cache';
  /** In bytes of `co_code`; 0 where a whole table is meant. */
  readonly offset: number;
  readonly message: string;
}

export interface Edge {
  /** `exception`: any instruction of the block that the handler covers may lead there. */
  readonly kind: 'fall' | 'jump' | 'exception';
  /** Index of the block. */
  readonly to: number;
}

/**
 * A run of instructions that control enters only at its first one, and leaves only at its last
 * one or by an exception.
 */
export interface BasicBlock {
  readonly index: number;
  readonly first: InstructionIndex;
  /** After the last instruction. */
  readonly limit: InstructionIndex;
  /** Stack entries on entry; -1 for a block that nothing reaches. */
  readonly entryDepth: number;
  readonly isReachable: boolean;
  /** Does an exception-table entry lead here? */
  readonly isHandler: boolean;
  /** Does a jump of reachable code lead back here? */
  readonly isLoopHeader: boolean;
  /** Of reachable blocks only; each successor once a kind. */
  readonly successors: readonly Edge[];
  readonly predecessors: readonly number[];
}

export interface ControlFlowGraph {
  readonly code: CodeObject;
  readonly instructions: readonly Instruction[];
  readonly exceptionEntries: readonly ExceptionEntry[];
  readonly blocks: readonly BasicBlock[];
  /** By instruction: the block it is in. */
  readonly blockOf: Int32Array;
  /** By instruction: stack entries before it; -1 where nothing reaches it. */
  readonly depths: Int32Array;
  /** By instruction: what catches its exceptions in this frame, or null. */
  readonly handlers: readonly (ExceptionEntry | null)[];
  /** The deepest stack of any reachable instruction. */
  readonly maxDepth: number;
  readonly findings: readonly Finding[];
  /** The instruction that starts (EXTENDED_ARG included) at an offset. */
  indexAt(start: BytecodeOffset): InstructionIndex | undefined;
}

const neverFallsThrough: ReadonlySet<OpcodeName> = new Set([
  'JUMP_FORWARD',
  'JUMP_BACKWARD',
  'JUMP_BACKWARD_NO_INTERRUPT',
  'RETURN_VALUE',
  'RAISE_VARARGS',
  'RERAISE',
]);

/** Opcodes that no exception leaves, so that they may take what their handler would keep. */
const neverRaises: ReadonlySet<OpcodeName> = new Set([
  'PUSH_EXC_INFO',
  'POP_EXCEPT',
  'POP_TOP',
  'STORE_FAST',
  'RETURN_VALUE',
  'POP_JUMP_FORWARD_IF_NONE',
  'POP_JUMP_FORWARD_IF_NOT_NONE',
  'POP_JUMP_BACKWARD_IF_NONE',
  'POP_JUMP_BACKWARD_IF_NOT_NONE',
]);

/** Can the next instruction follow this one? */
export function fallsThrough(instruction: Instruction): boolean {
  return !neverFallsThrough.has(instruction.opcode);
}

interface MutableBlock {
  index: number;
  first: InstructionIndex;
  limit: InstructionIndex;
  entryDepth: number;
  isReachable: boolean;
  isHandler: boolean;
  isLoopHeader: boolean;
  successors: Edge[];
  predecessors: number[];
}

/** Throws `BytecodeError` when the instructions or the exception table cannot be decoded. */
export function buildControlFlowGraph(code: CodeObject): ControlFlowGraph {
  const instructions = decodeInstructions(code);
  const findings: Finding[] = [];
  const starts = indexByUnit(code, instructions);
  const indexAt = (start: BytecodeOffset): InstructionIndex | undefined => {
    const index = starts[start >> 1] ?? -1;
    return index < 0 || start < 0 || start % 2 !== 0 ? undefined : instructionIndex(index);
  };
  const exceptionEntries = checkedEntries(code, indexAt, findings);
  const handlers = handlersOf(instructions, exceptionEntries);
  const { blocks, blockOf } = splitIntoBlocks(instructions, exceptionEntries, indexAt, findings);
  const graph = {
    code,
    instructions,
    exceptionEntries,
    blocks,
    blockOf,
    depths: new Int32Array(instructions.length).fill(-1),
    handlers,
    maxDepth: 0,
    findings,
    indexAt,
  };
  graph.maxDepth = propagateDepths(graph, blocks, findings);
  return graph;
}

/** By code unit: the instruction that starts there, or -1. */
function indexByUnit(code: CodeObject, instructions: readonly Instruction[]): Int32Array {
  const starts = new Int32Array(code.code.length >> 1).fill(-1);
  instructions.forEach((instruction, index) => {
    starts[instruction.start >> 1] = index;
  });
  return starts;
}

/** The entries that are in order and lead from whole instructions to an instruction. */
function checkedEntries(
  code: CodeObject,
  indexAt: (start: BytecodeOffset) => InstructionIndex | undefined,
  findings: Finding[],
): ExceptionEntry[] {
  let previousEnd = 0;
  return decodeExceptionTable(code).filter((entry) => {
    const isBoundary = (offset: BytecodeOffset): boolean =>
      offset === code.code.length || indexAt(offset) !== undefined;
    const problem =
      entry.start < previousEnd
        ? 'overlaps the one before or is out of order'
        : entry.end <= entry.start
          ? 'covers nothing'
          : !isBoundary(entry.start) || !isBoundary(entry.end)
            ? 'covers a part of an instruction'
            : indexAt(entry.target) === undefined
              ? `leads to ${entry.target}, where no instruction starts`
              : handlerDepth(entry) > code.stacksize
                ? `needs a stack of ${handlerDepth(entry)}, more than ${code.stacksize}`
                : null;
    if (problem !== null) {
      findings.push({
        kind: 'exception-table',
        offset: entry.start,
        message: `The exception-table entry for ${entry.start} to ${entry.end} ${problem}.`,
      });
      return false;
    }
    previousEnd = entry.end;
    return true;
  });
}

function handlersOf(
  instructions: readonly Instruction[],
  entries: readonly ExceptionEntry[],
): (ExceptionEntry | null)[] {
  let next = 0;
  return instructions.map(({ offset }) => {
    while (next < entries.length && entries[next]!.end <= offset) {
      next += 1;
    }
    const entry = entries[next];
    return entry !== undefined && entry.start <= offset ? entry : null;
  });
}

function splitIntoBlocks(
  instructions: readonly Instruction[],
  entries: readonly ExceptionEntry[],
  indexAt: (start: BytecodeOffset) => InstructionIndex | undefined,
  findings: Finding[],
): { blocks: MutableBlock[]; blockOf: Int32Array } {
  const leaders = new Uint8Array(instructions.length + 1);
  const handlerStarts = new Uint8Array(instructions.length + 1);
  leaders[0] = 1;
  for (const entry of entries) {
    const target = indexAt(entry.target)!;
    leaders[target] = 1;
    handlerStarts[target] = 1;
  }
  instructions.forEach((instruction, index) => {
    if (instruction.jumpTarget !== null) {
      const target = indexAt(instruction.jumpTarget);
      if (target === undefined) {
        findings.push({
          kind: 'jump-target',
          offset: instruction.offset,
          message: `${instruction.opcode} jumps to ${instruction.jumpTarget}, where no instruction starts.`,
        });
      } else {
        leaders[target] = 1;
      }
      leaders[index + 1] = 1;
    } else if (!fallsThrough(instruction)) {
      leaders[index + 1] = 1;
    }
  });
  const blocks: MutableBlock[] = [];
  const blockOf = new Int32Array(instructions.length);
  for (let index = 0; index < instructions.length; index++) {
    if (leaders[index] === 1) {
      blocks.push({
        index: blocks.length,
        first: instructionIndex(index),
        limit: instructionIndex(index),
        entryDepth: -1,
        isReachable: false,
        isHandler: handlerStarts[index] === 1,
        isLoopHeader: false,
        successors: [],
        predecessors: [],
      });
    }
    blockOf[index] = blocks.length - 1;
    blocks[blocks.length - 1]!.limit = instructionIndex(index + 1);
  }
  return { blocks, blockOf };
}

/**
 * Walks each reachable block once and gives its instructions their depths. A generator begins
 * with one entry, the value it will be sent first, as CPython's own depth computation has it.
 */
function propagateDepths(
  graph: ControlFlowGraph,
  blocks: readonly MutableBlock[],
  findings: Finding[],
): number {
  const { code, instructions, depths, handlers } = graph;
  const pending: MutableBlock[] = [];
  let maxDepth = 0;

  const reach = (
    from: MutableBlock | null,
    kind: Edge['kind'],
    target: InstructionIndex,
    depth: number,
    offset: number,
  ): void => {
    const block = blocks[graph.blockOf[target]!]!;
    if (!block.isReachable) {
      block.isReachable = true;
      block.entryDepth = depth;
      maxDepth = Math.max(maxDepth, depth);
      pending.push(block);
    } else if (block.entryDepth !== depth) {
      findings.push({
        kind: 'stack-mismatch',
        offset,
        message:
          `The stack has ${depth} entries on the way from ${offset} to ` +
          `${instructions[target]!.start}, and ${block.entryDepth} on another way.`,
      });
      return;
    }
    if (from !== null) {
      if (kind === 'jump' && target <= from.limit - 1) {
        block.isLoopHeader = true;
      }
      from.successors.push({ kind, to: block.index });
      if (block.predecessors.at(-1) !== from.index) {
        block.predecessors.push(from.index);
      }
    }
  };

  if (instructions.length === 0) {
    findings.push({ kind: 'falls-off-the-end', offset: 0, message: 'There is no instruction.' });
    return 0;
  }
  const entryDepth = isGeneratorLike(code) ? 1 : 0;
  reach(null, 'fall', instructionIndex(0), entryDepth, 0);
  for (let block = pending.pop(); block !== undefined; block = pending.pop()) {
    let depth = block.entryDepth;
    let handler: ExceptionEntry | null = null;
    const reached = new Set<BytecodeOffset>();
    for (let index = block.first as number; index < block.limit; index++) {
      const instruction = instructions[index]!;
      const { opcode, oparg, offset, jumpTarget } = instruction;
      depths[index] = depth;
      const effect = stackEffect(opcode, oparg);
      const jumping = jumpTarget === null ? effect : stackEffect(opcode, oparg, true);
      const needs = Math.max(effect.looks + effect.pops, jumping.looks + jumping.pops);
      if (needs > depth) {
        findings.push({
          kind: 'stack-underflow',
          offset,
          message: `${opcode} needs ${needs} stack entries and finds ${depth}.`,
        });
        break;
      }
      const covering = handlers[index]!;
      if (covering !== null) {
        const kept = neverRaises.has(opcode) ? depth : depth - effect.pops;
        if (covering.depth > kept) {
          findings.push({
            kind: 'exception-table',
            offset,
            message: `The handler of ${opcode} keeps ${covering.depth} stack entries of ${kept}.`,
          });
        } else if (covering !== handler && !reached.has(covering.target)) {
          reached.add(covering.target);
          reach(
            block,
            'exception',
            graph.indexAt(covering.target)!,
            handlerDepth(covering),
            offset,
          );
        }
        handler = covering;
      }
      const after = depth - effect.pops + effect.pushes;
      const afterJump = depth - jumping.pops + jumping.pushes;
      if (Math.max(after, afterJump) > code.stacksize) {
        findings.push({
          kind: 'stack-overflow',
          offset,
          message: `${opcode} makes the stack deeper than ${code.stacksize} entries.`,
        });
        break;
      }
      maxDepth = Math.max(maxDepth, after, afterJump);
      const target = jumpTarget === null ? undefined : graph.indexAt(jumpTarget);
      if (target !== undefined) {
        reach(block, 'jump', target, afterJump, offset);
      }
      depth = after;
      if (index === block.limit - 1 && fallsThrough(instruction)) {
        if (index + 1 < instructions.length) {
          reach(block, 'fall', instructionIndex(index + 1), depth, offset);
        } else {
          findings.push({
            kind: 'falls-off-the-end',
            offset,
            message: `The code ends after ${opcode} without returning.`,
          });
        }
      }
    }
  }
  return maxDepth;
}
