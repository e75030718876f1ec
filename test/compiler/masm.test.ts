/** Words of the macro assembler, in the instructions of a target. */

import { describe, expect, it } from 'vitest';
import { Assembler } from '../../server/src/assembler/assembler.js';
import { immSymbol, mem } from '../../server/src/assembler/operands.js';
import { eax, ebp, ecx, edi, edx, esi, esp } from '../../server/src/assembler/registers.js';
import { cell, lent, stolen, word } from '../../server/src/compiler/masm/arguments.js';
import { Masm } from '../../server/src/compiler/masm/masm.js';
import type { Target } from '../../server/src/compiler/target/target.js';
import { x86_32 } from '../../server/src/compiler/target/x86_32.js';
import { cache, frame, name, outputs } from '../../server/src/opcodes/runtimeCalls.js';

/** The result of a call is not where its first argument was. */
const apart: Target = {
  ...x86_32,
  registers: { ...x86_32.registers, arguments: [edx, ecx, esi], scratch: edi, quotient: eax },
};

/** That the words come to these instructions. */
function check(words: (masm: Masm) => void, expected: (asm: Assembler) => void, target = x86_32) {
  const masm = new Masm(target, 4, false);
  const asm = new Assembler();
  words(masm);
  expected(asm);
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
  expect(hex(masm.finish().bytes)).toBe(hex(asm.finish().bytes));
}

describe('a move', () => {
  it('is no instruction where the roles are the same register', () => {
    check(
      (masm) => masm.move(masm.result, masm.first),
      () => {},
    );
  });

  it('is one where they are not', () => {
    check(
      (masm) => masm.move(masm.result, masm.first),
      (asm) => asm.mov(eax, edx),
      apart,
    );
  });
});

describe('a call', () => {
  it('has what does not fit registers on the machine stack, by way of a kept one', () => {
    check(
      (masm) =>
        masm.callRuntime('rt_load_method', [stolen(masm.first), name(3), cache(8), outputs(0)]),
      (asm) => {
        asm.lea(esi, mem(esp, 16));
        asm.mov(mem(esp), esi);
        asm.mov(edx, immSymbol('name:3'));
        asm.mov(ecx, immSymbol('data:8'));
        asm.call('rt_load_method');
      },
    );
  });

  it('moves what is in registers before it loads the rest', () => {
    check(
      (masm) => masm.callRuntime('rt_observe_type', [cell('counter:0'), lent(masm.first)]),
      (asm) => {
        asm.mov(edx, eax);
        asm.mov(eax, immSymbol('counter:0'));
        asm.call('rt_observe_type');
      },
    );
  });

  it('has its arguments where the target wants them', () => {
    check(
      (masm) => masm.callRuntime('rt_interpret', [frame, word(masm.result)]),
      (asm) => {
        asm.mov(edx, ebp);
        asm.mov(ecx, eax);
        asm.call('rt_interpret');
      },
      apart,
    );
  });

  it('gives away only what the function takes', () => {
    check(
      (masm) => {
        masm.callRuntime('rt_is_true', [lent(masm.first)]);
        // @ts-expect-error: the value stays on the stack
        masm.callRuntime('rt_is_true', [stolen(masm.first)]);
        // @ts-expect-error: the operand is dropped
        masm.callRuntime('rt_truth', [lent(masm.first)]);
      },
      (asm) => {
        asm.call('rt_is_true');
        asm.call('rt_is_true');
        asm.call('rt_truth');
      },
    );
  });

  it('cannot have an argument in the register of one before it', () => {
    const masm = new Masm(x86_32, 4, false);
    expect(() => masm.callRuntime('rt_subscr', [stolen(masm.second), stolen(masm.first)])).toThrow(
      'argument 1 of rt_subscr overwrites a later one',
    );
  });
});

describe('a division', () => {
  it('keeps those registers that it takes and that are to stay', () => {
    check(
      (masm) => masm.divide(masm.kept[0], masm.kept[1], '%', [masm.first, masm.second]),
      (asm) => {
        asm.mov(mem(esp), eax);
        asm.mov(mem(esp, 4), edx);
        asm.mov(eax, esi);
        asm.xor(edx, edx);
        asm.div(edi);
        asm.mov(esi, edx);
        asm.mov(eax, mem(esp));
        asm.mov(edx, mem(esp, 4));
      },
    );
  });
});

it('the frame is aligned as at every call', () => {
  for (let slots = 0; slots < 9; slots += 1) {
    const { total, size } = new Masm(x86_32, slots, false).frame;
    expect(total % x86_32.stackAlignment).toBe(0);
    // Four saved registers and the return address are above.
    expect(total - size).toBe(20);
  }
});
