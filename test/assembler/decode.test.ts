/** The listing's rows, in the form the product's description shows. */

import { expect, it } from 'vitest';
import { Assembler } from '../../server/src/assembler/assembler.js';
import { decode, type Syntax } from '../../server/src/assembler/decode.js';
import { explainEncoding } from '../../server/src/assembler/explain.js';
import {
  dword,
  imm,
  immLabel,
  immLowSymbol,
  immSymbol,
  mem,
  memSymbol,
} from '../../server/src/assembler/operands.js';
import {
  type Bits,
  cl,
  eax,
  ebp,
  ecx,
  esp,
  r11,
  r12,
  r13,
  r15,
  rax,
  rcx,
  sil,
  xmm0,
  xmm9,
} from '../../server/src/assembler/registers.js';

function write(): Assembler {
  const assembler = new Assembler();
  const slow = assembler.label('.L100.slow');
  assembler.push(ebp);
  assembler.mov(eax, mem(ebp, -0x14));
  assembler.cmp(mem(eax, 4), immSymbol('PyLong_Type'));
  assembler.j('ne', slow);
  assembler.mov(memSymbol('data:16', 4), immSymbol('const:3'));
  assembler.add(esp, imm(-16));
  assembler.movsd(xmm0, mem(null, 0, { index: ecx, scale: 8, relocation: 'const:1' }));
  assembler.jmp(mem(null, 0, { index: ecx, scale: 4, relocation: slow }));
  assembler.bind(slow);
  assembler.call('PyNumber_InPlaceAdd');
  assembler.dd(immLabel(slow));
  assembler.dd(42);
  return assembler;
}

async function listing(
  syntax: Syntax,
  from = 0,
  assembler: Assembler<Bits> = write(),
): Promise<string[]> {
  const code = assembler.finish();
  const decoded = await decode(code.bytes.subarray(from), {
    relocations: code.relocations,
    labelNames: code.labelNames(),
    data: code.instructions.filter(({ isData }) => isData),
    baseOffset: from,
    bits: assembler.bits,
    syntax,
  });
  return decoded.map(({ offset, bytes, text }) => `${offset.toString(16)} ${bytes} | ${text}`);
}

const intel = [
  '0 55 | push  ebp',
  '1 8b 45 ec | mov   eax, [ebp-14h]',
  '4 81 78 04 ‹PyLong_Type› | cmp   dword [eax+4], PyLong_Type',
  'b 75 1d | jne   .L100.slow',
  'd c7 05 ‹data:16+4› ‹const:3› | mov   dword [data:16+4], const:3',
  '17 83 c4 f0 | add   esp, -10h',
  '1a f2 0f 10 04 cd ‹const:1› | movsd xmm0, [ecx*8+const:1]',
  '23 ff 24 8d ‹.L100.slow› | jmp   dword [ecx*4+.L100.slow]',
  '2a e8 ‹PyNumber_InPlaceAdd› | call  PyNumber_InPlaceAdd',
  '2f ‹.L100.slow› | dd    .L100.slow',
  '33 2a 00 00 00 | dd    2ah',
];

it('shows symbols and labels in Intel syntax', async () => {
  expect(await listing('intel')).toEqual(intel);
});

it('shows part of the code by its own offsets', async () => {
  expect(await listing('intel', 0x17)).toEqual(intel.slice(5));
});

it('shows symbols and labels in AT&T syntax', async () => {
  expect(await listing('att')).toEqual([
    '0 55 | push  %ebp',
    '1 8b 45 ec | mov   -0x14(%ebp), %eax',
    '4 81 78 04 ‹PyLong_Type› | cmpl  $PyLong_Type, 4(%eax)',
    'b 75 1d | jne   .L100.slow',
    'd c7 05 ‹data:16+4› ‹const:3› | movl  $const:3, data:16+4',
    '17 83 c4 f0 | add   $-0x10, %esp',
    '1a f2 0f 10 04 cd ‹const:1› | movsd const:1(,%ecx,8), %xmm0',
    '23 ff 24 8d ‹.L100.slow› | jmpl  *.L100.slow(,%ecx,4)',
    '2a e8 ‹PyNumber_InPlaceAdd› | call  PyNumber_InPlaceAdd',
    '2f ‹.L100.slow› | dd    .L100.slow',
    '33 2a 00 00 00 | dd    0x2a',
  ]);
});

