/**
 * Operands at the edges for every kind the instruction table names, of both machines, each with
 * what it is called in GNU as's Intel syntax.
 */

import { dword, type Mem, mem, memSymbol } from '../../server/src/assembler/operands.js';
import {
  al,
  type Bits,
  cl,
  machineRegisters,
  type Reg8,
  type RegGeneral,
  type RegWord,
  type RegXmm,
} from '../../server/src/assembler/registers.js';

export type Operand = RegGeneral<Bits> | Reg8<Bits> | RegXmm<Bits> | Mem<Bits> | number | bigint;
export interface OperandCase {
  readonly operand: Operand;
  readonly text: string;
}

const displacements = [0, 1, -1, 127, -128, 128, -129, 0x7fffffff, -0x80000000];
const immediates32 = [0, 1, -1, 127, -128, 128, -129, 255, 0x7fffffff, -0x80000000];
const immediates64 = [
  ...[0x1_0000_0000, -0x8000_0001, 0x8000_0000, 0xffff_ffff, 5, -5, 2 ** 53 - 1],
  ...[0x1234_5678_9abc_def0n, (1n << 63n) - 1n, -(1n << 63n), (1n << 64n) - 1n, 1n << 63n, 7n],
];
const immediates8 = [0, 1, 127, -128, -1, 255];
const shiftCounts = [0, 2, 31, 255];
/** The symbol that is not in the code. */
export const OUTSIDE = 'outside';

interface Address {
  readonly mem: Mem<Bits>;
  readonly text: string;
}

function address<R extends RegWord<Bits>>(
  base: R | null,
  disp: number,
  index?: R,
  scale: 1 | 2 | 4 | 8 = 1,
  segment?: 'fs' | 'gs',
): Address {
  const parts: string[] = [];
  if (base !== null) parts.push(base.name);
  if (index !== undefined) parts.push(`${index.name}*${scale}`);
  const inside = `${parts.join('+')}${parts.length > 0 && disp >= 0 ? '+' : ''}${disp}`;
  return {
    mem: mem(base, disp, {
      ...(index === undefined ? {} : { index, scale }),
      ...(segment === undefined ? {} : { segment }),
    }),
    text: `${segment ?? (parts.length === 0 ? 'ds' : '')}:[${inside}]`.replace(/^:/, ''),
  };
}

function makeAddresses(bits: Bits): Address[] {
  const registers: readonly RegWord<Bits>[] = machineRegisters[bits].words;
  const [ax, cx, , bx, sp, bp] = registers as [
    ...[RegWord<Bits>, RegWord<Bits>, RegWord<Bits>],
    ...[RegWord<Bits>, RegWord<Bits>, RegWord<Bits>],
  ];
  const list: Address[] = [];
  for (const disp of displacements) {
    for (const base of registers) list.push(address(base, disp));
    list.push(address(null, disp), address(bp, disp, cx, 4), address(sp, disp, bp, 1));
    list.push(address(null, disp, bx, 8), address(ax, disp, undefined, 1, 'gs'));
    const r12 = registers[12];
    const r13 = registers[13];
    if (r12 !== undefined && r13 !== undefined) {
      list.push(
        address(r13, disp, r12, 8),
        address(r12, disp, r13, 2),
        address(null, disp, r12, 4),
      );
      list.push(address(r12, disp, undefined, 1, 'fs'));
    }
  }
  registers.forEach((base, b) => {
    registers.forEach((index, i) => {
      if (index === sp) return;
      const scales = [1, 2, 4, 8] as const;
      const tried = bits === 32 ? scales : [scales[(b + i) % 4] ?? 1];
      for (const scale of tried) list.push(address(base, 0, index, scale));
    });
  });
  list.push(address(null, 20, undefined, 1, 'gs'), address(null, 0, bp, 2, 'gs'));
  if (bits === 64) {
    for (const addend of [0, 8, -8, 0x7fff_ff00]) {
      list.push({
        mem: memSymbol(OUTSIDE, addend),
        text: `[rip+${OUTSIDE}${addend < 0 ? '' : '+'}${addend}]`,
      });
    }
  }
  return list;
}

const addresses = { 32: makeAddresses(32), 64: makeAddresses(64) };

const widths: Readonly<Record<string, string>> = {
  '8': 'byte ptr ',
  '16': 'word ptr ',
  '32': 'dword ptr ',
  '64': 'qword ptr ',
  '64fp': 'qword ptr ',
  '128': 'xmmword ptr ',
  '': '',
};

/** The cases of one operand of a row, by the manual's name for its kind. */
export function operandCases(kind: string, mnemonic: string, bits: Bits): OperandCase[] {
  const memory = (width: string): OperandCase[] =>
    addresses[bits].map(({ mem: plain, text }) => ({
      operand: bits === 64 && width === '32' ? dword(plain) : plain,
      text: `${widths[width] ?? ''}${text}`,
    }));
  const registers = (list: readonly Exclude<Operand, Mem<Bits> | number | bigint>[]) =>
    list.map((operand): OperandCase => ({ operand, text: operand.name }));
  const numbers = (list: readonly (number | bigint)[]): OperandCase[] =>
    list.map((operand) => ({ operand, text: String(operand) }));
  const absolute = (width: string): OperandCase[] =>
    displacements.map((disp) => {
      const { mem: operand, text } = address(null, disp);
      return { operand, text: `${widths[width] ?? ''}${text}` };
    });
  const { words, registers32, registers8, registersXmm } = machineRegisters[bits];
  const accumulator = kind === 'EAX' ? registers32[0] : words[0];
  switch (kind) {
    case 'AL':
      return registers([al]);
    case 'CL':
      return registers([cl]);
    case 'EAX':
    case 'RAX':
      return registers(accumulator === undefined ? [] : [accumulator]);
    case '1':
      return numbers([1]);
    case 'r8':
      return registers(registers8);
    case 'r32':
      return registers(registers32);
    case 'r64':
      return registers(words);
    case 'xmm':
    case 'xmm1':
      return registers(registersXmm);
    case 'imm8':
      return numbers(/^s(h|a)/.test(mnemonic) ? shiftCounts : immediates8);
    case 'imm16':
      return numbers([1, 8, 255, 256, 65535]);
    case 'imm32':
      return numbers(immediates32);
    case 'imm64':
      return numbers(immediates64);
    case 'r/m8':
      return [...registers(registers8), ...memory('8')];
    case 'r/m16': {
      const names = registers32.map((operand) => ({
        operand,
        text: operand.name.replace(/^e|d$/g, '') + (operand.code > 7 ? 'w' : ''),
      }));
      return [...names, ...memory('16')];
    }
    case 'r/m32':
      return [...registers(registers32), ...memory('32')];
    case 'r/m64':
      return [...registers(words), ...memory('64')];
    case 'xmm1/m64':
    case 'xmm2/m64':
      return [...registers(registersXmm), ...memory('64')];
    case 'xmm2/m128':
      return [...registers(registersXmm), ...memory('128')];
    case 'm':
      // LEA computes an offset and has no use for a segment.
      return memory('').flatMap(({ operand, text }) =>
        /^[fg]s:/.test(text) ? [] : [{ operand, text: text.replace('ds:', '') }],
      );
    case 'm64':
    case 'm64fp':
    case 'm128':
      return memory(kind.slice(1));
    case 'moffs8':
      return absolute('8');
    case 'moffs32':
      return absolute('32');
    default:
      throw new Error(`no cases for the operand kind ${kind}`);
  }
}
