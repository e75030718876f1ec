/**
 * Types that a counting program notes: of operands where an operation is done the general way, and
 * of parameters. What the program does is the same as when nobody counts.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { observedTypes } from '../../server/src/compiler/observedTypes.js';
import {
  BLOCK_HEADER_SIZE,
  blockHeader,
  type FunctionCounts,
  readBlock,
} from '../../server/src/run/counterBlock.js';
import { countsJson, parseReport, type RunReport } from '../../server/src/run/runReport.js';
import { nativecompile, removeFolders, sourceFile, temporaryFolder } from '../cli/command.js';

afterAll(removeFolders);

async function report(text: string, level = 'lines'): Promise<FunctionCounts[]> {
  const source = sourceFile(text);
  const path = join(temporaryFolder(), 'report.json');
  const { stderr } = await nativecompile(['run', '--counters', level, '--report', path, source]);
  expect(stderr).toBe('');
  const counts = parseReport(readFileSync(path, 'utf8'))?.counts;
  return (counts?.functions ?? []).filter(({ file }) => file === source);
}

async function functionIn(text: string, name = 'f'): Promise<FunctionCounts> {
  const found = (await report(text)).filter((one) => one.name === name);
  expect(found).toHaveLength(1);
  return found[0]!;
}

/** Without the offsets: left and right of each operation, in the order of the code. */
function operands({ operands }: FunctionCounts): string[][] {
  const offsets = [...new Set([...operands.keys()].map((place) => place & ~1))].sort(
    (a, b) => a - b,
  );
  return offsets.map((offset) =>
    [0, 1].map((number) => operands.get(offset + number)?.join(' ') ?? ''),
  );
}

describe('types of operands', () => {
  it('are noted where ints meet floats', async () => {
    const f = await functionIn('def f(a, b): return a + b\nf(1, 2)\nf(1, 2.5)\nf(3, 4)\n');
    expect(operands(f)).toEqual([['int', 'float']]);
  });

  it('are not noted on the fast path', async () => {
    const f = await functionIn(
      'def f(a, b): return a + b, a < b, [a][0], (b,)[0]\nf(1, 2)\nf(1.5, 2.5)\n',
    );
    expect(operands(f)).toEqual([]);
  });

  it('are noted of large ints, which the fast path is not for', async () => {
    const f = await functionIn('def f(a): return a * a\nf(1 << 40)\n');
    expect(operands(f)).toEqual([['int', 'int']]);
  });

  it('are another class where the program made it, or it is not listed', async () => {
    const f = await functionIn(`class A(int): pass
from decimal import Decimal
def f(a, b): return a - b
f(A(1), 2)
f(Decimal(1), 2)
`);
    expect(operands(f)).toEqual([['another class', 'int']]);
  });

  it('are noted of comparisons, alone and in conditions', async () => {
    const f = await functionIn(`def f(a, b):
    c = a < b
    if a == 'x': return c
    while b > a: return 1
f('a', 'b')
f(None or [], [])
`);
    expect(operands(f)).toEqual([
      ['str list', 'str list'],
      ['str list', ''],
      ['str list', 'str list'],
    ]);
  });

  it('are noted of subscripts, read and written', async () => {
    const f = await functionIn(`def f(c, k):
    c[k] = 1
    c[-1] = 2
    return c[k], k is slice or c[k:], c[0]
f({0: 0}, slice)
f([1, 2], -1)
`);
    expect(operands(f)).toEqual([
      ['list dict', 'int type'],
      // What is done in line is not noted.
      ['dict', ''],
      ['list dict', 'int type'],
      // A slice is not made: its bounds are no operand of the list's.
      ['list', ''],
      ['dict', ''],
    ]);
  });

  it('are noted of operations that have no fast path', async () => {
    const f = await functionIn(`def f(a, b):
    a @= b
    c = 1 << 3 if b else b << 2
    t = 'p'
    t += b if isinstance(b, str) else 'q'
    return '%s' % b, -1 ** len(t) ** 0.5
class M:
    def __imatmul__(self, other): return self
f(M(), True)
f(M(), 'yes')
`);
    expect(operands(f)[0]).toEqual(['another class', 'str bool']);
    expect(operands(f)).toContainEqual(['str', 'str']);
    expect(operands(f)).toContainEqual(['', 'str bool']);
  });

  it('of all processes of a run are noted together', async () => {
    const f = await functionIn(`import os, subprocess, sys
def f(a, b): return a + b
class Mine:
    def __add__(self, other): return self
if len(sys.argv) == 1:
    f(1, 'x'[:0] and 1 or 2.5)
    if os.fork() == 0:
        f('a', 'b')
        os._exit(0)
    os.wait()
    subprocess.run([sys.executable, __file__, 'child'], check=True)
    for made in range(3):
        f([], [])
        f(1, 2.5)
else:
    f(Mine(), ())
`);
    expect(operands(f)).toEqual([['int str list another class', 'float str list tuple']]);
    expect(f.parameters.get(0)).toEqual(['int', 'str', 'list', 'another class']);
  });
});

