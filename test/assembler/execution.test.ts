/**
 * Code of x86-64 that this machine's processor runs: the assembler's bytes and relocations, linked
 * by GNU's linker into a C program that calls them.
 */

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { AssembledCode } from '../../server/src/assembler/assembledCode.js';
import { Assembler } from '../../server/src/assembler/assembler.js';
import {
  CODE_SYMBOL,
  dword,
  immLabel,
  immSymbol,
  mem,
  memSymbol,
} from '../../server/src/assembler/operands.js';
import { fieldLength } from '../../server/src/assembler/relocations.js';
import {
  cl,
  dil,
  ecx,
  edi,
  low32,
  machineRegisters,
  r8b,
  r8d,
  r9,
  r10,
  r11,
  r12,
  r13,
  r14,
  r15,
  rax,
  rbp,
  rbx,
  rcx,
  rdi,
  rdx,
  rsi,
  rsp,
  sil,
  xmm0,
  xmm8,
  xmm15,
} from '../../server/src/assembler/registers.js';
import { inFolder } from './gnu.js';

/** The code as a function of GNU assembly, whose relocations the linker fills as the kinds say. */
function asFunction(name: string, code: AssembledCode): string {
  const start = `.L${name}`;
  const lines = [`.globl ${name}`, `${name}:`, `${start}:`];
  let at = 0;
  const bytesTo = (end: number): void => {
    if (end > at) lines.push(`.byte ${Array.from(code.bytes.subarray(at, end)).join(', ')}`);
    at = end;
  };
  for (const { offset, kind, symbol, addend } of code.relocations) {
    bytesTo(offset);
    const target = `${symbol === CODE_SYMBOL ? start : symbol} + (${addend})`;
    lines.push(kind === 'rel32' ? `.long ${target} - .` : `.quad ${target}`);
    at += fieldLength(kind);
  }
  bytesTo(code.bytes.length);
  return lines.join('\n');
}

type Write = (asm: Assembler<64>) => void;

/**
 * What a C program prints that calls the functions, which may use `table`, four longs, and `scale`,
 * a double.
 */
function run(functions: Readonly<Record<string, Write>>, main: string): string {
  return inFolder((folder) => {
    const code = Object.entries(functions).map(([name, write]) => {
      const asm = new Assembler<64>(64);
      write(asm);
      return asFunction(name, asm.finish());
    });
    const assembly = join(folder, 'code.s');
    const source = join(folder, 'main.c');
    const program = join(folder, 'program');
    writeFileSync(
      assembly,
      [
        '.data\n.globl table, scale\n.balign 8\ntable: .quad 10, 20, 30, 40\nscale: .double 2.5',
        '.text',
        ...code,
        '.section .note.GNU-stack,"",@progbits\n',
      ].join('\n'),
    );
    writeFileSync(
      source,
      `#include <stdio.h>\nextern long table[4];\nextern double scale;\n${main}\n`,
    );
    execFileSync('gcc', ['-m64', '-no-pie', '-O1', '-o', program, source, assembly]);
    return execFileSync(program, { encoding: 'utf8' });
  });
}

