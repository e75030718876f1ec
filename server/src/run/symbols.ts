/**
 * Names of the C functions of an executable or a library.
 *
 * Maps from: an ELF file, of 32 or 64 bits. Maps to: the function at an address that its own
 * symbols give. Knows nothing of where it is loaded. What is stripped has names of what it exports
 * only.
 */

import { closeSync, openSync, readSync } from 'node:fs';
import { fsPath } from '../helper/rawBytes.js';

interface Section {
  readonly type: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
}

const SYMBOLS = 2;
const EXPORTED_SYMBOLS = 11;
const FUNCTION = 2;
const INDIRECT_FUNCTION = 10;
/** No file that we link is larger; another one may be anything. */
const LARGEST_SECTION = 64 << 20;

export class Symbols {
  private constructor(private readonly names: ReadonlyMap<bigint, string>) {}

  /** Without names where the file cannot be read or is no ELF. */
  static of(path: string): Symbols {
    let file: number;
    try {
      file = openSync(fsPath(path), 'r');
    } catch {
      return new Symbols(new Map());
    }
    try {
      return new Symbols(readNames(file));
    } catch {
      return new Symbols(new Map());
    } finally {
      closeSync(file);
    }
  }

  /**
   * The function that begins at `address`; what the compiler moved out of it has its name as well.
   */
  functionAt(address: bigint): string | null {
    return this.names.get(address) ?? null;
  }
}

function readNames(file: number): Map<bigint, string> {
  const ident = read(file, 0, 64);
  if (ident.getUint32(0, true) !== 0x464c457f || ident.getUint8(5) !== 1) return new Map();
  const isWide = ident.getUint8(4) === 2;
  const sections = readSections(file, ident, isWide);
  const table =
    sections.find(({ type }) => type === SYMBOLS) ??
    sections.find(({ type }) => type === EXPORTED_SYMBOLS);
  const strings = table === undefined ? undefined : sections[table.link];
  if (table === undefined || strings === undefined) return new Map();
  const symbols = read(file, table.offset, table.size);
  const texts = read(file, strings.offset, strings.size);
  const names = new Map<bigint, string>();
  const entry = isWide ? 24 : 16;
  for (let at = 0; at + entry <= symbols.byteLength; at += entry) {
    const type = symbols.getUint8(at + (isWide ? 4 : 12)) & 15;
    if (type !== FUNCTION && type !== INDIRECT_FUNCTION) continue;
    const address = isWide
      ? symbols.getBigUint64(at + 8, true)
      : BigInt(symbols.getUint32(at + 4, true));
    const name = textAt(texts, symbols.getUint32(at, true)).replace(
      /\.(cold|part|constprop|isra).*$/,
      '',
    );
    const known = names.get(address);
    if (address !== 0n && name !== '' && (known === undefined || isPlainer(name, known))) {
      names.set(address, name);
    }
  }
  return names;
}

/** Of several names of one function, such as `memcpy` and `__memcpy_avx_unaligned`. */
const isPlainer = (one: string, other: string): boolean =>
  one.length < other.length || (one.length === other.length && one < other);

function readSections(file: number, header: DataView, isWide: boolean): Section[] {
  const offset = isWide ? Number(header.getBigUint64(40, true)) : header.getUint32(32, true);
  const size = header.getUint16(isWide ? 58 : 46, true);
  const count = header.getUint16(isWide ? 60 : 48, true);
  const view = read(file, offset, size * count);
  return Array.from({ length: count }, (_, number) => {
    const at = size * number;
    return {
      type: view.getUint32(at + 4, true),
      offset: isWide ? Number(view.getBigUint64(at + 24, true)) : view.getUint32(at + 16, true),
      size: isWide ? Number(view.getBigUint64(at + 32, true)) : view.getUint32(at + 20, true),
      link: view.getUint32(at + (isWide ? 40 : 24), true),
    };
  });
}

function read(file: number, offset: number, size: number): DataView {
  if (size > LARGEST_SECTION) throw new RangeError('a section is too large');
  const bytes = new Uint8Array(size);
  let have = 0;
  while (have < size) {
    const count = readSync(file, bytes, have, size - have, offset + have);
    if (count === 0) throw new RangeError('the file is cut short');
    have += count;
  }
  return new DataView(bytes.buffer);
}

function textAt(texts: DataView, offset: number): string {
  let end = offset;
  while (end < texts.byteLength && texts.getUint8(end) !== 0) end += 1;
  return Buffer.from(texts.buffer, texts.byteOffset + offset, end - offset).toString('latin1');
}
