/**
 * Names of the types that a counting program's operands had.
 *
 * Maps from: the set of bits of a cell. Maps to: names. Classes that are not listed share one,
 * since what they are called is known to the program only.
 */

import { constants } from '../generated/layout.js';
import { listedTypes } from '../generated/observedTypes.js';

export const ANOTHER_CLASS = 'another class';
const { ANOTHER_CLASS_BIT } = constants;

const known: ReadonlySet<string> = new Set([...listedTypes, ANOTHER_CLASS]);

/** `bits` may come from anywhere: what means nothing is left out. */
export function observedTypes(bits: number): string[] {
  const names: string[] = listedTypes.filter((_, bit) => ((bits >>> bit) & 1) === 1);
  if (bits >>> ANOTHER_CLASS_BIT === 1) names.push(ANOTHER_CLASS);
  return names;
}

export const isObservedType = (name: unknown): name is string =>
  typeof name === 'string' && known.has(name);
