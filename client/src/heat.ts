/**
 * How hot a line is, as something to see: more bars in the gutter, which is a shape, and a stronger
 * colour.
 *
 * Maps from: a share of the time. Maps to: one of four levels, and the picture of each.
 */

export const heatLevels = [1, 2, 3, 4] as const;
export type HeatLevel = (typeof heatLevels)[number];

/** null: not worth a mark. */
export function heatOf(share: number): HeatLevel | null {
  if (share >= 0.25) return 4;
  if (share >= 0.1) return 3;
  if (share >= 0.03) return 2;
  return share >= 0.01 ? 1 : null;
}

const colours: Readonly<Record<'light' | 'dark', readonly [string, string]>> = {
  light: ['#b3400c', '#c9c9c9'],
  dark: ['#ff9248', '#4a4a4a'],
};

/** Four bars, of which so many are full as the line is hot; the address of a picture. */
export function heatPicture(level: HeatLevel, theme: 'light' | 'dark'): string {
  const [full, empty] = colours[theme];
  const bars = heatLevels.map((bar) => {
    const height = 3 * bar;
    const colour = bar <= level ? full : empty;
    const place = `x="${4 * bar - 3}" y="${14 - height}" width="3" height="${height}"`;
    return `<rect ${place} fill="${colour}"/>`;
  });
  const size = 'width="18" height="16" viewBox="0 0 18 16"';
  const picture = `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${bars.join('')}</svg>`;
  return `data:image/svg+xml;base64,${btoa(picture)}`;
}
