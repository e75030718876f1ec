/**
 * Writes instruction rows and their operands as bytes into a growing buffer, and notes what cannot
 * be written yet: branches (their length depends on distances), fields that hold places in the
 * code, and fields that relocations fill. Offsets in here are *positions*: offsets as they would be
 * if every branch were short. `relaxation.ts` turns positions into offsets.
 */

import {
  type Immediate,
  Label,
  type Mem,
  type Number32,
  type SymbolReference,
} from './operands.js';
import type { Bits, Reg8, RegGeneral, RegWord, RegXmm } from './registers.js';
import { type RelocationKind, RelocationTable } from './relocations.js';
import type { Row } from './rows.js';

/** A field to be filled from a label when offsets are known. */
export interface LabelField {
  readonly position: number;
  readonly label: Label;
  /**
   * rel32: distance from the field's end; offset: from the code's start; otherwise a relocation.
   */
  readonly kind: 'rel32' | 'offset' | 'abs32' | 'abs64';
  readonly addend: number;
}

type RegisterOrMem = Reg8<Bits> | RegGeneral<Bits> | RegXmm<Bits> | Mem<Bits>;

/** What the prefix REX adds to the numbers of registers (SDM Vol. 2, section 2.2.1.2). */
const REX = 0x40;
const REX_R = 4;
const REX_X = 2;
const REX_B = 1;

/** The longest instruction is 15 bytes (SDM Vol. 2, section 2.3.11). */
const MAX_INSTRUCTION_LENGTH = 16;

/** The number as a signed 32-bit one, if it is a signed or unsigned 32-bit number at all. */
export function int32(value: number): number {
  if ((value | 0) === value) return value;
  if (!Number.isInteger(value) || value < -0x8000_0000 || value > 0xffff_ffff) {
    throw new RangeError(`${value} does not fit in 32 bits`);
  }
  return value | 0;
}

/** The number, if 64-bit operands get it by the sign extension of 32 bits. */
export function signExtended32(value: number): number {
  if ((value | 0) === value) return value;
  throw new RangeError(`${value} does not fit in 32 bits that are extended by their sign`);
}

/** The number as an unsigned 64-bit one, if it is a signed or unsigned 64-bit number at all. */
export function int64(value: number | bigint): bigint {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new RangeError(`${value} has to be a bigint to be exact`);
  }
  const bits = BigInt(value);
  if (bits < -(1n << 63n) || bits >= 1n << 64n) {
    throw new RangeError(`${value} does not fit in 64 bits`);
  }
  return BigInt.asUintN(64, bits);
}

export function int8(value: number): number {
  if (!Number.isInteger(value) || value < -0x80 || value > 0xff) {
    throw new RangeError(`${value} does not fit in 8 bits`);
  }
  return value & 0xff;
}

/** Whether a sign-extended byte holds the number. */
export function fitsInt8(value: number): boolean {
  return value >= -128 && value <= 127;
}

/**
 * The immediate's value if it is known now, as a signed 32-bit number, for an operand that wide.
 */
export function knownValue(immediate: Immediate, width: Bits): number | null {
  if (typeof immediate !== 'number' && immediate.kind !== 'imm') return null;
  const value = numberOf(immediate);
  return width === 32 ? int32(value) : signExtended32(value);
}

export function numberOf(value: Number32): number {
  return typeof value === 'number' ? value : value.value;
}

export class Encoder<B extends Bits = 32> {
  /** The machine that the code is for. Code of x86-32 needs no argument. */
  readonly bits: B;
  private readonly otherBits: Bits;
  private readonly wordKind: 'r32' | 'r64';
  protected bytes = new Uint8Array(8192);
  protected position = 0;
  protected readonly relocations = new RelocationTable();
  protected readonly labelFields: LabelField[] = [];
  protected instructionCount = 0;
  protected instructionPositions = new Uint32Array(2048);
  /** Numbers of the instructions that are data. */
  protected readonly dataInstructions = new Set<number>();
  protected branchCount = 0;
  protected branchPositions = new Uint32Array(512);
  protected readonly branchLabels: Label[] = [];

