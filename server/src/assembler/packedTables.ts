/**
 * Relocations and labels of finished code, packed into numbers.
 *
 * Maps between: lists of objects, as everyone reads them, and arrays of numbers with shared names, as they
 * are kept for documents that stay open for days.
 */

import type { Relocation } from './relocations.js';

export interface NamedLabel {
  readonly name: string;
}

export interface CodeTables {
  readonly relocations: readonly Relocation[];
  readonly labels: ReadonlyMap<NamedLabel, number>;
}

/** Offset, name and kind, addend. */
const RELOCATION = 3;

export class PackedTables implements CodeTables {
  private readonly relocationNumbers: Int32Array;
  private readonly symbols: readonly string[];
  private readonly labelOffsets: Int32Array;
  private readonly labelNames: readonly string[];

  constructor({ relocations, labels }: CodeTables) {
    const numbers = new Int32Array(relocations.length * RELOCATION);
    const symbols: string[] = [];
    const indices = new Map<string, number>();
    relocations.forEach(({ offset, kind, symbol, addend }, i) => {
      let index = indices.get(symbol);
      if (index === undefined) {
        index = symbols.push(shared(symbol)) - 1;
        indices.set(symbol, index);
      }
      numbers[i * RELOCATION] = offset;
      numbers[i * RELOCATION + 1] = index * 2 + (kind === 'rel32' ? 1 : 0);
      numbers[i * RELOCATION + 2] = addend;
    });
    this.relocationNumbers = numbers;
    this.symbols = symbols;
    this.labelOffsets = Int32Array.from(labels.values());
    this.labelNames = Array.from(labels.keys(), ({ name }) => shared(name));
  }

  get relocations(): readonly Relocation[] {
    const { relocationNumbers: numbers, symbols } = this;
    return Array.from({ length: numbers.length / RELOCATION }, (_, i) => {
      const word = numbers[i * RELOCATION + 1] ?? 0;
      return {
        offset: numbers[i * RELOCATION] ?? 0,
        kind: (word & 1) === 1 ? 'rel32' : 'abs32',
        symbol: symbols[word >> 1] ?? '',
        addend: numbers[i * RELOCATION + 2] ?? 0,
      };
    });
  }

  get labels(): ReadonlyMap<NamedLabel, number> {
    return new Map(this.labelNames.map((name, i) => [{ name }, this.labelOffsets[i] ?? 0]));
  }
}

/** Functions use the same names (`const:1`, `.L12`) again and again. */
const names = new Map<string, string>();
const MAX_NAMES = 50_000;

function shared(name: string): string {
  const known = names.get(name);
  if (known !== undefined) return known;
  if (names.size >= MAX_NAMES) names.clear();
  names.set(name, name);
  return name;
}
