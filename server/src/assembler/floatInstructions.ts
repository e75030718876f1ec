/**
 * The instructions on doubles: SSE2 in xmm registers, and the two x87 ones that fetch a C
 * function's double result from st(0), where the i386 System V ABI returns it.
 */

import { Encoder } from './encoder.js';
import type { Mem, Rm, Rm32, XmmOrMem } from './operands.js';
import type { Bits, Reg32, RegGeneral, RegWord, RegXmm } from './registers.js';
import { type Row, type SizedRow, sse, x87 } from './rows.js';

export class FloatInstructions<B extends Bits = 32> extends Encoder<B> {
  movsd(dst: XmmOrMem<B>, src: XmmOrMem<B>): void {
    this.moveXmm(sse.movsd_xmm_m64, sse.movsd_m64_xmm, dst, src);
  }
  /** Eight bytes; in x86-64 also from and to a general-purpose register. */
  movq(dst: XmmOrMem<B> | RegWord<B>, src: XmmOrMem<B> | RegWord<B>): void {
    if (isGeneral(dst)) this.emitReg(sse.movq_rm64_xmm, xmm(src).code, dst);
    else if (isGeneral(src)) this.emitReg(sse.movq_xmm_rm64, xmm(dst).code, src);
    else this.moveXmm(sse.movq_xmm_m64, sse.movq_m64_xmm, dst, src);
  }
  /** Sixteen bytes, aligned or not. */
  movups(dst: XmmOrMem<B>, src: XmmOrMem<B>): void {
    this.moveXmm(sse.movups_xmm_m128, sse.movups_m128_xmm, dst, src);
  }

  private moveXmm(load: Row, store: Row, dst: XmmOrMem<B>, src: XmmOrMem<B>): void {
    if (dst.kind === 'xmm') this.emitReg(load, dst.code, src);
    else this.emitReg(store, register(src).code, dst);
  }

  movd(dst: RegXmm<B> | Rm32<B>, src: RegXmm<B> | Rm32<B>): void {
    if (dst.kind === 'xmm') {
      if (src.kind === 'xmm') throw new TypeError('movd does not move between xmm registers');
      this.emitReg(sse.movd_xmm_rm32, dst.code, src);
    } else {
      if (src.kind !== 'xmm') throw new TypeError('movd needs an xmm register');
      this.emitReg(sse.movd_rm32_xmm, src.code, dst);
    }
  }

  addsd(dst: RegXmm<B>, src: XmmOrMem<B>): void {
    this.emitReg(sse.addsd, dst.code, src);
  }
  subsd(dst: RegXmm<B>, src: XmmOrMem<B>): void {
    this.emitReg(sse.subsd, dst.code, src);
  }
  mulsd(dst: RegXmm<B>, src: XmmOrMem<B>): void {
    this.emitReg(sse.mulsd, dst.code, src);
  }
  divsd(dst: RegXmm<B>, src: XmmOrMem<B>): void {
    this.emitReg(sse.divsd, dst.code, src);
  }
  sqrtsd(dst: RegXmm<B>, src: XmmOrMem<B>): void {
    this.emitReg(sse.sqrtsd, dst.code, src);
  }
  ucomisd(a: RegXmm<B>, b: XmmOrMem<B>): void {
    this.emitReg(sse.ucomisd, a.code, b);
  }
  comisd(a: RegXmm<B>, b: XmmOrMem<B>): void {
    this.emitReg(sse.comisd, a.code, b);
  }
  cvtsi2sd(dst: RegXmm<B>, src: Rm<B>): void {
    this.emitReg(this.sized(sse.cvtsi2sd, src), dst.code, src);
  }
  cvttsd2si(dst: RegGeneral<B>, src: XmmOrMem<B>): void {
    this.emitReg(this.sized(sse.cvttsd2si, dst), dst.code, src);
  }
  movapd(dst: RegXmm<B>, src: XmmOrMem<B>): void {
    this.emitReg(sse.movapd, dst.code, src);
  }
  andpd(dst: RegXmm<B>, src: XmmOrMem<B>): void {
    this.emitReg(sse.andpd, dst.code, src);
  }
  andnpd(dst: RegXmm<B>, src: XmmOrMem<B>): void {
    this.emitReg(sse.andnpd, dst.code, src);
  }
  orpd(dst: RegXmm<B>, src: XmmOrMem<B>): void {
    this.emitReg(sse.orpd, dst.code, src);
  }
  xorpd(dst: RegXmm<B>, src: XmmOrMem<B>): void {
    this.emitReg(sse.xorpd, dst.code, src);
  }
  pxor(dst: RegXmm<B>, src: XmmOrMem<B>): void {
    this.emitReg(sse.pxor, dst.code, src);
  }
  unpcklpd(dst: RegXmm<B>, src: XmmOrMem<B>): void {
    this.emitReg(sse.unpcklpd, dst.code, src);
  }
  movmskpd(dst: Reg32<B>, src: RegXmm<B>): void {
    this.emitReg(sse.movmskpd, dst.code, src);
  }

  /** Pushes a 64-bit float on the x87 stack. */
  fld(src: Mem<B>): void {
    this.emitReg(x87.fld_m64, x87.fld_m64.digit, src);
  }
  /** Pops the x87 stack into a 64-bit float, which is how a double result is fetched. */
  fstp(dst: Mem<B>): void {
    this.emitReg(x87.fstp_m64, x87.fstp_m64.digit, dst);
  }

  /** The form of the instruction for operands as wide as these, which have to agree. */
  protected sized(row: SizedRow, a: Rm<B>, b: Rm<B> | null = null): Row {
    return this.widthOf(row, a, b) === 64 ? row.wide : row;
  }

  /** In bits; a machine word where no operand tells. */
  protected widthOf(row: Row, a: Rm<B>, b: Rm<B> | null = null): Bits {
    const first = ownWidth(a);
    const second = b === null ? null : ownWidth(b);
    if (first !== null && second !== null && first !== second) {
      throw new TypeError(`${row.mnemonic} has an operand of ${first} bits and one of ${second}`);
    }
    return first ?? second ?? this.bits;
  }
}

function ownWidth(operand: RegGeneral<Bits> | Mem<Bits>): Bits | null {
  if (operand.kind === 'mem') return operand.width;
  return operand.kind === 'r64' ? 64 : 32;
}

type Any = RegXmm<Bits> | RegGeneral<Bits> | Mem<Bits>;

function isGeneral(operand: Any): operand is RegGeneral<Bits> {
  return operand.kind === 'r64' || operand.kind === 'r32';
}

function xmm(operand: Any): RegXmm<Bits> {
  if (operand.kind !== 'xmm') throw new TypeError('movq needs an xmm register');
  return operand;
}

/** The operand, which has to be a register because the other one is memory. */
export function register<O extends { readonly kind: string }>(
  operand: O,
): Exclude<O, { readonly kind: 'mem' }> {
  if (operand.kind === 'mem') throw new TypeError('both operands are memory');
  return operand as Exclude<O, { readonly kind: 'mem' }>;
}
