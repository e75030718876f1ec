/**
 * NC201, and annotations as a run saw the parameters: offered with the finding gone, or disabled
 * with the reason.
 */

import { afterAll, describe, expect, it } from 'vitest';
import { hintsOf } from '../../server/src/language/hints/index.js';
import type { RunData } from '../../server/src/language/runData.js';
import { analyseText, fixed, fixer, service } from './harness.js';

afterAll(() => service.stop());

type Seen = Readonly<Record<number, readonly string[]>>;

function runData(functions: Readonly<Record<string, Seen>>, stale = false): RunData {
  const parameters = new Map(
    Object.entries(functions).map(([key, seen]) => [
      key,
      new Map(Object.entries(seen).map(([number, types]) => [Number(number), types])),
    ]),
  );
  const none = { lines: new Map(), functions: new Map(), operations: new Map() };
  return { ...none, parameters, live: false, stale };
}

const TEXT = 'def f(a, b=2):\n    return a ** b\n';
const options = (data: RunData | null) => ({ hints: true, runData: data });

async function disabled(text: string, data: RunData | null): Promise<string | undefined> {
  const offers = await (await fixer(text, options(data))).offers();
  return offers.find(({ title }) => title.startsWith('Annotate'))?.disabled;
}

const generic = async (text: string): Promise<number> => {
  const analysis = await analyseText(text);
  if (analysis === null) throw new Error('the program does not compile');
  return hintsOf(analysis).filter(({ code }) => code === 'NC201').length;
};

describe('the annotation from run data (NC201)', () => {
  it.each<[string, Seen, string]>([
    [TEXT, { 0: ['float'], 1: ['int'] }, 'def f(a: float, b: int = 2):'],
    [
      TEXT,
      { 0: ['int', 'float'], 1: ['None', 'int'] },
      'def f(a: int | float, b: int | None = 2):',
    ],
    [
      'def f(a, /, *, b = 1):\r\n    return (a\r\n        ** b)\r\n',
      { 0: ['float'], 1: ['int'] },
      'def f(a: float, /, *, b: int = 1):\r\n    return (a\r\n        ** b)\r\n',
    ],
    [
      'def f(a: float, b): return a << b\n',
      { 1: ['int'] },
      'def f(a: float, b: int): return a << b\n',
    ],
    ["def f(a): return '%s' % a\n", { 0: ['str'] }, "def f(a: str): return '%s' % a\n"],
    [
      'async def f(ä, b): return ä @ b\n',
      { 0: ['list'], 1: ['dict'] },
      'async def f(ä: list, b: dict):',
    ],
  ])('%j', async (text, seen, expected) => {
    const after = await fixed(text, /^Annotate/, options(runData({ '1 f': seen })));
    expect(after).toContain(expected);
    expect(await generic(text)).toBe(1);
    expect(await generic(after)).toBe(0);
  });

  it('is for functions with decorators, methods with private names, and those inside of others', async () => {
    const text = `class A:
    @staticmethod
    def f(__a, b):
        def g(c): return lambda: __a ** c
        return __a ** b
`;
    const data = runData({ '2 A.f': { 0: ['int'], 1: ['float'] } });
    // The inner function uses a cell of the outer one: a cell's content may change.
    expect(await disabled(text, data)).toMatch(/no parameter/);
    const plain = text.replace('        def g(c): return lambda: __a ** c\n', '');
    expect(await fixed(plain, /^Annotate/, options(data))).toContain('def f(__a: int, b: float):');
    const inner = 'def o():\n    def f(a): return a ** 2\n    return f\n';
    const seen = runData({ '2 o.<locals>.f': { 0: ['int'] } });
    const after = await fixed(inner, /^Annotate/, options(seen));
    expect(after).toContain('    def f(a: int): return a ** 2\n');
  });

  it('says what it will write', async () => {
    const data = runData({ '1 f': { 0: ['float'], 1: ['int'] } });
    const offers = await (await fixer(TEXT, options(data))).offers();
    const offer = offers.find(({ title }) => title.startsWith('Annotate'));
    expect(offer).toMatchObject({
      title: 'Annotate a: float, b: int as the last run saw',
      kind: 'quickFix',
      isPreferred: false,
      codes: ['NC201'],
    });
  });

  it.each<[string, string, RunData | null, RegExp]>([
    ['without a run', TEXT, null, /^No run has counted lines yet/],
    ['of an old run', TEXT, runData({ '1 f': { 0: ['int'], 1: ['int'] } }, true), /changed since/],
    ['of a function that was not called', TEXT, runData({}), /did not call/],
    ['of a parameter that nobody saw', TEXT, runData({ '1 f': { 0: ['int'] } }), /did not call/],
    [
      'of a class of the program',
      TEXT,
      runData({ '1 f': { 0: ['int', 'another class'], 1: ['int'] } }),
      /`a` was of another type/,
    ],
    ['of functions', TEXT, runData({ '1 f': { 0: ['function'], 1: ['int'] } }), /another type/],
    [
      'of three types',
      TEXT,
      runData({ '1 f': { 0: ['int', 'str', 'None'], 1: ['int'] } }),
      /many types: int, str, None/,
    ],
    [
      'with a name that is a global',
      `float = int\n${TEXT}`,
      runData({ '2 f': { 0: ['float'], 1: ['int'] } }),
      /`float` means something else/,
    ],
    [
      'with a name that is an attribute of the class',
      'class A:\n    int = 3\n    def f(self, a):\n        return a ** 2\n',
      runData({ '3 A.f': { 0: ['another class'], 1: ['int'] } }),
      /`int` means something else/,
    ],
    [
      'with a name that may come by a star',
      `from os import *\n${TEXT}`,
      runData({ '2 f': { 0: ['float'], 1: ['int'] } }),
      /`float` means something else/,
    ],
    [
      'of a parameter with another annotation',
      'def f(a: "x"):\n    return a ** 2\n',
      runData({ '1 f': { 0: ['int'] } }),
      /annotated already/,
    ],
    ['of a lambda', 'f = lambda a: a ** 2\n', runData({ '1 <lambda>': { 0: ['int'] } }), /lambda/],
    [
      'of a parameter that is bound anew',
      'def f(a):\n    a = a ** 2\n    return a\n',
      runData({ '1 f': { 0: ['int'] } }),
      /gives it another value/,
    ],
    [
      'of another operand',
      'def f(a, b):\n    return a << b.c\n',
      runData({ '1 f': { 0: ['int'], 1: ['int'] } }),
      /no parameter/,
    ],
    [
      'of an operand that is one of two',
      'def f(a, b):\n    return a << (b if a else 3)\n',
      runData({ '1 f': { 0: ['int'], 1: ['int'] } }),
      /no parameter/,
    ],
  ])('is disabled %s', async (_, text, data, reason) => {
    expect(await generic(text)).toBeGreaterThan(0);
    expect(await disabled(text, data)).toMatch(reason);
  });

  it('is not spoken of when nobody asked', async () => {
    const offers = await (await fixer(TEXT, { ...options(null), automatic: true })).offers();
    expect(offers.filter(({ title }) => title.startsWith('Annotate'))).toEqual([]);
  });
});

