/**
 * Relocations of one piece of code, kept in typed arrays because large code has hundreds of thousands of them; each
 * symbol is kept once.
 */

import type { SymbolReference } from './operands.js';

/**
 * A 32-bit field that is known only when the code is placed. The field holds zero in the bytes and
 * receives `symbol + addend` (abs32) or `symbol + addend - address of the field` (rel32), which is
 * what ELF does for R_386_32 and R_386_PC32; a plain call therefore has the addend -4.
 */
export interface Relocation {
  readonly offset: number;
  readonly kind: 'rel32' | 'abs32';
  readonly symbol: SymbolReference;
  readonly addend: number;
}

/** Words a relocation: offset, symbol's number times two plus one for rel32, addend. */
const WORDS = 3;

export class RelocationTable {
  count = 0;
  private words = new Int32Array(WORDS * 64);
  private readonly numbers = new Map<SymbolReference, number>();
  /** By number. */
  readonly symbols: SymbolReference[] = [];

  add(offset: number, kind: Relocation['kind'], symbol: SymbolReference, addend: number): void {
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
    this.words[at + 1] = number * 2 + (kind === 'rel32' ? 1 : 0);
    this.words[at + 2] = addend;
    this.count += 1;
  }

  offset(index: number): number {
    return this.words[WORDS * index] ?? 0;
  }

  isRelative(index: number): boolean {
    return ((this.words[WORDS * index + 1] ?? 0) & 1) === 1;
  }

  /** The symbol's number in `symbols`. */
  symbolNumber(index: number): number {
    return (this.words[WORDS * index + 1] ?? 0) >> 1;
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
        kind: this.isRelative(i) ? 'rel32' : 'abs32',
        symbol: this.symbols[this.symbolNumber(i)] ?? '',
        addend: this.addend(i),
      });
    }
    return list.sort((a, b) => a.offset - b.offset);
  }
}
