/**
 * Machine code as text for listings: decodes bytes with iced-x86, which shares nothing with our
 * encoder, so that a listing cannot say what the bytes do not. Fields that a relocation fills are
 * shown by the symbol's name, targets inside the code by their label's. The decoder is a WebAssembly
 * module of most of a megabyte and is loaded when first needed.
 */

import type { Formatter, Instruction } from 'iced-x86';
import type { Relocation } from './encoder.js';
import { CODE_SYMBOL } from './operands.js';

export type Syntax = 'intel' | 'att';

export interface DecodeOptions {
  /** Of the whole code, ascending; those outside `bytes` are ignored. */
  readonly relocations?: readonly Relocation[];
  /** The name to show for an offset in the code; of several, the last is shown. */
  readonly labelNames?: ReadonlyMap<number, string | readonly string[]>;
  readonly syntax?: Syntax;
  /** Offset in the code of the first of `bytes`; all offsets here are offsets in the code. */
  readonly baseOffset?: number;
  /** What is data, not instructions: shown as one `dd` for four bytes, otherwise as `db`. */
  readonly data?: readonly { readonly offset: number; readonly length: number }[];
}

export interface DecodedInstruction {
  readonly offset: number;
  readonly length: number;
  /** The bytes in hexadecimal, a relocated field as `‹symbol›`. */
  readonly bytes: string;
  readonly mnemonic: string;
  readonly operands: string;
  /** Mnemonic and operands in columns. */
  readonly text: string;
}

export type Iced = typeof import('iced-x86');
let loading: Promise<Iced> | null = null;

/** To be called early where the first listing should not wait for the decoder. */
export function loadIced(): Promise<Iced> {
  loading ??= load();
  return loading;
}

/** iced-x86 is a CommonJS module, whose exports some loaders put under `default` only. */
async function load(): Promise<Iced> {
  const module: Iced & { readonly default?: Iced } = await import('iced-x86');
  return module.default ?? module;
}

/** Numbers written into relocated fields while decoding, to find the fields in the text. */
const SENTINELS = [0x7abcde01, 0x7abcde02] as const;
const MNEMONIC_WIDTH = 5;

/** Decodes every byte; what is no instruction comes as `(bad)`. */
export async function decode(
  bytes: Uint8Array,
  options: DecodeOptions = {},
): Promise<DecodedInstruction[]> {
  const iced = await loadIced();
  const syntax = options.syntax ?? 'intel';
  const formatter = makeFormatter(iced, syntax);
  try {
    return new Decoding(iced, formatter, bytes, options).run();
  } finally {
    formatter.free();
  }
}

function makeFormatter(iced: Iced, syntax: Syntax): Formatter {
  // iced's Nasm form is the Intel syntax that says `dword [eax+4]`.
  const formatter = new iced.Formatter(
    syntax === 'intel' ? iced.FormatterSyntax.Nasm : iced.FormatterSyntax.Gas,
  );
  formatter.uppercaseHex = false;
  formatter.spaceAfterOperandSeparator = true;
  formatter.signedImmediateOperands = true;
  formatter.showBranchSize = false;
  formatter.branchLeadingZeros = false;
  return formatter;
}

const hexByte = (byte: number): string => byte.toString(16).padStart(2, '0');

class Decoding {
  private readonly base: number;
  private readonly syntax: Syntax;
  private readonly relocations: readonly Relocation[];
  private readonly out: DecodedInstruction[] = [];

  constructor(
    private readonly iced: Iced,
    private readonly formatter: Formatter,
    private readonly bytes: Uint8Array,
    private readonly options: DecodeOptions,
  ) {
    this.base = options.baseOffset ?? 0;
    this.syntax = options.syntax ?? 'intel';
    const end = this.base + bytes.length;
    this.relocations = (options.relocations ?? []).filter(
      ({ offset }) => offset >= this.base && offset < end,
    );
  }

  run(): DecodedInstruction[] {
    const end = this.base + this.bytes.length;
    let offset = this.base;
    for (const { offset: from, length } of this.options.data ?? []) {
      if (from < offset || from >= end) continue;
      this.instructions(offset, from);
      this.data(from, length);
      offset = from + length;
    }
    this.instructions(offset, end);
    return this.out;
  }

