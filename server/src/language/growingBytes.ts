/** Bytes that grow at the end, little-endian. */
export class GrowingBytes {
  length = 0;
  private content = new Uint8Array(256);

  u8(value: number): void {
    this.reserve(1);
    this.content[this.length] = value;
    this.length += 1;
  }

  u16(value: number): void {
    this.u8(value & 0xff);
    this.u8(value >> 8);
  }

  u32(value: number): void {
    this.u16(value & 0xffff);
    this.u16(value >>> 16);
  }

  i64(value: number): void {
    this.u32(value | 0);
    this.u32(Math.floor(value / 2 ** 32));
  }

  bytes(value: Uint8Array): void {
    this.reserve(value.length);
    this.content.set(value, this.length);
    this.length += value.length;
  }

  string(text: string): void {
    this.bytes(new TextEncoder().encode(text));
    this.u8(0);
  }

  align(alignment: number, filler: number): void {
    while (this.length % alignment !== 0) this.u8(filler);
  }

  setInt32(offset: number, value: number): void {
    new DataView(this.content.buffer).setInt32(offset, value, true);
  }

  take(): Uint8Array {
    return this.content.slice(0, this.length);
  }

  private reserve(count: number): void {
    if (this.length + count <= this.content.length) return;
    const larger = new Uint8Array(Math.max(this.content.length * 2, this.length + count));
    larger.set(this.content);
    this.content = larger;
  }
}
