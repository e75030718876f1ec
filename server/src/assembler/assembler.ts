/**
 * The assembler as the compiler sees it, of x86-32 and x86-64: a method per mnemonic that chooses
 * the shortest row for its operands, labels, comments, marks, and `finish()`. Operands are in Intel
 * order, destination first. An operation is as wide as its registers; memory without a width of its
 * own follows them, and where there is no register it is a machine word. A digit after a mnemonic
 * is the width in bits of a narrower memory operand. Knows nothing of Python, of the runtime, or of
 * where the code will be.
 */

import { AssembledCode, MARK_WORDS } from './assembledCode.js';
import { type Condition, conditionCodes } from './conditions.js';
import { fitsInt8, int8, int64, knownValue, numberOf } from './encoder.js';
import { FloatInstructions, register } from './floatInstructions.js';
import {
  type ImmLabel,
  type ImmSymbol,
  type Immediate,
  Label,
  type Mem,
  type Number32,
  type Rm,
  type Rm8,
  type Rm32,
  type RmWord,
  type SymbolReference,
} from './operands.js';
import { type Bits, type Reg8, type Reg32, type Reg64, type RegGeneral, cl } from './registers.js';
import type { Row, SizedRow } from './rows.js';
import * as rows from './rows.js';

type Source<B extends Bits> = Rm<B> | Immediate;
type Source8<B extends Bits> = Rm8<B> | Number32;
type ShiftCount<B extends Bits> = Number32 | Reg8<B>;

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

function isImmediate<O extends Source<Bits>>(operand: O | Immediate): operand is Immediate {
  return typeof operand === 'number' || operand.kind.startsWith('imm');
}

function rowOf<R extends Row>(table: readonly R[], condition: Condition): R {
  const row = table[conditionCodes[condition]];
  if (row === undefined) throw new RangeError(`no condition ${condition}`);
  return row;
}

export class Assembler<B extends Bits = 32> extends FloatInstructions<B> {
  private readonly labels: Label[] = [];
  private readonly comments = new Map<number, string>();
  private marks = new Int32Array(MARK_WORDS * 64);
  private markCount = 0;
  /** First instruction, limit and tag of each run, in the order they were made. */
  private readonly tags: number[] = [];
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

  /** How many instructions there are so far. */
  get count(): number {
    return this.instructionCount;
  }

