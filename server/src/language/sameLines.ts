/**
 * Which lines of a text are still the same in a later version of it.
 *
 * Maps from: the lines of both. Maps to: line numbers. What is equal at the beginning and at the
 * end is the same; between them nothing is known.
 */

export interface SameLines {
  readonly isSame: boolean;
  /** The present number of a line of the earlier text, both from 1; null where it was changed. */
  now(line: number): number | null;
}

export function sameLines(earlier: readonly string[], present: readonly string[]): SameLines {
  const shorter = Math.min(earlier.length, present.length);
  let before = 0;
  while (before < shorter && earlier[before] === present[before]) before += 1;
  if (before === earlier.length && before === present.length) {
    return { isSame: true, now: (line) => line };
  }
  let after = 0;
  while (
    after < shorter - before &&
    earlier[earlier.length - 1 - after] === present[present.length - 1 - after]
  ) {
    after += 1;
  }
  const shift = present.length - earlier.length;
  return {
    isSame: false,
    now(line) {
      if (line <= before) return line;
      return line > earlier.length - after ? line + shift : null;
    },
  };
}
