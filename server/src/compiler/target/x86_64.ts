/** x86-64: runtime functions follow the System V ABI for AMD64. */

import {
  cl,
  r8,
  r9,
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

const { layout, sizes, constants: own } = targetLayouts['x86-64'];

export const x86_64: Target = {
  name: 'x86-64',
  bits: 64,
  word: 8,
  outgoingWords: 3,
  passesDoublesInRegisters: true,
  stackAlignment: 16,
  registers: {
    result: rax,
    arguments: [rdi, rsi, rdx, rcx, r8, r9],
    scratch: rcx,
    scratchByte: cl,
    kept: [r12, r13],
    addresses: { scratch: r11, units: r14 },
    frame: rbp,
    cframe: rbx,
    stack: rsp,
    ints: [r12, r13, r15, rsi, rdi, r8],
    floats: [xmm0, xmm1, xmm2, xmm3, xmm4, xmm5, xmm6, xmm7],
    quotient: rax,
    remainder: rdx,
    saved: [rbp, rbx, r12, r13, r14, r15],
    entry: { threadState: rdi, frame: rsi, throwFlag: rdx },
  },
  layout,
  sizes,
  constants: { ...constants, ...own },
};