  constructor(...[bits]: 32 extends B ? [bits?: B] : [bits: B]) {
    // Without the argument, the types say that 32 is a B.
    this.bits = bits ?? (32 as B);
    this.otherBits = this.bits === 32 ? 64 : 32;
    this.wordKind = this.bits === 32 ? 'r32' : 'r64';
  }

  /** Makes room for one instruction and notes where it starts. */
  protected begin(): void {
    if (this.position + MAX_INSTRUCTION_LENGTH > this.bytes.length) {
      const larger = new Uint8Array(this.bytes.length * 2);
      larger.set(this.bytes);
      this.bytes = larger;
    }
    if (this.instructionCount === this.instructionPositions.length) {
      const larger = new Uint32Array(this.instructionCount * 2);
      larger.set(this.instructionPositions);
      this.instructionPositions = larger;
    }
    this.instructionPositions[this.instructionCount] = this.position;
    this.instructionCount += 1;
  }

  protected beginData(): void {
    this.dataInstructions.add(this.instructionCount);
    this.begin();
  }

  protected byte(value: number): void {
    this.bytes[this.position] = value;
    this.position += 1;
  }

  protected dword(value: number): void {
    const { bytes, position } = this;
    bytes[position] = value;
    bytes[position + 1] = value >> 8;
    bytes[position + 2] = value >> 16;
    bytes[position + 3] = value >> 24;
    this.position = position + 4;
  }

  /** Prefix, REX and opcode; `rex` says which registers' numbers have a fourth bit. */
  private opcode(row: Row, rex: number): void {
    const { bytes } = this;
    const { opcode, prefix } = row;
    const bits = rex | row.rex;
    let at = this.position;
    if (row.only === this.otherBits) this.refuse(row);
    if (prefix !== 0) {
      bytes[at] = prefix;
      at += 1;
    }
    if (bits !== 0) {
      if (this.bits === 32) this.refuse(row);
      bytes[at] = REX | bits;
      at += 1;
    }
    bytes[at] = opcode;
    at += 1;
    for (let rest = opcode >> 8; rest !== 0; rest >>= 8) {
      bytes[at] = rest;
      at += 1;
    }
    this.position = at;
  }

  private refuse({ mnemonic, operands, only }: Row): never {
    const form = operands === '' ? mnemonic : `${mnemonic} ${operands}`;
    if (only === this.otherBits) throw new TypeError(`${form} is not in ${this.bits}-bit code`);
    throw new TypeError(`${form}: a register is of x86-64 only`);
  }

  /** Prefixes, opcode, ModRM, SIB and displacement (SDM Vol. 2, sections 2.1 and 2.2.1). */
  private modRm(row: Row, reg: number, rm: RegisterOrMem): void {
    let rex = reg > 7 ? REX_R : 0;
    if (reg > 3 && row.hasByteRegister) rex |= REX;
    const middle = (reg & 7) << 3;
    if (rm.kind !== 'mem') {
      if (rm.code > 7) rex |= REX_B;
      else if (rm.code > 3 && rm.kind === 'r8') rex |= REX;
      this.opcode(row, rex);
      this.byte(0xc0 | middle | (rm.code & 7));
      return;
    }
    if (rm.segment !== null) this.byte(rm.segment === 'gs' ? 0x65 : 0x64);
    const { base, index } = rm;
    if (index !== null) {
      if (index.kind !== this.wordKind) this.refuseAddress(index);
      if (index.code > 7) rex |= REX_X;
    }
    if (base === null) {
      this.opcode(row, rex);
      this.withoutBase(middle, rm, row.immediateLength);
    } else {
      if (base.kind !== this.wordKind) this.refuseAddress(base);
      if (base.code > 7) rex |= REX_B;
      this.opcode(row, rex);
      this.withBase(middle, base.code & 7, rm);
    }
  }

