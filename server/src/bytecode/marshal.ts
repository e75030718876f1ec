/**
 * Reads marshalled code objects, version 4, as CPython 3.11 writes them.
 *
 * Maps from: bytes that may come from anywhere. Maps to: a `CodeObject` that keeps the promises of
 * its type, or a `MarshalError`. Knows nothing of instructions: a code object read here can still
 * hold nonsense as its code, which verifier.ts finds.
 */
import { argumentSlots, type CodeObject, type Constant } from './codeObject.js';

/** Bytes that are no marshalled code object; `offset` is where reading stopped. */
export class MarshalError extends Error {
  override readonly name = 'MarshalError';

  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(`${message} at byte ${offset} of the marshalled code`);
  }
}

/** How deep objects may nest; CPython's own reader has the same limit. */
const MAX_DEPTH = 2000;

/**
 * How many code objects a tree may have, shared ones counted each time. A few bytes of references
 * could otherwise stand for more than anyone can visit.
 */
const MAX_TREE = 1_000_000;

const FLAG_REF = 0x80;

const NONE: Constant = { kind: 'none' };
const TRUE: Constant = { kind: 'true' };
const FALSE: Constant = { kind: 'false' };
const ELLIPSIS: Constant = { kind: 'ellipsis' };
const STOP_ITERATION: Constant = { kind: 'stopiteration' };

/** Reads one marshalled code object that fills `bytes` to the end. */
export function readCode(bytes: Uint8Array): CodeObject {
  const reader = new Reader(bytes);
  const constant = reader.readObject(0);
  if (constant.kind !== 'code') {
    throw new MarshalError(`${constant.kind} instead of a code object`, 0);
  }
  if (reader.offset !== bytes.length) {
    throw new MarshalError('bytes after the code object', reader.offset);
  }
  return constant.code;
}

class Reader {
  offset = 0;
  readonly #bytes: Buffer;
  /** Objects that later ones can refer to; undefined while their contents are read. */
  readonly #refs: (Constant | undefined)[] = [];
  /** How many code objects are in the tree of each one. */
  readonly #treeSizes = new Map<CodeObject, number>();

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  fail(message: string): never {
    throw new MarshalError(message, this.offset);
  }

  /** Checks that `count` units of at least `size` bytes can still come, and returns `count`. */
  #available(count: number, size: number): number {
    if (count < 0 || count > (this.#bytes.length - this.offset) / size) {
      this.fail(`length ${count} is more than the bytes that follow`);
    }
    return count;
  }

