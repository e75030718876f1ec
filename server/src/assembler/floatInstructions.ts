/**
 * The instructions on doubles: SSE2 in xmm registers, and the two x87 ones that fetch a C function's
 * double result from st(0), where the i386 System V ABI returns it.
 */

import { Encoder } from './encoder.js';
import type { Mem, Rm32, XmmOrMem } from './operands.js';
import type { Reg32, RegXmm } from './registers.js';
import { type Row, sse, x87 } from './rows.js';

export class FloatInstructions extends Encoder {
  movsd(dst: XmmOrMem, src: XmmOrMem): void {
    this.moveXmm(sse.movsd_xmm_m64, sse.movsd_m64_xmm, dst, src);
  }
  movq(dst: XmmOrMem, src: XmmOrMem): void {
    this.moveXmm(sse.movq_xmm_m64, sse.movq_m64_xmm, dst, src);
  }
  /** Sixteen bytes, aligned or not. */
  movups(dst: XmmOrMem, src: XmmOrMem): void {
    this.moveXmm(sse.movups_xmm_m128, sse.movups_m128_xmm, dst, src);
  }

  private moveXmm(load: Row, store: Row, dst: XmmOrMem, src: XmmOrMem): void {
    if (dst.kind === 'xmm') this.emitReg(load, dst.code, src);
    else this.emitReg(store, register(src).code, dst);
  }

  movd(dst: RegXmm | Rm32, src: RegXmm | Rm32): void {
    if (dst.kind === 'xmm') {
      if (src.kind === 'xmm') throw new TypeError('movd does not move between xmm registers');
      this.emitReg(sse.movd_xmm_rm32, dst.code, src);
    } else {
      if (src.kind !== 'xmm') throw new TypeError('movd needs an xmm register');
      this.emitReg(sse.movd_rm32_xmm, src.code, dst);
    }
  }

  addsd(dst: RegXmm, src: XmmOrMem): void {
    this.emitReg(sse.addsd, dst.code, src);
  }
  subsd(dst: RegXmm, src: XmmOrMem): void {
    this.emitReg(sse.subsd, dst.code, src);
  }
  mulsd(dst: RegXmm, src: XmmOrMem): void {
    this.emitReg(sse.mulsd, dst.code, src);
  }
  divsd(dst: RegXmm, src: XmmOrMem): void {
    this.emitReg(sse.divsd, dst.code, src);
  }
  sqrtsd(dst: RegXmm, src: XmmOrMem): void {
    this.emitReg(sse.sqrtsd, dst.code, src);
  }
  ucomisd(a: RegXmm, b: XmmOrMem): void {
    this.emitReg(sse.ucomisd, a.code, b);
  }
  comisd(a: RegXmm, b: XmmOrMem): void {
    this.emitReg(sse.comisd, a.code, b);
  }
  cvtsi2sd(dst: RegXmm, src: Rm32): void {
    this.emitReg(sse.cvtsi2sd, dst.code, src);
  }
  cvttsd2si(dst: Reg32, src: XmmOrMem): void {
    this.emitReg(sse.cvttsd2si, dst.code, src);
  }
  movapd(dst: RegXmm, src: XmmOrMem): void {
    this.emitReg(sse.movapd, dst.code, src);
  }
  andpd(dst: RegXmm, src: XmmOrMem): void {
    this.emitReg(sse.andpd, dst.code, src);
  }
  andnpd(dst: RegXmm, src: XmmOrMem): void {
    this.emitReg(sse.andnpd, dst.code, src);
  }
  orpd(dst: RegXmm, src: XmmOrMem): void {
    this.emitReg(sse.orpd, dst.code, src);
  }
  xorpd(dst: RegXmm, src: XmmOrMem): void {
    this.emitReg(sse.xorpd, dst.code, src);
  }
  pxor(dst: RegXmm, src: XmmOrMem): void {
    this.emitReg(sse.pxor, dst.code, src);
  }
  unpcklpd(dst: RegXmm, src: XmmOrMem): void {
    this.emitReg(sse.unpcklpd, dst.code, src);
  }
  movmskpd(dst: Reg32, src: RegXmm): void {
    this.emitReg(sse.movmskpd, dst.code, src);
  }

  /** Pushes a 64-bit float on the x87 stack. */
  fld(src: Mem): void {
    this.emitReg(x87.fld_m64, x87.fld_m64.digit, src);
  }
  /** Pops the x87 stack into a 64-bit float, which is how a double result is fetched. */
  fstp(dst: Mem): void {
    this.emitReg(x87.fstp_m64, x87.fstp_m64.digit, dst);
  }
}

/** The operand, which has to be a register because the other one is memory. */
export function register<R extends { readonly kind: string }>(operand: R | Mem): R {
  if (operand.kind === 'mem') throw new TypeError('both operands are memory');
  return operand as R;
}
