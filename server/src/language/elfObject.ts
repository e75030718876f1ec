/**
 * A file's machine code as an ELF object, for disassemblers and linkers.
 *
 * Maps from: compiled functions of one target. Maps to: the bytes of a relocatable file: one .text
 * with a symbol a function, writable data in .bss, and an undefined symbol for everything that the
 * loader would fill in. What belongs to one code object only, as its constants, is named
 * `function$const:1`.
 */

import type { Relocation } from '../assembler/relocations.js';
import { CODE_SYMBOL } from '../assembler/operands.js';
import { type CompiledCode, isRefusal, type TargetName } from '../compiler/index.js';
import { type ElfFormat, elfFormats } from './elfFormats.js';
import { GrowingBytes } from './growingBytes.js';
import type { Result } from './listing.js';

const TEXT = 1;
const BSS = 2;
const ALIGNMENT = 16;
/** With the empty one that all begin with; the last has the names of all. */
const SECTIONS = 8;

interface Symbol {
  readonly name: string;
  readonly section: number;
  readonly value: number;
  readonly size: number;
  readonly type: 'function' | 'object' | 'none';
  readonly isLocal: boolean;
}

/** A place in .text that a linker fills. */
interface Field {
  readonly offset: number;
  readonly name: string;
  readonly type: number;
  readonly addend: number;
}

export function elfObject(results: readonly Result[], target: TargetName): Uint8Array {
  const format = elfFormats[target];
  const compiled = results.filter((result): result is CompiledCode => !isRefusal(result));
  const text = new GrowingBytes();
  let bss = 0;
  const locals: Symbol[] = [];
  const globals: Symbol[] = [];
  const undefinedNames = new Map<string, number>();
  const fields: Field[] = [];
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
      const offset = start + relocation.offset;
      const { haveAddends, kinds } = format.relocations;
      fields.push({ offset, name: symbol, type: kinds[relocation.kind], addend });
      if (!haveAddends) text.setInt32(offset, addend);
    }
  });
  const defined = new Set([...locals, ...globals].map(({ name }) => name));
  for (const { name } of fields) if (!defined.has(name)) undefinedNames.set(name, 0);
  const outside = [...undefinedNames.keys()].map(
    (name): Symbol => ({ name, section: 0, value: 0, size: 0, type: 'none', isLocal: false }),
  );
  return write(format, text, bss, [...locals, ...globals, ...outside], locals.length, fields);
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
  format: ElfFormat,
  text: GrowingBytes,
  bss: number,
  symbols: readonly Symbol[],
  localCount: number,
  fields: readonly Field[],
): Uint8Array {
  const strings = new GrowingBytes();
  strings.u8(0);
  const indices = new Map<string, number>();
  const table = new GrowingBytes();
  table.bytes(new Uint8Array(format.symbolSize));
  symbols.forEach(({ name, section, value, size, type, isLocal }, i) => {
    indices.set(name, i + 1);
    const kind = { none: 0, object: 1, function: 2 }[type];
    const info = ((isLocal ? 0 : 1) << 4) | kind;
    format.writeSymbol(table, { name: strings.length, info, section, value, size });
    strings.string(name);
  });
  const relocations = new GrowingBytes();
  for (const { offset, name, type, addend } of fields) {
    format.writeRelocation(relocations, { offset, symbol: indices.get(name) ?? 0, type, addend });
  }
  const sectionNames = new GrowingBytes();
  sectionNames.u8(0);
  const out = new GrowingBytes();
  out.bytes(new Uint8Array(format.headerSize));
  const headers = new GrowingBytes();
  headers.bytes(new Uint8Array(format.sectionSize));
  const section = (
    name: string,
    type: number,
    flags: number,
    content: GrowingBytes | null,
    more: { size?: number; link?: number; info?: number; align: number; entry?: number },
  ): void => {
    out.align(more.align, 0);
    const nameAt = sectionNames.length;
    sectionNames.string(name);
    headers.u32(nameAt);
    headers.u32(type);
    for (const word of [flags, 0, out.length, content?.length ?? more.size ?? 0]) {
      format.writeWord(headers, word);
    }
    headers.u32(more.link ?? 0);
    headers.u32(more.info ?? 0);
    format.writeWord(headers, more.align);
    format.writeWord(headers, more.entry ?? 0);
    if (content !== null) out.bytes(content.take());
  };
  const { name, type, size } = format.relocations;
  const { symbolSize, word } = format;
  // SHF_WRITE 1, SHF_ALLOC 2, SHF_EXECINSTR 4; SHT_PROGBITS 1, SYMTAB 2, STRTAB 3, NOBITS 8.
  section('.text', 1, 2 | 4, text, { align: ALIGNMENT });
  section('.bss', 8, 1 | 2, null, { align: ALIGNMENT, size: bss });
  section(name, type, 0, relocations, { align: word, link: 4, info: TEXT, entry: size });
  section('.symtab', 2, 0, table, {
    align: word,
    link: 5,
    info: localCount + 1,
    entry: symbolSize,
  });
  section('.strtab', 3, 0, strings, { align: 1 });
  // An object that says nothing of its stack would get an executable one.
  section('.note.GNU-stack', 1, 0, new GrowingBytes(), { align: 1 });
  section('.shstrtab', 3, 0, sectionNames, { align: 1 });
  out.align(word, 0);
  const headerOffset = out.length;
  out.bytes(headers.take());
  const file = out.take();
  writeFileHeader(format, file, headerOffset);
  return file;
}

function writeFileHeader(format: ElfFormat, file: Uint8Array, sectionHeaders: number): void {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const { sizesAt } = format;
  // Little-endian, version 1, System V.
  file.set([0x7f, 0x45, 0x4c, 0x46, format.class, 1, 1, 0]);
  view.setUint16(16, 1, true); // ET_REL
  view.setUint16(18, format.machine, true);
  view.setUint32(20, 1, true);
  view.setUint32(format.sectionsAt, sectionHeaders, true);
  view.setUint16(sizesAt, format.headerSize, true);
  // Between the two, the size and the number of program headers, of which there are none.
  view.setUint16(sizesAt + 6, format.sectionSize, true);
  view.setUint16(sizesAt + 8, SECTIONS, true);
  view.setUint16(sizesAt + 10, SECTIONS - 1, true);
}
