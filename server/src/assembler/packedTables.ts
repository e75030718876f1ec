/**
 * Relocations and labels of finished code, packed into numbers.
 *
 * Maps between: lists of objects, as everyone reads them, and arrays of numbers with shared names,
 * as they are kept for documents that stay open for days.
 */

import { packKind, type Relocation, unpackKind } from './relocations.js';

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
  /** Twice the offset, plus 1 where the offset is part of the name that is shown. Ascending. */
  private readonly labelWords: Int32Array;
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
      numbers[i * RELOCATION + 1] = packKind(index, kind);
      numbers[i * RELOCATION + 2] = addend;
    });
    this.relocationNumbers = numbers;
    this.symbols = symbols;
    const sorted = sortedLabels(labels);
    this.labelWords = Int32Array.from(sorted, ({ offset, isUnique }) =>
      isUnique ? 2 * offset : 2 * offset + 1,
    );
    this.labelNames = sorted.map(({ name }) => shared(name));
  }

  get relocations(): readonly Relocation[] {
    return this.relocationsBetween(0, this.relocationNumbers.length / RELOCATION);
  }

  get labels(): ReadonlyMap<NamedLabel, number> {
    return new Map(this.labelNames.map((name, i) => [{ name }, (this.labelWords[i] ?? 0) >> 1]));
  }

  relocationsIn(start: number, end: number): readonly Relocation[] {
    return this.relocationsBetween(this.firstRelocation(start), this.firstRelocation(end));
  }

  labelAt(offset: number): string | undefined {
    const { labelWords } = this;
    let low = 0;
    let high = labelWords.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((labelWords[middle] ?? 0) >> 1 <= offset) low = middle + 1;
      else high = middle;
    }
    const word = labelWords[low - 1];
    if (word === undefined || word >> 1 !== offset) return undefined;
    return shownName(this.labelNames[low - 1] ?? '', offset, (word & 1) === 0);
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
      const { symbolNumber, kind } = unpackKind(numbers[at + 1] ?? 0);
      return {
        offset: numbers[at] ?? 0,
        kind,
        symbol: symbols[symbolNumber] ?? '',
        addend: numbers[at + 2] ?? 0,
      };
    });
  }
}

interface SortedLabel {
  readonly name: string;
  readonly offset: number;
  readonly isUnique: boolean;
}

function sortedLabels(labels: ReadonlyMap<NamedLabel, number>): SortedLabel[] {
  const counts = new Map<string, number>();
  for (const { name } of labels.keys()) counts.set(name, (counts.get(name) ?? 0) + 1);
  const sorted = Array.from(labels, ([{ name }, offset]) => ({
    name,
    offset,
    isUnique: counts.get(name) === 1,
  }));
  return sorted.sort((a, b) => a.offset - b.offset);
}

/** Of several labels with one name, each gets its offset added. */
function shownName(name: string, offset: number, isUnique: boolean): string {
  return isUnique ? name : `${name}.${offset.toString(16).padStart(4, '0')}`;
}

/** Offsets and names of labels as listings show them, by offset. */
export function shownLabels(labels: ReadonlyMap<NamedLabel, number>): [number, string][] {
  return sortedLabels(labels).map(({ name, offset, isUnique }) => [
    offset,
    shownName(name, offset, isUnique),
  ]);
}

/** Functions use the same names (`const:1`, `.L12`) again and again. */
const names = new Map<string, string>();
const MAX_NAMES = 10_000;

function shared(name: string): string {
  const known = names.get(name);
  if (known !== undefined) return known;
  if (names.size >= MAX_NAMES) names.clear();
  names.set(name, name);
  return name;
}
