/**
 * What differs between two texts, line by line.
 *
 * Maps from: two lists of lines. Maps to: the lines of both in order, each kept, removed or added.
 * Lines that are once in each text hold the two together (patience diff), so that what belongs to
 * one line of the source is compared with what belongs to it; between them it is the shortest way.
 */

export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
  /** Index in the first text, of what is kept or removed; in the second, of what is added. */
  readonly index: number;
}

/** @param key lines are the same where theirs is; by default the lines themselves */
export function diffLines(
  before: readonly string[],
  after: readonly string[],
  key: (line: string) => string = (line) => line,
): DiffLine[] {
  const lines: Difference[] = [];
  const texts = { before: before.map(key), after: after.map(key), lines };
  diffRange(texts, 0, before.length, 0, after.length);
  return lines.map(({ kind, index }) => {
    return { kind, index, text: (kind === 'added' ? after : before)[index]! };
  });
}

interface Difference {
  readonly kind: DiffLine['kind'];
  readonly index: number;
}

interface Texts {
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly lines: Difference[];
}

/** Ends are exclusive. */
function diffRange(texts: Texts, from: number, fromEnd: number, to: number, toEnd: number): void {
  const { before, after, lines } = texts;
  let [start, other] = [from, to];
  while (start < fromEnd && other < toEnd && before[start] === after[other]) {
    lines.push({ kind: 'same', index: start });
    start += 1;
    other += 1;
  }
  let [end, otherEnd] = [fromEnd, toEnd];
  while (end > start && otherEnd > other && before[end - 1] === after[otherEnd - 1]) {
    end -= 1;
    otherEnd -= 1;
  }
  const anchors = commonAnchors(texts, start, end, other, otherEnd);
  if (anchors.length === 0) shortest(texts, start, end, other, otherEnd);
  for (const [index, [at, otherAt]] of anchors.entries()) {
    diffRange(texts, start, at, other, otherAt);
    lines.push({ kind: 'same', index: at });
    [start, other] = [at + 1, otherAt + 1];
    if (index === anchors.length - 1) diffRange(texts, start, end, other, otherEnd);
  }
  for (let index = end; index < fromEnd; index += 1) {
    lines.push({ kind: 'same', index });
  }
}

/** Lines that are once in each range, as many as stand in the same order in both. */
function commonAnchors(
  { before, after }: Texts,
  from: number,
  fromEnd: number,
  to: number,
  toEnd: number,
): [number, number][] {
  const once = (lines: readonly string[], start: number, end: number): Map<string, number> => {
    const found = new Map<string, number>();
    for (let index = start; index < end; index += 1) {
      const line = lines[index]!;
      found.set(line, found.has(line) ? -1 : index);
    }
    return found;
  };
  const others = once(after, to, toEnd);
  const pairs = [...once(before, from, fromEnd)].flatMap(([line, index]): [number, number][] => {
    const other = others.get(line) ?? -1;
    return index >= 0 && other >= 0 ? [[index, other]] : [];
  });
  return longestRising(pairs);
}

/** Of pairs that rise in the first number, the most that rise in the second too. */
function longestRising(pairs: readonly [number, number][]): [number, number][] {
  const ends: number[] = [];
  const previous: number[] = [];
  for (const [index, [, other]] of pairs.entries()) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pairs[ends[middle]!]![1] < other) low = middle + 1;
      else high = middle;
    }
    previous[index] = low === 0 ? -1 : ends[low - 1]!;
    ends[low] = index;
  }
  const chain: [number, number][] = [];
  for (let at = ends.at(-1) ?? -1; at >= 0; at = previous[at]!) chain.push(pairs[at]!);
  return chain.reverse();
}

/** Cells of the table below; a larger range is all removed and all added. */
const MOST_CELLS = 4_000_000;

/** By the table of longest common subsequences of all ends of the two ranges. */
function shortest(texts: Texts, from: number, fromEnd: number, to: number, toEnd: number): void {
  const { before, after, lines } = texts;
  const [rows, columns] = [fromEnd - from, toEnd - to];
  const width = columns + 1;
  const isSmall = rows * columns <= MOST_CELLS;
  const table = new Uint16Array(isSmall ? (rows + 1) * width : 0);
  if (isSmall) {
    for (let row = rows - 1; row >= 0; row -= 1) {
      for (let column = columns - 1; column >= 0; column -= 1) {
        table[row * width + column] =
          before[from + row] === after[to + column]
            ? table[(row + 1) * width + column + 1]! + 1
            : Math.max(table[(row + 1) * width + column]!, table[row * width + column + 1]!);
      }
    }
  }
  let [row, column] = [0, 0];
  while (row < rows || column < columns) {
    const [text, other] = [before[from + row], after[to + column]];
    if (isSmall && row < rows && column < columns && text === other) {
      lines.push({ kind: 'same', index: from + row });
      row += 1;
      column += 1;
    } else if (
      row < rows &&
      (!isSmall ||
        column >= columns ||
        table[(row + 1) * width + column]! >= table[row * width + column + 1]!)
    ) {
      lines.push({ kind: 'removed', index: from + row });
      row += 1;
    } else {
      lines.push({ kind: 'added', index: to + column });
      column += 1;
    }
  }
}
