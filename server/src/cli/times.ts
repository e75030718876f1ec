/**
 * Numbers that were measured several times, and what is to be believed of them.
 *
 * Maps from: the same quantity, measured again and again. Maps to: its median, and between which
 * values the middle half lies. Neither is moved by a run that something else on the machine has
 * delayed.
 */

export interface Spread {
  readonly median: number;
  /** The middle half of the values is from here … */
  readonly lower: number;
  /** … to here. */
  readonly upper: number;
  readonly least: number;
  readonly most: number;
  /** In the order of measuring. */
  readonly all: readonly number[];
}

/** Of at least one value. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    lower: quantile(sorted, 0.25),
    upper: quantile(sorted, 0.75),
    least: quantile(sorted, 0),
    most: quantile(sorted, 1),
    all: values,
  };
}

/** Between two values in proportion. */
function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
}
