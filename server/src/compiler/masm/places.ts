/**
 * Words in memory. Maps from: a register with a structure's address, or a place in the image's data, and a field of the
 * target's layout. Maps to: an operand for the macro assembler, for a field of the width that the types tell.
 */

import { immSymbol, type ImmSymbol, type Mem, mem, memSymbol } from '../../assembler/operands.js';
import type { Field } from '../../generated/layout.js';
import type { Register } from '../target/target.js';

/** A word in memory, or a narrower field where the name of the word that takes it says so. */
export type Place = Mem;
/** An address that is known when the code is loaded. */
export type Address = ImmSymbol;

/** A field of a machine word. */
export const field = (structure: Register, { offset }: Field<4 | 'word'>): Place =>
  mem(structure, offset);

/** The element `index` of a field that is an array of machine words. */
export const element = (
  structure: Register,
  { offset }: Field<4 | 'word'>,
  index: number | Register,
): Place =>
  typeof index === 'number'
    ? mem(structure, offset + 4 * index)
    : mem(structure, offset, { index, scale: 4 });

/** The element of an array of machine words. */
export const item = (array: Register, index: Register): Place => mem(array, 0, { index, scale: 4 });

/** The word so many bytes behind an address. */
export const wordBehind = (address: Register, bytes: number | Register): Place =>
  typeof bytes === 'number' ? mem(address, bytes) : mem(address, 0, { index: bytes });

export const byteField = (structure: Register, { offset }: Field<1>): Place =>
  mem(structure, offset);

/** A field of a double. */
export const doubleField = (structure: Register, { offset }: Field<8>): Place =>
  mem(structure, offset);

/** A field of the inline cache at `cache` in the image's data. */
export const cacheField = (cache: number, { offset }: Field<4 | 'word'>): Place =>
  memSymbol(`data:${cache + offset}`);

/** A word of the structure that a symbol names. */
export const symbolField = (symbol: string, { offset }: Field<4 | 8 | 'word'>): Place =>
  memSymbol(symbol, offset);

/** The word that a symbol names. */
export const symbolWord = (symbol: string): Place => memSymbol(symbol);

export const addressOf = (symbol: string): Address => immSymbol(symbol);
/** The item of the code object's constants. */
export const constantAddress = (index: number): Address => immSymbol(`const:${index}`);
/** A code unit of the bytecode, as prev_instr has it. */
export const unitAddress = (unit: number): Address => immSymbol(`unit:${unit}`);
export const siteAddress = (site: number): Address => immSymbol(`site:${site}`);
