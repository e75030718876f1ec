/** What the assembler refuses: by its types where they can tell, and always when it is called. */

import { expect, it } from 'vitest';
import { Assembler } from '../../server/src/assembler/assembler.js';
import { dword, immLabel, immSymbol, mem, memSymbol } from '../../server/src/assembler/operands.js';
import {
  cl,
  dl,
  eax,
  ebp,
  ecx,
  esi,
  esp,
  low8,
  low32,
  r8b,
  r8d,
  r9,
  r12,
  rax,
  rbp,
  rbx,
  rsp,
  sil,
  xmm0,
  xmm8,
} from '../../server/src/assembler/registers.js';

const asm32 = new Assembler();
const asm64 = new Assembler<64>(64);

it('refuses operands that no instruction takes', () => {
  expect(() => asm32.mov(mem(eax), mem(ecx))).toThrow('both operands are memory');
  expect(() => asm64.add(mem(rax), mem(rbx))).toThrow('both operands are memory');
  expect(() => asm32.shl(eax, dl)).toThrow('a shift count cannot be in dl');
  expect(() => asm64.movq(rax, rbx)).toThrow('movq needs an xmm register');
  expect(() => mem(eax, 0, { index: esp, scale: 2 })).toThrow('esp cannot be an index register');
  expect(() => mem(rax, 0, { index: rsp, scale: 2 })).toThrow('rsp cannot be an index register');
  expect(mem(rax, 0, { index: rsp })).toMatchObject({ base: rsp, index: rax });
  expect(mem(rax, 0, { index: r12, scale: 2 })).toMatchObject({ base: rax, index: r12 });
});

it('refuses branches to labels that are nowhere', () => {
  const unbound = new Assembler();
  unbound.jmp(unbound.label('nowhere'));
  expect(() => unbound.finish()).toThrow('nowhere');
  const field = new Assembler<64>(64);
  field.lea(rax, memSymbol(field.label('nowhere')));
  expect(() => field.finish()).toThrow('nowhere');
});

it('refuses registers of x86-64 in code of x86-32', () => {
  // @ts-expect-error
  expect(() => asm32.mov(rax, rbx)).toThrow('mov r/m64, r64 is not in 32-bit code');
  // @ts-expect-error
  expect(() => asm32.add(rax, 1)).toThrow('is not in 32-bit code');
  // @ts-expect-error
  expect(() => asm32.push(rax)).toThrow('push r64 is not in 32-bit code');
  // @ts-expect-error
  expect(() => asm32.mov(eax, mem(rbp, 8))).toThrow('rbp is no address register of 32-bit code');
  // @ts-expect-error
  expect(() => asm32.lea(eax, mem(null, 8, { index: r9, scale: 2 }))).toThrow('r9 is no address');
  // @ts-expect-error
  expect(() => asm32.mov(r8d, eax)).toThrow('a register is of x86-64 only');
  // @ts-expect-error
  expect(() => asm32.mov(r8d, 1)).toThrow('a register is of x86-64 only');
  // @ts-expect-error
  expect(() => asm32.mov8(mem(eax), sil)).toThrow('a register is of x86-64 only');
  // @ts-expect-error
  expect(() => asm32.setcc('e', r8b)).toThrow('a register is of x86-64 only');
  // @ts-expect-error
  expect(() => asm32.addsd(xmm0, xmm8)).toThrow('a register is of x86-64 only');
  // @ts-expect-error
  expect(() => asm32.movq(rax, xmm0)).toThrow('movq r/m64, xmm is not in 32-bit code');
  // @ts-expect-error
  expect(() => asm32.movsxd(rax, ecx)).toThrow('movsxd r64, r/m32 is not in 32-bit code');
  expect(() => asm32.cqo()).toThrow('cqo is not in 32-bit code');
  expect(() => asm32.mov8(low8(esi), cl)).toThrow('a register is of x86-64 only');
  expect(low8(ecx)).toBe(cl);
  expect(low8(r9).name).toBe('r9b');
  expect(low32(r9).name).toBe('r9d');
});