describe('types of parameters', () => {
  it('are noted at each call, defaults and keywords as well', async () => {
    const f = await functionIn(`def f(a, /, b=1, *rest, c=None, **more):
    a = b = c = rest = more = 0
f(1.5)
f(a := b'x', 2, 3, c={1}, d=4)
f(frozenset(), b=range(3), c=1j)
`);
    expect(Object.fromEntries(f.parameters)).toEqual({
      0: ['float', 'bytes', 'frozenset'],
      1: ['int', 'range'],
      2: ['None', 'set', 'complex'],
    });
  });

  it('are noted of generators, coroutines, methods, cells and lambdas', async () => {
    const found = await report(`import asyncio
def gen(a): yield a
list(gen(1))
async def co(a): return a
asyncio.run(co('x'))
class A:
    def m(self, a): return lambda: a
A().m(1.5)()
(lambda x: x)(())
[x for x in [1]]
`);
    const parameters = Object.fromEntries(
      found.map((one) => [one.name, [...one.parameters.values()]]),
    );
    expect(parameters).toMatchObject({
      gen: [['int']],
      co: [['str']],
      'A.m': [['another class'], ['float']],
      'A.m.<locals>.<lambda>': [],
      '<lambda>': [['tuple']],
      '<listcomp>': [],
      '<module>': [],
    });
  });

  it('are not noted when only calls are counted', async () => {
    const text = 'def f(a): return a + a\nf("x")\n';
    const [, f] = await report(text, 'functions');
    expect(f).toMatchObject({ name: 'f', calls: 1 });
    expect(f?.parameters.size).toBe(0);
    expect(f?.operands.size).toBe(0);
  });
});

it('noting types changes nothing: neither references, nor errors, nor tracebacks', async () => {
  const path = sourceFile(`import sys, traceback
class A:
    def __add__(self, other): return (sys.getrefcount(self), sys.getrefcount(other))
    def __lt__(self, other): raise ValueError(sys.getrefcount(self))
    def __getitem__(self, key): return sys.getrefcount(self), sys.getrefcount(key)
    def __setitem__(self, key, value): print(sys.getrefcount(self), sys.getrefcount(value))
    def __rshift__(self, other): return sys.getrefcount(self)
    def __del__(self): print('gone')
def f(a, b, *, c=()):
    x = a
    print(a + b, x + a, A() + b, a[b], a[x + b], a >> b, A() >> A())
    a[b] = a
    a[A()] = A()
    x += b
    print(x)
    try:
        a < b
    except ValueError:
        traceback.print_exc()
    if A() < \\
            b:
        pass
for b in [1, 2.5, 'x', A()]:
    try:
        f(A(), b)
    except ValueError as error:
        traceback.print_exc()
for left in [1, 1.5, 'a', [], None]:
    for right in [2, 2.5, 'b', [1], None]:
        for work in [lambda a, b: a + b, lambda a, b: a < b, lambda a, b: a[b], lambda a, b: a ** b]:
            try:
                print(work(left, right), sys.getrefcount(left))
            except TypeError as error:
                print(error, error.__traceback__.tb_next.tb_lasti)
`);
  const all = ['run', '--compile', 'all', '--strict'];
  const uncounted = await nativecompile([...all, path]);
  const out = join(temporaryFolder(), 'report.json');
  const counted = await nativecompile([...all, '--counters', 'lines', '--report', out, path]);
  expect(counted.stdout).toBe(uncounted.stdout);
  expect(counted.stderr).toBe(uncounted.stderr);
  expect(uncounted.stdout).toContain('gone');
});

