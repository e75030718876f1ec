/**
 * What a helper says before a fatal signal kills it is a place in the program, whatever the
 * target's registers are.
 */

import { expect, it } from 'vitest';
import { crashesOf } from '../../server/src/run/faultReport.js';

const frame =
  'nativecompile: the innermost Python frame is f, defined in line 3, file /tmp/a.py, at ' +
  'bytecode offset 0x0016 (native)\n';
const place = { signal: 'SIGSEGV', name: 'f', firstLine: 3, file: '/tmp/a.py', bytecodeOffset: 22 };

it.each([
  [
    'x86-32',
    'nativecompile: SIGSEGV at code+0x1f in function f, file /tmp/a.py, accessing 00000000\n',
    'nativecompile: eax=00000000 ebx=f7fbe000 ecx=00000001 eip=5655a1f0\n',
    31,
  ],
  [
    'x86-64',
    'nativecompile: SIGSEGV at code+0x1f in function f, file /tmp/a.py, accessing ' +
      '0000000000000000\n',
    'nativecompile: rax=0000000000000000 r8=0000000000a9f858 rip=00007f9aba82dad8\n',
    31,
  ],
  [
    'x86-64, outside',
    'nativecompile: SIGSEGV at an address outside native code, 00007f9aba82dad8, accessing ' +
      '0000000000000000\n',
    'nativecompile: rax=0000000000000000 rbx=00000000ffffffff\n',
    null,
  ],
])('%s', (_, signal, registers, codeOffset) => {
  expect(crashesOf([signal + registers, frame])).toEqual([{ ...place, codeOffset }]);
  expect(crashesOf([signal + registers + frame])).toEqual([{ ...place, codeOffset }]);
});
