/** How often something happened, in few characters. */

const SIZES = [
  [1e9, 'G'],
  [1e6, 'M'],
  [1e4, 'k'],
] as const;

/** `1×`, `9,999×`, `12.3k×`, `59.5M×`. */
export function timesText(count: number): string {
  const found = SIZES.find(([from]) => count >= from);
  if (found === undefined) return `${count.toLocaleString('en-US')}×`;
  const [size, letter] = found;
  return `${(count / (letter === 'k' ? 1e3 : size)).toFixed(1)}${letter}×`;
}