it('shows bytes that are no instruction as such', async () => {
  const decoded = await decode(Uint8Array.of(0x0f, 0xff));
  expect(decoded.map(({ mnemonic }) => mnemonic)).toContain('(bad)');
});

function write64(): Assembler<64> {
  const assembler = new Assembler<64>(64);
  const slow = assembler.label('.L100.slow');
  const pool = assembler.label('.pool');
  assembler.push(r15);
  assembler.mov(r11, immSymbol('PyLong_Type', 8));
  assembler.mov(rax, -0x7fff_ffff_ffff_ffffn);
  assembler.cmp(mem(rax, 8), r11);
  assembler.j('ne', slow);
  assembler.mov(memSymbol('data:16', 4), imm(3));
  assembler.cmp(dword(memSymbol('data:32')), imm(1000));
  assembler.add8(mem(r13, 0, { index: r12, scale: 4 }), sil);
  assembler.movsd(xmm9, memSymbol('const:1'));
  assembler.cmp(rcx, memSymbol(pool));
  assembler.lea(rcx, memSymbol(slow));
  assembler.bind(slow);
  assembler.shl(rcx, cl);
  assembler.call('PyNumber_InPlaceAdd');
  assembler.jmp(memSymbol('slot'));
  assembler.bind(pool);
  assembler.dq(immSymbol('PyFloat_Type'));
  assembler.dq(immLabel(slow));
  assembler.dq(-1n);
  assembler.dd(slow);
  return assembler;
}

it('shows addresses below 2 GiB as immediates of 32 bits', async () => {
  const assembler = new Assembler<64>(64);
  assembler.mov(r11, immLowSymbol('PyLong_Type', 8));
  assembler.cmp(mem(rax, 8), immLowSymbol('PyLong_Type'));
  assembler.cmp(rax, immLowSymbol('True'));
  assembler.mov(mem(r13, 16), immLowSymbol('site:3'));
  expect(await listing('intel', 0, assembler)).toEqual([
    '0 41 bb ‹PyLong_Type+8› | mov   r11d, PyLong_Type+8',
    '6 48 81 78 08 ‹PyLong_Type› | cmp   qword [rax+8], PyLong_Type',
    'e 48 3d ‹True› | cmp   rax, True',
    '14 49 c7 45 10 ‹site:3› | mov   qword [r13+10h], site:3',
  ]);
});

it('shows code of x86-64 in Intel syntax', async () => {
  expect(await listing('intel', 0, write64())).toEqual([
    '0 41 57 | push  r15',
    '2 49 bb ‹PyLong_Type+8› | mov   r11, PyLong_Type+8',
    'c 48 b8 01 00 00 00 00 00 00 80 | mov   rax, -7fffffffffffffffh',
    '16 4c 39 58 08 | cmp   [rax+8], r11',
    '1a 75 31 | jne   .L100.slow',
    '1c 48 c7 05 ‹data:16+4› 03 00 00 00 | mov   qword [rel data:16+4], 3',
    '27 81 3d ‹data:32› e8 03 00 00 | cmp   dword [rel data:32], 3e8h',
    '31 43 00 74 a5 00 | add   [r13+r12*4], sil',
    '36 f2 44 0f 10 0d ‹const:1› | movsd xmm9, [rel const:1]',
    '3f 48 3b 0d 15 00 00 00 | cmp   rcx, [rel .pool]',
    '46 48 8d 0d 00 00 00 00 | lea   rcx, [rel .L100.slow]',
    '4d 48 d3 e1 | shl   rcx, cl',
    '50 e8 ‹PyNumber_InPlaceAdd› | call  PyNumber_InPlaceAdd',
    '55 ff 25 ‹slot› | jmp   qword [rel slot]',
    '5b ‹PyFloat_Type› | dq    PyFloat_Type',
    '63 ‹.L100.slow› | dq    .L100.slow',
    '6b ff ff ff ff ff ff ff ff | dq    0ffffffffffffffffh',
    '73 4d 00 00 00 | dd    4dh',
  ]);
});

