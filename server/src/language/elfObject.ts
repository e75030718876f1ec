/**
 * A file's machine code as an ELF object, for disassemblers and linkers.
 *
 * Maps from: compiled functions. Maps to: the bytes of a relocatable ELF32 file for i386 (System V ABI,
 * Intel386 supplement): one .text with a symbol a function, writable data in .bss, and an undefined symbol
 * for everything that the loader would fill in. What belongs to one code object only, as its constants,
 * is named `function$const:1`.
 */

import type { Relocation } from '../assembler/relocations.js';
import { CODE_SYMBOL } from '../assembler/operands.js';
import { type CompiledCode, isRefusal } from '../compiler/index.js';
import type { Result } from './listing.js';

const HEADER_SIZE = 52;
const SECTION_SIZE = 40;
const SYMBOL_SIZE = 16;
const REL_SIZE = 8;
const R_386_32 = 1;
const R_386_PC32 = 2;
const TEXT = 1;
const BSS = 2;
const ALIGNMENT = 16;

interface Symbol {
  readonly name: string;
  readonly section: number;
  readonly value: number;
  readonly size: number;
  readonly type: 'function' | 'object' | 'none';
  readonly isLocal: boolean;
}

export function elfObject(results: readonly Result[]): Uint8Array {
  const compiled = results.filter((result): result is CompiledCode => !isRefusal(result));
  const text = new Growing();
  let bss = 0;
  const locals: Symbol[] = [];
  const globals: Symbol[] = [];
  const undefinedNames = new Map<string, number>();
  const fields: { offset: number; name: string; type: number }[] = [];
  const placed = compiled.map((code) => {
    text.align(ALIGNMENT, 0x90);
    const start = text.length;
    text.bytes(code.assembled.bytes);
    const data = bss;
    bss += (code.dataSize + ALIGNMENT - 1) & -ALIGNMENT;
    return { code, start, data };
  });
  const names = uniqueNames(compiled);
  placed.forEach(({ code, start, data }, i) => {
    const name = names[i]!;
    const size = code.assembled.bytes.length;
    globals.push({ name, section: TEXT, value: start, size, type: 'function', isLocal: false });
    if (code.dataSize > 0) {
      const entry = { name: `${name}$data`, section: BSS, value: data, size: code.dataSize };
      locals.push({ ...entry, type: 'object', isLocal: true });
    }
    for (const relocation of code.assembled.relocations) {
      const { symbol, addend } = meaningOf(relocation, name);
      fields.push({
        offset: start + relocation.offset,
        name: symbol,
        type: relocation.kind === 'rel32' ? R_386_PC32 : R_386_32,
      });
      // i386 keeps the addend in the field itself.
      text.setInt32(start + relocation.offset, addend);
    }
  });
  const defined = new Set([...locals, ...globals].map(({ name }) => name));
  for (const { name } of fields) if (!defined.has(name)) undefinedNames.set(name, 0);
  const outside = [...undefinedNames.keys()].map(
    (name): Symbol => ({ name, section: 0, value: 0, size: 0, type: 'none', isLocal: false }),
  );
  return write(text, bss, [...locals, ...globals, ...outside], locals.length, fields);
}

function meaningOf(
  { symbol, addend }: Relocation,
  name: string,
): { symbol: string; addend: number } {
  if (symbol === CODE_SYMBOL) return { symbol: name, addend };
  if (symbol.startsWith('data:')) {
    return { symbol: `${name}$data`, addend: Number(symbol.slice('data:'.length)) + addend };
  }
  return { symbol: symbol.includes(':') ? `${name}$${symbol}` : symbol, addend };
}

/** Qualified names need not be unique: a function can be defined twice. */
function uniqueNames(compiled: readonly CompiledCode[]): string[] {
  const seen = new Map<string, number>();
  return compiled.map(({ code }) => {
    const times = (seen.get(code.qualname) ?? 0) + 1;
    seen.set(code.qualname, times);
    return times === 1 ? code.qualname : `${code.qualname}#${times}`;
  });
}

