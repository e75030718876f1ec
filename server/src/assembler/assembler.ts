/**
 * The assembler as the compiler sees it: a method per mnemonic that chooses the shortest row for its
 * operands, labels, comments, marks, and `finish()`. Operands are in Intel order, destination first.
 * A digit after a mnemonic is the memory operand's width where it is not 32 bits. Knows nothing of
 * Python, of the runtime, or of where the code will be.
 */

import { AssembledCode, MARK_WORDS } from './assembledCode.js';
import { type Condition, conditionCodes } from './conditions.js';
import { fitsInt8, int8, knownValue, numberOf } from './encoder.js';
import { FloatInstructions, register } from './floatInstructions.js';
import {
  type ImmLabel,
  type ImmSymbol,
  type Immediate,
  Label,
  type Mem,
  type Number32,
  type Rm8,
  type Rm32,
  type SymbolReference,
} from './operands.js';
import { type Reg8, type Reg32, cl } from './registers.js';
import type { Row } from './rows.js';
import * as rows from './rows.js';

type Source32 = Rm32 | Immediate;
type Source8 = Rm8 | Number32;
type ShiftCount = Number32 | Reg8;

const { general, control } = rows;

/** The manual's recommended no-operations of one to nine bytes (SDM Vol. 2B, NOP, Table 4-12). */
const nops: readonly (readonly number[])[] = [
  [0x90],
  [0x66, 0x90],
  [0x0f, 0x1f, 0x00],
  [0x0f, 0x1f, 0x40, 0x00],
  [0x0f, 0x1f, 0x44, 0x00, 0x00],
  [0x66, 0x0f, 0x1f, 0x44, 0x00, 0x00],
  [0x0f, 0x1f, 0x80, 0x00, 0x00, 0x00, 0x00],
  [0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00],
  [0x66, 0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00],
];

function isImmediate(operand: Source32 | Source8): operand is Immediate {
  return typeof operand === 'number' || operand.kind.startsWith('imm');
}

/** Whether this is the address alone, as the moffs forms of MOV take it. */
function isAbsolute(address: Mem): boolean {
  return address.base === null && address.index === null;
}

function rowOf(table: readonly Row[], condition: Condition): Row {
  const row = table[conditionCodes[condition]];
  if (row === undefined) throw new RangeError(`no condition ${condition}`);
  return row;
}

export class Assembler extends FloatInstructions {
  private readonly labels: Label[] = [];
  private readonly comments = new Map<number, string>();
  private marks = new Int32Array(MARK_WORDS * 64);
  private markCount = 0;
  private finished = false;

  /** A new label, not yet placed. The name is for listings and need not be unique. */
  label(name = `L${this.labels.length}`): Label {
    const label = new Label(name);
    this.labels.push(label);
    return label;
  }

  /** Places the label before the next instruction. */
  bind(label: Label): void {
    if (label.position >= 0) throw new Error(`label ${label.name} is bound twice`);
    label.position = this.position;
    label.branchesBefore = this.branchCount;
  }

  /** Attaches a text to the next instruction. */
  comment(text: string): void {
    const earlier = this.comments.get(this.instructionCount);
    this.comments.set(this.instructionCount, earlier === undefined ? text : `${earlier}; ${text}`);
  }

  /** Attaches a number to the offset of the next instruction; `finish()` gives it back there. */
  mark(data: number): void {
    const at = MARK_WORDS * this.markCount;
    if (at === this.marks.length) {
      const larger = new Int32Array(at * 2);
      larger.set(this.marks);
      this.marks = larger;
    }
    this.marks[at] = this.position;
    this.marks[at + 1] = this.branchCount;
    this.marks[at + 2] = data;
    this.markCount += 1;
  }

  /** Fixes branch lengths and fields. The assembler cannot be used afterwards. */
  finish(): AssembledCode {
    if (this.finished) throw new Error('finish() was called before');
    this.finished = true;
    return AssembledCode.link({
      bytes: this.bytes,
      length: this.position,
      branches: {
        count: this.branchCount,
        positions: this.branchPositions,
        labels: this.branchLabels,
      },
      relocations: this.relocations,
      labelFields: this.labelFields,
      labels: this.labels,
      instructionCount: this.instructionCount,
      instructionPositions: this.instructionPositions,
      dataInstructions: this.dataInstructions,
      comments: this.comments,
      marks: this.marks,
      markCount: this.markCount,
    });
  }

  // Moves.

