/** Words of the macro assembler, in the instructions of a target. */

import { describe, expect, it } from 'vitest';
import { Assembler } from '../../server/src/assembler/assembler.js';
import {
  dword,
  immLowSymbol,
  immSymbol,
  type Label,
  mem,
  memSymbol,
} from '../../server/src/assembler/operands.js';
import {
  type Bits,
  cl,
  eax,
  ebp,
  ecx,
  edi,
  edx,
  esi,
  esp,
  r11,
  r12,
  r13,
  r13d,
  r14,
  r15,
  rax,
  rbp,
  rbx,
  rcx,
  rdi,
  rsi,
  rsp,
  xmm0,
} from '../../server/src/assembler/registers.js';
import { cell, lent, savedDouble, stolen, word } from '../../server/src/compiler/masm/arguments.js';
import { Masm, type MasmOptions } from '../../server/src/compiler/masm/masm.js';
import {
  addressOf,
  constantAddress,
  field,
  symbolInt,
  unitAddress,
} from '../../server/src/compiler/masm/places.js';
import type { Target } from '../../server/src/compiler/target/target.js';
import { x86_32 } from '../../server/src/compiler/target/x86_32.js';
import { x86_64 } from '../../server/src/compiler/target/x86_64.js';
import { layout } from '../../server/src/generated/layout.js';
import { cache, frame, name, outputs } from '../../server/src/opcodes/runtimeCalls.js';

/** The result of a call is not where its first argument was. */
const apart: Target = {
  ...x86_32,
  registers: { ...x86_32.registers, arguments: [edx, ecx, esi], scratch: edi, quotient: eax },
};

/** That the words come to these instructions. */
function check(words: (masm: Masm) => void, expected: (asm: Assembler) => void, target = x86_32) {
  compare(words, target, new Assembler(), expected);
}

/** The same in x86-64. */
function check64(
  words: (masm: Masm) => void,
  expected: (asm: Assembler<64>) => void,
  options: MasmOptions = {},
) {
  compare(words, x86_64, new Assembler<64>(64), expected, options);
}

function compare<A extends Assembler<Bits>>(
  words: (masm: Masm) => void,
  target: Target,
  asm: A,
  expected: (asm: A) => void,
  options: MasmOptions = {},
): void {
  const masm = new Masm(target, 4, options);
  words(masm);
  expected(asm);
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
  const [ours, theirs] = [masm.finish(), asm.finish()];
  expect(hex(ours.bytes)).toBe(hex(theirs.bytes));
  expect(ours.relocations).toEqual(theirs.relocations);
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
    const masm = new Masm(x86_32, 4);
    expect(() => masm.callRuntime('rt_subscr', [stolen(masm.second), stolen(masm.first)])).toThrow(
      'argument 1 of rt_subscr overwrites a later one',
    );
  });
});

