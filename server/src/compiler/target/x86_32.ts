/** x86-32: runtime functions are regparm(3), the System V ABI for i386 otherwise. */

import {
  cl,
  eax,
  ebp,
  ebx,
  ecx,
  edi,
  edx,
  esi,
  esp,
  xmm0,
  xmm1,
  xmm2,
  xmm3,
  xmm4,
  xmm5,
  xmm6,
  xmm7,
} from '../../assembler/registers.js';
import { constants } from '../../generated/layout.js';
import { targetLayouts } from '../../generated/targetLayouts.js';
import type { Target } from './target.js';

const { layout, sizes, constants: own } = targetLayouts['x86-32'];

export const x86_32: Target = {
  name: 'x86-32',
  bits: 32,
  word: 4,
  outgoingWords: 2,
  passesDoublesInRegisters: false,
  stackAlignment: 16,
  registers: {
    result: eax,
    arguments: [eax, edx, ecx],
    scratch: ecx,
    scratchByte: cl,
    kept: [esi, edi],
    addresses: null,
    frame: ebp,
    cframe: ebx,
    stack: esp,
    ints: [esi, edi, edx],
    floats: [xmm0, xmm1, xmm2, xmm3, xmm4, xmm5, xmm6, xmm7],
    quotient: eax,
    remainder: edx,
    saved: [ebp, ebx, esi, edi],
    entry: { threadState: eax, frame: edx, throwFlag: ecx },
  },
  layout,
  sizes,
  constants: { ...constants, ...own },
};