it('shows part of the code of x86-64 by its own offsets', async () => {
  const whole = await listing('intel', 0, write64());
  expect(await listing('intel', 0x3f, write64())).toEqual(whole.slice(9));
});

it('shows code of x86-64 in AT&T syntax', async () => {
  expect(await listing('att', 0, write64())).toEqual([
    '0 41 57 | push  %r15',
    '2 49 bb ‹PyLong_Type+8› | movabs $PyLong_Type+8, %r11',
    'c 48 b8 01 00 00 00 00 00 00 80 | movabs $-0x7fffffffffffffff, %rax',
    '16 4c 39 58 08 | cmp   %r11, 8(%rax)',
    '1a 75 31 | jne   .L100.slow',
    '1c 48 c7 05 ‹data:16+4› 03 00 00 00 | movq  $3, data:16+4(%rip)',
    '27 81 3d ‹data:32› e8 03 00 00 | cmpl  $0x3e8, data:32(%rip)',
    '31 43 00 74 a5 00 | add   %sil, (%r13,%r12,4)',
    '36 f2 44 0f 10 0d ‹const:1› | movsd const:1(%rip), %xmm9',
    '3f 48 3b 0d 15 00 00 00 | cmp   .pool(%rip), %rcx',
    '46 48 8d 0d 00 00 00 00 | lea   .L100.slow(%rip), %rcx',
    '4d 48 d3 e1 | shl   %cl, %rcx',
    '50 e8 ‹PyNumber_InPlaceAdd› | call  PyNumber_InPlaceAdd',
    '55 ff 25 ‹slot› | jmpq  *slot(%rip)',
    '5b ‹PyFloat_Type› | dq    PyFloat_Type',
    '63 ‹.L100.slow› | dq    .L100.slow',
    '6b ff ff ff ff ff ff ff ff | dq    0xffffffffffffffff',
    '73 4d 00 00 00 | dd    0x4d',
  ]);
});

it("explains REX and what it does to the opcode, in the manual's words", async () => {
  const explain = async (...bytes: number[]) => {
    const encoding = await explainEncoding(Uint8Array.from(bytes), 64);
    const fields = encoding?.fields.map(
      ({ name, offset, length }) => `${name} ${offset}+${length}`,
    );
    return `${encoding?.opcode} (${encoding?.form}): ${fields?.join(', ')}`;
  };
  expect([
    await explain(0x49, 0x8b, 0x45, 0x08),
    await explain(0x44, 0x8b, 0xc0),
    await explain(0x49, 0xbb, 1, 2, 3, 4, 5, 6, 7, 8),
    await explain(0x66, 0x4c, 0x0f, 0x6e, 0xc0),
    await explain(0xff, 0x25, 0, 0, 0, 0),
    await explain(0x41, 0x57),
  ]).toEqual([
    'REX.W + 8B /r (MOV r64, r/m64): REX 0+1, opcode 1+1, ModRM 2+1, displacement 3+1',
    '8B /r (MOV r32, r/m32): REX 0+1, opcode 1+1, ModRM 2+1',
    'REX.W + B8+rd io (MOV r64, imm64): REX 0+1, opcode 1+1, immediate 2+8',
    '66 REX.W 0F 6E /r (MOVQ xmm, r/m64): prefix 0+1, REX 1+1, opcode 2+2, ModRM 4+1',
    'FF /4 (JMP r/m64): opcode 0+1, ModRM 1+1, displacement 2+4',
    '50+rd (PUSH r64): REX 0+1, opcode 1+1',
  ]);
  expect(await explainEncoding(Uint8Array.of(0x48))).toMatchObject({ opcode: '48+rd' });
});
