/** Code objects made by hand, for what no compiler writes. */
import type { CodeObject } from '../../server/src/bytecode/codeObject.js';
import { type OpcodeName, opcodeInfo } from '../../server/src/opcodes/opcodeNames.js';

export type Row = readonly [opcode: OpcodeName, oparg?: number];

/**
 * The bytes of some instructions; arguments beyond a byte get their EXTENDED_ARG, caches are added.
 */
export function assemble(...rows: readonly Row[]): Uint8Array {
  const bytes: number[] = [];
  for (const [opcode, oparg = 0] of rows) {
    const { code, caches } = opcodeInfo(opcode);
    for (let shift = 24; shift > 0; shift -= 8) {
      if (oparg >>> shift !== 0) {
        bytes.push(opcodeInfo('EXTENDED_ARG').code, (oparg >>> shift) & 255);
      }
    }
    bytes.push(code, oparg & 255, ...Array<number>(2 * caches).fill(0));
  }
  return Uint8Array.from(bytes);
}

/** A code object that is valid but for what `fields` say. */
export function codeObject(fields: Partial<CodeObject>): CodeObject {
  return {
    argcount: 0,
    posonlyargcount: 0,
    kwonlyargcount: 0,
    stacksize: 4,
    flags: 3,
    code: assemble(['RESUME'], ['LOAD_CONST'], ['RETURN_VALUE']),
    consts: [{ kind: 'none' }],
    names: [],
    localsplusnames: [],
    localspluskinds: Uint8Array.of(),
    filename: 'file.py',
    name: 'f',
    qualname: 'f',
    firstlineno: 1,
    linetable: Uint8Array.of(),
    exceptiontable: Uint8Array.of(),
    ...fields,
  };
}

/** An exception-table entry in bytes: start, end, target, depth, lasti. */
export type EntryRow = readonly [number, number, number, number, boolean?];

export function exceptionTable(...entries: readonly EntryRow[]): Uint8Array {
  const bytes: number[] = [];
  const varint = (value: number, flag: number): void => {
    const digits = [value & 63];
    for (let rest = value >>> 6; rest > 0; rest >>>= 6) {
      digits.unshift((rest & 63) | 64);
    }
    digits[0]! |= flag;
    bytes.push(...digits);
  };
  for (const [start, end, target, depth, lasti = false] of entries) {
    varint(start / 2, 128);
    varint((end - start) / 2, 0);
    varint(target / 2, 0);
    varint(depth * 2 + (lasti ? 1 : 0), 0);
  }
  return Uint8Array.from(bytes);
}
