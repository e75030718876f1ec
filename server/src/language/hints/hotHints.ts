/**
 * The hints that a run has shown to matter.
 *
 * Maps from: hints and what the last run told. Maps to: those at places where the run was hot, the
 * most work first, with how often and how much. Before a run, and while one goes on, all of them.
 */

import { bytecodeOffset } from '../../bytecode/instructions.js';
import { locationAt } from '../../bytecode/locationTable.js';
import type { CodeObject } from '../../bytecode/codeObject.js';
import type { Analysis } from '../analysis.js';
import type { Diagnostic } from '../diagnostics.js';
import { timesText } from '../countText.js';
import { locationsOf } from '../locations.js';
import type { RunData } from '../runData.js';
import { estimateWork, isHot, shareText } from '../work.js';

export function hotHints(
  analysis: Analysis,
  hints: readonly Diagnostic[],
  runData: RunData | null,
): readonly Diagnostic[] {
  if (hints.length === 0 || runData === null || runData.live || runData.lines.size === 0) {
    return hints;
  }
  const lines = new Map([...runData.lines].map(([line, { count }]) => [line, count]));
  const work = estimateWork(analysis, () => lines);
  const codes = byName(analysis);
  return hints
    .flatMap((hint) => {
      const offset = hint.place?.bytecodeOffset;
      const code = offset === undefined ? null : codeOf(codes.get(hint.scope) ?? [], hint, offset);
      if (offset === undefined || code === null) return [];
      const here = work.at(code, offset);
      return isHot(here, work) ? [{ hint, here }] : [];
    })
    .sort((a, b) => b.here.work - a.here.work)
    .map(({ hint, here }) => ({
      ...hint,
      message: `${hint.message} The last run executed it ${timesText(here.executions)}: about ${shareText(here.work, work)} of the file's work.`,
    }));
}

function byName({ functions }: Analysis): Map<string, CodeObject[]> {
  const codes = new Map<string, CodeObject[]>();
  for (const { result } of functions) {
    const { code } = result;
    const same = codes.get(code.qualname);
    if (same === undefined) codes.set(code.qualname, [code]);
    else same.push(code);
  }
  return codes;
}

/** Of functions with one name, such as lambdas, that which has the hint's place. */
function codeOf(codes: readonly CodeObject[], { range }: Diagnostic, offset: number) {
  const found = codes.find((code) => {
    const { line } = locationAt(locationsOf(code), bytecodeOffset(offset));
    return line === range.line;
  });
  return found ?? null;
}