  mov(dst: Rm32, src: Source32): void {
    const { mov } = rows;
    if (isImmediate(src)) {
      if (dst.kind === 'r32') this.emitPlusImm32(mov.r32_imm32, dst.code, src);
      else this.emitRegImm32(mov.rm32_imm32, 0, dst, src);
    } else if (src.kind === 'r32') {
      if (dst.kind === 'mem' && src.code === 0 && isAbsolute(dst)) {
        this.emitMoffs(mov.moffs32_eax, dst);
      } else this.emitReg(mov.rm32_r32, src.code, dst);
    } else {
      const to = register(dst);
      if (to.code === 0 && isAbsolute(src)) this.emitMoffs(mov.eax_moffs32, src);
      else this.emitReg(mov.r32_rm32, to.code, src);
    }
  }

  mov8(dst: Rm8, src: Source8): void {
    const { mov } = rows;
    if (isNumber(src)) {
      if (dst.kind === 'r8') this.emitPlusImm8(mov.r8_imm8, dst.code, numberOf(src));
      else this.emitRegImm8(mov.rm8_imm8, 0, dst, numberOf(src));
    } else if (src.kind === 'r8') {
      if (dst.kind === 'mem' && src.code === 0 && isAbsolute(dst)) {
        this.emitMoffs(mov.moffs8_al, dst);
      } else this.emitReg(mov.rm8_r8, src.code, dst);
    } else {
      const to = register(dst);
      if (to.code === 0 && isAbsolute(src)) this.emitMoffs(mov.al_moffs8, src);
      else this.emitReg(mov.r8_rm8, to.code, src);
    }
  }

  movzx8(dst: Reg32, src: Rm8): void {
    this.emitReg(general.movzx_r32_rm8, dst.code, src);
  }

  /** From memory 16 bits, from a register its low half. */
  movzx16(dst: Reg32, src: Rm32): void {
    this.emitReg(general.movzx_r32_rm16, dst.code, src);
  }

  movsx8(dst: Reg32, src: Rm8): void {
    this.emitReg(general.movsx_r32_rm8, dst.code, src);
  }

  movsx16(dst: Reg32, src: Rm32): void {
    this.emitReg(general.movsx_r32_rm16, dst.code, src);
  }

  lea(dst: Reg32, address: Mem): void {
    this.emitReg(general.lea_r32_m, dst.code, address);
  }

  xchg(a: Rm32, b: Rm32): void {
    if (a.kind === 'mem') {
      this.emitReg(general.xchg_rm32_r32, register(b).code, a);
    } else if (b.kind === 'mem') {
      this.emitReg(general.xchg_rm32_r32, a.code, b);
    } else if (a.code === 0) {
      this.emitPlus(general.xchg_eax_r32, b.code);
    } else if (b.code === 0) {
      this.emitPlus(general.xchg_eax_r32, a.code);
    } else {
      this.emitReg(general.xchg_rm32_r32, b.code, a);
    }
  }

  cmovcc(condition: Condition, dst: Reg32, src: Rm32): void {
    this.emitReg(rowOf(rows.cmovcc, condition), dst.code, src);
  }

  push(src: Source32): void {
    if (isImmediate(src)) {
      const value = knownValue(src);
      if (value !== null && fitsInt8(value)) this.emitPlusImm8(general.push_imm8, 0, value);
      else this.emitPlusImm32(general.push_imm32, 0, src);
    } else if (src.kind === 'r32') this.emitPlus(general.push_r32, src.code);
    else this.emitReg(general.push_rm32, 6, src);
  }

  pop(dst: Rm32): void {
    if (dst.kind === 'r32') this.emitPlus(general.pop_r32, dst.code);
    else this.emitReg(general.pop_rm32, 0, dst);
  }

  // Arithmetic.

  private arithmetic(table: rows.ArithmeticRows, dst: Rm32, src: Source32): void {
    if (isImmediate(src)) {
      const value = knownValue(src);
      if (value !== null && fitsInt8(value)) {
        this.emitRegImm8(table.rm32_imm8, table.rm32_imm8.digit, dst, value);
      } else if (dst.kind === 'r32' && dst.code === 0) {
        this.emitPlusImm32(table.eax_imm32, 0, src);
      } else this.emitRegImm32(table.rm32_imm32, table.rm32_imm32.digit, dst, src);
    } else if (src.kind === 'r32') this.emitReg(table.rm32_r32, src.code, dst);
    else this.emitReg(table.r32_rm32, register(dst).code, src);
  }