describe('NC201', () => {
  it.each([
    ['def f(a: int, b: float): return a ** b\n'],
    ['def f(a: int | None): return a ** 2\n'],
    ["def f(a: 'int | None'): return a ** 2\n"],
    ['from __future__ import annotations\ndef f(a: int, *, b: None | float) -> x: return a ** b\n'],
    ['def f(a: int, *b: int, c: d[1:2] = 3, **e: f()) -> x.y(z=1): return a ** 2\n'],
    ['class A:\n    def f(self, __a: int): return __a ** 2\n'],
    ['def o(x):\n    def f(a: float = 3, *, b=4): return a ** 2 if x else o\n    return f\n'],
    ['def f(float: int): return float ** 2\n'],
    ['T = dict | None\n'],
    ['T = None | dict\n'],
  ])('is not said of %j', async (text) => {
    expect(await generic(text)).toBe(0);
  });

  it.each([
    ['def f(a, b: int): return a ** b\n'],
    ['def f(a: int, b: g): return a ** b\n'],
    ['def f(a: list[int]): return a ** 2\n'],
    ['def f(a: int if f else float): return a ** 2\n'],
    ['def f(*a: int): return a ** 2\n'],
    ['def f(a: int): return a ** a.b\n'],
    ['def f(a: int):\n    a **= 2\n    return a\n'],
    ['def f(a: int):\n    return a ** 2, [a for b in a]\n'],
    ['int = 3\ndef f(a: int): return a ** 2\n'],
    ['def g():\n    global int\n    int = 3\ndef f(a: int): return a ** 2\n'],
    ['from x import *\ndef f(a: int): return a ** 2\n'],
    ['import int\ndef f(a: int): return a ** 2\n'],
    ["def f(a: 'Int'): return a ** 2\n"],
    ['def o(int):\n    def f(a: int): return a ** 2\n    return f\n'],
    ['def f(a: int | 2): return a ** 2\n'],
    ['def f(a: int & bool): return a ** 2\n'],
    ['a: int = 3\na ** a\n'],
    ['a | "b"\n'],
    ['None | b[0]\n'],
  ])('is said of %j', async (text) => {
    expect(await generic(text)).toBe(1);
  });
});
