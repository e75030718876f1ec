/**
 * The instruction table: one row per instruction form, in the words of the Intel 64 and IA-32
 * Architectures Software Developer's Manual, Volume 2 ("SDM"). `encoding` is the manual's Opcode
 * column (section 3.1.1.1), `operands` its Instruction column, `reference` the title of the page.
 * Everything the encoder needs is read out of these strings once, when the module is loaded.
 */

import { conditions } from './conditions.js';
import type { Bits } from './registers.js';

interface ManualRow {
  readonly mnemonic: string;
  readonly operands: string;
  readonly encoding: string;
  readonly reference: string;
}

export interface Row extends ManualRow {
  /** The machine that has this form, or null where both do: the manual's columns of modes. */
  readonly only: Bits | null;
  /** The prefix 66, F2 or F3 that is part of the opcode and precedes REX, or 0. */
  readonly prefix: number;
  /** 48 where the form is made by REX.W, or 0. */
  readonly rex: number;
  /** Escape and opcode bytes, first byte lowest. */
  readonly opcode: number;
  readonly opcodeLength: number;
  /** The /digit that fills ModRM.reg, or -1 where a register does or there is no ModRM. */
  readonly digit: number;
  /** Whether a register's number is added to the opcode's last byte. */
  readonly plusRegister: boolean;
  /** Whether the register in ModRM.reg or in the opcode is one of a byte. */
  readonly hasByteRegister: boolean;
  readonly immediateLength: number;
  /** The twin for 64-bit operands that differs in REX.W only, if this is one for 32. */
  readonly wide: Row | null;
}

/** A form on 32 bits that has a twin on 64. */
export interface SizedRow extends Row {
  readonly wide: Row;
}

const immediateLengths: Readonly<Record<string, number>> = {
  ib: 1,
  iw: 2,
  id: 4,
  io: 8,
  cb: 1,
  cd: 4,
};

function row(
  mnemonic: string,
  operands: string,
  encoding: string,
  reference: string,
  only: Bits | null = null,
): Row {
  return parse({ mnemonic, operands, encoding, reference }, only, null);
}

/**
 * Row or sized row; all have the same properties in the same order, which makes reading them quick.
 */
function parse<Wide extends Row | null>(
  { mnemonic, operands, encoding, reference }: ManualRow,
  only: Bits | null,
  wide: Wide,
): Row & { readonly wide: Wide } {
  let prefix = 0;
  let rex = 0;
  let opcode = 0;
  let opcodeLength = 0;
  let digit = -1;
  let plusRegister = false;
  let immediateLength = 0;
  for (const token of encoding.split(' ')) {
    const byte = /^([0-9A-F]{2})(\+r[bd])?$/.exec(token);
    if (byte !== null) {
      const value = Number.parseInt(token.slice(0, 2), 16);
      if (opcodeLength === 0 && prefix === 0 && /^(66|F2|F3)/.test(encoding)) {
        prefix = value;
      } else {
        opcode |= value << (8 * opcodeLength);
        opcodeLength += 1;
        plusRegister = byte[2] !== undefined;
      }
    } else if (token === 'REX.W') {
      rex = 0x48;
    } else if (/^\/[0-7]$/.test(token)) {
      digit = Number(token[1]);
    } else if (token in immediateLengths) {
      immediateLength = immediateLengths[token] ?? 0;
    } else if (token !== '/r' && token !== '+') {
      throw new Error(`row ${mnemonic} ${operands}: what is ${token}?`);
    }
  }
  return {
    mnemonic,
    operands,
    encoding,
    reference,
    only: rex === 0 ? only : 64,
    prefix,
    rex,
    opcode,
    opcodeLength,
    digit,
    plusRegister,
    hasByteRegister: /\br8\b/.test(operands),
    immediateLength,
    wide,
  };
}

/** The manual's two rows of an instruction on 32 bits and, with REX.W, on 64. */
function sized(mnemonic: string, operands: string, encoding: string, reference: string): SizedRow {
  const wideOperands = operands.replace(/\br32\b/g, 'r64').replace('r/m32', 'r/m64');
  const wideEncoding = /^(66|F2|F3) /.test(encoding)
    ? `${encoding.slice(0, 2)} REX.W${encoding.slice(2)}`
    : `REX.W + ${encoding}`;
  const wide = row(mnemonic, wideOperands.replace('EAX', 'RAX'), wideEncoding, reference);
  return parse({ mnemonic, operands, encoding, reference }, null, wide);
}

const hex = (byte: number): string => byte.toString(16).toUpperCase().padStart(2, '0');

