/** The listing's rows, in the form the product's description shows. */

import { expect, it } from 'vitest';
import { Assembler } from '../../server/src/assembler/assembler.js';
import { decode, type Syntax } from '../../server/src/assembler/decode.js';
import {
  imm,
  immLabel,
  immSymbol,
  type Label,
  mem,
  memSymbol,
} from '../../server/src/assembler/operands.js';
import { eax, ebp, ecx, esp, xmm0 } from '../../server/src/assembler/registers.js';

interface Written {
  readonly assembler: Assembler;
  readonly slow: Label;
}

function write(): Written {
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
  return { assembler, slow };
}

async function listing(syntax: Syntax, from = 0): Promise<string[]> {
  const code = write().assembler.finish();
  const decoded = await decode(code.bytes.subarray(from), {
    relocations: code.relocations,
    labelNames: code.labelNames(),
    data: code.instructions.filter(({ isData }) => isData),
    baseOffset: from,
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
