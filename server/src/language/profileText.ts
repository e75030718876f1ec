/** Shares and times of a profile, in words. */

import type { HotLine, Part } from './hotLines.js';

/** `42 %`, and `< 1 %` rather than none. */
export function percentText(part: number, whole: number): string {
  if (whole <= 0 || part <= 0) return '0 %';
  const share = (100 * part) / whole;
  return share < 1 ? '< 1 %' : `${Math.round(share)} %`;
}

/** `1.24 s`, `38 ms`. */
export function durationText(nanoseconds: number): string {
  const milliseconds = nanoseconds / 1e6;
  if (milliseconds < 1) return '< 1 ms';
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  return `${seconds < 10 ? seconds.toFixed(2) : seconds.toFixed(1)} s`;
}

/** A part of a line that is less than this says nothing. */
const LEAST_SHARE = 0.08;
const MOST_PARTS = 3;

export function mainParts({ parts, nanoseconds }: HotLine): Part[] {
  return parts.filter((part) => part.nanoseconds >= LEAST_SHARE * nanoseconds).slice(0, MOST_PARTS);
}

/** `62 % set.add, 30 % machine code`. */
export function partsText(line: HotLine): string {
  const parts = mainParts(line);
  if (parts.length === 1 && parts[0]!.nanoseconds >= 0.95 * line.nanoseconds) return parts[0]!.what;
  return parts
    .map(({ what, nanoseconds }) => `${percentText(nanoseconds, line.nanoseconds)} ${what}`)
    .join(', ');
}