  private arithmetic8(table: rows.ArithmeticRows, dst: Rm8, src: Source8): void {
    if (isNumber(src)) {
      if (dst.kind === 'r8' && dst.code === 0) {
        this.emitPlusImm8(table.al_imm8, 0, numberOf(src));
      } else this.emitRegImm8(table.rm8_imm8, table.rm8_imm8.digit, dst, numberOf(src));
    } else if (src.kind === 'r8') this.emitReg(table.rm8_r8, src.code, dst);
    else this.emitReg(table.r8_rm8, register(dst).code, src);
  }

  add(dst: Rm32, src: Source32): void {
    this.arithmetic(rows.add, dst, src);
  }
  or(dst: Rm32, src: Source32): void {
    this.arithmetic(rows.or, dst, src);
  }
  adc(dst: Rm32, src: Source32): void {
    this.arithmetic(rows.adc, dst, src);
  }
  sbb(dst: Rm32, src: Source32): void {
    this.arithmetic(rows.sbb, dst, src);
  }
  and(dst: Rm32, src: Source32): void {
    this.arithmetic(rows.and, dst, src);
  }
  sub(dst: Rm32, src: Source32): void {
    this.arithmetic(rows.sub, dst, src);
  }
  xor(dst: Rm32, src: Source32): void {
    this.arithmetic(rows.xor, dst, src);
  }
  cmp(dst: Rm32, src: Source32): void {
    this.arithmetic(rows.cmp, dst, src);
  }
  add8(dst: Rm8, src: Source8): void {
    this.arithmetic8(rows.add, dst, src);
  }
  or8(dst: Rm8, src: Source8): void {
    this.arithmetic8(rows.or, dst, src);
  }
  adc8(dst: Rm8, src: Source8): void {
    this.arithmetic8(rows.adc, dst, src);
  }
  sbb8(dst: Rm8, src: Source8): void {
    this.arithmetic8(rows.sbb, dst, src);
  }
  and8(dst: Rm8, src: Source8): void {
    this.arithmetic8(rows.and, dst, src);
  }
  sub8(dst: Rm8, src: Source8): void {
    this.arithmetic8(rows.sub, dst, src);
  }
  xor8(dst: Rm8, src: Source8): void {
    this.arithmetic8(rows.xor, dst, src);
  }
  cmp8(dst: Rm8, src: Source8): void {
    this.arithmetic8(rows.cmp, dst, src);
  }

  test(a: Rm32, b: Reg32 | Immediate): void {
    const { test } = rows;
    if (!isImmediate(b)) this.emitReg(test.rm32_r32, b.code, a);
    else if (a.kind === 'r32' && a.code === 0) this.emitPlusImm32(test.eax_imm32, 0, b);
    else this.emitRegImm32(test.rm32_imm32, 0, a, b);
  }

  test8(a: Rm8, b: Reg8 | Number32): void {
    const { test } = rows;
    if (!isNumber(b)) this.emitReg(test.rm8_r8, b.code, a);
    else if (a.kind === 'r8' && a.code === 0) this.emitPlusImm8(test.al_imm8, 0, numberOf(b));
    else this.emitRegImm8(test.rm8_imm8, 0, a, numberOf(b));
  }

  inc(dst: Rm32): void {
    if (dst.kind === 'r32') this.emitPlus(general.inc_r32, dst.code);
    else this.emitReg(general.inc_rm32, 0, dst);
  }

  dec(dst: Rm32): void {
    if (dst.kind === 'r32') this.emitPlus(general.dec_r32, dst.code);
    else this.emitReg(general.dec_rm32, 1, dst);
  }

  private unary(row: Row, operand: Rm32): void {
    this.emitReg(row, row.digit, operand);
  }

  not(dst: Rm32): void {
    this.unary(general.not_rm32, dst);
  }
  neg(dst: Rm32): void {
    this.unary(general.neg_rm32, dst);
  }
  /** edx:eax ← eax × src, unsigned. */
  mul(src: Rm32): void {
    this.unary(general.mul_rm32, src);
  }
  /** edx:eax ← eax × src, signed. */
  imul1(src: Rm32): void {
    this.unary(general.imul_rm32, src);
  }
  div(src: Rm32): void {
    this.unary(general.div_rm32, src);
  }
  idiv(src: Rm32): void {
    this.unary(general.idiv_rm32, src);
  }

  imul(dst: Reg32, src: Rm32): void {
    this.emitReg(general.imul_r32_rm32, dst.code, src);
  }

  imul3(dst: Reg32, src: Rm32, factor: Immediate): void {
    const value = knownValue(factor);
    if (value !== null && fitsInt8(value)) {
      this.emitRegImm8(general.imul_r32_rm32_imm8, dst.code, src, value);
    } else this.emitRegImm32(general.imul_r32_rm32_imm32, dst.code, src, factor);
  }

