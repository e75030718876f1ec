/** Random numbers and mutations that are the same on every run. */

/** Mulberry32; the function gives numbers from 0 to below its argument. */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** A copy with a few bytes changed, removed, inserted, or cut off. */
export function mutate(bytes: Uint8Array, random: (below: number) => number): Uint8Array {
  let result = [...bytes];
  for (let changes = 1 + random(4); changes > 0 && result.length > 0; changes--) {
    const at = random(result.length);
    switch (random(6)) {
      case 0:
        result[at]! ^= 1 << random(8);
        break;
      case 1:
        result[at] = random(256);
        break;
      case 2:
        result.splice(at, 1 + random(8));
        break;
      case 3:
        result.splice(at, 0, random(256), random(256));
        break;
      case 4:
        result[at] = [0, 1, 0x7f, 0x80, 0xff][random(5)]!;
        break;
      default:
        result = result.slice(0, random(20) === 0 ? at : result.length);
    }
  }
  return Uint8Array.from(result);
}