function write(
  text: Growing,
  bss: number,
  symbols: readonly Symbol[],
  localCount: number,
  fields: readonly { offset: number; name: string; type: number }[],
): Uint8Array {
  const strings = new Growing();
  strings.u8(0);
  const indices = new Map<string, number>();
  const table = new Growing();
  for (let i = 0; i < SYMBOL_SIZE; i += 4) table.u32(0);
  symbols.forEach(({ name, section, value, size, type, isLocal }, i) => {
    indices.set(name, i + 1);
    table.u32(strings.length);
    strings.string(name);
    table.u32(value);
    table.u32(size);
    const kind = { none: 0, object: 1, function: 2 }[type];
    table.u8(((isLocal ? 0 : 1) << 4) | kind);
    table.u8(0);
    table.u16(section);
  });
  const relocations = new Growing();
  for (const { offset, name, type } of fields) {
    relocations.u32(offset);
    relocations.u32(((indices.get(name) ?? 0) << 8) | type);
  }
  const sectionNames = new Growing();
  sectionNames.u8(0);
  const out = new Growing();
  out.bytes(new Uint8Array(HEADER_SIZE));
  const headers = new Growing();
  for (let i = 0; i < SECTION_SIZE; i += 4) headers.u32(0);
  const section = (
    name: string,
    type: number,
    flags: number,
    content: Growing | null,
    more: { size?: number; link?: number; info?: number; align: number; entry?: number },
  ): void => {
    out.align(more.align, 0);
    for (const word of [
      sectionNames.length,
      type,
      flags,
      0,
      out.length,
      content?.length ?? more.size ?? 0,
      more.link ?? 0,
      more.info ?? 0,
      more.align,
      more.entry ?? 0,
    ]) {
      headers.u32(word);
    }
    sectionNames.string(name);
    if (content !== null) out.bytes(content.take());
  };
  // SHF_WRITE 1, SHF_ALLOC 2, SHF_EXECINSTR 4; SHT_PROGBITS 1, SYMTAB 2, STRTAB 3, NOBITS 8, REL 9.
  section('.text', 1, 2 | 4, text, { align: ALIGNMENT });
  section('.bss', 8, 1 | 2, null, { align: ALIGNMENT, size: bss });
  section('.rel.text', 9, 0, relocations, { align: 4, link: 4, info: TEXT, entry: REL_SIZE });
  section('.symtab', 2, 0, table, { align: 4, link: 5, info: localCount + 1, entry: SYMBOL_SIZE });
  section('.strtab', 3, 0, strings, { align: 1 });
  // An object that says nothing of its stack would get an executable one.
  section('.note.GNU-stack', 1, 0, new Growing(), { align: 1 });
  const nameOffset = sectionNames.length;
  sectionNames.string('.shstrtab');
  out.align(1, 0);
  for (const word of [nameOffset, 3, 0, 0, out.length, sectionNames.length, 0, 0, 1, 0]) {
    headers.u32(word);
  }
  out.bytes(sectionNames.take());
  out.align(4, 0);
  const headerOffset = out.length;
  out.bytes(headers.take());
  const file = out.take();
  writeFileHeader(file, headerOffset);
  return file;
}

function writeFileHeader(file: Uint8Array, sectionHeaders: number): void {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  // 32 bits, little-endian, version 1, System V.
  file.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1, 0]);
  view.setUint16(16, 1, true); // ET_REL
  view.setUint16(18, 3, true); // EM_386
  view.setUint32(20, 1, true);
  view.setUint32(32, sectionHeaders, true);
  view.setUint16(40, HEADER_SIZE, true);
  view.setUint16(46, SECTION_SIZE, true);
  view.setUint16(48, 8, true);
  view.setUint16(50, 7, true);
}

/** Bytes that grow at the end. */
class Growing {
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