  cdq(): void {
    this.emit(general.cdq);
  }
  bsf(dst: Reg32, src: Rm32): void {
    this.emitReg(general.bsf_r32_rm32, dst.code, src);
  }
  bsr(dst: Reg32, src: Rm32): void {
    this.emitReg(general.bsr_r32_rm32, dst.code, src);
  }

  private shift(table: rows.ShiftRows, dst: Rm32, count: ShiftCount): void {
    if (isNumber(count)) {
      const value = numberOf(count);
      if (value === 1) this.emitReg(table.rm32_1, table.rm32_1.digit, dst);
      else this.emitRegImm8(table.rm32_imm8, table.rm32_imm8.digit, dst, value);
    } else this.emitReg(table.rm32_cl, table.rm32_cl.digit, onlyCl(count, dst));
  }

  shl(dst: Rm32, count: ShiftCount): void {
    this.shift(rows.shl, dst, count);
  }
  shr(dst: Rm32, count: ShiftCount): void {
    this.shift(rows.shr, dst, count);
  }
  sar(dst: Rm32, count: ShiftCount): void {
    this.shift(rows.sar, dst, count);
  }

  shld(dst: Rm32, src: Reg32, count: ShiftCount): void {
    if (isNumber(count)) this.emitRegImm8(rows.shld.imm8, src.code, dst, numberOf(count));
    else this.emitReg(rows.shld.cl, src.code, onlyCl(count, dst));
  }

  shrd(dst: Rm32, src: Reg32, count: ShiftCount): void {
    if (isNumber(count)) this.emitRegImm8(rows.shrd.imm8, src.code, dst, numberOf(count));
    else this.emitReg(rows.shrd.cl, src.code, onlyCl(count, dst));
  }

  setcc(condition: Condition, dst: Rm8): void {
    this.emitReg(rowOf(rows.setcc, condition), 0, dst);
  }

  // Control.

  /** To a label the shorter form that reaches, to a symbol always near. */
  jmp(target: Label | SymbolReference | Rm32): void {
    if (target instanceof Label) this.emitBranch(control.jmp_rel8, target);
    else if (typeof target === 'string') this.emitNear(control.jmp_rel32, target);
    else this.unary(control.jmp_rm32, target);
  }

  j(condition: Condition, target: Label | SymbolReference): void {
    if (target instanceof Label) this.emitBranch(rowOf(rows.jccRel8, condition), target);
    else this.emitNear(rowOf(rows.jccRel32, condition), target);
  }

  call(target: SymbolReference | Label | Rm32): void {
    if (typeof target === 'string' || target instanceof Label) {
      this.emitNear(control.call_rel32, target);
    } else this.unary(control.call_rm32, target);
  }

  /** `popped` is the bytes of arguments to remove after the return address. */
  ret(popped = 0): void {
    if (popped === 0) {
      this.emit(control.ret);
      return;
    }
    if (!Number.isInteger(popped) || popped < 0 || popped > 0xffff) {
      throw new RangeError(`ret ${popped} does not fit in 16 bits`);
    }
    this.emit(control.ret_imm16);
    this.byte(popped & 0xff);
    this.byte(popped >> 8);
  }

  leave(): void {
    this.emit(control.leave);
  }
  int3(): void {
    this.emit(control.int3);
  }
  ud2(): void {
    this.emit(control.ud2);
  }

  /** `length` bytes of no-operations, in as few instructions as possible. */
  nop(length = 1): void {
    for (let left = length; left > 0; ) {
      const pattern = nops[Math.min(left, nops.length) - 1] ?? [];
      this.begin();
      for (const byte of pattern) this.byte(byte);
      left -= pattern.length;
    }
  }

  // Data among the code.

  /** Four bytes: a number, an address, or (a bare label) an offset from the start of the code. */
  dd(value: Number32 | ImmSymbol | ImmLabel | Label): void {
    this.beginData();
    if (value instanceof Label) this.labelField(value, 'offset', 0);
    else this.field32(value);
  }

  /** One byte. */
  db(value: number): void {
    this.beginData();
    this.byte(int8(value));
  }
}

function isNumber(operand: Source8 | ShiftCount): operand is Number32 {
  return typeof operand === 'number' || operand.kind === 'imm';
}

/** A shift count in a register has to be in CL; gives the other operand back. */
function onlyCl(count: Reg8, operand: Rm32): Rm32 {
  if (count !== cl) throw new TypeError(`a shift count cannot be in ${count.name}`);
  return operand;
}
