/**
 * Decodes the bytes of a code object into instructions.
 *
 * Maps from: the unquickened two-byte units of CPython 3.11. Maps to: `Instruction[]`, with
 * EXTENDED_ARG folded into the instruction it extends and inline caches skipped. Knows what an
 * argument refers to only as far as jumps go.
 */
import { type OpcodeName, opcodeByCode } from '../opcodes/opcodeNames.js';
import { BytecodeError } from './bytecodeError.js';
import type { CodeObject } from './codeObject.js';

declare const unit: unique symbol;

/** Bytes from the start of `co_code`; always even. */
export type BytecodeOffset = number & { readonly [unit]: 'bytecode bytes' };

/** Position in the array of decoded instructions. */
export type InstructionIndex = number & { readonly [unit]: 'instructions' };

export const bytecodeOffset = (bytes: number): BytecodeOffset => bytes as BytecodeOffset;
export const instructionIndex = (index: number): InstructionIndex => index as InstructionIndex;

/** Bytes in one code unit. */
export const UNIT = 2;

export interface Instruction {
  readonly opcode: OpcodeName;
  readonly code: number;
  /** The whole argument, 0 to 2**32 - 1. Opcodes without argument have one that means nothing. */
  readonly oparg: number;
  /** Where its first EXTENDED_ARG is, or itself. Jumps and handlers lead here. */
  readonly start: BytecodeOffset;
  /** Where the opcode proper is; this is what CPython calls the instruction's offset. */
  readonly offset: BytecodeOffset;
  /** After its inline caches, where the next instruction starts. */
  readonly end: BytecodeOffset;
  /** Where it jumps to; may lie anywhere, also outside the code, until verified. */
  readonly jumpTarget: BytecodeOffset | null;
}

const EXTENDED_ARG = 144;

/** Throws `BytecodeError` for an unknown opcode, or code that ends inside an instruction. */
export function decodeInstructions({ code }: Pick<CodeObject, 'code'>): Instruction[] {
  const instructions: Instruction[] = [];
  const length = code.length - (code.length % UNIT);
  let position = 0;
  while (position < length) {
    const start = position;
    let number = code[position]!;
    let oparg = code[position + 1]!;
    while (number === EXTENDED_ARG) {
      position += UNIT;
      if (position >= length) {
        throw new BytecodeError('the code ends in an EXTENDED_ARG', 'code', start);
      }
      if (position - start > 3 * UNIT) {
        throw new BytecodeError('more than three EXTENDED_ARG in a row', 'code', start);
      }
      number = code[position]!;
      oparg = ((oparg << 8) | code[position + 1]!) >>> 0;
    }
    const info = opcodeByCode(number);
    if (info === undefined) {
      throw new BytecodeError(`no opcode has the number ${number}`, 'code', position);
    }
    const end = position + UNIT * (1 + info.caches);
    if (end > length) {
      throw new BytecodeError(`the code ends in the caches of ${info.name}`, 'code', position);
    }
    const jumpTarget =
      info.argument === 'forward'
        ? end + UNIT * oparg
        : info.argument === 'backward'
          ? end - UNIT * oparg
          : null;
    instructions.push({
      opcode: info.name,
      code: number,
      oparg,
      start: bytecodeOffset(start),
      offset: bytecodeOffset(position),
      end: bytecodeOffset(end),
      jumpTarget: jumpTarget === null ? null : bytecodeOffset(jumpTarget),
    });
    position = end;
  }
  return instructions;
}