it('runs arithmetic of both widths, in old and new registers', () => {
  const output = run(
    {
      // (a * b + c) in 64 bits by way of registers that need REX bits.
      combine: (asm) => {
        asm.mov(r9, rdi);
        asm.imul(r9, rsi);
        asm.mov(r10, rdx);
        asm.lea(rax, mem(r9, 0, { index: r10, scale: 1 }));
        asm.ret();
      },
      // A 32-bit result clears the upper half.
      narrow: (asm) => {
        asm.mov(rax, -1);
        asm.mov(low32(rax), edi);
        asm.add(low32(rax), ecx);
        asm.ret();
      },
      constants: (asm) => {
        asm.mov(rax, 0x1234_5678_9abc_def0n);
        asm.mov(r11, 0xffff_ffff);
        asm.xor(rax, r11);
        asm.mov(r11, -2);
        asm.add(rax, r11);
        asm.ret();
      },
      divide: (asm) => {
        asm.mov(rax, rdi);
        asm.cqo();
        asm.idiv(rsi);
        asm.imul3(rax, rax, 1000);
        asm.add(rax, rdx);
        asm.ret();
      },
      signs: (asm) => {
        asm.movsxd(rax, edi);
        asm.movsx8(rcx, sil);
        asm.sub(rax, rcx);
        asm.mov(rcx, rdx);
        asm.sar(rax, cl);
        asm.ret();
      },
      // Byte registers that only REX names, and a condition as 0 or 1.
      isLess: (asm) => {
        asm.xor(r8d, r8d);
        asm.cmp(rdi, rsi);
        asm.setcc('l', r8b);
        asm.mov8(dil, r8b);
        asm.movzx8(low32(rax), dil);
        asm.mov(rcx, -5);
        asm.cmovcc('ge', rax, rcx);
        asm.ret();
      },
    },
    `
    long combine(long, long, long), narrow(int, int, int, int), constants(void);
    long divide(long, long), signs(int, signed char, long), isLess(long, long);
    int main(void) {
      printf("%ld\\n", combine(3000000000, 3, -7));
      printf("%lx\\n", narrow(-16, 0, 0, 32));
      printf("%lx\\n", constants());
      printf("%ld\\n", divide(-7, 2));
      printf("%ld %ld\\n", signs(-1000, -128, 2), signs(2147483647, 127, 0));
      printf("%ld %ld\\n", isLess(-4294967296, 1), isLess(1, -4294967296));
      return 0;
    }`,
  );
  expect(output.split('\n')).toEqual([
    '8999999993',
    '10',
    `${(((0x1234_5678_9abc_def0n ^ 0xffff_ffffn) - 2n) & ((1n << 64n) - 1n)).toString(16)}`,
    '-3001',
    '-218 2147483520',
    '1 -5',
    '',
  ]);
});

it('runs with each register as a base, also without a displacement', () => {
  const saved = [rbx, rbp, r12, r13, r14, r15];
  const functions: Record<string, Write> = {};
  for (const base of machineRegisters[64].words) {
    functions[`by_${base.name}`] = (asm) => {
      for (const register of saved) asm.push(register);
      const index = base === rcx ? rdx : rcx;
      asm.mov(memSymbol('stack'), rsp);
      asm.lea(base, memSymbol('table'));
      asm.mov(index, 2);
      const sum = base === rax ? rsi : rax;
      asm.mov(sum, mem(base));
      asm.add(sum, mem(base, 8));
      asm.add(sum, mem(base, 0, { index, scale: 8 }));
      asm.add(sum, mem(base, 0x1000 - 8 * 510, { index, scale: 4 }));
      if (sum !== rax) asm.mov(rax, sum);
      asm.mov(rsp, memSymbol('stack'));
      for (const register of [...saved].reverse()) asm.pop(register);
      asm.ret();
    };
    if (base === rsp) continue;
    functions[`times_${base.name}`] = (asm) => {
      for (const register of saved) asm.push(register);
      const start = base === rdi ? rsi : rdi;
      asm.lea(start, memSymbol('table', 8));
      asm.mov(base, 1);
      asm.mov(rax, mem(start, 8, { index: base, scale: 8 }));
      for (const register of [...saved].reverse()) asm.pop(register);
      asm.ret();
    };
  }
  const names = Object.keys(functions);
  const output = run(
    functions,
    `
    long stack;
    ${names.map((name) => `long ${name}(void);`).join('\n')}
    int main(void) {
      ${names.map((name) => `printf("${name} %ld\\n", ${name}());`).join('\n')}
      return 0;
    }`,
  );
  // The last summand is at offset 16 + 8: 10 + 20 + 30 + 40.
  expect(output.trim().split('\n')).toEqual(
    names.map((name) => `${name} ${name.startsWith('by') ? 100 : 40}`),
  );
});

