/**
 * The two forms of a relocatable ELF file that differ in the width of their words: ELF32 for i386
 * (System V ABI, Intel386 supplement) and ELF64 for x86-64 (System V ABI, AMD64 supplement).
 *
 * Maps from: a target. Maps to: sizes, numbers and the order of fields. Knows no content.
 */

import type { RelocationKind } from '../assembler/relocations.js';
import type { TargetName } from '../compiler/index.js';
import type { GrowingBytes } from './growingBytes.js';

export interface ElfFormat {
  /** EI_CLASS. */
  readonly class: 1 | 2;
  /** e_machine. */
  readonly machine: number;
  readonly headerSize: number;
  /** Where the file's header has the offset of the section headers. */
  readonly sectionsAt: number;
  /**
   * Where the file's header has its own size, followed by the sizes and counts of the other
   * headers.
   */
  readonly sizesAt: number;
  readonly sectionSize: number;
  readonly symbolSize: number;
  /** Bytes of a word, to which tables are aligned. */
  readonly word: 4 | 8;
  readonly relocations: {
    /** Of the section. */
    readonly name: string;
    /** SHT_REL or SHT_RELA. */
    readonly type: 9 | 4;
    readonly size: number;
    /** Whether an entry has the addend; otherwise it is in the field itself. */
    readonly haveAddends: boolean;
    readonly kinds: Readonly<Record<RelocationKind, number>>;
  };
  writeWord(out: GrowingBytes, value: number): void;
  writeSymbol(out: GrowingBytes, symbol: ElfSymbol): void;
  writeRelocation(out: GrowingBytes, relocation: ElfRelocation): void;
}

export interface ElfSymbol {
  /** Offset in the string table. */
  readonly name: number;
  readonly info: number;
  readonly section: number;
  readonly value: number;
  readonly size: number;
}

export interface ElfRelocation {
  readonly offset: number;
  /** Index in the symbol table. */
  readonly symbol: number;
  readonly type: number;
  readonly addend: number;
}

const elf32: ElfFormat = {
  class: 1,
  machine: 3, // EM_386
  headerSize: 52,
  sectionsAt: 32,
  sizesAt: 40,
  sectionSize: 40,
  symbolSize: 16,
  word: 4,
  relocations: {
    name: '.rel.text',
    type: 9,
    size: 8,
    haveAddends: false,
    // R_386_32, R_386_PC32; no field of 64 bits exists.
    kinds: { abs32: 1, rel32: 2, abs64: 0 },
  },
  writeWord(out, value) {
    out.u32(value);
  },
  writeSymbol(out, { name, info, section, value, size }) {
    out.u32(name);
    out.u32(value);
    out.u32(size);
    out.u8(info);
    out.u8(0);
    out.u16(section);
  },
  writeRelocation(out, { offset, symbol, type }) {
    out.u32(offset);
    out.u32((symbol << 8) | type);
  },
};

const elf64: ElfFormat = {
  class: 2,
  machine: 62, // EM_X86_64
  headerSize: 64,
  sectionsAt: 40,
  sizesAt: 52,
  sectionSize: 64,
  symbolSize: 24,
  word: 8,
  relocations: {
    name: '.rela.text',
    type: 4,
    size: 24,
    haveAddends: true,
    // R_X86_64_32S, since most of these instructions extend the sign; R_X86_64_PC32, R_X86_64_64.
    kinds: { abs32: 11, rel32: 2, abs64: 1 },
  },
  writeWord(out, value) {
    out.i64(value);
  },
  writeSymbol(out, { name, info, section, value, size }) {
    out.u32(name);
    out.u8(info);
    out.u8(0);
    out.u16(section);
    out.i64(value);
    out.i64(size);
  },
  writeRelocation(out, { offset, symbol, type, addend }) {
    out.i64(offset);
    out.u32(type);
    out.u32(symbol);
    out.i64(addend);
  },
};

export const elfFormats: Readonly<Record<TargetName, ElfFormat>> = {
  'x86-32': elf32,
  'x86-64': elf64,
};
