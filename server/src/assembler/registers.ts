/**
 * The registers of x86-32 and x86-64 that the compiler uses, each with the number the processor
 * gives it (Intel SDM Vol. 2, Tables 2-2 and 3-1). Types tell apart what each machine has: a
 * register of x86-64 is no operand of 32-bit code. Knows nothing of instructions.
 */

/** The two machines, by the bits of a machine word. */
export type Bits = 32 | 64;

type LowNumber = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;
type HighNumber = 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15;
type RegisterNumber<B extends Bits> = B extends 64 ? LowNumber | HighNumber : LowNumber;
/** On x86-32 the byte registers 4 to 7 are others (ah to bh), which are not used here. */
type ByteNumber<B extends Bits> = B extends 64 ? LowNumber | HighNumber : 0 | 1 | 2 | 3;

interface Register<Kind extends string, Number extends number> {
  readonly kind: Kind;
  readonly code: Number;
  readonly name: string;
}

export type Reg32<B extends Bits = 32> = Register<'r32', RegisterNumber<B>>;
export type Reg64 = Register<'r64', RegisterNumber<64>>;
export type Reg8<B extends Bits = 32> = Register<'r8', ByteNumber<B>>;
export type RegXmm<B extends Bits = 32> = Register<'xmm', RegisterNumber<B>>;
/** A register of a machine word, which is also what addresses are made of. */
export type RegWord<B extends Bits> = B extends 64 ? Reg64 : Reg32;
/** A general-purpose register of 32 bits or of a machine word. */
export type RegGeneral<B extends Bits = 32> = Reg32<B> | RegWord<B>;

const of32 = <B extends Bits = 32>(code: RegisterNumber<B>, name: string): Reg32<B> => ({
  kind: 'r32',
  code,
  name,
});
const of64 = (code: RegisterNumber<64>, name: string): Reg64 => ({ kind: 'r64', code, name });
const of8 = <B extends Bits = 32>(code: ByteNumber<B>, name: string): Reg8<B> => ({
  kind: 'r8',
  code,
  name,
});
const ofXmm = <B extends Bits = 32>(code: RegisterNumber<B>): RegXmm<B> => ({
  kind: 'xmm',
  code,
  name: `xmm${code}`,
});

export const eax = of32(0, 'eax');
export const ecx = of32(1, 'ecx');
export const edx = of32(2, 'edx');
export const ebx = of32(3, 'ebx');
export const esp = of32(4, 'esp');
export const ebp = of32(5, 'ebp');
export const esi = of32(6, 'esi');
export const edi = of32(7, 'edi');
export const r8d = of32<64>(8, 'r8d');
export const r9d = of32<64>(9, 'r9d');
export const r10d = of32<64>(10, 'r10d');
export const r11d = of32<64>(11, 'r11d');
export const r12d = of32<64>(12, 'r12d');
export const r13d = of32<64>(13, 'r13d');
export const r14d = of32<64>(14, 'r14d');
export const r15d = of32<64>(15, 'r15d');

export const rax = of64(0, 'rax');
export const rcx = of64(1, 'rcx');
export const rdx = of64(2, 'rdx');
export const rbx = of64(3, 'rbx');
export const rsp = of64(4, 'rsp');
export const rbp = of64(5, 'rbp');
export const rsi = of64(6, 'rsi');
export const rdi = of64(7, 'rdi');
export const r8 = of64(8, 'r8');
export const r9 = of64(9, 'r9');
export const r10 = of64(10, 'r10');
export const r11 = of64(11, 'r11');
export const r12 = of64(12, 'r12');
export const r13 = of64(13, 'r13');
export const r14 = of64(14, 'r14');
export const r15 = of64(15, 'r15');

export const al = of8(0, 'al');
export const cl = of8(1, 'cl');
export const dl = of8(2, 'dl');
export const bl = of8(3, 'bl');
export const spl = of8<64>(4, 'spl');
export const bpl = of8<64>(5, 'bpl');
export const sil = of8<64>(6, 'sil');
export const dil = of8<64>(7, 'dil');
export const r8b = of8<64>(8, 'r8b');
export const r9b = of8<64>(9, 'r9b');
export const r10b = of8<64>(10, 'r10b');
export const r11b = of8<64>(11, 'r11b');
export const r12b = of8<64>(12, 'r12b');
export const r13b = of8<64>(13, 'r13b');
export const r14b = of8<64>(14, 'r14b');
export const r15b = of8<64>(15, 'r15b');

export const xmm0 = ofXmm(0);
export const xmm1 = ofXmm(1);
export const xmm2 = ofXmm(2);
export const xmm3 = ofXmm(3);
export const xmm4 = ofXmm(4);
export const xmm5 = ofXmm(5);
export const xmm6 = ofXmm(6);
export const xmm7 = ofXmm(7);
export const xmm8 = ofXmm<64>(8);
export const xmm9 = ofXmm<64>(9);
export const xmm10 = ofXmm<64>(10);
export const xmm11 = ofXmm<64>(11);
export const xmm12 = ofXmm<64>(12);
export const xmm13 = ofXmm<64>(13);
export const xmm14 = ofXmm<64>(14);
export const xmm15 = ofXmm<64>(15);

/** The registers of x86-32, each at its number. */
export const registers32: readonly Reg32[] = [eax, ecx, edx, ebx, esp, ebp, esi, edi];
export const registers8: readonly Reg8[] = [al, cl, dl, bl];
export const registersXmm: readonly RegXmm[] = [xmm0, xmm1, xmm2, xmm3, xmm4, xmm5, xmm6, xmm7];

interface Registers<B extends Bits> {
  readonly words: readonly RegWord<B>[];
  readonly registers32: readonly Reg32<B>[];
  readonly registers8: readonly Reg8<B>[];
  readonly registersXmm: readonly RegXmm<B>[];
}

/** The registers of each machine, each at its number. */
export const machineRegisters: { readonly 32: Registers<32>; readonly 64: Registers<64> } = {
  32: { words: registers32, registers32, registers8, registersXmm },
  64: {
    words: [...[rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi], ...[r8, r9, r10, r11, r12, r13, r14, r15]],
    registers32: [...registers32, r8d, r9d, r10d, r11d, r12d, r13d, r14d, r15d],
    registers8: [
      ...[al, cl, dl, bl, spl, bpl, sil, dil],
      ...[r8b, r9b, r10b, r11b, r12b, r13b, r14b, r15b],
    ],
    registersXmm: [...registersXmm, xmm8, xmm9, xmm10, xmm11, xmm12, xmm13, xmm14, xmm15],
  },
};

/** The register's lower 32 bits. Writing them clears the upper half of a 64-bit register. */
export function low32(register: Reg32): Reg32;
export function low32(register: RegGeneral<64>): Reg32<64>;
export function low32<B extends Bits>(register: RegGeneral<B>): Reg32<B>;
export function low32(register: RegGeneral<Bits>): Reg32<64> {
  return machineRegisters[64].registers32[register.code]!;
}

/**
 * The register's lowest byte. On x86-32 esp, ebp, esi and edi have none that instructions can name.
 */
export function low8(register: Reg32): Reg8;
export function low8(register: RegGeneral<64>): Reg8<64>;
export function low8<B extends Bits>(register: RegGeneral<B>): Reg8<B>;
export function low8(register: RegGeneral<Bits>): Reg8<64> {
  return machineRegisters[64].registers8[register.code]!;
}