it('refuses in code of x86-64 what only x86-32 has', () => {
  // @ts-expect-error
  expect(() => asm64.push(eax)).toThrow('push r32 is not in 64-bit code');
  // @ts-expect-error
  expect(() => asm64.call(eax)).toThrow('call r/m32 is not in 64-bit code');
  // @ts-expect-error
  expect(() => asm64.mov(rax, mem(ebp, 8))).toThrow('ebp is no address register of 64-bit code');
  expect(() => asm64.pop(dword(mem(rax)))).toThrow('pop r/m32 is not in 64-bit code');
  // @ts-expect-error
  expect(() => new Assembler<64>()).not.toThrow();
});

it('refuses operands of different widths', () => {
  expect(() => asm64.mov(rax, ecx)).toThrow('mov has an operand of 64 bits and one of 32');
  expect(() => asm64.add(rax, dword(mem(rbx)))).toThrow('add has an operand of 64 bits');
  expect(() => asm64.xchg(dword(mem(rbx)), rax)).toThrow('xchg has an operand of 32 bits');
  expect(() => asm32.mov(eax, mem(ebp, 0, { width: 64 }))).toThrow('mov has an operand of 32 bits');
  expect(() => asm32.cmp(mem(ebp, 0, { width: 64 }), 5)).toThrow('is not in 32-bit code');
});

it('refuses numbers that do not fit', () => {
  expect(() => asm32.mov(eax, 2 ** 32)).toThrow(RangeError);
  expect(() => asm32.mov(eax, 1n << 32n)).toThrow(RangeError);
  expect(() => asm64.mov(eax, 2 ** 32)).toThrow(RangeError);
  expect(() => asm64.mov(rax, 1n << 64n)).toThrow('does not fit in 64 bits');
  expect(() => asm64.mov(rax, 2 ** 53)).toThrow('has to be a bigint to be exact');
  expect(() => asm64.mov(rax, 0.5)).toThrow(RangeError);
  // As 32 bits these would be extended by their sign, and be other numbers.
  const sign = 'extended by their sign';
  for (const value of [0x8000_0000, 0xffff_fff0, 0xffff_ffff, -0x8000_0001]) {
    expect(() => asm64.add(rax, value)).toThrow(sign);
    expect(() => asm64.cmp(mem(rbx), value)).toThrow(sign);
    expect(() => asm64.test(rax, value)).toThrow(sign);
    expect(() => asm64.test(mem(rbx), value)).toThrow(sign);
    expect(() => asm64.mov(mem(rbx), value)).toThrow(sign);
    expect(() => asm64.imul3(rax, rbx, value)).toThrow(sign);
    expect(() => asm64.push(value)).toThrow(sign);
    expect(() => asm64.mov(rax, mem(rbx, value))).toThrow(sign);
    expect(() => asm64.mov(rax, mem(null, value))).toThrow(sign);
  }
  expect(() => asm64.add(eax, 0xffff_fff0)).not.toThrow();
  expect(() => asm64.mov(rax, 0xffff_fff0)).not.toThrow();
});

it('refuses addresses in fields that are narrower', () => {
  const label = asm64.label('here');
  const narrow = 'has 64 bits, not 32';
  expect(() => asm64.cmp(rax, immSymbol('PyLong_Type'))).toThrow(narrow);
  expect(() => asm64.mov(mem(rax), immSymbol('PyLong_Type'))).toThrow(narrow);
  expect(() => asm64.push(immSymbol('PyLong_Type'))).toThrow(narrow);
  expect(() => asm64.mov(eax, immLabel(label))).toThrow(narrow);
  expect(() => asm64.dd(immSymbol('PyLong_Type'))).toThrow(narrow);
  const table = mem(null, 0, { index: rax, scale: 8, relocation: 'table' });
  expect(() => asm64.jmp(table)).toThrow(narrow);
  expect(() => asm64.mov(rax, mem(rbx, 0, { relocation: label }))).toThrow(narrow);
  expect(() => asm32.dq(immSymbol('PyLong_Type'))).toThrow('has 32 bits, not 64');
});
