/** Random and mutated bytes from a seed, so that a failing packet can be had again. */

/** A generator of integers below a bound (mulberry32). */
export type Draw = (below: number) => number;

export function random(seed: number): Draw {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

export function randomBytes(draw: Draw, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => draw(256));
}

/** The bytes with one to four changes: bits, bytes, whole numbers, cuts, insertions. */
export function mutate(draw: Draw, original: Uint8Array): Uint8Array {
  let bytes = Buffer.from(original);
  for (let changes = 1 + draw(4); changes > 0 && bytes.length > 0; changes--) {
    const at = draw(bytes.length);
    switch (draw(5)) {
      case 0:
        bytes[at]! ^= 1 << draw(8);
        break;
      case 1:
        bytes[at] = draw(256);
        break;
      case 2:
        if (at + 4 <= bytes.length) {
          bytes.writeUInt32LE([0, 1, 0x7fff_ffff, 0xffff_ffff, bytes.length][draw(5)]!, at);
        }
        break;
      case 3:
        bytes = bytes.subarray(0, at);
        break;
      case 4:
        bytes = Buffer.concat([
          bytes.subarray(0, at),
          randomBytes(draw, draw(8)),
          bytes.subarray(at),
        ]);
        break;
    }
  }
  return bytes;
}