/** The eight two-operand arithmetic instructions differ in three bits only (SDM Table A-2). */
function arithmetic(mnemonic: string, digit: number, reference: string) {
  const first = digit * 8;
  return {
    rm8_r8: row(mnemonic, 'r/m8, r8', `${hex(first)} /r`, reference),
    rm32_r32: sized(mnemonic, 'r/m32, r32', `${hex(first + 1)} /r`, reference),
    r8_rm8: row(mnemonic, 'r8, r/m8', `${hex(first + 2)} /r`, reference),
    r32_rm32: sized(mnemonic, 'r32, r/m32', `${hex(first + 3)} /r`, reference),
    al_imm8: row(mnemonic, 'AL, imm8', `${hex(first + 4)} ib`, reference),
    eax_imm32: sized(mnemonic, 'EAX, imm32', `${hex(first + 5)} id`, reference),
    rm8_imm8: row(mnemonic, 'r/m8, imm8', `80 /${digit} ib`, reference),
    rm32_imm32: sized(mnemonic, 'r/m32, imm32', `81 /${digit} id`, reference),
    rm32_imm8: sized(mnemonic, 'r/m32, imm8', `83 /${digit} ib`, reference),
  };
}
export type ArithmeticRows = ReturnType<typeof arithmetic>;

function shift(mnemonic: string, digit: number) {
  const reference = 'SAL/SAR/SHL/SHR';
  return {
    rm32_1: sized(mnemonic, 'r/m32, 1', `D1 /${digit}`, reference),
    rm32_cl: sized(mnemonic, 'r/m32, CL', `D3 /${digit}`, reference),
    rm32_imm8: sized(mnemonic, 'r/m32, imm8', `C1 /${digit} ib`, reference),
  };
}
export type ShiftRows = ReturnType<typeof shift>;

function doubleShift(mnemonic: string, opcode: number, reference: string) {
  return {
    imm8: sized(mnemonic, 'r/m32, r32, imm8', `0F ${hex(opcode)} /r ib`, reference),
    cl: sized(mnemonic, 'r/m32, r32, CL', `0F ${hex(opcode + 1)} /r`, reference),
  };
}
export type DoubleShiftRows = ReturnType<typeof doubleShift>;

export const add = arithmetic('add', 0, 'ADD');
export const or = arithmetic('or', 1, 'OR');
export const adc = arithmetic('adc', 2, 'ADC');
export const sbb = arithmetic('sbb', 3, 'SBB');
export const and = arithmetic('and', 4, 'AND');
export const sub = arithmetic('sub', 5, 'SUB');
export const xor = arithmetic('xor', 6, 'XOR');
export const cmp = arithmetic('cmp', 7, 'CMP');
export const shl = shift('shl', 4);
export const shr = shift('shr', 5);
export const sar = shift('sar', 7);
export const shld = doubleShift('shld', 0xa4, 'SHLD');
export const shrd = doubleShift('shrd', 0xac, 'SHRD');

export const mov = {
  rm8_r8: row('mov', 'r/m8, r8', '88 /r', 'MOV'),
  rm32_r32: sized('mov', 'r/m32, r32', '89 /r', 'MOV'),
  r8_rm8: row('mov', 'r8, r/m8', '8A /r', 'MOV'),
  r32_rm32: sized('mov', 'r32, r/m32', '8B /r', 'MOV'),
  al_moffs8: row('mov', 'AL, moffs8', 'A0 id', 'MOV', 32),
  eax_moffs32: row('mov', 'EAX, moffs32', 'A1 id', 'MOV', 32),
  moffs8_al: row('mov', 'moffs8, AL', 'A2 id', 'MOV', 32),
  moffs32_eax: row('mov', 'moffs32, EAX', 'A3 id', 'MOV', 32),
  r8_imm8: row('mov', 'r8, imm8', 'B0+rb ib', 'MOV'),
  r32_imm32: row('mov', 'r32, imm32', 'B8+rd id', 'MOV'),
  r64_imm64: row('mov', 'r64, imm64', 'REX.W + B8+rd io', 'MOV'),
  rm8_imm8: row('mov', 'r/m8, imm8', 'C6 /0 ib', 'MOV'),
  rm32_imm32: sized('mov', 'r/m32, imm32', 'C7 /0 id', 'MOV'),
};

export const test = {
  rm8_r8: row('test', 'r/m8, r8', '84 /r', 'TEST'),
  rm32_r32: sized('test', 'r/m32, r32', '85 /r', 'TEST'),
  al_imm8: row('test', 'AL, imm8', 'A8 ib', 'TEST'),
  eax_imm32: sized('test', 'EAX, imm32', 'A9 id', 'TEST'),
  rm8_imm8: row('test', 'r/m8, imm8', 'F6 /0 ib', 'TEST'),
  rm32_imm32: sized('test', 'r/m32, imm32', 'F7 /0 id', 'TEST'),
};

