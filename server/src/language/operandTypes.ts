/**
 * Which types an operation's operands had when it was done the general way.
 *
 * Maps from: what a run noted of one function. Maps to: names of types by operation, those first
 * that have no fast path.
 */

import type { CodeObject } from '../bytecode/codeObject.js';
import { type OpcodeName, opcodeByCode } from '../opcodes/opcodeNames.js';

/** By the offset of the instruction in bytes plus the operand's number, 0 or 1. */
export type OperandTypes = ReadonlyMap<number, readonly string[]>;

const number: ReadonlySet<string> = new Set(['int', 'float']);
const sequence: ReadonlySet<string> = new Set(['list', 'tuple']);
const index: ReadonlySet<string> = new Set(['int']);

/** Of the left operand, or the container, and of the right one, or the key. */
const fastTypes: Readonly<Partial<Record<OpcodeName, readonly ReadonlySet<string>[]>>> = {
  BINARY_OP: [number, number],
  COMPARE_OP: [number, number],
  BINARY_SUBSCR: [sequence, index],
};
const none: ReadonlySet<string> = new Set();

/** Of the operation whose instruction is at `offset`; empty when nothing was noted. */
export function typesAt(operands: OperandTypes, { code }: CodeObject, offset: number): string[] {
  const opcode = opcodeByCode(code[offset] ?? 0)?.name;
  const fast = (opcode === undefined ? undefined : fastTypes[opcode]) ?? [];
  const seen = [0, 1].flatMap((operand) =>
    (operands.get(offset + operand) ?? []).map((name) => ({
      name,
      isFast: (fast[operand] ?? none).has(name),
    })),
  );
  const ordered = [...seen.filter(({ isFast }) => !isFast), ...seen.filter(({ isFast }) => isFast)];
  return [...new Set(ordered.map(({ name }) => name))];
}