  /**
   * ModRM, SIB and displacement; `middle` is ModRM.reg in its place, `low` ModRM.rm or SIB.base.
   */
  private withBase(middle: number, low: number, rm: Mem<Bits>): void {
    const { index, relocation } = rm;
    const disp = relocation === null ? this.displacement(rm.disp) : 0;
    // Mod 0 with base ebp (or r13) means "no base", so [ebp] is written as [ebp+0].
    let mod = 2;
    if (relocation === null) {
      if (disp === 0 && low !== 5) mod = 0;
      else if (fitsInt8(disp)) mod = 1;
    }
    // Number 4 as base, esp or r12, says that a SIB byte follows.
    if (index === null && low !== 4) {
      this.byte((mod << 6) | middle | low);
    } else {
      this.byte((mod << 6) | middle | 4);
      this.byte((rm.scaleLog << 6) | ((index === null ? 4 : index.code & 7) << 3) | low);
    }
    if (mod === 1) this.byte(disp);
    else if (mod === 2) this.displacement32(rm);
  }

  /** The same for an index alone or an address; the instruction ends `after` bytes behind. */
  private withoutBase(middle: number, rm: Mem<Bits>, after: number): void {
    const { index, relocation } = rm;
    if (index === null && this.bits === 64 && relocation !== null) {
      this.byte(middle | 5);
      this.ripRelative(relocation, rm.disp, after);
      return;
    }
    if (index !== null) {
      this.byte(middle | 4);
      this.byte((rm.scaleLog << 6) | ((index.code & 7) << 3) | 5);
    } else if (this.bits === 32) {
      this.byte(middle | 5);
    } else {
      // ModRM alone would be relative to RIP; a SIB byte without base and index is not.
      this.byte(middle | 4);
      this.byte(0x25);
    }
    this.displacement32(rm);
  }

  private refuseAddress({ name }: RegWord<Bits>): never {
    throw new TypeError(`${name} is no address register of ${this.bits}-bit code`);
  }

  private displacement(value: number): number {
    return this.bits === 32 ? int32(value) : signExtended32(value);
  }

  private displacement32(rm: Mem<Bits>): void {
    const { relocation } = rm;
    if (relocation === null) this.dword(this.displacement(rm.disp));
    else if (relocation instanceof Label) this.labelField(relocation, 'abs32', rm.disp);
    else this.symbolField('abs32', relocation, rm.disp);
  }

  /** The distance from the instruction's end, which is `after` bytes behind the field. */
  private ripRelative(target: SymbolReference | Label, addend: number, after: number): void {
    if (target instanceof Label) this.labelField(target, 'rel32', addend - after);
    else this.symbolField('rel32', target, addend - 4 - after);
  }

  /** A zero field with a relocation against a symbol. */
  protected symbolField(
    kind: RelocationKind,
    symbol: SymbolReference,
    addend: number,
    isLow = false,
  ): void {
    if (!isLow) this.refuseNarrowAddress(kind, symbol);
    this.relocations.add(this.position, kind, symbol, addend);
    this.zeros(kind);
  }

  protected labelField(label: Label, kind: LabelField['kind'], addend: number): void {
    this.refuseNarrowAddress(kind, label.name);
    this.labelFields.push({ position: this.position, label, kind, addend });
    this.zeros(kind);
  }

  private zeros(kind: LabelField['kind']): void {
    this.dword(0);
    if (kind === 'abs64') this.dword(0);
  }

  /**
   * Code and data of x86-64 may be anywhere, and what is right below 4 GiB would be wrong above.
   */
  private refuseNarrowAddress(kind: LabelField['kind'], name: string): void {
    if (kind === (this.bits === 32 ? 'abs64' : 'abs32')) {
      throw new TypeError(`the address of ${name} has ${this.bits} bits, not ${kind.slice(3)}`);
    }
  }