  #byte(): number {
    this.#available(1, 1);
    return this.#bytes[this.offset++]!;
  }

  #int32(): number {
    this.#available(4, 1);
    const value = this.#bytes.readInt32LE(this.offset);
    this.offset += 4;
    return value;
  }

  #double(): number {
    this.#available(8, 1);
    const value = this.#bytes.readDoubleLE(this.offset);
    this.offset += 8;
    return value;
  }

  #take(length: number): Buffer {
    this.#available(length, 1);
    this.offset += length;
    return this.#bytes.subarray(this.offset - length, this.offset);
  }

  readObject(depth: number): Constant {
    if (depth > MAX_DEPTH) {
      this.fail('objects nest too deep');
    }
    const tag = this.#byte();
    const type = String.fromCharCode(tag & ~FLAG_REF);
    if ((tag & FLAG_REF) === 0) {
      return this.#readTyped(type, depth);
    }
    switch (type) {
      // CPython sets the flag on none of these and ignores it if it is there.
      case 'N':
      case 'T':
      case 'F':
      case '.':
      case 'S':
      case 'r':
        return this.#readTyped(type, depth);
    }
    // References are numbered in the order in which objects begin.
    const index = this.#refs.push(undefined) - 1;
    const object = this.#readTyped(type, depth);
    this.#refs[index] = object;
    return object;
  }

  #readTyped(type: string, depth: number): Constant {
    switch (type) {
      case 'N':
        return NONE;
      case 'T':
        return TRUE;
      case 'F':
        return FALSE;
      case '.':
        return ELLIPSIS;
      case 'S':
        return STOP_ITERATION;
      case 'r':
        return this.#reference();
      case 'i':
        return { kind: 'int', value: BigInt(this.#int32()) };
      case 'I':
        return { kind: 'int', value: this.#take(8).readBigInt64LE() };
      case 'l':
        return { kind: 'int', value: this.#long() };
      case 'g':
        return { kind: 'float', value: this.#double() };
      case 'f':
        return { kind: 'float', value: this.#decimal() };
      case 'y':
        return { kind: 'complex', real: this.#double(), imaginary: this.#double() };
      case 'x':
        return { kind: 'complex', real: this.#decimal(), imaginary: this.#decimal() };
      case 's':
        return { kind: 'bytes', value: Uint8Array.from(this.#take(this.#int32())) };
      case 'u':
      case 't':
        return { kind: 'string', value: this.#unicode(this.#int32()) };
      case 'a':
      case 'A':
        return { kind: 'string', value: this.#ascii(this.#int32()) };
      case 'z':
      case 'Z':
        return { kind: 'string', value: this.#ascii(this.#byte()) };
      case ')':
        return { kind: 'tuple', items: this.#items(this.#byte(), depth) };
      case '(':
        return { kind: 'tuple', items: this.#items(this.#int32(), depth) };
      case '>':
        return { kind: 'frozenset', items: this.#items(this.#int32(), depth) };
      case '[':
        this.#items(this.#int32(), depth);
        return { kind: 'mutable', type: 'list' };
      case '<':
        this.#items(this.#int32(), depth);
        return { kind: 'mutable', type: 'set' };
      case '{':
        return this.#dict(depth);
      case 'c':
        return { kind: 'code', code: this.#code(depth) };
      default:
        this.offset -= 1;
        return this.fail(`no type code: 0x${type.charCodeAt(0).toString(16).padStart(2, '0')}`);
    }
  }

  #reference(): Constant {
    const index = this.#int32();
    return this.#refs[index] ?? this.fail(`reference to object ${index}, which is not complete`);
  }

  #items(count: number, depth: number): Constant[] {
    this.#available(count, 1);
    const items: Constant[] = [];
    for (let i = 0; i < count; i++) {
      items.push(this.readObject(depth + 1));
    }
    return items;
  }

  /** A dict ends with a null where a key would be. */
  #dict(depth: number): Constant {
    for (;;) {
      if (this.#byte() === 0x30) {
        return { kind: 'mutable', type: 'dict' };
      }
      this.offset -= 1;
      this.readObject(depth + 1);
      this.readObject(depth + 1);
    }
  }

  /** Digits of 15 bits, lowest first; the sign is the sign of their number. */
  #long(): bigint {
    const size = this.#int32();
    const count = this.#available(Math.abs(size), 2);
    // A hexadecimal string becomes a bigint in linear time; 16 digits are 60 hexadecimal ones.
    const pieces: string[] = [];
    let piece = 0n;
    let bits = 0n;
    for (let i = 0; i < count; i++) {
      const digit = this.#bytes.readUInt16LE(this.offset);
      if (digit > 0x7fff || (i === count - 1 && digit === 0)) {
        this.fail('int with a digit out of range');
      }
      this.offset += 2;
      piece |= BigInt(digit) << bits;
      bits += 15n;
      if (bits === 60n || i === count - 1) {
        pieces.push(piece.toString(16).padStart(15, '0'));
        piece = 0n;
        bits = 0n;
      }
    }
    const magnitude = BigInt(`0x0${pieces.reverse().join('')}`);
    return size < 0 ? -magnitude : magnitude;
  }

  /** A float as decimal text, which versions before 2 wrote and every reader takes. */
  #decimal(): number {
    const text = this.#ascii(this.#byte());
    if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) {
      return Number(text);
    }
    const special = /^([+-]?)(?:(inf(?:inity)?)|nan)$/i.exec(text);
    if (special === null) {
      return this.fail('float that is no number');
    }
    const magnitude = special[2] === undefined ? Number.NaN : Number.POSITIVE_INFINITY;
    return special[1] === '-' ? -magnitude : magnitude;
  }

  #ascii(length: number): string {
    return this.#take(length).toString('latin1');
  }

  /** UTF-8 in which surrogates may stand alone. */
  #unicode(length: number): string {
    const bytes = this.#take(length);
    let ascii = true;
    let units = '';
    for (const byte of bytes) {
      if (byte >= 0x80) {
        ascii = false;
        break;
      }
    }
    if (ascii) {
      return bytes.toString('latin1');
    }
    for (let i = 0; i < length; ) {
      const first = bytes[i]!;
      const size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
      let point = size === 1 ? first : first & (0x7f >> size);
      for (let k = 1; k < size; k++) {
        const next = bytes[i + k];
        point = next !== undefined && (next & 0xc0) === 0x80 ? (point << 6) | (next & 0x3f) : -1;
        if (point < 0) {
          break;
        }
      }
      const lowest = [0, 0, 0x80, 0x800, 0x10000][size]!;
      if (point < lowest || point > 0x10ffff || (first >= 0x80 && first < 0xc2) || first > 0xf4) {
        this.fail('text that is not UTF-8');
      }
      units += String.fromCodePoint(point);
      i += size;
    }
    return units;
  }

  #code(depth: number): CodeObject {
    const start = this.offset - 1;
    const count = (): number => {
      const value = this.#int32();
      return value < 0 ? this.fail('negative count in a code object') : value;
    };
    const object = (): Constant => this.readObject(depth + 1);
    const code: CodeObject = {
      argcount: count(),
      posonlyargcount: count(),
      kwonlyargcount: count(),
      stacksize: count(),
      flags: count(),
      code: this.#asBytes(object()),
      consts: this.#asTuple(object()),
      names: this.#asNames(object()),
      localsplusnames: this.#asNames(object()),
      localspluskinds: this.#asBytes(object()),
      filename: this.#asString(object()),
      name: this.#asString(object()),
      qualname: this.#asString(object()),
      firstlineno: this.#int32(),
      linetable: this.#asBytes(object()),
      exceptiontable: this.#asBytes(object()),
    };
    const problem = inconsistency(code);
    if (problem !== null) {
      throw new MarshalError(problem, start);
    }
    let treeSize = 1;
    for (const constant of code.consts) {
      treeSize += constant.kind === 'code' ? (this.#treeSizes.get(constant.code) ?? 1) : 0;
    }
    if (treeSize > MAX_TREE) {
      throw new MarshalError(`more than ${MAX_TREE} nested code objects`, start);
    }
    this.#treeSizes.set(code, treeSize);
    return code;
  }

  #asBytes(constant: Constant): Uint8Array {
    return constant.kind === 'bytes' ? constant.value : this.#wrong(constant, 'bytes');
  }

  #asString(constant: Constant): string {
    return constant.kind === 'string' ? constant.value : this.#wrong(constant, 'a string');
  }

  #asTuple(constant: Constant): readonly Constant[] {
    return constant.kind === 'tuple' ? constant.items : this.#wrong(constant, 'a tuple');
  }

  #asNames(constant: Constant): readonly string[] {
    return this.#asTuple(constant).map((item) => this.#asString(item));
  }

  #wrong(constant: Constant, expected: string): never {
    this.fail(`${constant.kind} instead of ${expected} in a code object`);
  }
}

/** What CPython also refuses when it makes a code object. */
function inconsistency(code: CodeObject): string | null {
  if (code.localsplusnames.length !== code.localspluskinds.length) {
    return 'code object with unequal numbers of variables and kinds';
  }
  if (code.code.length % 2 !== 0) {
    return 'code object with half an instruction';
  }
  if (code.posonlyargcount > code.argcount || argumentSlots(code) > code.localsplusnames.length) {
    return 'code object with more arguments than variables';
  }
  return null;
}
