/**
 * The lines of a file that only the interpreter executes, behind exits from native code: native
 * code's counts of them are 0, however often they were executed.
 */

import { locationAt } from '../bytecode/locationTable.js';
import { isRefusal } from '../compiler/index.js';
import type { Analysis } from './analysis.js';
import { exitsOf } from './exits.js';
import { locationsOf } from './locations.js';

export function interpretedLines({ functions }: Analysis): ReadonlySet<number> {
  const interpreted = new Set<number>();
  const native = new Set<number>();
  for (const { result } of functions) {
    if (isRefusal(result) || result.unsupported.length === 0) continue;
    const exits = exitsOf(result);
    const locations = locationsOf(result.code);
    result.instructions.forEach(({ offset }, index) => {
      const { line } = locationAt(locations, offset);
      const executor = exits.executorOf(index);
      if (line === null || executor === 'never') return;
      (executor === 'interpreter' ? interpreted : native).add(line);
    });
  }
  for (const line of native) interpreted.delete(line);
  return interpreted;
}