  /**
   * Attaches a number to each instruction from the one of this index on, up to the last one so far.
   * What has one already gets another.
   */
  tag(first: number, data: number): void {
    if (first < this.instructionCount) this.tags.push(first, this.instructionCount, data);
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
      tags: this.tags,
      marks: this.marks,
      markCount: this.markCount,
    });
  }

  // Moves.

  /** A bigint is a 64-bit immediate that a number cannot hold exactly. */
  mov(dst: Rm<B>, src: Source<B> | bigint): void {
    const { mov } = rows;
    if (typeof src === 'bigint' || isImmediate(src)) {
      this.movImmediate(dst, src);
    } else if (src.kind !== 'mem') {
      const row = this.sized(mov.rm32_r32, dst, src);
      if (src.code === 0 && this.isAbsolute(dst)) this.emitMoffs(mov.moffs32_eax, dst);
      else this.emitReg(row, src.code, dst);
    } else {
      const to = register(dst);
      const row = this.sized(mov.r32_rm32, to, src);
      if (to.code === 0 && this.isAbsolute(src)) this.emitMoffs(mov.eax_moffs32, src);
      else this.emitReg(row, to.code, src);
    }
  }

  /**
   * A 64-bit register gets an unsigned 32-bit number or address by way of its lower half, a
   * negative one by sign extension: five and seven bytes instead of ten.
   */
  private movImmediate(dst: Rm<B>, src: Immediate | bigint): void {
    const { mov } = rows;
    if (typeof src === 'bigint') {
      const value = BigInt.asIntN(64, int64(src));
      const number = Number(value);
      if (number >= -0x8000_0000 && number <= 0xffff_ffff) this.movImmediate(dst, number);
      else if (dst.kind === 'r64') this.emitPlusImm64(mov.r64_imm64, dst.code, value);
      else throw new RangeError(`${src} does not fit in 32 bits`);
    } else if (dst.kind === 'r32') {
      this.emitPlusImm32(mov.r32_imm32, dst.code, src);
    } else if (dst.kind === 'mem') {
      this.emitRegImm32(this.sized(mov.rm32_imm32, dst), 0, dst, src);
    } else {
      const value = typeof src === 'number' || src.kind === 'imm' ? numberOf(src) : null;
      if (typeof src !== 'number' && src.kind === 'immSymbol' && src.isLow) {
        this.emitPlusImm32(mov.r32_imm32, dst.code, src);
      } else if (value !== null && value >= 0 && value <= 0xffff_ffff) {
        this.emitPlusImm32(mov.r32_imm32, dst.code, value);
      } else if (value !== null && value < 0 && value >= -0x8000_0000) {
        this.emitRegImm32(mov.rm32_imm32.wide, 0, dst, value);
      } else this.emitPlusImm64(mov.r64_imm64, dst.code, src);
    }
  }

  mov8(dst: Rm8<B>, src: Source8<B>): void {
    const { mov } = rows;
    if (isNumber(src)) {
      if (dst.kind === 'r8') this.emitPlusImm8(mov.r8_imm8, dst.code, numberOf(src));
      else this.emitRegImm8(mov.rm8_imm8, 0, dst, numberOf(src));
    } else if (src.kind === 'r8') {
      if (src.code === 0 && this.isAbsolute(dst)) this.emitMoffs(mov.moffs8_al, dst);
      else this.emitReg(mov.rm8_r8, src.code, dst);
    } else {
      const to = register(dst);
      if (to.code === 0 && this.isAbsolute(src)) this.emitMoffs(mov.al_moffs8, src);
      else this.emitReg(mov.r8_rm8, to.code, src);
    }
  }

  /**
   * Whether this is an address alone as the moffs forms of MOV take it, which are short in x86-32.
   */
  private isAbsolute(operand: Rm<B> | Rm8<B>): operand is Mem<B> {
    return (
      this.bits === 32 && operand.kind === 'mem' && operand.base === null && operand.index === null
    );
  }

  /** Zero-extends into all of the register, of which x86-64 clears the upper half too. */
  movzx8(dst: Reg32<B>, src: Rm8<B>): void {
    this.emitReg(general.movzx_r32_rm8, dst.code, src);
  }

  /** From memory 16 bits, from a register its low half. */
  movzx16(dst: Reg32<B>, src: Rm32<B>): void {
    this.emitReg(general.movzx_r32_rm16, dst.code, src);
  }

  movsx8(dst: RegGeneral<B>, src: Rm8<B>): void {
    this.emitReg(this.sized(general.movsx_r32_rm8, dst), dst.code, src);
  }

  movsx16(dst: RegGeneral<B>, src: Rm32<B>): void {
    this.emitReg(this.sized(general.movsx_r32_rm16, dst), dst.code, src);
  }

  /** Sign-extends 32 bits to 64. */
  movsxd(dst: Reg64 & RegGeneral<B>, src: Rm32<B>): void {
    this.emitReg(general.movsxd_r64_rm32, dst.code, src);
  }

  lea(dst: RegGeneral<B>, address: Mem<B>): void {
    this.emitReg(this.sized(general.lea_r32_m, dst), dst.code, address);
  }

  xchg(a: Rm<B>, b: Rm<B>): void {
    const row = this.sized(general.xchg_rm32_r32, a, b);
    if (a.kind === 'mem') {
      this.emitReg(row, register(b).code, a);
    } else if (b.kind === 'mem') {
      this.emitReg(row, a.code, b);
    } else if (this.bits === 64 && a.code === 0 && b.code === 0) {
      // In x86-64 the byte 90 does nothing, but `xchg eax, eax` clears the upper half of rax.
      if (row.rex === 0) this.emitReg(row, b.code, a);
      else this.nop();
    } else if (a.code === 0 || b.code === 0) {
      this.emitPlus(this.sized(general.xchg_eax_r32, a, b), a.code === 0 ? b.code : a.code);
    } else {
      this.emitReg(row, b.code, a);
    }
  }

  cmovcc(condition: Condition, dst: RegGeneral<B>, src: Rm<B>): void {
    this.emitReg(this.sized(rowOf(rows.cmovcc, condition), dst, src), dst.code, src);
  }

  /** A machine word; in x86-64 an immediate is extended by its sign. */
  push(src: RmWord<B> | Immediate): void {
    if (isImmediate(src)) {
      const value = knownValue(src, this.bits);
      if (value !== null && fitsInt8(value)) this.emitPlusImm8(general.push_imm8, 0, value);
      else this.emitPlusImm32(general.push_imm32, 0, src);
    } else if (src.kind === 'mem') {
      this.emitReg(this.word(general.push_rm32, general.push_rm64, src), 6, src);
    } else this.emitPlus(src.kind === 'r32' ? general.push_r32 : general.push_r64, src.code);
  }

  pop(dst: RmWord<B>): void {
    if (dst.kind === 'mem') {
      this.emitReg(this.word(general.pop_rm32, general.pop_rm64, dst), 0, dst);
    } else this.emitPlus(dst.kind === 'r32' ? general.pop_r32 : general.pop_r64, dst.code);
  }

  /**
   * Of two forms that take a machine word, the one for the operand; the other machine's is refused.
   */
  private word(row32: Row, row64: Row, operand: Rm<B>): Row {
    return this.widthOf(row32, operand) === 32 ? row32 : row64;
  }

  // Arithmetic.

  private arithmetic(table: rows.ArithmeticRows, dst: Rm<B>, src: Source<B>): void {
    if (isImmediate(src)) {
      const width = this.widthOf(table.rm32_imm32, dst);
      const value = knownValue(src, width);
      if (value !== null && fitsInt8(value)) {
        const row = table.rm32_imm8;
        this.emitRegImm8(width === 32 ? row : row.wide, row.digit, dst, value);
      } else if (dst.kind !== 'mem' && dst.code === 0) {
        this.emitPlusImm32(this.sized(table.eax_imm32, dst), 0, src);
      } else {
        const row = table.rm32_imm32;
        this.emitRegImm32(width === 32 ? row : row.wide, row.digit, dst, src);
      }
    } else if (src.kind !== 'mem') {
      this.emitReg(this.sized(table.rm32_r32, dst, src), src.code, dst);
    } else {
      const to = register(dst);
      this.emitReg(this.sized(table.r32_rm32, to, src), to.code, src);
    }
  }

  private arithmetic8(table: rows.ArithmeticRows, dst: Rm8<B>, src: Source8<B>): void {
    if (isNumber(src)) {
      if (dst.kind === 'r8' && dst.code === 0) {
        this.emitPlusImm8(table.al_imm8, 0, numberOf(src));
      } else this.emitRegImm8(table.rm8_imm8, table.rm8_imm8.digit, dst, numberOf(src));
    } else if (src.kind === 'r8') this.emitReg(table.rm8_r8, src.code, dst);
    else this.emitReg(table.r8_rm8, register(dst).code, src);
  }

  add(dst: Rm<B>, src: Source<B>): void {
    this.arithmetic(rows.add, dst, src);
  }
  or(dst: Rm<B>, src: Source<B>): void {
    this.arithmetic(rows.or, dst, src);
  }
  adc(dst: Rm<B>, src: Source<B>): void {
    this.arithmetic(rows.adc, dst, src);
  }
  sbb(dst: Rm<B>, src: Source<B>): void {
    this.arithmetic(rows.sbb, dst, src);
  }
  and(dst: Rm<B>, src: Source<B>): void {
    this.arithmetic(rows.and, dst, src);
  }
  sub(dst: Rm<B>, src: Source<B>): void {
    this.arithmetic(rows.sub, dst, src);
  }
  xor(dst: Rm<B>, src: Source<B>): void {
    this.arithmetic(rows.xor, dst, src);
  }
  cmp(dst: Rm<B>, src: Source<B>): void {
    this.arithmetic(rows.cmp, dst, src);
  }
  add8(dst: Rm8<B>, src: Source8<B>): void {
    this.arithmetic8(rows.add, dst, src);
  }
  or8(dst: Rm8<B>, src: Source8<B>): void {
    this.arithmetic8(rows.or, dst, src);
  }
  adc8(dst: Rm8<B>, src: Source8<B>): void {
    this.arithmetic8(rows.adc, dst, src);
  }
  sbb8(dst: Rm8<B>, src: Source8<B>): void {
    this.arithmetic8(rows.sbb, dst, src);
  }
  and8(dst: Rm8<B>, src: Source8<B>): void {
    this.arithmetic8(rows.and, dst, src);
  }
  sub8(dst: Rm8<B>, src: Source8<B>): void {
    this.arithmetic8(rows.sub, dst, src);
  }
  xor8(dst: Rm8<B>, src: Source8<B>): void {
    this.arithmetic8(rows.xor, dst, src);
  }
  cmp8(dst: Rm8<B>, src: Source8<B>): void {
    this.arithmetic8(rows.cmp, dst, src);
  }

  test(a: Rm<B>, b: RegGeneral<B> | Immediate): void {
    const { test } = rows;
    if (!isImmediate(b)) this.emitReg(this.sized(test.rm32_r32, a, b), b.code, a);
    else if (a.kind !== 'mem' && a.code === 0) {
      this.emitPlusImm32(this.sized(test.eax_imm32, a), 0, b);
    } else this.emitRegImm32(this.sized(test.rm32_imm32, a), 0, a, b);
  }

  test8(a: Rm8<B>, b: Reg8<B> | Number32): void {
    const { test } = rows;
    if (!isNumber(b)) this.emitReg(test.rm8_r8, b.code, a);
    else if (a.kind === 'r8' && a.code === 0) this.emitPlusImm8(test.al_imm8, 0, numberOf(b));
    else this.emitRegImm8(test.rm8_imm8, 0, a, numberOf(b));
  }

  inc(dst: Rm<B>): void {
    if (this.bits === 32 && dst.kind === 'r32') this.emitPlus(general.inc_r32, dst.code);
    else this.unary(general.inc_rm32, dst);
  }

  dec(dst: Rm<B>): void {
    if (this.bits === 32 && dst.kind === 'r32') this.emitPlus(general.dec_r32, dst.code);
    else this.unary(general.dec_rm32, dst);
  }

  private unary(row: SizedRow, operand: Rm<B>): void {
    this.emitReg(this.sized(row, operand), row.digit, operand);
  }

  not(dst: Rm<B>): void {
    this.unary(general.not_rm32, dst);
  }
  neg(dst: Rm<B>): void {
    this.unary(general.neg_rm32, dst);
  }
  /** edx:eax ← eax × src, unsigned. */
  mul(src: Rm<B>): void {
    this.unary(general.mul_rm32, src);
  }
  /** edx:eax ← eax × src, signed. */
  imul1(src: Rm<B>): void {
    this.unary(general.imul_rm32, src);
  }
  div(src: Rm<B>): void {
    this.unary(general.div_rm32, src);
  }
  idiv(src: Rm<B>): void {
    this.unary(general.idiv_rm32, src);
  }

  imul(dst: RegGeneral<B>, src: Rm<B>): void {
    this.emitReg(this.sized(general.imul_r32_rm32, dst, src), dst.code, src);
  }

  imul3(dst: RegGeneral<B>, src: Rm<B>, factor: Immediate): void {
    const narrow = this.sized(general.imul_r32_rm32_imm8, dst, src);
    const value = knownValue(factor, narrow.rex === 0 ? 32 : 64);
    if (value !== null && fitsInt8(value)) this.emitRegImm8(narrow, dst.code, src, value);
    else {
      const row = this.sized(general.imul_r32_rm32_imm32, dst, src);
      this.emitRegImm32(row, dst.code, src, factor);
    }
  }

  /** edx:eax ← eax. */
  cdq(): void {
    this.emit(general.cdq);
  }
  /** rdx:rax ← rax. */
  cqo(): void {
    this.emit(general.cqo);
  }
  bsf(dst: RegGeneral<B>, src: Rm<B>): void {
    this.emitReg(this.sized(general.bsf_r32_rm32, dst, src), dst.code, src);
  }
  bsr(dst: RegGeneral<B>, src: Rm<B>): void {
    this.emitReg(this.sized(general.bsr_r32_rm32, dst, src), dst.code, src);
  }

  private shift(table: rows.ShiftRows, dst: Rm<B>, count: ShiftCount<B>): void {
    if (isNumber(count)) {
      const value = numberOf(count);
      if (value === 1) this.unary(table.rm32_1, dst);
      else {
        const row = this.sized(table.rm32_imm8, dst);
        this.emitRegImm8(row, row.digit, dst, value);
      }
    } else this.unary(table.rm32_cl, onlyCl(count, dst));
  }

  shl(dst: Rm<B>, count: ShiftCount<B>): void {
    this.shift(rows.shl, dst, count);
  }
  shr(dst: Rm<B>, count: ShiftCount<B>): void {
    this.shift(rows.shr, dst, count);
  }
  sar(dst: Rm<B>, count: ShiftCount<B>): void {
    this.shift(rows.sar, dst, count);
  }

  private doubleShift(
    table: rows.DoubleShiftRows,
    dst: Rm<B>,
    src: RegGeneral<B>,
    count: ShiftCount<B>,
  ): void {
    if (isNumber(count)) {
      this.emitRegImm8(this.sized(table.imm8, dst, src), src.code, dst, numberOf(count));
    } else this.emitReg(this.sized(table.cl, dst, src), src.code, onlyCl(count, dst));
  }

  shld(dst: Rm<B>, src: RegGeneral<B>, count: ShiftCount<B>): void {
    this.doubleShift(rows.shld, dst, src, count);
  }
  shrd(dst: Rm<B>, src: RegGeneral<B>, count: ShiftCount<B>): void {
    this.doubleShift(rows.shrd, dst, src, count);
  }

  setcc(condition: Condition, dst: Rm8<B>): void {
    this.emitReg(rowOf(rows.setcc, condition), 0, dst);
  }

  // Control.

  /** To a label the shorter form that reaches, to a symbol always near. */
  jmp(target: Label | SymbolReference | RmWord<B>): void {
    if (target instanceof Label) this.emitBranch(control.jmp_rel8, target);
    else if (typeof target === 'string') this.emitNear(control.jmp_rel32, target);
    else this.emitReg(this.word(control.jmp_rm32, control.jmp_rm64, target), 4, target);
  }

  j(condition: Condition, target: Label | SymbolReference): void {
    if (target instanceof Label) this.emitBranch(rowOf(rows.jccRel8, condition), target);
    else this.emitNear(rowOf(rows.jccRel32, condition), target);
  }

  call(target: SymbolReference | Label | RmWord<B>): void {
    if (typeof target === 'string' || target instanceof Label) {
      this.emitNear(control.call_rel32, target);
    } else this.emitReg(this.word(control.call_rm32, control.call_rm64, target), 2, target);
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

  /** Eight bytes: a number or, in x86-64, an address. */
  dq(value: Number32 | bigint | ImmSymbol | ImmLabel): void {
    this.beginData();
    this.field64(value);
  }

  /** One byte. */
  db(value: number): void {
    this.beginData();
    this.byte(int8(value));
  }
}

function isNumber<O extends { readonly kind: string }>(operand: O | Number32): operand is Number32 {
  return typeof operand === 'number' || operand.kind === 'imm';
}

/** A shift count in a register has to be in CL; gives the other operand back. */
function onlyCl<O>(count: Reg8<Bits>, operand: O): O {
  if (count !== cl) throw new TypeError(`a shift count cannot be in ${count.name}`);
  return operand;
}
