/**
 * Machine code as text for listings: decodes bytes with iced-x86, which shares nothing with our
 * encoder, so that a listing cannot say what the bytes do not. Fields that a relocation fills are
 * shown by the symbol's name, targets inside the code by their label's. The decoder is a
 * WebAssembly module of most of a megabyte and is loaded when first needed.
 */

import type { Formatter, Instruction } from 'iced-x86';
import { CODE_SYMBOL } from './operands.js';
import type { Bits } from './registers.js';
import { fieldLength, type Relocation } from './relocations.js';

export type Syntax = 'intel' | 'att';

export interface DecodeOptions {
  /** The machine that the code is for; x86-32 without it. */
  readonly bits?: Bits;
  /** Of the whole code, ascending; those outside `bytes` are ignored. */
  readonly relocations?: readonly Relocation[];
  /** The name to show for an offset in the code; of several, the last is shown. */
  readonly labelNames?: { get(offset: number): string | readonly string[] | undefined };
  readonly syntax?: Syntax;
  /** Offset in the code of the first of `bytes`; all offsets here are offsets in the code. */
  readonly baseOffset?: number;
  /**
   * What is data, not instructions: shown as `dq` for eight bytes, `dd` for four, otherwise `db`.
   */
  readonly data?: readonly { readonly offset: number; readonly length: number }[];
  /** Called every few hundred instructions; it may throw to give up. */
  readonly checkpoint?: Checkpoint | undefined;
}

/** A moment at which long work may be interrupted. */
export type Checkpoint = () => Promise<void> | void;

/** Instructions between two checkpoints: a millisecond or less. */
export const CHECKPOINT_INTERVAL = 512;

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
    return await new Decoding(iced, formatter, bytes, options).run();
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
  // Shows the distance, which does not depend on the place of the instruction.
  formatter.ripRelativeAddresses = true;
  return formatter;
}

const hexBytes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/**
 * The text of an instruction whose bytes were decoded before: the same bytes always decode to the
 * same text, and most instructions of a listing are copies of others. Operands are texts around
 * relocated fields; those of a branch are not kept, because its target depends on where it is.
 */
interface Remembered {
  readonly mnemonic: string;
  /** null: a branch. */
  readonly operands: readonly string[] | null;
  /** Index of the relocation after each text of `operands` but the last, or `RIP_RELATIVE`. */
  readonly fields: readonly number[];
  /** Mnemonic and operands in columns; null where those depend on the place. */
  readonly text: string | null;
  /** The bytes' column; empty where a relocation is in it. */
  readonly bytes: string;
}

/** A field that is a place in the code, at a distance from the instruction. */
const RIP_RELATIVE = -1;

/** By the number of relocated fields, then by the first six bytes and by the others. */
type Memory = Map<number, Remembered | Map<number, Remembered>>[];

const MAX_REMEMBERED = 4_000;
/** Longer instructions do not fit the keys, and do not occur. */
const MAX_KEY_BYTES = 12;

const memories: Record<Bits, Record<Syntax, Memory>> = {
  32: { intel: newMemory(), att: newMemory() },
  64: { intel: newMemory(), att: newMemory() },
};

function newMemory(): Memory {
  return [new Map(), new Map(), new Map()];
}

let remembered = 0;

const NONE: readonly Relocation[] = [];

