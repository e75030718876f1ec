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
  /** Those whose fields begin at `start` or later, and before `end`. */
  relocationsIn(start: number, end: number): readonly Relocation[];
  /** The name to show for an offset; of several labels there, the last. */
  labelAt(offset: number): string | undefined;
}

/** Offset, name and kind, addend. */
const RELOCATION = 3;

export class PackedTables implements CodeTables {
  private readonly relocationNumbers: Int32Array;
  private readonly symbols: readonly string[];
  private readonly labelOffsets: Int32Array;
  private readonly labelNames: readonly string[];

  constructor({ relocations, labels }: Pick<CodeTables, 'relocations' | 'labels'>) {
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
    const shown = shownLabels(labels);
    this.labelOffsets = Int32Array.from(shown, ([offset]) => offset);
    this.labelNames = shown.map(([, name]) => shared(name));
  }

  get relocations(): readonly Relocation[] {
    return this.relocationsBetween(0, this.relocationNumbers.length / RELOCATION);
  }

  get labels(): ReadonlyMap<NamedLabel, number> {
    return new Map(this.labelNames.map((name, i) => [{ name }, this.labelOffsets[i] ?? 0]));
  }

  relocationsIn(start: number, end: number): readonly Relocation[] {
    return this.relocationsBetween(this.firstRelocation(start), this.firstRelocation(end));
  }

  labelAt(offset: number): string | undefined {
    const { labelOffsets } = this;
    let low = 0;
    let high = labelOffsets.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((labelOffsets[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return labelOffsets[low - 1] === offset ? this.labelNames[low - 1] : undefined;
  }

  /** Index of the first relocation at or after an offset. */
  private firstRelocation(offset: number): number {
    const { relocationNumbers: numbers } = this;
    let low = 0;
    let high = numbers.length / RELOCATION;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((numbers[middle * RELOCATION] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private relocationsBetween(first: number, limit: number): readonly Relocation[] {
    const { relocationNumbers: numbers, symbols } = this;
    return Array.from({ length: limit - first }, (_, i) => {
      const at = (first + i) * RELOCATION;
      const word = numbers[at + 1] ?? 0;
      return {
        offset: numbers[at] ?? 0,
        kind: (word & 1) === 1 ? 'rel32' : 'abs32',
        symbol: symbols[word >> 1] ?? '',
        addend: numbers[at + 2] ?? 0,
      };
    });
  }
}

/** Labels by offset, under names that are unique: of several with one name, each gets its offset added. */
export function shownLabels(labels: ReadonlyMap<NamedLabel, number>): [number, string][] {
  const counts = new Map<string, number>();
  for (const { name } of labels.keys()) counts.set(name, (counts.get(name) ?? 0) + 1);
  const shown = Array.from(labels, ([{ name }, offset]): [number, string] => {
    const isUnique = counts.get(name) === 1;
    return [offset, isUnique ? name : `${name}.${offset.toString(16).padStart(4, '0')}`];
  });
  return shown.sort(([a], [b]) => a - b);
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