export const general = {
  movzx_r32_rm8: row('movzx', 'r32, r/m8', '0F B6 /r', 'MOVZX'),
  movzx_r32_rm16: row('movzx', 'r32, r/m16', '0F B7 /r', 'MOVZX'),
  movsx_r32_rm8: sized('movsx', 'r32, r/m8', '0F BE /r', 'MOVSX/MOVSXD'),
  movsx_r32_rm16: sized('movsx', 'r32, r/m16', '0F BF /r', 'MOVSX/MOVSXD'),
  movsxd_r64_rm32: row('movsxd', 'r64, r/m32', 'REX.W + 63 /r', 'MOVSX/MOVSXD'),
  lea_r32_m: sized('lea', 'r32, m', '8D /r', 'LEA'),
  inc_r32: row('inc', 'r32', '40+rd', 'INC', 32),
  inc_rm32: sized('inc', 'r/m32', 'FF /0', 'INC'),
  dec_r32: row('dec', 'r32', '48+rd', 'DEC', 32),
  dec_rm32: sized('dec', 'r/m32', 'FF /1', 'DEC'),
  not_rm32: sized('not', 'r/m32', 'F7 /2', 'NOT'),
  neg_rm32: sized('neg', 'r/m32', 'F7 /3', 'NEG'),
  mul_rm32: sized('mul', 'r/m32', 'F7 /4', 'MUL'),
  imul_rm32: sized('imul', 'r/m32', 'F7 /5', 'IMUL'),
  div_rm32: sized('div', 'r/m32', 'F7 /6', 'DIV'),
  idiv_rm32: sized('idiv', 'r/m32', 'F7 /7', 'IDIV'),
  imul_r32_rm32: sized('imul', 'r32, r/m32', '0F AF /r', 'IMUL'),
  imul_r32_rm32_imm8: sized('imul', 'r32, r/m32, imm8', '6B /r ib', 'IMUL'),
  imul_r32_rm32_imm32: sized('imul', 'r32, r/m32, imm32', '69 /r id', 'IMUL'),
  cdq: row('cdq', '', '99', 'CWD/CDQ/CQO'),
  cqo: row('cqo', '', 'REX.W + 99', 'CWD/CDQ/CQO'),
  bsf_r32_rm32: sized('bsf', 'r32, r/m32', '0F BC /r', 'BSF'),
  bsr_r32_rm32: sized('bsr', 'r32, r/m32', '0F BD /r', 'BSR'),
  push_r32: row('push', 'r32', '50+rd', 'PUSH', 32),
  push_rm32: row('push', 'r/m32', 'FF /6', 'PUSH', 32),
  push_r64: row('push', 'r64', '50+rd', 'PUSH', 64),
  push_rm64: row('push', 'r/m64', 'FF /6', 'PUSH', 64),
  push_imm8: row('push', 'imm8', '6A ib', 'PUSH'),
  push_imm32: row('push', 'imm32', '68 id', 'PUSH'),
  pop_r32: row('pop', 'r32', '58+rd', 'POP', 32),
  pop_rm32: row('pop', 'r/m32', '8F /0', 'POP', 32),
  pop_r64: row('pop', 'r64', '58+rd', 'POP', 64),
  pop_rm64: row('pop', 'r/m64', '8F /0', 'POP', 64),
  xchg_eax_r32: sized('xchg', 'EAX, r32', '90+rd', 'XCHG'),
  xchg_rm32_r32: sized('xchg', 'r/m32, r32', '87 /r', 'XCHG'),
};

export const control = {
  jmp_rel8: row('jmp', 'rel8', 'EB cb', 'JMP'),
  jmp_rel32: row('jmp', 'rel32', 'E9 cd', 'JMP'),
  jmp_rm32: row('jmp', 'r/m32', 'FF /4', 'JMP', 32),
  jmp_rm64: row('jmp', 'r/m64', 'FF /4', 'JMP', 64),
  call_rel32: row('call', 'rel32', 'E8 cd', 'CALL'),
  call_rm32: row('call', 'r/m32', 'FF /2', 'CALL', 32),
  call_rm64: row('call', 'r/m64', 'FF /2', 'CALL', 64),
  ret: row('ret', '', 'C3', 'RET'),
  ret_imm16: row('ret', 'imm16', 'C2 iw', 'RET'),
  leave: row('leave', '', 'C9', 'LEAVE'),
  int3: row('int3', '', 'CC', 'INT n/INTO/INT3/INT1'),
  ud2: row('ud2', '', '0F 0B', 'UD'),
};

