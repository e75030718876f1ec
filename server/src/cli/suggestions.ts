/**
 * What somebody may have meant who mistyped a word.
 *
 * Maps from: the word and the words that there are. Maps to: those that are a slip or two away.
 * Knows nothing of what the words are for.
 */

import type { Verb } from './arguments.js';

/** A slip in each so many letters. */
const LETTERS_PER_SLIP = 3;

/** The nearest ones; empty where none is near. */
export function nearest(word: string, candidates: readonly string[]): string[] {
  let least = Math.max(1, Math.floor(word.length / LETTERS_PER_SLIP));
  let found: string[] = [];
  for (const candidate of candidates) {
    const distance = slips(word.toLowerCase(), candidate.toLowerCase(), least);
    if (distance > least) continue;
    if (distance < least) found = [];
    least = distance;
    found.push(candidate);
  }
  return found;
}

/** `; did you mean A or B?`, to stand behind a message; empty where there is nothing to suggest. */
export function didYouMean(suggestions: readonly string[]): string {
  const shown = suggestions.slice(0, 3);
  return shown.length === 0 ? '' : `; did you mean ${shown.join(' or ')}?`;
}

/** What a first word that names no file is likely to be. */
export function meantVerb(
  word: string,
  next: string | undefined,
  verbs: readonly Verb[],
): string | null {
  if (word === 'help') {
    const verb = verbs.find((one) => one === next);
    return verb === undefined ? 'nativecompile --help' : `nativecompile ${verb} --help`;
  }
  if (word === 'version') return 'nativecompile --version';
  const [verb] = nearest(word, verbs);
  return verb === undefined ? null : `nativecompile ${verb}`;
}

/** Qualified names that end as `scope` does, or else those that are written like it. */
export function meantFunctions(scope: string, names: readonly string[]): string[] {
  const sameEnd = names.filter((name) => name.endsWith(`.${scope}`));
  if (sameEnd.length > 0) return sameEnd;
  const whole = nearest(scope, names);
  if (whole.length > 0) return whole;
  const ends = new Set(nearest(scope, names.map(lastPart)));
  return names.filter((name) => ends.has(lastPart(name)));
}

const lastPart = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

/**
 * How many letters were left out, put in, changed or exchanged with their neighbour (optimal string
 * alignment); more than `most` where it is more than that.
 */
export function slips(from: string, to: string, most: number): number {
  if (Math.abs(from.length - to.length) > most) return most + 1;
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const isSame = from[i - 1] === to[j - 1];
      let least = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + (isSame ? 0 : 1),
      );
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) {
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      }
      next.push(least);
    }
    [before, row] = [row, next];
  }
  return row[to.length] ?? most + 1;
}
