/**
 * Where a line of the text that ran is now.
 *
 * Maps from: its number and text, and the present text. Maps to: its present number, or null where
 * it was changed or removed. Of several equal lines the nearest counts.
 */

export interface Lines {
  readonly lineCount: number;
  textOf(line: number): string;
}

export function presentLine(
  { lineCount, textOf }: Lines,
  line: number,
  source: string,
): number | null {
  const isThere = (at: number): boolean => at >= 0 && at < lineCount && textOf(at) === source;
  for (let distance = 0; distance < lineCount; distance += 1) {
    if (isThere(line - distance)) return line - distance;
    if (isThere(line + distance)) return line + distance;
  }
  return null;
}
