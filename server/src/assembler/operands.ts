/**
 * What an instruction may operate on besides registers: memory, immediates and labels. A symbol is
 * a name the assembler passes through to a relocation without understanding it.
 */

import type { Bits, Reg8, Reg32, Reg64, RegGeneral, RegWord, RegXmm } from './registers.js';

/** A name the compiler chose for something outside the code: `PyLong_Type`, `const:3`. */
export type SymbolReference = string;

/** The symbol of relocations that refer to the code's own first byte. */
export const CODE_SYMBOL: SymbolReference = '.code';

/** A place in the code. Made by `Assembler.label()`, placed by `Assembler.bind()`. */
export class Label {
  /** Position before branches are relaxed; -1 while unbound. Meaningful to the assembler only. */
  position = -1;
  /** How many branches precede the position. Meaningful to the assembler only. */
  branchesBefore = 0;
  /** Offset in bytes from the start of the code, once `finish()` has run; -1 before. */
  offset = -1;

  constructor(readonly name: string) {}
}

/**
 * Memory that code of B bits can address. `Mem<never>`, an address without registers, suits both
 * machines.
 */
export interface Mem<B extends Bits = 32> {
  readonly kind: 'mem';
  readonly base: RegWord<B> | null;
  readonly index: RegWord<B> | null;
  /** The index's factor as its logarithm, 0 to 3, which is what the SIB byte holds. */
  readonly scaleLog: number;
  readonly disp: number;
  /** Added to `disp` when the code is placed. In x86-64 the address is then relative to RIP. */
  readonly relocation: SymbolReference | Label | null;
  readonly segment: Segment | null;
  /** In bits; null where it is the register operand's or, without one, a machine word's. */
  readonly width: Bits | null;
}

export type Segment = 'fs' | 'gs';

export interface Imm {
  readonly kind: 'imm';
  readonly value: number;
}

/** The address of a symbol plus an addend, as an immediate. */
export interface ImmSymbol {
  readonly kind: 'immSymbol';
  readonly symbol: SymbolReference;
  readonly addend: number;
  /**
   * Whether whoever places the code promises that the address is below 2 GiB, so that 31 bits hold
   * it.
   */
  readonly isLow: boolean;
}

/** The absolute address of a place in this code, as an immediate. */
export interface ImmLabel {
  readonly kind: 'immLabel';
  readonly label: Label;
}

/** An immediate in any of its forms; a bare number is an `Imm`. */
export type Immediate = number | Imm | ImmSymbol | ImmLabel;
/** A number known now. */
export type Number32 = number | Imm;
/** A general-purpose register, 32 or (x86-64) 64 bits wide, or memory. */
export type Rm<B extends Bits = 32> = RegGeneral<B> | Mem<B>;
export type Rm32<B extends Bits = 32> = Reg32<B> | Mem<B>;
export type RmWord<B extends Bits> = RegWord<B> | Mem<B>;
export type Rm8<B extends Bits = 32> = Reg8<B> | Mem<B>;
export type XmmOrMem<B extends Bits = 32> = RegXmm<B> | Mem<B>;

type Address = Reg32 | Reg64;
type BitsOf<R extends Address> = R extends Reg64 ? 64 : 32;

export interface MemOptions<R extends Address = Reg32> {
  readonly index?: R;
  readonly scale?: 1 | 2 | 4 | 8;
  readonly relocation?: SymbolReference | Label;
  readonly segment?: Segment;
  readonly width?: Bits;
}

const scaleLogs = { 1: 0, 2: 1, 4: 2, 8: 3 } as const;
/** What the processor calls esp and rsp. */
const STACK_POINTER = 4;

/** `[base + index * scale + disp]`; without base and index, the absolute address `disp`. */
export function mem<R extends Address = never>(
  base: R | null,
  disp?: number,
  options?: MemOptions<R>,
): Mem<BitsOf<R>>;
export function mem(base: Address | null, disp = 0, options?: MemOptions<Address>): Mem<Bits> {
  if (options === undefined) {
    return {
      kind: 'mem',
      base,
      index: null,
      scaleLog: 0,
      disp,
      relocation: null,
      segment: null,
      width: null,
    };
  }
  const scaleLog = scaleLogs[options.scale ?? 1];
  let index = options.index ?? null;
  let realBase = base;
  // The SIB byte has no way to say "index esp": its number there means "no index". An unscaled
  // index without a base is a base, and an unscaled esp may change places with the base.
  if (scaleLog === 0 && index !== null && (realBase === null || index.code === STACK_POINTER)) {
    const swapped = realBase;
    realBase = index;
    index = swapped;
  }
  if (index !== null && index.code === STACK_POINTER) {
    throw new RangeError(`${index.name} cannot be an index register`);
  }
  return {
    kind: 'mem',
    base: realBase,
    index,
    scaleLog,
    disp,
    relocation: options.relocation ?? null,
    segment: options.segment ?? null,
    width: options.width ?? null,
  };
}

/**
 * `[symbol + addend]`: in x86-32 an absolute address that a relocation fills, in x86-64 one
 * relative to RIP. A label is a place in this code.
 */
export function memSymbol(symbol: SymbolReference | Label, addend = 0): Mem<never> {
  return {
    kind: 'mem',
    base: null,
    index: null,
    scaleLog: 0,
    disp: addend,
    relocation: symbol,
    segment: null,
    width: null,
  };
}

/** The same memory as an operand of 32 bits, also where a machine word is wider. */
export function dword<B extends Bits>(address: Mem<B>): Mem<B> {
  return { ...address, width: 32 };
}

export function imm(value: number): Imm {
  return { kind: 'imm', value };
}

export function immSymbol(symbol: SymbolReference, addend = 0): ImmSymbol {
  return { kind: 'immSymbol', symbol, addend, isLow: false };
}

/** The same for an address below 2 GiB, which 64-bit operands get by extension of 32 bits. */
export function immLowSymbol(symbol: SymbolReference, addend = 0): ImmSymbol {
  return { kind: 'immSymbol', symbol, addend, isLow: true };
}

export function immLabel(label: Label): ImmLabel {
  return { kind: 'immLabel', label };
}
