/** What is lowered together is decided before emission, and can be read. */

import { beforeAll, describe, expect, it } from 'vitest';
import { readCode } from '../../server/src/bytecode/marshal.js';
import { type CompileOptions, compileTree, explainPlan } from '../../server/src/compiler/index.js';
import { marshalSources } from '../bytecode/python.js';
import { checkGolden, type ShownCode, samples, shownCode } from './golden.js';

const plain: CompileOptions = { target: 'x86-32', without: new Set() };

describe('the plan of', () => {
  let codes: ShownCode;
  beforeAll(() => {
    codes = shownCode();
  });

  it.each(samples)('$name', (sample) => {
    const plans = codes.get(sample)!.map((code) => explainPlan(code, plain));
    checkGolden(`plan/${sample.name}`, plans.join('\n'));
  });
});

/**
 * The rows that are more than an instruction by itself, of all functions, without their columns'
 * widths.
 */
function groups(source: string, asked: Partial<CompileOptions> = {}): string[] {
  const options = { ...plain, ...asked };
  const [marshalled] = marshalSources([{ source }]);
  return compileTree(readCode(marshalled!), options)
    .flatMap(({ code }) => explainPlan(code, options)?.split('\n') ?? [])
    .filter((row) => row.startsWith(' ') && !/^ +(?:\| )?one /.test(row))
    .map((row) => row.trim().replace(/ {2,}/g, ' · '));
}

const jump = 'POP_JUMP_FORWARD_IF_FALSE';

describe('a tree', () => {
  it('has what a call returned, by its place on the stack', () => {
    expect(groups('def f(a, b): return a, g(a) * 2 - b')).toEqual([
      'expression tree · 1 · BINARY_OP LOAD_FAST BINARY_OP · ; (#1 * 2) - b as ints, then floats',
    ]);
  });

  it('has no operand that a generator has left for a while: it is a local no longer', () => {
    expect(groups('def f(a, b): return a - (yield) * b')).toEqual([
      'expression tree · 1 · BINARY_OP BINARY_OP · ; #0 - (#1 * b) as ints, then floats',
    ]);
  });

  it('has no operand of before a branch as a local or constant', () => {
    expect(groups('def f(a, b, c): return 1 + (a if c else b) * a')).toEqual([
      'expression tree · 1 · BINARY_OP BINARY_OP · ; #0 + (#1 * a) as ints, then floats',
    ]);
  });

  it('has no local as an operand that is given another value in between', () => {
    expect(groups('def f(a, b): return a * (a := b) - a')).toEqual([
      'expression tree · 1 · BINARY_OP LOAD_FAST BINARY_OP · ; (#0 * b) - a as ints, then floats',
    ]);
  });

  it('ends where a line is counted', () => {
    const source = 'def f(a, b):\n  return (a * b -\n    b)';
    expect(groups(source)).toHaveLength(1);
    expect(groups(source, { ...plain, counters: 'lines' })).toEqual([]);
  });

  it('is not there where an opcode is excluded', () => {
    const without = new Set(['POP_TOP'] as const);
    expect(groups('def f(a, b): return a * b - b', { without })).toEqual([]);
  });
});

describe('a condition', () => {
  it.each([
    ['a < b', 'COMPARE_OP'],
    ['a is b', 'IS_OP'],
    ['a in b', 'CONTAINS_OP'],
    ['not a not in b', 'CONTAINS_OP'],
  ])('%s comes with its jump', (condition, opcode) => {
    const [row, ...more] = groups(`def f(a, b):\n  if ${condition}: return`);
    expect(row).toMatch(new RegExp(`^compare and jump · 2 · ${opcode} POP_JUMP_FORWARD_IF_`));
    expect(more).toEqual([]);
  });

  it('with a constant that is no number has an object for an answer', () => {
    expect(groups("def f(a):\n  if a == 'x': return")).toEqual([]);
    expect(groups('def f(a):\n  if a == 1: return')).toHaveLength(1);
  });

  it('in a match statement or an except clause is none but a condition', () => {
    const source = `def f(a):
  match a:
    case [x]: return x
  try: a()
  except KeyError: pass`;
    expect(groups(source).map((row) => row.split(' · ').slice(0, 3))).toEqual([
      ['compare and jump', '3', `MATCH_SEQUENCE ${jump}`],
      ['compare and jump', '3', `COMPARE_OP ${jump}`],
      ['compare and jump', '5', `CHECK_EXC_MATCH ${jump}`],
    ]);
  });

  it('leaves the jump alone that is excluded, be it for its argument', () => {
    const source = `def f(a, b):\n  if a < b:\n    ${'a = g(a); '.repeat(60)}`;
    expect(groups(source)).toEqual([`compare and jump · 2 · COMPARE_OP ${jump} · ; if false`]);
    for (const opcode of [jump, 'EXTENDED_ARG'] as const) {
      const [row] = groups(source, { target: 'x86-32', without: new Set([opcode]) });
      expect(row).toMatch(new RegExp(`^leave · [-\\d]+ · ${jump}`));
    }
  });
});