class Decoding {
  private readonly bits: Bits;
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
    this.bits = options.bits ?? 32;
    this.base = options.baseOffset ?? 0;
    this.syntax = options.syntax ?? 'intel';
    const end = this.base + bytes.length;
    this.relocations = (options.relocations ?? []).filter(
      ({ offset }) => offset >= this.base && offset < end,
    );
  }

  async run(): Promise<DecodedInstruction[]> {
    const end = this.base + this.bytes.length;
    let offset = this.base;
    for (const { offset: from, length } of this.options.data ?? []) {
      if (from < offset || from >= end) continue;
      await this.instructions(offset, from);
      this.data(from, length);
      offset = from + length;
    }
    await this.instructions(offset, end);
    return this.out;
  }

  private async instructions(from: number, to: number): Promise<void> {
    if (from >= to) return;
    const patched = this.bytes.slice(from - this.base, to - this.base);
    this.patch(patched, from);
    const decoder = new this.iced.Decoder(this.bits, patched, this.iced.DecoderOptions.None);
    decoder.ip = BigInt(from);
    const instruction = new this.iced.Instruction();
    let relocation = this.firstRelocation(from);
    let untilCheckpoint = CHECKPOINT_INTERVAL;
    try {
      for (let offset = from; offset < to; ) {
        untilCheckpoint -= 1;
        if (untilCheckpoint === 0) {
          untilCheckpoint = CHECKPOINT_INTERVAL;
          await this.options.checkpoint?.();
        }
        decoder.decodeOut(instruction);
        const { length } = instruction;
        const end = offset + length;
        const first = relocation;
        while ((this.relocations[relocation]?.offset ?? end) < end) relocation += 1;
        const inside = first === relocation ? NONE : this.relocations.slice(first, relocation);
        this.instruction(
          instruction,
          offset,
          length,
          patched.subarray(offset - from, end - from),
          inside,
        );
        offset = end;
      }
    } finally {
      instruction.free();
      decoder.free();
    }
  }

  private instruction(
    instruction: Instruction,
    offset: number,
    length: number,
    patched: Uint8Array,
    inside: readonly Relocation[],
  ): void {
    const known = this.recall(instruction, patched, inside);
    const bytes = known.bytes === '' ? this.bytesColumn(offset, length, inside) : known.bytes;
    if (known.text !== null) {
      const { mnemonic, operands, text } = known;
      this.out.push({ offset, length, bytes, mnemonic, operands: operands?.[0] ?? '', text });
      return;
    }
    let operands: string;
    if (known.operands === null) {
      const relocation = inside[0];
      operands =
        relocation === undefined
          ? this.place(this.branchTarget(instruction))
          : this.name(relocation, offset + length);
    } else {
      operands = known.operands[0] ?? '';
      known.fields.forEach((field, i) => {
        operands +=
          field === RIP_RELATIVE
            ? this.place(signed(instruction.ipRelMemoryAddress))
            : this.name(inside[field]!, offset + length);
        operands += known.operands![i + 1];
      });
    }
    this.push(offset, length, bytes, known.mnemonic, operands);
  }

  private branchTarget(instruction: Instruction): number {
    return this.bits === 32 ? instruction.nearBranch32 : signed(instruction.nearBranch64);
  }

  private recall(
    instruction: Instruction,
    patched: Uint8Array,
    inside: readonly Relocation[],
  ): Remembered {
    const { length } = patched;
    const memory = memories[this.bits][this.syntax][inside.length];
    if (memory === undefined || length > MAX_KEY_BYTES)
      return this.read(instruction, patched, inside);
    let first = length;
    for (let i = 0; i < 6; i += 1) first = first * 256 + (patched[i] ?? 0);
    let entry = memory.get(first);
    if (length <= 6) {
      if (entry === undefined || entry instanceof Map) {
        entry = this.read(instruction, patched, inside);
        this.remember(() => memory.set(first, entry as Remembered));
      }
      return entry;
    }
    let rest = 0;
    for (let i = 6; i < length; i += 1) rest = rest * 256 + (patched[i] ?? 0);
    let longer = entry instanceof Map ? entry : undefined;
    if (longer === undefined) {
      longer = new Map();
      memory.set(first, longer);
    }
    let found = longer.get(rest);
    if (found === undefined) {
      found = this.read(instruction, patched, inside);
      const value = found;
      this.remember(() => longer.set(rest, value));
    }
    return found;
  }

  /** Forgets all when it is too much; what is in use comes back soon. */
  private remember(store: () => void): void {
    if (remembered >= MAX_REMEMBERED) {
      for (const memory of Object.values(memories)
        .flatMap((of) => Object.values(of))
        .flat()) {
        memory.clear();
      }
      remembered = 0;
    }
    remembered += 1;
    store();
  }

  private read(
    instruction: Instruction,
    patched: Uint8Array,
    inside: readonly Relocation[],
  ): Remembered {
    const { OpKind } = this.iced;
    const mnemonic = this.formatter.formatMnemonic(instruction);
    const hasRelocation = inside.length > 0;
    const kind = instruction.opCount > 0 ? instruction.op0Kind : OpKind.Register;
    if (kind === OpKind.NearBranch32 || kind === OpKind.NearBranch64) {
      return { mnemonic, operands: null, fields: [], text: null, bytes: '' };
    }
    let text = this.formatter.formatAllOperands(instruction);
    const isRipRelative = this.bits === 64 && instruction.isIpRelMemoryOperand;
    if (isRipRelative) text = this.markRipRelative(text, inside.length === 0);
    // In an instruction a displacement precedes an immediate, and there are no further fields.
    const sentinels =
      isRipRelative && inside.length === 0 ? [RIP_RELATIVE] : Array.from(inside.keys());
    const places = sentinels
      .map((field) => {
        const sentinel = this.number(SENTINELS[field === 1 ? 1 : 0]);
        return { field, at: text.indexOf(sentinel), length: sentinel.length };
      })
      .filter(({ at }) => at >= 0)
      .sort((a, b) => a.at - b.at);
    const operands: string[] = [];
    let taken = 0;
    for (const { at, length } of places) {
      operands.push(text.slice(0, at - taken));
      text = text.slice(at - taken + length);
      taken = at + length;
    }
    operands.push(text);
    const bytes = hasRelocation ? '' : Array.from(patched, (byte) => hexBytes[byte]).join(' ');
    const fields = places.map(({ field }) => field);
    const whole = fields.length === 0 ? inColumns(mnemonic, operands[0] ?? '') : null;
    return { mnemonic, operands, fields, text: whole, bytes };
  }

  /**
   * `[rip+distance]` in NASM's words, `[rel place]`. A distance that no relocation fills is
   * replaced by the number that marks fields.
   */
  private markRipRelative(text: string, isDistance: boolean): string {
    const sentinel = this.number(SENTINELS[0]);
    if (this.syntax === 'att') {
      return isDistance ? text.replace(/[^ ,*]*(?=\(%rip\))/, sentinel) : text;
    }
    return text.replace(/\[rip\+?([^\]]*)\]/, (_, distance: string) => {
      return `[rel ${isDistance ? sentinel : distance}]`;
    });
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
    for (const { offset, kind } of this.relocations) {
      const length = fieldLength(kind);
      if (offset < from || offset + length > from + patched.length) continue;
      which = offset - previous === 4 ? 1 - which : 0;
      view.setUint32(offset - from, SENTINELS[which === 0 ? 0 : 1], true);
      if (length === 8) view.setUint32(offset - from + 4, 0, true);
      previous = offset;
    }
  }

  private number(value: number): string {
    return this.syntax === 'intel' ? `${value.toString(16)}h` : `0x${value.toString(16)}`;
  }

  /**
   * The relocated field as a name. The addend of a relative field also makes up for the bytes from
   * the field to the instruction's end, from which the processor counts.
   */
  private name({ offset, kind, symbol, addend }: Relocation, end: number): string {
    if (symbol === CODE_SYMBOL && kind !== 'rel32') return this.place(addend, `${CODE_SYMBOL}+`);
    const extra = kind === 'rel32' ? addend + end - offset : addend;
    if (extra === 0) return symbol;
    return `${symbol}${extra < 0 ? '-' : '+'}${this.hex(Math.abs(extra))}`;
  }

  /** An offset in the code, by its label if it has one. */
  private place(offset: number, prefix = ''): string {
    const names = this.options.labelNames?.get(offset);
    const name = typeof names === 'string' ? names : names?.at(-1);
    return name ?? `${prefix}${this.hex(offset)}`;
  }

  private hex(value: number | bigint): string {
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
    const column = this.bytesColumn(offset, length, inside);
    if (length !== 4 && length !== 8) {
      this.push(offset, length, column, 'db', Array.from(bytes, (b) => this.hex(b)).join(', '));
      return;
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, length);
    const value = length === 4 ? view.getUint32(0, true) : view.getBigUint64(0, true);
    this.push(
      offset,
      length,
      column,
      length === 4 ? 'dd' : 'dq',
      relocation === undefined ? this.hex(value) : this.name(relocation, offset + length),
    );
  }

  private push(
    offset: number,
    length: number,
    bytes: string,
    mnemonic: string,
    operands: string,
  ): void {
    const text = inColumns(mnemonic, operands);
    this.out.push({ offset, length, bytes, mnemonic, operands, text });
  }

  private bytesColumn(offset: number, length: number, inside: readonly Relocation[]): string {
    let column = '';
    let next = 0;
    for (let at = offset; at < offset + length; ) {
      if (column !== '') column += ' ';
      const relocation = inside[next];
      if (relocation !== undefined && relocation.offset === at) {
        column += `‹${this.name(relocation, offset + length)}›`;
        next += 1;
        at += fieldLength(relocation.kind);
      } else {
        column += hexBytes[this.bytes[at - this.base] ?? 0];
        at += 1;
      }
    }
    return column;
  }
}

function inColumns(mnemonic: string, operands: string): string {
  return operands === '' ? mnemonic : `${mnemonic.padEnd(MNEMONIC_WIDTH)} ${operands}`;
}

/** An address as an offset, negative before the code. */
function signed(address: bigint): number {
  return Number(BigInt.asIntN(64, address));
}
