/**
 * The x86-32 registers the compiler uses, each with the number the processor gives it
 * (Intel SDM Vol. 2, Table 2-2). Knows nothing of instructions.
 */

export interface Reg32 {
  readonly kind: 'r32';
  readonly code: number;
  readonly name: string;
}

export interface Reg8 {
  readonly kind: 'r8';
  readonly code: number;
  readonly name: string;
}

export interface RegXmm {
  readonly kind: 'xmm';
  readonly code: number;
  readonly name: string;
}

const r32 = (code: number, name: string): Reg32 => ({ kind: 'r32', code, name });
const r8 = (code: number, name: string): Reg8 => ({ kind: 'r8', code, name });
const rXmm = (code: number): RegXmm => ({ kind: 'xmm', code, name: `xmm${code}` });

export const eax = r32(0, 'eax');
export const ecx = r32(1, 'ecx');
export const edx = r32(2, 'edx');
export const ebx = r32(3, 'ebx');
export const esp = r32(4, 'esp');
export const ebp = r32(5, 'ebp');
export const esi = r32(6, 'esi');
export const edi = r32(7, 'edi');

export const al = r8(0, 'al');
export const cl = r8(1, 'cl');
export const dl = r8(2, 'dl');
export const bl = r8(3, 'bl');

export const xmm0 = rXmm(0);
export const xmm1 = rXmm(1);
export const xmm2 = rXmm(2);
export const xmm3 = rXmm(3);
export const xmm4 = rXmm(4);
export const xmm5 = rXmm(5);
export const xmm6 = rXmm(6);
export const xmm7 = rXmm(7);

export const registers32: readonly Reg32[] = [eax, ecx, edx, ebx, esp, ebp, esi, edi];
export const registers8: readonly Reg8[] = [al, cl, dl, bl];
export const registersXmm: readonly RegXmm[] = [xmm0, xmm1, xmm2, xmm3, xmm4, xmm5, xmm6, xmm7];
