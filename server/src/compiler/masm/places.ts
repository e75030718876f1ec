/**
 * Words in memory, and addresses. Maps from: a register with a structure's address, or a place in
 * the image's data, and a field of the target's layout. Maps to: an operand for the macro
 * assembler, as wide as the field.
 */

import { dword, type Mem, mem, memSymbol } from '../../assembler/operands.js';
import type { Bits } from '../../assembler/registers.js';
import type { Field } from '../../generated/layout.js';
import type { Register } from '../target/target.js';

/**
 * A machine word in memory, 32 bits of it where the field is so narrow, or a byte where the name of
 * the word that takes it says so.
 */
export type Place = Mem<Bits>;

/** A field of a machine word, or of 32 bits. */
export type WordField = Field<'word' | 4>;

/** An address that is known when the code is loaded. */
export type Address =
  /**
   * The helper's own functions, objects and data, and what it loads with the code: machine code is
   * near them.
   */
  | { readonly kind: 'near'; readonly symbol: string }
  /** Objects of the code object, which are anywhere. */
  | { readonly kind: 'constant' | 'name'; readonly index: number }
  /** A code unit of the bytecode, as prev_instr has it. */
  | { readonly kind: 'unit'; readonly index: number };

export const field = (structure: Register, { offset, width }: WordField): Place => {
  const place = mem(structure, offset);
  return width === 4 ? dword(place) : place;
};

/** The word so many bytes behind an address. */
export const wordBehind = (address: Register, bytes: number | Register): Place =>
  typeof bytes === 'number' ? mem(address, bytes) : mem(address, 0, { index: bytes });

export const byteField = (structure: Register, { offset }: Field<1>): Place =>
  mem(structure, offset);

/** A field of a double. */
export const doubleField = (structure: Register, { offset }: Field<8>): Place =>
  mem(structure, offset);

/** A field of the inline cache at `cache` in the image's data. */
export const cacheField = (cache: number, { offset, width }: WordField): Place => {
  const place = memSymbol(`data:${cache + offset}`);
  return width === 4 ? dword<Bits>(place) : place;
};

/** The lower word of a field of the structure that a symbol names. */
export const symbolField = (symbol: string, { offset }: Field<8>): Place =>
  memSymbol(symbol, offset);

/** The C int that a symbol names. */
export const symbolInt = (symbol: string): Place => dword<Bits>(memSymbol(symbol));

/** The machine word that a symbol names. */
export const symbolWord = (symbol: string): Place => memSymbol(symbol);

export const addressOf = (symbol: string): Address => ({ kind: 'near', symbol });
/** The item of the code object's constants. */
export const constantAddress = (index: number): Address => ({ kind: 'constant', index });
export const nameAddress = (index: number): Address => ({ kind: 'name', index });
export const unitAddress = (index: number): Address => ({ kind: 'unit', index });
export const siteAddress = (site: number): Address => addressOf(`site:${site}`);
export const dataAddress = (offset: number): Address => addressOf(`data:${offset}`);
