/**
 * Relocations of one piece of code, kept in typed arrays because large code has hundreds of
 * thousands of them; each symbol is kept once.
 */

import type { SymbolReference } from './operands.js';

/**
 * abs32, abs64: `symbol + addend`; rel32: `symbol + addend - address of the field`. ELF calls them
 * R_386_32 and R_386_PC32, and in x86-64 R_X86_64_32S (of addresses below 2 GiB), R_X86_64_64 and
 * R_X86_64_PC32 (or R_X86_64_PLT32, where what follows is a call).
 */
export type RelocationKind = (typeof KINDS)[number];

const KINDS = ['abs32', 'rel32', 'abs64'] as const;

/**
 * A field that is known only when the code is placed, and holds zero in the bytes. A relative one
 * counts from its own address, not from the instruction's end as the processor does: a plain call
 * therefore has the addend -4, and an operand relative to RIP less if an immediate follows it.
 */
export interface Relocation {
  readonly offset: number;
  readonly kind: RelocationKind;
  readonly symbol: SymbolReference;
  readonly addend: number;
}

/** A symbol's number and a relocation's kind in one 31-bit number. */
export function packKind(symbolNumber: number, kind: RelocationKind): number {
  return (symbolNumber << 2) | (kind === 'abs32' ? 0 : kind === 'rel32' ? 1 : 2);
}

/** The inverse. */
export function unpackKind(word: number): {
  readonly symbolNumber: number;
  readonly kind: RelocationKind;
} {
  return { symbolNumber: word >> 2, kind: KINDS[word & 3] ?? 'abs32' };
}

/** Bytes of a field of this kind. */
export function fieldLength(kind: RelocationKind): 4 | 8 {
  return kind === 'abs64' ? 8 : 4;
}

/** Words a relocation: offset, symbol and kind, addend. */
const WORDS = 3;

export class RelocationTable {
  count = 0;
  private words = new Int32Array(WORDS * 64);
  private readonly numbers = new Map<SymbolReference, number>();
  /** By number. */
  readonly symbols: SymbolReference[] = [];

  add(offset: number, kind: RelocationKind, symbol: SymbolReference, addend: number): void {
    let number = this.numbers.get(symbol);
    if (number === undefined) {
      number = this.symbols.length;
      this.symbols.push(symbol);
      this.numbers.set(symbol, number);
    }
    const at = WORDS * this.count;
    if (at === this.words.length) {
      const larger = new Int32Array(at * 2);
      larger.set(this.words);
      this.words = larger;
    }
    this.words[at] = offset;
    this.words[at + 1] = packKind(number, kind);
    this.words[at + 2] = addend;
    this.count += 1;
  }

  offset(index: number): number {
    return this.words[WORDS * index] ?? 0;
  }

  kind(index: number): RelocationKind {
    return unpackKind(this.words[WORDS * index + 1] ?? 0).kind;
  }

  isRelative(index: number): boolean {
    return ((this.words[WORDS * index + 1] ?? 0) & 3) === 1;
  }

  /** The symbol's number in `symbols`. */
  symbolNumber(index: number): number {
    return (this.words[WORDS * index + 1] ?? 0) >> 2;
  }

  addend(index: number): number {
    return this.words[WORDS * index + 2] ?? 0;
  }

  /** Changes the offsets, which ascend before and after. */
  moveOffsets(move: (offset: number) => number): void {
    for (let at = 0; at < WORDS * this.count; at += WORDS) {
      this.words[at] = move(this.words[at] ?? 0);
    }
  }

  /** As objects, ascending by offset. */
  list(): Relocation[] {
    const list: Relocation[] = [];
    for (let i = 0; i < this.count; i += 1) {
      list.push({
        offset: this.offset(i),
        kind: this.kind(i),
        symbol: this.symbols[this.symbolNumber(i)] ?? '',
        addend: this.addend(i),
      });
    }
    return list.sort((a, b) => a.offset - b.offset);
  }
}