describe('blocks', () => {
  /** A record of one code object with these counters. */
  function block(
    cells: readonly (readonly [kind: number, value: number, low: number, high: number])[],
  ) {
    const name = new TextEncoder().encode('ff.py...');
    const size = 32 + 24 * cells.length + name.length;
    const bytes = new Uint8Array(BLOCK_HEADER_SIZE + size);
    bytes.set(blockHeader(bytes.length));
    const words = new Uint32Array(bytes.buffer);
    words[3] = bytes.length;
    words.set([size, 1, cells.length, 1, 5, 1, 7, 0], 16);
    cells.forEach(([kind, value, low, high], index) => {
      words.set([low, 0, high, 0], 24 + 4 * index);
      words.set([kind, value], 24 + 4 * cells.length + 2 * index);
    });
    bytes.set(name, bytes.length - name.length);
    return bytes;
  }

  it('have the types as bits of a cell, whatever else is in it', () => {
    const [one] = readBlock(
      block([
        [3, 8, 0b11, 0x8123456],
        [3, 9, 0x80000000, 0],
        [4, 0, 0, 0xffffffff],
        [4, 1, 0x7fc00000, 1],
        [9, 0, 5, 5],
      ]),
    ).functions;
    expect(one?.operands).toEqual(
      new Map([
        [8, ['int', 'float']],
        [9, ['another class']],
      ]),
    );
    // Bits that no type has are of nobody who may write here.
    expect(one?.parameters).toEqual(new Map());
  });

  it('that are cut off, or of another version, have no types', () => {
    const whole = block([[3, 8, 1, 1]]);
    for (let length = 0; length < whole.length; length += 1) {
      expect(readBlock(whole.subarray(0, length)).functions).toEqual([]);
    }
    const other = whole.slice();
    other[4] = 1;
    expect(readBlock(other).functions).toEqual([]);
  });

  it('of any content are read to their end', () => {
    let state = 7;
    const next = (below: number): number => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    for (let round = 0; round < 2000; round += 1) {
      const bytes = block([
        [3, 8, 1, 1],
        [4, 1, 2, 2],
      ]);
      for (let i = 0; i < 4; i += 1) bytes[16 + next(bytes.length - 16)] = next(256);
      const { functions } = readBlock(bytes);
      for (const { operands, parameters } of functions) {
        for (const names of [...operands.values(), ...parameters.values()]) {
          expect(names.length).toBeLessThanOrEqual(23);
        }
      }
    }
  });

  it('know all bits', () => {
    const all = observedTypes(0xffffffff);
    expect(all).toHaveLength(23);
    expect(all.at(-1)).toBe('another class');
    expect(new Set(all).size).toBe(23);
  });
});

describe('reports', () => {
  const one: FunctionCounts = {
    file: '/a.py',
    name: 'f',
    firstLine: 1,
    units: 5,
    calls: 2,
    lines: new Map([[1, 2]]),
    slow: new Map([[8, 2]]),
    operands: new Map([[8, ['int', 'another class']]]),
    parameters: new Map([[0, ['None']]]),
  };
  const text = (functions: unknown): string =>
    JSON.stringify({
      version: 2,
      end: { kind: 'exit', status: 0 },
      faults: [],
      differences: [],
      counts: { dropped: 0, functions },
    });
  const written = (): Record<string, unknown> =>
    (JSON.parse(countsJson({ functions: [one], dropped: 0 })) as { functions: [object] })
      .functions[0] as Record<string, unknown>;

  it('carry the types', () => {
    const parsed = parseReport(text([written()])) as RunReport;
    expect(parsed.counts?.functions).toEqual([one]);
  });

  it.each([
    ['operands', undefined],
    ['operands', 'int'],
    ['operands', [8]],
    ['operands', [[8]]],
    ['operands', [[8, 'int']]],
    ['operands', [['8', ['int']]]],
    ['operands', [[8, ['](command:evil)']]]],
    ['parameters', [[0, [1]]]],
    ['parameters', {}],
    ['parameters', null],
  ])('with %s %j are none', (field, value) => {
    expect(parseReport(text([{ ...written(), [field]: value }]))).toBeNull();
  });
});
