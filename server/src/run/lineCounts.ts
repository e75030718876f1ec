/**
 * The counts of a run, by line of one file.
 *
 * Maps from: counts by function. Maps to: executions and slow shares by line, and calls by function. A line can have code
 * in several functions, such as a comprehension and what is around it; then it counts as often as the busiest does.
 */

import type { CodeObject } from '../bytecode/codeObject.js';
import { bytecodeOffset } from '../bytecode/instructions.js';
import { locationAt } from '../bytecode/locationTable.js';
import { locationsOf } from '../language/locations.js';
import type { LineData } from '../language/runData.js';
import type { FunctionCounts } from './counterBlock.js';

export interface LineCounts {
  readonly lines: ReadonlyMap<number, LineData>;
  readonly functions: ReadonlyMap<string, number>;
}

/** `codes` tell which line a slow path belongs to; without them no shares are known. */
export function lineCounts(
  counted: readonly FunctionCounts[],
  codes: readonly CodeObject[],
): LineCounts {
  const lines = new Map<number, LineData>();
  const functions = new Map<string, number>();
  const known = new Map(codes.map((code) => [`${code.firstlineno} ${code.qualname}`, code]));
  for (const one of counted) {
    if (one.calls !== null) {
      functions.set(one.name, (functions.get(one.name) ?? 0) + one.calls);
    }
    const shares = slowShares(one, known.get(`${one.firstLine} ${one.name}`));
    for (const [line, count] of one.lines) {
      const before = lines.get(line);
      if (before !== undefined && before.count >= count) continue;
      const slowShare = shares.get(line);
      lines.set(line, slowShare === undefined ? { count } : { count, slowShare });
    }
  }
  return { lines, functions };
}

function slowShares(
  { lines, slow, units }: FunctionCounts,
  code: CodeObject | undefined,
): Map<number, number> {
  const shares = new Map<number, number>();
  if (code === undefined || code.code.length !== 2 * units) return shares;
  const locations = locationsOf(code);
  for (const [offset, count] of slow) {
    const { line } = locationAt(locations, bytecodeOffset(offset));
    const total = lines.get(line ?? 0) ?? 0;
    if (line === null || total === 0) continue;
    shares.set(line, Math.max(shares.get(line) ?? 0, Math.min(1, count / total)));
  }
  return shares;
}