  private instructions(from: number, to: number): void {
    if (from >= to) return;
    const patched = this.bytes.slice(from - this.base, to - this.base);
    this.patch(patched, from);
    const decoder = new this.iced.Decoder(32, patched, this.iced.DecoderOptions.None);
    decoder.ip = BigInt(from);
    const instruction = new this.iced.Instruction();
    let relocation = this.firstRelocation(from);
    while (decoder.canDecode) {
      decoder.decodeOut(instruction);
      const offset = Number(instruction.ip);
      const end = offset + instruction.length;
      const first = relocation;
      while ((this.relocations[relocation]?.offset ?? end) < end) relocation += 1;
      const inside = this.relocations.slice(first, relocation);
      this.push(
        offset,
        instruction.length,
        inside,
        this.formatter.formatMnemonic(instruction),
        this.operands(instruction, inside),
      );
    }
    instruction.free();
    decoder.free();
  }

  private firstRelocation(from: number): number {
    const index = this.relocations.findIndex(({ offset }) => offset >= from);
    return index < 0 ? this.relocations.length : index;
  }

  /** Of two fields of one instruction, which are adjacent, the second gets the other sentinel. */
  private patch(patched: Uint8Array, from: number): void {
    const view = new DataView(patched.buffer);
    let previous = Number.NEGATIVE_INFINITY;
    let which = 0;
    for (const { offset } of this.relocations) {
      if (offset < from || offset + 4 > from + patched.length) continue;
      which = offset - previous === 4 ? 1 - which : 0;
      view.setUint32(offset - from, SENTINELS[which === 0 ? 0 : 1], true);
      previous = offset;
    }
  }

  private operands(instruction: Instruction, inside: readonly Relocation[]): string {
    const { OpKind } = this.iced;
    if (instruction.opCount > 0 && instruction.op0Kind === OpKind.NearBranch32) {
      const relocation = inside[0];
      return relocation === undefined
        ? this.place(Number(instruction.nearBranchTarget))
        : this.name(relocation);
    }
    let text = this.formatter.formatAllOperands(instruction);
    // In an instruction a displacement precedes an immediate, and there are no further fields.
    inside.forEach((relocation, i) => {
      const sentinel = this.number(SENTINELS[i === 0 ? 0 : 1]);
      text = text.replace(sentinel, () => this.name(relocation));
    });
    return text;
  }

  private number(value: number): string {
    return this.syntax === 'intel' ? `${value.toString(16)}h` : `0x${value.toString(16)}`;
  }

  /** The relocated field as a name; the -4 of a relative field only makes up for its length. */
  private name({ kind, symbol, addend }: Relocation): string {
    if (symbol === CODE_SYMBOL && kind === 'abs32') return this.place(addend, `${CODE_SYMBOL}+`);
    const extra = kind === 'rel32' ? addend + 4 : addend;
    if (extra === 0) return symbol;
    return `${symbol}${extra < 0 ? '-' : '+'}${this.hex(Math.abs(extra))}`;
  }

  /** An offset in the code, by its label if it has one. */
  private place(offset: number, prefix = ''): string {
    const names = this.options.labelNames?.get(offset);
    const name = typeof names === 'string' ? names : names?.at(-1);
    return name ?? `${prefix}${this.hex(offset)}`;
  }

  private hex(value: number): string {
    if (value < 10) return String(value);
    const digits = value.toString(16);
    if (this.syntax === 'att') return `0x${digits}`;
    return `${/^[0-9]/.test(digits) ? '' : '0'}${digits}h`;
  }

  private data(offset: number, length: number): void {
    const inside = this.relocations.filter((r) => r.offset >= offset && r.offset < offset + length);
    const at = offset - this.base;
    const bytes = this.bytes.subarray(at, at + length);
    const relocation = inside[0];
    if (length !== 4) {
      this.push(offset, length, inside, 'db', Array.from(bytes, (b) => this.hex(b)).join(', '));
    } else if (relocation === undefined) {
      const value = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
      this.push(offset, length, inside, 'dd', this.hex(value));
    } else {
      this.push(offset, length, inside, 'dd', this.name(relocation));
    }
  }

  private push(
    offset: number,
    length: number,
    inside: readonly Relocation[],
    mnemonic: string,
    operands: string,
  ): void {
    this.out.push({
      offset,
      length,
      bytes: this.bytesColumn(offset, length, inside),
      mnemonic,
      operands,
      text: operands === '' ? mnemonic : `${mnemonic.padEnd(MNEMONIC_WIDTH)} ${operands}`,
    });
  }

  private bytesColumn(offset: number, length: number, inside: readonly Relocation[]): string {
    const parts: string[] = [];
    let next = 0;
    for (let at = offset; at < offset + length; ) {
      const relocation = inside[next];
      if (relocation !== undefined && relocation.offset === at) {
        parts.push(`‹${this.name(relocation)}›`);
        next += 1;
        at += 4;
      } else {
        parts.push(hexByte(this.bytes[at - this.base] ?? 0));
        at += 1;
      }
    }
    return parts.join(' ');
  }
}
