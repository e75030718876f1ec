/**
 * Compares how the cases of a module ended natively with how they ended interpreted.
 */

import { excludedCases } from './modules.mjs';

/**
 * @param {import('./regrtest.mjs').Result} expected
 * @param {import('./regrtest.mjs').Result} found
 * @returns {string[]} one line for each case that ended otherwise
 */
export function differences(expected, found) {
  const lines = [];
  if (Object.keys(expected.cases).length === 0) lines.push(`no cases interpreted: ${expected.end}`);
  if (Object.keys(found.cases).length === 0) lines.push(`no cases natively: ${found.end}`);
  const names = new Set([...Object.keys(expected.cases), ...Object.keys(found.cases)]);
  for (const name of [...names].sort()) {
    const before = expected.cases[name] ?? 'absent';
    const after = found.cases[name] ?? 'absent';
    if (before !== after && !excludedCases.has(name))
      lines.push(`${name}: ${before}, natively ${after}`);
  }
  return lines;
}

/**
 * The part of regrtest's output that explains failures.
 *
 * @param {string} output
 */
export function explanation(output) {
  const at = output.search(/^={70}$/m);
  const text = at >= 0 ? output.slice(at) : output;
  const LONGEST = 6000;
  return text.length <= LONGEST
    ? text
    : `${text.slice(0, LONGEST / 2)}\n[…]\n${text.slice(-LONGEST / 2)}`;
}