it('runs with operands relative to RIP, far addresses, calls and jump tables', () => {
  const output = run(
    {
      // An immediate after the field: the processor counts from the instruction's end.
      fields: (asm) => {
        const wrong = asm.label();
        asm.cmp(memSymbol('table', 8), 20);
        asm.j('ne', wrong);
        asm.cmp(dword(memSymbol('table', 24)), 1000);
        asm.j('ge', wrong);
        asm.mov(memSymbol('table'), -1);
        asm.add8(memSymbol('table', 1), 1);
        asm.shl(memSymbol('table', 8), 4);
        asm.inc(dword(memSymbol('table', 16)));
        asm.mov(rax, memSymbol('table'));
        asm.ret();
        asm.bind(wrong);
        asm.ud2();
      },
      calls: (asm) => {
        const pool = asm.label();
        asm.push(rbx);
        asm.mov(rbx, rdi);
        asm.call('twice');
        asm.mov(rdi, rax);
        asm.mov(r11, immSymbol('twice'));
        asm.call(r11);
        asm.mov(rdi, rax);
        asm.call(memSymbol(pool));
        asm.add(rax, rbx);
        asm.pop(rbx);
        asm.ret();
        asm.bind(pool);
        asm.dq(immSymbol('twice'));
      },
      // Offsets from the code's start, where the first instruction finds itself.
      choose: (asm) => {
        const start = asm.label();
        const table = asm.label();
        const places = [asm.label(), asm.label(), asm.label()];
        asm.bind(start);
        asm.lea(rdx, memSymbol(start));
        asm.lea(rcx, memSymbol(table));
        asm.movsxd(rax, mem(rcx, 0, { index: rdi, scale: 4 }));
        asm.add(rax, rdx);
        asm.jmp(rax);
        places.forEach((place, i) => {
          asm.bind(place);
          asm.mov(rax, 100 + i);
          asm.ret();
          asm.nop(200);
        });
        asm.bind(table);
        for (const place of places) asm.dd(place);
      },
      far: (asm) => {
        const there = asm.label();
        asm.mov(rax, immLabel(there));
        asm.jmp(rax);
        asm.ud2();
        asm.bind(there);
        asm.mov(rax, immSymbol('table', 16));
        asm.mov(rax, mem(rax));
        asm.ret();
      },
    },
    `
    long fields(void), calls(long), choose(long), far(void);
    long twice(long value) { return 2 * value; }
    int main(void) {
      printf("%ld", fields());
      printf(" %ld %ld\\n", table[1], table[2]);
      printf("%ld\\n", calls(5));
      printf("%ld %ld %ld\\n", choose(0), choose(1), choose(2));
      printf("%ld\\n", far());
      return 0;
    }`,
  );
  // The byte at offset 1 becomes 0.
  expect(output.split('\n')).toEqual([`${-1 - 0xff00} 320 31`, '45', '100 101 102', '31', '']);
});

it('runs SSE2 in old and new registers', () => {
  const output = run(
    {
      polynomial: (asm) => {
        asm.movapd(xmm8, xmm0);
        asm.mulsd(xmm8, memSymbol('scale'));
        asm.cvtsi2sd(xmm15, rdi);
        asm.addsd(xmm8, xmm15);
        asm.movq(rax, xmm8);
        asm.movq(xmm0, rax);
        asm.ret();
      },
      whole: (asm) => {
        asm.cvttsd2si(rax, xmm0);
        asm.cvttsd2si(ecx, xmm0);
        asm.movsxd(rcx, ecx);
        asm.sub(rax, rcx);
        asm.ret();
      },
      // What a function that returns int leaves in the upper half is not to be looked at.
      mask: (asm) => {
        asm.movq(xmm15, rdi);
        asm.unpcklpd(xmm15, xmm0);
        asm.movmskpd(low32(rax), xmm15);
        asm.ret();
      },
    },
    `
    double polynomial(double, long); long whole(double), mask(long, double);
    int main(void) {
      printf("%.1f\\n", polynomial(3.0, 5000000000));
      printf("%ld\\n", whole(4294967301.0));
      printf("%ld %ld\\n", mask(-1, 1.0), mask(1, -1.0));
      return 0;
    }`,
  );
  expect(output.split('\n')).toEqual(['5000000007.5', `${4294967301 + 2 ** 31}`, '1 2', '']);
});
