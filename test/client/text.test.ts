/** What the extension makes of text: arguments that were typed, machine code for the clipboard. */

import type { MachineCode } from '../../server/src/lsp/messages.js';
import { describe, expect, it } from 'vitest';
import { notations } from '../../client/src/notations.js';
import { splitArguments } from '../../client/src/splitArguments.js';

it.each([
  ['', []],
  ['  a   b ', ['a', 'b']],
  [`--name "two words" 'it''s'`, ['--name', 'two words', 'its']],
  [String.raw`a\ b "say \"hi\"" '\n'`, ['a b', 'say "hi"', String.raw`\n`]],
  [`""`, ['']],
  ['x"y z"w', ['xy zw']],
])('arguments of %j', (text, expected) => {
  expect(splitArguments(text)).toEqual(expected);
});

describe('machine code', () => {
  const code: MachineCode = {
    target: 'x86-32',
    functions: [
      {
        name: 'Vector.__init__',
        bytes: '5589e5e800000000c3',
        relocations: [{ offset: 4, symbol: 'rt_call', kind: 'relative' }],
      },
    ],
  };
  const text = (label: string) => notations.find((entry) => entry.label === label)?.write(code);

  it('as hex', () => {
    expect(text('Hex')).toBe('55 89 e5 e8 00 00 00 00 c3');
  });

  it('as a C array, with what the loader fills in', () => {
    expect(text('C Array')).toBe(
      [
        '/* Filled in when the code is loaded:',
        ' * 0004  rt_call (relative)',
        ' */',
        'static const unsigned char Vector___init[9] = {',
        '    0x55, 0x89, 0xe5, 0xe8, 0x00, 0x00, 0x00, 0x00, 0xc3,',
        '};',
        '',
      ].join('\n'),
    );
  });

  it('for NASM says how wide the code is', () => {
    const nasm = notations.find((entry) => entry.label === 'NASM');
    expect(nasm?.write({ ...code, target: 'x86-64' })).toMatch(/^bits 64\n; Filled in/);
    const two = { ...code, functions: [code.functions[0]!, code.functions[0]!] };
    expect(nasm?.write(two).match(/bits/g)).toHaveLength(1);
  });

  it('for NASM', () => {
    expect(text('NASM')).toBe(
      [
        'bits 32',
        '; Filled in when the code is loaded:',
        '; 0004  rt_call (relative)',
        'Vector___init:',
        '    db 0x55, 0x89, 0xe5, 0xe8, 0x00, 0x00, 0x00, 0x00, 0xc3',
        '',
      ].join('\n'),
    );
  });
});
