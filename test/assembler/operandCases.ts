/**
 * Operands at the edges for every kind the instruction table names, each with what it is called in
 * GNU as's Intel syntax.
 */

import { type Mem, mem } from '../../server/src/assembler/operands.js';
import {
  al,
  cl,
  eax,
  ebp,
  ebx,
  ecx,
  esp,
  type Reg8,
  type Reg32,
  type RegXmm,
  registers8,
  registers32,
  registersXmm,
} from '../../server/src/assembler/registers.js';

export type Operand = Reg32 | Reg8 | RegXmm | Mem | number;
export interface OperandCase {
  readonly operand: Operand;
  readonly text: string;
}

const displacements = [0, 1, -1, 127, -128, 128, -129, 0x7fffffff, -0x80000000];
const immediates32 = [0, 1, -1, 127, -128, 128, -129, 255, 0x7fffffff, -0x80000000, 0xfffffff0];
const immediates8 = [0, 1, 127, -128, -1, 255];
const shiftCounts = [0, 2, 31, 255];

interface Address {
  readonly mem: Mem;
  readonly text: string;
}

function address(
  base: Reg32 | null,
  disp: number,
  index?: Reg32,
  scale: 1 | 2 | 4 | 8 = 1,
  segment?: 'gs',
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
    text: `${segment === undefined ? (parts.length === 0 ? 'ds:' : '') : 'gs:'}[${inside}]`,
  };
}

function makeAddresses(): Address[] {
  const list: Address[] = [];
  for (const disp of displacements) {
    for (const base of registers32) list.push(address(base, disp));
    list.push(address(null, disp), address(ebp, disp, ecx, 4), address(esp, disp, ebp, 1));
    list.push(address(null, disp, ebx, 8), address(eax, disp, undefined, 1, 'gs'));
  }
  for (const base of registers32) {
    for (const index of registers32) {
      if (index === esp) continue;
      for (const scale of [1, 2, 4, 8] as const) list.push(address(base, 0, index, scale));
    }
  }
  list.push(address(null, 20, undefined, 1, 'gs'), address(null, 0, ebp, 2, 'gs'));
  return list;
}

const addresses = makeAddresses();

const widths: Readonly<Record<string, string>> = {
  '8': 'byte ptr ',
  '16': 'word ptr ',
  '32': 'dword ptr ',
  '64': 'qword ptr ',
  '64fp': 'qword ptr ',
  '128': 'xmmword ptr ',
  '': '',
};

const memory = (width: string): OperandCase[] =>
  addresses.map(({ mem: operand, text }) => ({ operand, text: `${widths[width] ?? ''}${text}` }));
const registers = (list: readonly (Reg32 | Reg8 | RegXmm)[]): OperandCase[] =>
  list.map((operand) => ({ operand, text: operand.name }));
const numbers = (list: readonly number[]): OperandCase[] =>
  list.map((operand) => ({ operand, text: String(operand) }));
const words = registers32.map((operand) => ({ operand, text: operand.name.slice(1) }));
const absolute = (width: string): OperandCase[] =>
  displacements.map((disp) => {
    const { mem: operand, text } = address(null, disp);
    return { operand, text: `${widths[width] ?? ''}${text}` };
  });

/** The cases of one operand of a row, by the manual's name for its kind. */
export function operandCases(kind: string, mnemonic: string): OperandCase[] {
  switch (kind) {
    case 'AL':
      return registers([al]);
    case 'CL':
      return registers([cl]);
    case 'EAX':
      return registers([eax]);
    case '1':
      return numbers([1]);
    case 'r8':
      return registers(registers8);
    case 'r32':
      return registers(registers32);
    case 'xmm':
    case 'xmm1':
      return registers(registersXmm);
    case 'imm8':
      return numbers(/^s(h|a)/.test(mnemonic) ? shiftCounts : immediates8);
    case 'imm16':
      return numbers([1, 8, 255, 256, 65535]);
    case 'imm32':
      return numbers(immediates32);
    case 'r/m8':
      return [...registers(registers8), ...memory('8')];
    case 'r/m16':
      return [...words, ...memory('16')];
    case 'r/m32':
      return [...registers(registers32), ...memory('32')];
    case 'xmm1/m64':
    case 'xmm2/m64':
      return [...registers(registersXmm), ...memory('64')];
    case 'xmm2/m128':
      return [...registers(registersXmm), ...memory('128')];
    case 'm':
      // LEA computes an offset and has no use for a segment.
      return memory('').flatMap(({ operand, text }) =>
        text.startsWith('gs:') ? [] : [{ operand, text: text.replace('ds:', '') }],
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
