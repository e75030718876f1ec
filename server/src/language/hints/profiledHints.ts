/**
 * The hints that a profile has shown to matter.
 *
 * Maps from: hints and the hot lines of their file. Maps to: those in lines that took time, the
 * most first, each with how much.
 */

import type { Diagnostic } from '../diagnostics.js';
import type { HotLine } from '../hotLines.js';
import { durationText, percentText } from '../profileText.js';

/** What the last profile told of a file. */
export interface FileProfile {
  readonly lines: ReadonlyMap<number, HotLine>;
  /** Nanoseconds of the whole run. */
  readonly total: number;
}

/** Of less than this part of the run's time nothing is said. */
const HOT_SHARE = 0.02;

export const isHotLine = ({ lines, total }: FileProfile, line: number): boolean =>
  (lines.get(line)?.nanoseconds ?? 0) >= HOT_SHARE * total;

export function profiledHints(
  hints: readonly Diagnostic[],
  profile: FileProfile,
): readonly Diagnostic[] {
  const { lines, total } = profile;
  return hints
    .filter(({ range }) => isHotLine(profile, range.line))
    .map((hint) => ({ hint, time: lines.get(hint.range.line)?.nanoseconds ?? 0 }))
    .sort((a, b) => b.time - a.time)
    .map(({ hint, time }) => ({
      ...hint,
      message: `${hint.message} Its line took ${percentText(time, total)} of the time of the last profile: ${durationText(time)}.`,
    }));
}