describe('a division', () => {
  it('keeps those registers that it takes and that are to stay', () => {
    check(
      (masm) =>
        masm.divide(masm.kept[0], masm.kept[1], '%', {
          kept: [masm.first, masm.second],
          haveOneDigit: true,
        }),
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
  for (const target of [x86_32, x86_64]) {
    for (let slots = 0; slots < 9; slots += 1) {
      const { total, size } = new Masm(target, slots).frame;
      expect(total % target.stackAlignment).toBe(0);
      // The saved registers and the return address are above.
      expect(total - size).toBe(target.word * (target.registers.saved.length + 1));
    }
  }
});

describe('in x86-64', () => {
  const { PyObject, PyLongObject, PyTypeObject } = x86_64.layout;

  it('a field is as wide as it is declared', () => {
    check64(
      (masm) => {
        masm.loadField(masm.scratch, masm.first, PyObject.ob_type);
        masm.loadField(masm.second, masm.scratch, PyTypeObject.tp_version_tag);
        masm.storeField(masm.result, PyLongObject.ob_digit, masm.kept[1]);
        masm.compare(symbolInt('eval_breaker'), 0);
        masm.compare(masm.second, field(masm.scratch, PyTypeObject.tp_version_tag));
        masm.multiply(masm.kept[0], field(masm.result, PyLongObject.ob_digit));
        masm.increment(masm.item(masm.first, masm.second));
      },
      (asm) => {
        asm.mov(rcx, mem(rdi, PyObject.ob_type.offset));
        asm.mov(esi, mem(rcx, PyTypeObject.tp_version_tag.offset));
        asm.mov(dword(mem(rax, PyLongObject.ob_digit.offset)), r13d);
        asm.cmp(dword(memSymbol('eval_breaker')), 0);
        asm.cmp(esi, mem(rcx, PyTypeObject.tp_version_tag.offset));
        asm.mov(ecx, mem(rax, PyLongObject.ob_digit.offset));
        asm.imul(r12, rcx);
        asm.inc(mem(rdi, 0, { index: rsi, scale: 8 }));
      },
    );
  });

  it("the helper's own addresses are immediates, and those of objects are literals, each there once", () => {
    check64(
      (masm) => {
        masm.compare(field(masm.first, PyObject.ob_type), addressOf('PyLong_Type'));
        masm.move(masm.result, constantAddress(3));
        masm.compare(masm.result, constantAddress(3));
        masm.storeConstant(masm.frame.slot(0), 4);
        masm.store(masm.frame.slot(1), unitAddress(5));
        masm.loadDoubleConstant(masm.floats[0], 7, 1.5);
        masm.loadDoubleConstant(masm.floats[0], 8, 1.5);
        masm.loadSite(2);
      },
      (asm) => {
        const [three, four, double] = [asm.label(), asm.label(), asm.label()];
        asm.cmp(mem(rdi, PyObject.ob_type.offset), immLowSymbol('PyLong_Type'));
        asm.mov(rax, memSymbol(three));
        asm.cmp(rax, memSymbol(three));
        asm.mov(r11, memSymbol(four));
        asm.mov(mem(rsp, 40), r11);
        asm.inc(mem(r11));
        asm.lea(r11, mem(r14, 10));
        asm.mov(mem(rsp, 48), r11);
        asm.movsd(xmm0, memSymbol(double));
        asm.movsd(xmm0, memSymbol(double));
        asm.mov(rsi, immLowSymbol('site:2'));
        asm.bind(three);
        asm.dq(immSymbol('const:3'));
        asm.bind(four);
        asm.dq(immSymbol('const:4'));
        asm.bind(double);
        asm.dq(0x3ff8_0000_0000_0000n);
      },
    );
  });

  it("what C returns as an int is extended, since a register's upper half may be anything", () => {
    check64(
      (masm) => {
        masm.callRuntime('rt_truth', [stolen(masm.first)]);
        masm.callRuntime('rt_new_int', [word(masm.kept[0])]);
      },
      (asm) => {
        asm.call('rt_truth');
        asm.movsxd(rax, eax);
        asm.mov(rdi, r12);
        asm.call('rt_new_int');
      },
    );
  });

  it('the flag that something is to be thrown is an int too', () => {
    check64(
      (masm) => masm.jumpIfThrown(bound(masm)),
      (asm) => {
        const here = asm.label();
        asm.bind(here);
        asm.test(edx, edx);
        asm.j('ne', here);
      },
    );
  });

  it('every word that changes a reference count counts all references too, where it is asked to', () => {
    const words = (masm: Masm) => {
      masm.incref(masm.first);
      masm.loadConstant(masm.result, 1);
      masm.storeConstant(masm.frame.slot(0), 1);
      masm.decref(masm.second, bound(masm));
      masm.decrefShared(masm.second);
    };
    const all = memSymbol('reference_total');
    const expected = (counts: boolean) => (asm: Assembler<64>) => {
      const [one, dead] = [asm.label(), asm.label()];
      if (counts) asm.inc(all);
      asm.inc(mem(rdi));
      if (counts) asm.inc(all);
      asm.mov(rax, memSymbol(one));
      asm.inc(mem(rax));
      if (counts) asm.inc(all);
      asm.mov(r11, memSymbol(one));
      asm.mov(mem(rsp, 40), r11);
      asm.inc(mem(r11));
      asm.bind(dead);
      if (counts) asm.dec(all);
      asm.dec(mem(rsi));
      asm.j('e', dead);
      if (counts) asm.dec(all);
      asm.dec(mem(rsi));
      asm.bind(one);
      asm.dq(immSymbol('const:1'));
    };
    check64(words, expected(false));
    check64(words, expected(true), { countsReferences: true });
  });

  it('a counter of 64 bits is one word', () => {
    check64(
      (masm) => {
        masm.addToCounter('counter:2', layout.CounterCell.count, 1);
        masm.addToCounter('counter:2', layout.CounterCell.count, -1);
      },
      (asm) => {
        asm.add(memSymbol('counter:2'), 1);
        asm.sub(memSymbol('counter:2'), 1);
      },
    );
  });

  it('a double is passed in a register', () => {
    check64(
      (masm) => {
        masm.saveDouble(masm.floats[0]);
        masm.callRuntime('rt_new_float', [savedDouble]);
      },
      (asm) => {
        asm.movsd(mem(rsp), xmm0);
        asm.movsd(xmm0, mem(rsp));
        asm.call('rt_new_float');
      },
    );
  });

  it('ints are divided as what they are: of one digit in 32 bits', () => {
    const divide = (haveOneDigit: boolean) => (masm: Masm) =>
      masm.divide(masm.kept[0], 10, '//', { kept: [], haveOneDigit });
    for (const [by, haveOneDigit] of [
      [rcx, false],
      [ecx, true],
    ] as const) {
      check64(divide(haveOneDigit), (asm) => {
        asm.mov(rax, r12);
        asm.xor(edx, edx);
        asm.mov(rcx, 10);
        asm.div(by);
        asm.mov(r12, rax);
      });
    }
  });

  it('numbers of more than 32 bits come by way of the register for addresses', () => {
    check64(
      (masm) => {
        const [int] = masm.registers.ints;
        masm.and(int!, 0xffffffff);
        masm.add(int!, -(2 ** 31));
        masm.multiply(int!, 2 ** 40);
        masm.compare(int!, 2 ** 31);
        masm.divideByPower(int!, 2 ** 33, '%');
      },
      (asm) => {
        asm.mov(r11, 0xffffffff);
        asm.and(r12, r11);
        asm.add(r12, -(2 ** 31));
        asm.mov(r11, 2 ** 40);
        asm.imul(r12, r11);
        asm.mov(r11, 2 ** 31);
        asm.cmp(r12, r11);
        asm.mov(r11, 2 ** 33 - 1);
        asm.and(r12, r11);
      },
    );
  });

  it('a power of two divides ints of either sign, rounded down', () => {
    check64(
      (masm) => {
        masm.divideByPower(masm.kept[0], 2 ** 33, '//');
        masm.shiftLeft(masm.kept[0], 30);
        masm.negate(masm.kept[0]);
      },
      (asm) => {
        asm.sar(r12, 33);
        asm.shl(r12, 30);
        asm.neg(r12);
      },
    );
  });

  it('a sign fills the word, and an answer is one byte', () => {
    check64(
      (masm) => {
        masm.loadSign(masm.scratch, masm.kept[0]);
        masm.keepAnswer('e');
        masm.loadAnswer(masm.kept[1]);
      },
      (asm) => {
        asm.mov(rcx, r12);
        asm.sar(rcx, 63);
        asm.setcc('e', cl);
        asm.movzx8(r13d, cl);
      },
    );
  });

  it('a function is entered with what calls keep saved, and the first code unit at hand', () => {
    check64(
      (masm) => {
        masm.enter();
        masm.leave();
      },
      (asm) => {
        const saved = [rbp, rbx, r12, r13, r14, r15];
        const unit = asm.label();
        for (const register of saved) asm.push(register);
        asm.sub(rsp, 72);
        asm.mov(mem(rsp, 24), rdi);
        asm.mov(rbp, rsi);
        asm.mov(rbx, mem(rdi, x86_64.layout.PyThreadState.cframe.offset));
        asm.mov(r14, memSymbol(unit));
        asm.add(rsp, 72);
        for (const register of saved.reverse()) asm.pop(register);
        asm.ret();
        asm.bind(unit);
        asm.dq(immSymbol('unit:0'));
      },
    );
  });
});

function bound(masm: Masm): Label {
  const label = masm.label('here');
  masm.bind(label);
  return label;
}
