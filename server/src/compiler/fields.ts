/**
 * Fields of structures as memory operands. Maps from: a register with a structure's address, or a place in the image's
 * data, and a field of `layout`. Maps to: an operand for instructions of that field's width, which the types tell apart.
 */

import { type Mem, type MemOptions, mem, memSymbol } from '../assembler/operands.js';
import type { Reg32 } from '../assembler/registers.js';
import { type Field, layout } from '../generated/layout.js';

/** A field of a machine word; the element at the index of `options` where the field is an array. */
export const field = (structure: Reg32, { offset }: Field<4>, options?: MemOptions): Mem =>
  mem(structure, offset, options);

/** The element `index` of a field that is an array of machine words. */
export const element = (structure: Reg32, { offset, width }: Field<4>, index: number): Mem =>
  mem(structure, offset + width * index);

export const byteField = (structure: Reg32, { offset }: Field<1>): Mem => mem(structure, offset);

/** A field of a double. */
export const doubleField = (structure: Reg32, { offset }: Field<8>): Mem => mem(structure, offset);

/** A field of the inline cache at `cache` in the image's data. */
export const cacheField = (cache: number, { offset }: Field<4>): Mem =>
  memSymbol(`data:${cache + offset}`);

export const refcount = (object: Reg32): Mem => field(object, layout.PyObject.ob_refcnt);

/** Of the constant at `index`. */
export const constantRefcount = (index: number): Mem =>
  memSymbol(`const:${index}`, layout.PyObject.ob_refcnt.offset);
