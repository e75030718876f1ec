/**
 * The value stack as emission will have it, without what only emission knows: which entry is in a
 * register.
 *
 * Maps from: the instructions of a block, one after the other or in groups. Maps to: what each
 * entry is before the next one: a local that is borrowed from, a constant, NULL, or a reference
 * that the entry owns. Emits nothing.
 *
 * What makes an entry an owner here does so in operandStack.ts and in the words of lowering;
 * emission holds the two against each other wherever it relies on it.
 */

import { CAN_BE_BOUND } from '../../bytecode/localStates.js';
import type { BasicBlock, ControlFlowGraph } from '../../bytecode/controlFlowGraph.js';
import { stackEffect } from '../../opcodes/effects.js';
import { opcodeDefinitions } from '../../opcodes/table.js';
import type { Entry, NullEntry, OwnedEntry } from '../values.js';

/** Where its reference is, its position tells. */
const owned: OwnedEntry = { kind: 'owned', inResult: false, slot: -1 };
const nothing: NullEntry = { kind: 'null' };

/**
 * So many entries are looked at, and so many instructions behind a call: others are as good as
 * always, only later.
 */
const WAITING_ENTRIES = 32;
const WAITING_INSTRUCTIONS = 100;

/**
 * The entries below `depth` that are to be owners before a call. Arguments of an outer call, or
 * items of a display, that are locals get their references before the inner call instead of after
 * it, which costs nothing: so the callee sees as many as under CPython. What waits for an operator
 * stays borrowed.
 */
export function waitingToBeOwned(
  graph: ControlFlowGraph,
  index: number,
  entries: readonly Entry[],
  depth: number,
): number[] {
  const positions: number[] = [];
  for (let position = Math.max(0, depth - WAITING_ENTRIES); position < depth; position += 1) {
    if (entries[position]!.kind === 'local' && isWantedInSlot(graph, index, position)) {
      positions.push(position);
    }
  }
  return positions;
}

/** Whether the instruction that will pop the entry has it in its slot, or the block ends before. */
function isWantedInSlot(graph: ControlFlowGraph, index: number, position: number): boolean {
  const { limit } = graph.blocks[graph.blockOf[index]!]!;
  const end = Math.min(limit, index + WAITING_INSTRUCTIONS);
  for (let next = index + 1; next < end; next += 1) {
    const { opcode, oparg } = graph.instructions[next]!;
    if (graph.depths[next]! - stackEffect(opcode, oparg).pops <= position) {
      return opcodeDefinitions.get(opcode)?.inSlots === true;
    }
  }
  return end === limit;
}

export class ForeseenStack {
  /** Bottom first. */
  entries: Entry[] = [];

  constructor(
    private readonly graph: ControlFlowGraph,
    /** Of the locals, by instruction. */
    private readonly states: Uint8Array,
  ) {}

  /** Begins a block: everything is owned. */
  begin({ index, entryDepth }: BasicBlock): void {
    // The entry that a generator begins with is there only from RETURN_GENERATOR on.
    this.entries = new Array<Entry>(index === 0 ? 0 : entryDepth).fill(owned);
  }

  /** The same stack, which goes on by itself. */
  fork(): ForeseenStack {
    const fork = new ForeseenStack(this.graph, this.states);
    fork.entries = [...this.entries];
    return fork;
  }

  /** What a handler of the instruction finds on its stack is owned. */
  prepareForHandler(index: number): void {
    this.ownAll(this.graph.handlers[index]?.depth ?? 0);
  }

  ownAll(depth = this.entries.length): void {
    this.entries.fill(owned, 0, depth);
  }

  /** Before local `index` changes. */
  ownBorrowers(index: number, depth = this.entries.length): void {
    for (let position = 0; position < depth; position += 1) {
      const entry = this.entries[position]!;
      if (entry.kind === 'local' && entry.index === index) this.entries[position] = owned;
    }
  }

  /** Everything from `base` on gives way to one result. */
  replaceFrom(base: number): void {
    this.entries.length = base;
    this.entries.push(owned);
  }

  /** An instruction by itself. */
  execute(index: number): void {
    this.prepareForHandler(index);
    const { entries, graph } = this;
    const { opcode, oparg } = graph.instructions[index]!;
    switch (opcode) {
      case 'LOAD_FAST':
      case 'LOAD_CLOSURE':
        entries.push({ kind: 'local', index: oparg });
        break;
      case 'LOAD_CONST':
        entries.push({ kind: 'constant', index: oparg });
        break;
      case 'PUSH_NULL':
        entries.push(nothing);
        break;
      case 'LOAD_GLOBAL':
        if ((oparg & 1) !== 0) entries.push(nothing);
        entries.push(owned);
        break;
      case 'COPY':
        entries.push(entries[entries.length - oparg]!);
        break;
      case 'SWAP': {
        const [top, other] = [entries.length - 1, entries.length - oparg];
        [entries[top], entries[other]] = [entries[other]!, entries[top]!];
        break;
      }
      case 'STORE_FAST': {
        const value = entries.pop()!;
        const isSame = value.kind === 'local' && value.index === oparg;
        if (!isSame || this.states[index] !== CAN_BE_BOUND) this.ownBorrowers(oparg);
        break;
      }
      case 'DELETE_FAST':
        this.ownBorrowers(oparg);
        break;
      case 'RETURN_GENERATOR':
        this.entries = [owned];
        break;
      default: {
        const { pops, pushes } = stackEffect(opcode, oparg);
        const base = entries.length - pops;
        if (opcode === 'CALL' || opcode === 'CALL_FUNCTION_EX') {
          for (const position of waitingToBeOwned(graph, index, entries, base)) {
            entries[position] = owned;
          }
        } else if (opcode === 'YIELD_VALUE') this.ownAll(base);
        entries.length = base;
        for (let i = 0; i < pushes; i += 1) entries.push(owned);
      }
    }
  }
}
