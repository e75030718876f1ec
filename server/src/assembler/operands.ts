/**
 * What an instruction may operate on besides registers: memory, immediates and labels. A symbol is
 * a name the assembler passes through to a relocation without understanding it.
 */

import { esp, type Reg8, type Reg32, type RegXmm } from './registers.js';

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

export interface Mem {
  readonly kind: 'mem';
  readonly base: Reg32 | null;
  readonly index: Reg32 | null;
  /** The index's factor as its logarithm, 0 to 3, which is what the SIB byte holds. */
  readonly scaleLog: number;
  readonly disp: number;
  /** Added to `disp` by a relocation when the code is placed. */
  readonly relocation: SymbolReference | Label | null;
  readonly segment: 'gs' | null;
}

export interface Imm {
  readonly kind: 'imm';
  readonly value: number;
}

/** The address of a symbol plus an addend, as a 32-bit immediate. */
export interface ImmSymbol {
  readonly kind: 'immSymbol';
  readonly symbol: SymbolReference;
  readonly addend: number;
}

/** The absolute address of a place in this code, as a 32-bit immediate. */
export interface ImmLabel {
  readonly kind: 'immLabel';
  readonly label: Label;
}

/** A 32-bit immediate in any of its forms; a bare number is an `Imm`. */
export type Immediate = number | Imm | ImmSymbol | ImmLabel;
/** A number known now. */
export type Number32 = number | Imm;
export type Rm32 = Reg32 | Mem;
export type Rm8 = Reg8 | Mem;
export type XmmOrMem = RegXmm | Mem;

export interface MemOptions {
  readonly index?: Reg32;
  readonly scale?: 1 | 2 | 4 | 8;
  readonly relocation?: SymbolReference | Label;
  readonly segment?: 'gs';
}

const scaleLogs = { 1: 0, 2: 1, 4: 2, 8: 3 } as const;

/** `[base + index * scale + disp]`; without base and index, the absolute address `disp`. */
export function mem(base: Reg32 | null, disp = 0, options?: MemOptions): Mem {
  if (options === undefined) {
    return {
      kind: 'mem',
      base,
      index: null,
      scaleLog: 0,
      disp,
      relocation: null,
      segment: null,
    };
  }
  const scaleLog = scaleLogs[options.scale ?? 1];
  let index = options.index ?? null;
  let realBase = base;
  // The SIB byte has no way to say "index esp": its number there means "no index". An unscaled
  // index without a base is a base, and an unscaled esp may change places with the base.
  if (index !== null && scaleLog === 0 && (realBase === null || index === esp)) {
    const swapped = realBase;
    realBase = index;
    index = swapped;
  }
  if (index === esp) {
    throw new RangeError('esp cannot be an index register');
  }
  return {
    kind: 'mem',
    base: realBase,
    index,
    scaleLog,
    disp,
    relocation: options.relocation ?? null,
    segment: options.segment ?? null,
  };
}

/** `[symbol + addend]`, an absolute address that a relocation fills. */
export function memSymbol(symbol: SymbolReference, addend = 0): Mem {
  return {
    kind: 'mem',
    base: null,
    index: null,
    scaleLog: 0,
    disp: addend,
    relocation: symbol,
    segment: null,
  };
}

export function imm(value: number): Imm {
  return { kind: 'imm', value };
}

export function immSymbol(symbol: SymbolReference, addend = 0): ImmSymbol {
  return { kind: 'immSymbol', symbol, addend };
}

export function immLabel(label: Label): ImmLabel {
  return { kind: 'immLabel', label };
}
