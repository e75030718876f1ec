/**
 * Writes instruction rows and their operands as bytes into a growing buffer, and notes what cannot
 * be written yet: branches (their length depends on distances), fields that hold places in the code,
 * and fields that relocations fill. Offsets in here are *positions*: offsets as they would be if
 * every branch were short. `relaxation.ts` turns positions into offsets.
 */

import {
  type ImmLabel,
  type ImmSymbol,
  type Immediate,
  Label,
  type Mem,
  type Number32,
  type SymbolReference,
} from './operands.js';
import type { Reg8, Reg32, RegXmm } from './registers.js';
import { RelocationTable } from './relocations.js';
import type { Row } from './rows.js';

/** A field to be filled from a label when offsets are known. */
export interface LabelField {
  readonly position: number;
  readonly label: Label;
  /** rel32: distance from the field's end; offset: from the code's start; abs32: a relocation. */
  readonly kind: 'rel32' | 'offset' | 'abs32';
  readonly addend: number;
}

type RegisterOrMem = Reg8 | Reg32 | RegXmm | Mem;

/** The longest instruction is 15 bytes (SDM Vol. 2, section 2.3.11). */
const MAX_INSTRUCTION_LENGTH = 16;

/** The number as a signed 32-bit one, if it is a signed or unsigned 32-bit number at all. */
export function int32(value: number): number {
  if (!Number.isInteger(value) || value < -0x8000_0000 || value > 0xffff_ffff) {
    throw new RangeError(`${value} does not fit in 32 bits`);
  }
  return value | 0;
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

/** The immediate's value if it is known now, as a signed 32-bit number. */
export function knownValue(immediate: Immediate): number | null {
  if (typeof immediate === 'number') return int32(immediate);
  return immediate.kind === 'imm' ? int32(immediate.value) : null;
}

export function numberOf(value: Number32): number {
  return typeof value === 'number' ? value : value.value;
}

export class Encoder {
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

  private opcode(row: Row): void {
    let rest = row.opcode;
    for (let left = row.opcodeLength; left > 0; left -= 1) {
      this.byte(rest & 0xff);
      rest >>>= 8;
    }
  }

  /** Prefixes, opcode, ModRM, SIB and displacement (SDM Vol. 2, section 2.1). */
  private modRm(row: Row, reg: number, rm: RegisterOrMem): void {
    if (rm.kind !== 'mem') {
      this.opcode(row);
      this.byte(0xc0 | (reg << 3) | rm.code);
      return;
    }
    if (rm.segment === 'gs') this.byte(0x65);
    this.opcode(row);
    const { base, index, relocation } = rm;
    const middle = reg << 3;
    if (base === null) {
      if (index === null) {
        this.byte(middle | 5);
      } else {
        this.byte(middle | 4);
        this.byte((rm.scaleLog << 6) | (index.code << 3) | 5);
      }
      this.displacement32(rm);
      return;
    }
    const disp = relocation === null ? int32(rm.disp) : 0;
    // Mod 0 with base ebp means "no base", so [ebp] is written as [ebp+0].
    let mod = 2;
    if (relocation === null) {
      if (disp === 0 && base.code !== 5) mod = 0;
      else if (fitsInt8(disp)) mod = 1;
    }
    if (index === null && base.code !== 4) {
      this.byte((mod << 6) | middle | base.code);
    } else {
      this.byte((mod << 6) | middle | 4);
      this.byte((rm.scaleLog << 6) | ((index === null ? 4 : index.code) << 3) | base.code);
    }
    if (mod === 1) this.byte(disp);
    else if (mod === 2) this.displacement32(rm);
  }

  private displacement32(rm: Mem): void {
    const { relocation } = rm;
    if (relocation === null) this.dword(int32(rm.disp));
    else if (relocation instanceof Label) this.labelField(relocation, 'abs32', rm.disp);
    else this.symbolField('abs32', relocation, rm.disp);
  }

  /** A zero field with a relocation against a symbol. */
  protected symbolField(kind: 'rel32' | 'abs32', symbol: SymbolReference, addend: number): void {
    this.relocations.add(this.position, kind, symbol, addend);
    this.dword(0);
  }

  protected labelField(label: Label, kind: LabelField['kind'], addend: number): void {
    this.labelFields.push({ position: this.position, label, kind, addend });
    this.dword(0);
  }

  protected field32(value: Number32 | ImmSymbol | ImmLabel): void {
    if (typeof value === 'number') this.dword(int32(value));
    else if (value.kind === 'imm') this.dword(int32(value.value));
    else if (value.kind === 'immSymbol') this.symbolField('abs32', value.symbol, value.addend);
    else this.labelField(value.label, 'abs32', 0);
  }

  /** An instruction without operands. */
  protected emit(row: Row): void {
    this.begin();
    this.opcode(row);
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
    this.field32(value);
  }

  /** The register's number added to the opcode, or none (0). */
  protected emitPlus(row: Row, code: number): void {
    this.begin();
    this.opcode(row);
    this.bytes[this.position - 1] = ((this.bytes[this.position - 1] ?? 0) + code) & 0xff;
  }

  protected emitPlusImm8(row: Row, code: number, value: number): void {
    this.emitPlus(row, code);
    this.byte(int8(value));
  }

  protected emitPlusImm32(row: Row, code: number, value: Immediate): void {
    this.emitPlus(row, code);
    this.field32(value);
  }

  /** The accumulator and an absolute address without ModRM: a byte shorter. */
  protected emitMoffs(row: Row, address: Mem): void {
    this.begin();
    if (address.segment === 'gs') this.byte(0x65);
    this.opcode(row);
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
    this.opcode(row);
    this.byte(0);
  }

  /** A call or jump that is always near: to a symbol by relocation, or to a label. */
  protected emitNear(row: Row, target: SymbolReference | Label): void {
    this.begin();
    this.opcode(row);
    if (target instanceof Label) this.labelField(target, 'rel32', 0);
    else this.symbolField('rel32', target, -4);
  }
}
