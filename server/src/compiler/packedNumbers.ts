/**
 * Numbers packed as native/helper/image.def says: 7 bits a byte, the lowest first. Maps from:
 * numbers of up to 32 bits. Maps to: bytes, one for most of them, and back.
 */

/** Bytes of the longest number. */
const LONGEST = 5;

export class PackedNumbers {
  private bytes = new Uint8Array(1024);
  private length = 0;

  /** 0 to 2**32 - 1. */
  unsigned(value: number): void {
    if (this.length + LONGEST > this.bytes.length) this.grow();
    let rest = value;
    while (rest >= 0x80) {
      this.bytes[this.length] = (rest & 0x7f) | 0x80;
      this.length += 1;
      rest = Math.floor(rest / 0x80);
    }
    this.bytes[this.length] = rest;
    this.length += 1;
  }

  /** -(2**31) to 2**31 - 1; those near to 0 are short. */
  signed(value: number): void {
    this.unsigned(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** A view of what was written. */
  written(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  private grow(): void {
    const larger = new Uint8Array(2 * this.bytes.length);
    larger.set(this.bytes);
    this.bytes = larger;
  }
}

/** Reads what PackedNumbers has written; null where that ends, or is no number. */
export class PackedReader {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  unsigned(): number | null {
    let value = 0;
    for (let factor = 1; factor <= 0x80 ** (LONGEST - 1); factor *= 0x80) {
      const byte = this.bytes[this.at];
      if (byte === undefined) return null;
      this.at += 1;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    return null;
  }

  signed(): number | null {
    const folded = this.unsigned();
    if (folded === null) return null;
    return folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2;
  }
}
