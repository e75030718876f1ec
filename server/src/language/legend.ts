/**
 * What the signs and symbols in a listing's rows mean, as its last row says it.
 *
 * Maps from: lines of a function. Maps to: a remark that explains those that occur in them.
 */

import type { ListingLine } from './listing.js';
import { FOLDED } from './listingText.js';

const meanings = {
  [FOLDED]: 'instructions not shown',
  const: 'constant',
  name: 'name',
  unit: 'place in the bytecode',
  data: 'inline cache',
  site: 'state at a way out',
  rt_: 'function of the runtime',
} as const;

type Sign = keyof typeof meanings;

const SIGN = /^ {2}[0-9a-f]+ {2,}(▸)|\b(const|name|unit|data|site):\d|\b(rt_)/g;

/** null: nothing in the lines from `first` on needs to be explained. */
export function legend(lines: readonly ListingLine[], first: number): string | null {
  const found = new Set<Sign>();
  for (let at = first; at < lines.length; at += 1) {
    const { kind, text } = lines[at]!;
    if (kind !== 'machine' && kind !== 'summary') continue;
    for (const match of text.matchAll(SIGN)) {
      found.add((match[1] ?? match[2] ?? match[3]) as Sign);
    }
  }
  if (found.size === 0) return null;
  const signs = (Object.keys(meanings) as Sign[]).filter((sign) => found.has(sign));
  const texts = signs.map((sign) => `${written(sign)} ${meanings[sign]}`);
  return `; ${texts.join(' · ')}`;
}

const written = (sign: Sign): string =>
  sign === FOLDED ? sign : sign === 'rt_' ? 'rt_…' : `${sign}:`;
