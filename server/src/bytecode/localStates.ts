/**
 * Which of the frame's variables are bound where: what the compiler need not test.
 *
 * Maps from: a control-flow graph without findings. Maps to: for each instruction that names a
 * slot of the frame, whether that slot can be bound and can be unbound before it. Slots of cells
 * and free variables hold cells, which MAKE_CELL and COPY_FREE_VARS bind; what is in the cell is
 * not looked at. Nothing else may write the frame's slots (a tracer or debugger may: code that
 * is traced does not run natively).
 */
import type { OpcodeName } from '../opcodes/opcodeNames.js';
import { argumentSlots, freeVariables } from './codeObject.js';
import type { BasicBlock, ControlFlowGraph } from './controlFlowGraph.js';

/** Bits of a state. An instruction that nothing reaches, or that names no slot, has neither. */
export const CAN_BE_BOUND = 1;
export const CAN_BE_UNBOUND = 2;

type Action = 'read' | 'bind' | 'unbind';

const actions: Partial<Record<OpcodeName, Action>> = {
  LOAD_FAST: 'read',
  LOAD_CLOSURE: 'read',
  STORE_FAST: 'bind',
  MAKE_CELL: 'bind',
  DELETE_FAST: 'unbind',
};

/**
 * Bits of the sets that are kept for all blocks together. Beyond it (a thousand variables in
 * ten thousand blocks) only the first variables are followed, and the others can be anything.
 */
const MAX_BITS = 1 << 27;

/** By instruction: the state of the slot it names, before it. */
export function localStates(graph: ControlFlowGraph): Uint8Array {
  const { code, instructions, blocks } = graph;
  const states = new Uint8Array(instructions.length);
  if (blocks.length === 0) {
    return states;
  }
  const slots = code.localsplusnames.length;
  const tracked = Math.min(slots, Math.floor(MAX_BITS / 2 / blocks.length));
  // Two bits a slot: can be bound, can be unbound.
  const words = (tracked * 2 + 31) >> 5;
  const entries = new Uint32Array(words * blocks.length);
  const seen = new Uint8Array(blocks.length);
  const current = new Uint32Array(words);

  const get = (slot: number): number =>
    slot < tracked ? (current[slot >> 4]! >>> ((slot & 15) * 2)) & 3 : 3;
  const set = (slot: number, state: number): void => {
    if (slot < tracked) {
      const shift = (slot & 15) * 2;
      current[slot >> 4] = (current[slot >> 4]! & ~(3 << shift)) | (state << shift);
    }
  };

  const isPending = new Uint8Array(blocks.length);
  let pendingCount = 0;
  const add = (block: number, word: number, bits: number): boolean => {
    const position = block * words + word;
    const merged = (entries[position]! | bits) >>> 0;
    const changed = merged !== entries[position]!;
    entries[position] = merged;
    return changed;
  };
  const schedule = (block: number): void => {
    if (isPending[block] === 0) {
      isPending[block] = 1;
      pendingCount += 1;
    }
  };
  /** Adds the current state to what a block may begin with. */
  const flowInto = (block: number): void => {
    let changed = seen[block] === 0;
    seen[block] = 1;
    for (let word = 0; word < words; word++) {
      changed = add(block, word, current[word]!) || changed;
    }
    if (changed) {
      schedule(block);
    }
  };
  const flowSlotInto = (block: number, slot: number): void => {
    const state = get(slot) << ((slot & 15) * 2);
    if (slot < tracked && add(block, slot >> 4, state)) {
      schedule(block);
    }
  };

  const firstFree = slots - freeVariables(code);
  const walk = (block: BasicBlock, record: boolean): void => {
    current.set(entries.subarray(block.index * words, (block.index + 1) * words));
    let handler = null as (typeof graph.handlers)[number];
    for (let index = block.first as number; index < block.limit; index++) {
      const covering = record ? null : graph.handlers[index]!;
      const handlerBlock = covering === null ? -1 : graph.blockOf[graph.indexAt(covering.target)!]!;
      if (covering !== null && covering !== handler) {
        flowInto(handlerBlock);
      }
      handler = covering;
      const { opcode, oparg } = instructions[index]!;
      const action = actions[opcode];
      if (action !== undefined) {
        if (record) {
          states[index] = get(oparg);
        }
        // A slot that was read without an exception is bound.
        set(oparg, action === 'unbind' ? CAN_BE_UNBOUND : CAN_BE_BOUND);
        if (covering !== null) {
          flowSlotInto(handlerBlock, oparg);
        }
      } else if (opcode === 'COPY_FREE_VARS') {
        for (let slot = firstFree; slot < tracked; slot++) {
          set(slot, CAN_BE_BOUND);
        }
      }
    }
    if (!record) {
      for (const edge of block.successors) {
        if (edge.kind !== 'exception') {
          flowInto(edge.to);
        }
      }
    }
  };

  const boundAtEntry = argumentSlots(code);
  for (let slot = 0; slot < tracked; slot++) {
    set(slot, slot < boundAtEntry ? CAN_BE_BOUND : CAN_BE_UNBOUND);
  }
  flowInto(0);
  // CPython lays blocks out nearly in the order of control, so a few rounds suffice; code made
  // to need many rounds gets no answer instead of a long wait.
  let budget = 64 * instructions.length + 4096;
  while (pendingCount > 0 && budget > 0) {
    for (const block of blocks) {
      if (isPending[block.index] === 1) {
        isPending[block.index] = 0;
        pendingCount -= 1;
        budget -= block.limit - block.first;
        walk(block, false);
      }
    }
  }
  if (pendingCount > 0) {
    return Uint8Array.from(instructions, ({ opcode }) => (actions[opcode] === undefined ? 0 : 3));
  }
  for (const block of blocks) {
    if (seen[block.index] === 1) {
      walk(block, true);
    }
  }
  return states;
}