describe('a store', () => {
  it.each([
    ['a += b', 1],
    ["a += 'x'", 1],
    ['a -= b', 1],
    // The runtime does these.
    ["a -= 'x'", 0],
    ['a **= b', 0],
    // The operand is another one's.
    ['a = b + a', 0],
  ])('of %s into its operand: %i', (statement, count) => {
    const rows = groups(`def f(a, b):\n  ${statement}`);
    expect(rows.filter((row) => row.startsWith('store into'))).toHaveLength(count);
  });

  it('may begin the next block', () => {
    expect(groups('def f(x, c):\n  x = x + 1 if c else x + 2')).toEqual([
      'store into · 2 · BINARY_OP STORE_FAST · ; x',
    ]);
  });

  it('is none into a local whose value waited while a generator was left', () => {
    expect(groups('def f(x):\n  x += (yield)')).toEqual([
      'expression tree · 2 · BINARY_OP STORE_FAST · ; x = #0 + #1 as ints, then floats',
    ]);
  });
});

describe('super()', () => {
  const inClass = (method: string): string => `class C(B):\n  ${method}`;

  it('comes with the method that is taken from it', () => {
    expect(groups(inClass('def f(self): return super().f()'))).toEqual([
      'super · 2 · CALL LOAD_METHOD · ; f',
    ]);
  });

  it.each([
    'def f(self): return super().x',
    'def f(self): return super(C, self).f()',
    'def f(): return super().f()',
    'def f(self): return super().f(lambda: self)',
    'def f(self): return other().f(__class__)',
  ])('%s is not of the kind', (method) => {
    expect(groups(inClass(method))).toEqual([]);
  });

  it('is an ordinary call where LOAD_METHOD is excluded', () => {
    const without = new Set(['LOAD_METHOD'] as const);
    expect(groups(inClass('def f(self): return super().f()'), { without })).toEqual([
      'leave · 2 · LOAD_METHOD PRECALL CALL RETURN_VALUE · ; the interpreter goes on',
    ]);
  });
});

describe('a loop', () => {
  it('knows the local that its items go to', () => {
    expect(groups('def f(n):\n    for i in range(n): pass')).toEqual([
      'item into · 2 · FOR_ITER · ; i',
    ]);
  });

  it.each(['for a, b in n: pass', 'global g\n    for g in n: pass', 'for n.x in n: pass'])(
    'knows none in %j',
    (loop) => {
      expect(groups(`def f(n):\n    ${loop}`)).toEqual([]);
    },
  );

  it('knows none whose store is excluded', () => {
    const asked = { without: new Set(['STORE_FAST'] as const) };
    expect(groups('def f(n):\n    for i in n: pass', asked).join()).not.toContain('item into');
  });
});

describe('a slice', () => {
  it('is part of the subscript that takes it', () => {
    expect(groups('def f(x, y):\n    y[:2] = x[1::2]')).toEqual([
      'slice · 2 · BUILD_SLICE BINARY_SUBSCR',
      'slice · 2 · BUILD_SLICE STORE_SUBSCR',
    ]);
  });

  it.each(['x[1:2] += x', 'del x[1:2]', 'x[1:2, 3]', 'x[1:2 if x else 3:]'])(
    'of %s is none',
    (x) => {
      const found = groups(`def f(x): ${x}`).filter((row) => row.startsWith('slice'));
      expect(found).toEqual(x.includes('if') ? ['slice · 1 · BUILD_SLICE BINARY_SUBSCR'] : []);
    },
  );

  it('is one where an opcode is excluded', () => {
    const without = new Set(['BINARY_SUBSCR'] as const);
    expect(groups('def f(x): return x[1:2]', { without }).join()).not.toContain('slice ·');
  });
});