  protected field32(value: Immediate): void {
    if (typeof value === 'number') this.dword(int32(value));
    else if (value.kind === 'imm') this.dword(int32(value.value));
    else if (value.kind === 'immSymbol') {
      this.symbolField('abs32', value.symbol, value.addend, value.isLow);
    } else this.labelField(value.label, 'abs32', 0);
  }

  protected field64(value: Immediate | bigint): void {
    if (typeof value === 'number' || typeof value === 'bigint') this.qword(value);
    else if (value.kind === 'imm') this.qword(value.value);
    else if (value.kind === 'immSymbol') this.symbolField('abs64', value.symbol, value.addend);
    else this.labelField(value.label, 'abs64', 0);
  }

  private qword(value: number | bigint): void {
    const bits = int64(value);
    this.dword(Number(bits & 0xffff_ffffn));
    this.dword(Number(bits >> 32n));
  }

  /** An instruction without operands. */
  protected emit(row: Row): void {
    this.begin();
    this.opcode(row, 0);
  }

  /** `/r`: a register field and a register or memory. */
  protected emitReg(row: Row, reg: number, rm: RegisterOrMem): void {
    this.begin();
    this.modRm(row, reg, rm);
  }

  protected emitRegImm8(row: Row, reg: number, rm: RegisterOrMem, value: number): void {
    this.begin();
    this.modRm(row, reg, rm);
    this.byte(int8(value));
  }

  protected emitRegImm32(row: Row, reg: number, rm: RegisterOrMem, value: Immediate): void {
    this.begin();
    this.modRm(row, reg, rm);
    if (row.rex !== 0) knownValue(value, 64);
    this.field32(value);
  }

  /** The register's number added to the opcode, or none (0). */
  protected emitPlus(row: Row, code: number): void {
    this.begin();
    let rex = code > 7 ? REX_B : 0;
    if (row.hasByteRegister && code > 3) rex |= REX;
    this.opcode(row, rex);
    this.bytes[this.position - 1] = ((this.bytes[this.position - 1] ?? 0) + (code & 7)) & 0xff;
  }

  protected emitPlusImm8(row: Row, code: number, value: number): void {
    this.emitPlus(row, code);
    this.byte(int8(value));
  }

  protected emitPlusImm32(row: Row, code: number, value: Immediate): void {
    this.emitPlus(row, code);
    if (row.rex !== 0) knownValue(value, 64);
    this.field32(value);
  }

  protected emitPlusImm64(row: Row, code: number, value: Immediate | bigint): void {
    this.emitPlus(row, code);
    this.field64(value);
  }

  /** The accumulator and an absolute address without ModRM: a byte shorter. */
  protected emitMoffs(row: Row, address: Mem<Bits>): void {
    this.begin();
    if (address.segment !== null) this.byte(address.segment === 'gs' ? 0x65 : 0x64);
    this.opcode(row, 0);
    this.displacement32(address);
  }

  /** A branch to a label, written short; relaxation makes it near where it must. */
  protected emitBranch(row: Row, label: Label): void {
    this.begin();
    if (this.branchCount === this.branchPositions.length) {
      const larger = new Uint32Array(this.branchCount * 2);
      larger.set(this.branchPositions);
      this.branchPositions = larger;
    }
    this.branchPositions[this.branchCount] = this.position;
    this.branchLabels[this.branchCount] = label;
    this.branchCount += 1;
    this.opcode(row, 0);
    this.byte(0);
  }

  /** A call or jump that is always near: to a symbol by relocation, or to a label. */
  protected emitNear(row: Row, target: SymbolReference | Label): void {
    this.begin();
    this.opcode(row, 0);
    if (target instanceof Label) this.labelField(target, 'rel32', 0);
    else this.symbolField('rel32', target, -4);
  }
}
