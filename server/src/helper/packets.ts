/**
 * Packets on the wire between the compile host and the helper: a stream of bytes on one side,
 * (id, type, payload) on the other, and the primitive fields that payloads are made of. All numbers
 * are little-endian. Knows nothing of what the packets mean; `protocol.ts` does.
 *
 *   packet = u32 length of what follows · u32 id · u8 type · payload
 *   string = u32 byte count · UTF-8, lone surrogates as three bytes (CPython's "surrogatepass")
 */

import { constants } from '../generated/layout.js';

/** What the peer sent breaks the protocol; the connection cannot be used any more. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

/** Longest packet that either side accepts, in bytes after the length field. */
export const MAX_PACKET_LENGTH = constants.NC_MAX_PACKET_LENGTH;
const ID_AND_TYPE = 5;
const HEADER = 4 + ID_AND_TYPE;

export interface Packet {
  readonly id: number;
  readonly type: number;
  readonly payload: Uint8Array;
}

/** Collects fields; `packet` puts the header before them. */
export class PayloadWriter {
  #bytes: Buffer;
  #length = HEADER;

  /**
   * `expected` bytes of payload are written without growing; large packets say so, to be copied
   * once.
   */
  constructor(expected = 256) {
    this.#bytes = Buffer.allocUnsafe(HEADER + expected);
  }

  u8(value: number): this {
    this.#reserve(1);
    this.#length = this.#bytes.writeUInt8(value, this.#length);
    return this;
  }

  u32(value: number): this {
    this.#reserve(4);
    this.#length = this.#bytes.writeUInt32LE(value, this.#length);
    return this;
  }

  i32(value: number): this {
    this.#reserve(4);
    this.#length = this.#bytes.writeInt32LE(value, this.#length);
    return this;
  }

  bytes(value: Uint8Array): this {
    this.u32(value.length);
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
    return this;
  }

  string(value: string): this {
    return this.bytes(encodeText(value));
  }

  /** The finished packet. The writer must not be used afterwards. */
  packet(id: number, type: number): Uint8Array {
    if (this.#length - 4 > MAX_PACKET_LENGTH) {
      throw new ProtocolError(
        `a packet of ${this.#length - 4} bytes is longer than the protocol allows`,
      );
    }
    this.#bytes.writeUInt32LE(this.#length - 4, 0);
    this.#bytes.writeUInt32LE(id, 4);
    this.#bytes.writeUInt8(type, 8);
    return this.#bytes.subarray(0, this.#length);
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}

/**
 * Takes fields out of a payload; every method throws ProtocolError rather than read past the end.
 */
export class PayloadReader {
  readonly #bytes: Buffer;
  #offset = 0;

  constructor(payload: Uint8Array) {
    this.#bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  }

  u8(): number {
    return this.#bytes.readUInt8(this.#take(1));
  }

  u32(): number {
    return this.#bytes.readUInt32LE(this.#take(4));
  }

  i32(): number {
    return this.#bytes.readInt32LE(this.#take(4));
  }

  flag(): boolean {
    const value = this.u8();
    if (value > 1) throw new ProtocolError(`${value} is neither 0 nor 1`);
    return value === 1;
  }

  /** A view into the payload, not a copy. */
  bytes(): Uint8Array {
    const count = this.u32();
    const start = this.#take(count);
    return new Uint8Array(this.#bytes.buffer, this.#bytes.byteOffset + start, count);
  }

  string(): string {
    return decodeText(this.bytes());
  }

  /** How many items follow, each of which takes at least `minimum` bytes. */
  count(minimum: number): number {
    const count = this.u32();
    if (count * minimum > this.#bytes.length - this.#offset) {
      throw new ProtocolError(`${count} items are announced and fewer are there`);
    }
    return count;
  }

  end(): void {
    const left = this.#bytes.length - this.#offset;
    if (left > 0) throw new ProtocolError(`${left} bytes are left over in a packet`);
  }

  #take(count: number): number {
    const start = this.#offset;
    if (count > this.#bytes.length - start) throw new ProtocolError('a packet is truncated');
    this.#offset = start + count;
    return start;
  }
}

/** Cuts a stream of chunks, of any sizes, into packets. */
export class PacketSplitter {
  #chunks: Buffer[] = [];
  #available = 0;

  /** Packets that are complete now. Throws ProtocolError once the stream makes no sense. */
  feed(chunk: Uint8Array): Packet[] {
    this.#chunks.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    this.#available += chunk.byteLength;
    const packets: Packet[] = [];
    for (;;) {
      const packet = this.#next();
      if (!packet) return packets;
      packets.push(packet);
    }
  }

  /** Bytes of a packet that has begun and is not complete. */
  get pending(): number {
    return this.#available;
  }

  #next(): Packet | undefined {
    if (this.#available < 4) return undefined;
    const length = this.#joined(4).readUInt32LE(0);
    if (length < ID_AND_TYPE || length > MAX_PACKET_LENGTH) {
      throw new ProtocolError(`a packet claims a length of ${length} bytes`);
    }
    if (this.#available < 4 + length) return undefined;
    const bytes = this.#joined(4 + length);
    this.#chunks = bytes.length > 4 + length ? [bytes.subarray(4 + length)] : [];
    this.#available -= 4 + length;
    return {
      id: bytes.readUInt32LE(4),
      type: bytes.readUInt8(8),
      payload: bytes.subarray(HEADER, 4 + length),
    };
  }

  /** The first chunk, after enough chunks were joined to it that it holds `count` bytes. */
  #joined(count: number): Buffer {
    const first = this.#chunks[0];
    if (first && first.length >= count) return first;
    const all = Buffer.concat(this.#chunks);
    this.#chunks = [all];
    return all;
  }
}

const LONE_SURROGATE = /\p{Surrogate}/u;
const REPLACEMENT = '\ufffd';

/** UTF-8 in which a lone surrogate takes the three bytes that its number would take. */
export function encodeText(text: string): Uint8Array {
  if (!LONE_SURROGATE.test(text)) return Buffer.from(text, 'utf8');
  const parts: Buffer[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0xd800 && code <= 0xdfff) {
      parts.push(Buffer.from([0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)]));
    } else {
      parts.push(Buffer.from(character, 'utf8'));
    }
  }
  return Buffer.concat(parts);
}

/** The opposite of encodeText; bytes that are no UTF-8 at all become U+FFFD. */
export function decodeText(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = buffer.toString('utf8');
  if (!text.includes(REPLACEMENT)) return text;
  let result = '';
  let start = 0;
  for (let at = 0; at + 2 < buffer.length; at++) {
    const second = buffer[at + 1]!;
    if (buffer[at] !== 0xed || second < 0xa0 || second > 0xbf) continue;
    const third = buffer[at + 2]!;
    if ((third & 0xc0) !== 0x80) continue;
    result += buffer.toString('utf8', start, at);
    result += String.fromCharCode(0xd000 | ((second & 63) << 6) | (third & 63));
    start = at + 3;
    at += 2;
  }
  return result + buffer.toString('utf8', start);
}