export const jccRel8 = conditions.map((cc, n) =>
  row(`j${cc}`, 'rel8', `${hex(0x70 + n)} cb`, 'Jcc'),
);
export const jccRel32 = conditions.map((cc, n) =>
  row(`j${cc}`, 'rel32', `0F ${hex(0x80 + n)} cd`, 'Jcc'),
);
export const setcc = conditions.map((cc, n) =>
  row(`set${cc}`, 'r/m8', `0F ${hex(0x90 + n)} /0`, 'SETcc'),
);
export const cmovcc = conditions.map((cc, n) =>
  sized(`cmov${cc}`, 'r32, r/m32', `0F ${hex(0x40 + n)} /r`, 'CMOVcc'),
);

export const sse = {
  movsd_xmm_m64: row('movsd', 'xmm1, xmm2/m64', 'F2 0F 10 /r', 'MOVSD'),
  movsd_m64_xmm: row('movsd', 'm64, xmm1', 'F2 0F 11 /r', 'MOVSD'),
  addsd: row('addsd', 'xmm1, xmm2/m64', 'F2 0F 58 /r', 'ADDSD'),
  mulsd: row('mulsd', 'xmm1, xmm2/m64', 'F2 0F 59 /r', 'MULSD'),
  subsd: row('subsd', 'xmm1, xmm2/m64', 'F2 0F 5C /r', 'SUBSD'),
  divsd: row('divsd', 'xmm1, xmm2/m64', 'F2 0F 5E /r', 'DIVSD'),
  sqrtsd: row('sqrtsd', 'xmm1, xmm2/m64', 'F2 0F 51 /r', 'SQRTSD'),
  ucomisd: row('ucomisd', 'xmm1, xmm2/m64', '66 0F 2E /r', 'UCOMISD'),
  comisd: row('comisd', 'xmm1, xmm2/m64', '66 0F 2F /r', 'COMISD'),
  cvtsi2sd: sized('cvtsi2sd', 'xmm1, r/m32', 'F2 0F 2A /r', 'CVTSI2SD'),
  cvttsd2si: sized('cvttsd2si', 'r32, xmm1/m64', 'F2 0F 2C /r', 'CVTTSD2SI'),
  movapd: row('movapd', 'xmm1, xmm2/m128', '66 0F 28 /r', 'MOVAPD'),
  andpd: row('andpd', 'xmm1, xmm2/m128', '66 0F 54 /r', 'ANDPD'),
  andnpd: row('andnpd', 'xmm1, xmm2/m128', '66 0F 55 /r', 'ANDNPD'),
  orpd: row('orpd', 'xmm1, xmm2/m128', '66 0F 56 /r', 'ORPD'),
  xorpd: row('xorpd', 'xmm1, xmm2/m128', '66 0F 57 /r', 'XORPD'),
  pxor: row('pxor', 'xmm1, xmm2/m128', '66 0F EF /r', 'PXOR'),
  unpcklpd: row('unpcklpd', 'xmm1, xmm2/m128', '66 0F 14 /r', 'UNPCKLPD'),
  movmskpd: row('movmskpd', 'r32, xmm', '66 0F 50 /r', 'MOVMSKPD'),
  movd_xmm_rm32: row('movd', 'xmm, r/m32', '66 0F 6E /r', 'MOVD/MOVQ'),
  movd_rm32_xmm: row('movd', 'r/m32, xmm', '66 0F 7E /r', 'MOVD/MOVQ'),
  movq_xmm_rm64: row('movq', 'xmm, r/m64', '66 REX.W 0F 6E /r', 'MOVD/MOVQ'),
  movq_rm64_xmm: row('movq', 'r/m64, xmm', '66 REX.W 0F 7E /r', 'MOVD/MOVQ'),
  movq_xmm_m64: row('movq', 'xmm1, xmm2/m64', 'F3 0F 7E /r', 'MOVQ'),
  movq_m64_xmm: row('movq', 'm64, xmm1', '66 0F D6 /r', 'MOVQ'),
  movups_xmm_m128: row('movups', 'xmm1, xmm2/m128', '0F 10 /r', 'MOVUPS'),
  movups_m128_xmm: row('movups', 'm128, xmm1', '0F 11 /r', 'MOVUPS'),
};

export const x87 = {
  fld_m64: row('fld', 'm64fp', 'DD /0', 'FLD'),
  fstp_m64: row('fstp', 'm64fp', 'DD /3', 'FST/FSTP'),
};

const groups: readonly Readonly<Record<string, Row>>[] = [
  mov,
  ...[add, or, adc, sbb, and, sub, xor, cmp],
  test,
  ...[shl, shr, sar, shld, shrd],
  general,
  control,
  sse,
  x87,
];

const written: readonly Row[] = [
  ...groups.flatMap((group) => Object.values(group)),
  ...jccRel8,
  ...jccRel32,
  ...setcc,
  ...cmovcc,
];

/** Every row there is, of both machines, for tests and documentation. */
export const rows: readonly Row[] = written.flatMap((row) =>
  row.wide === null ? [row] : [row, row.wide],
);
