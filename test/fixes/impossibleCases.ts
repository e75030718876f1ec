/** Constructs that are offered disabled, because another way to say them would not do the same. */

import type { OpcodeName } from '../../server/src/opcodes/opcodeNames.js';

export interface ImpossibleCase {
  readonly name: string;
  readonly without: readonly OpcodeName[];
  readonly title: RegExp;
  readonly reason: RegExp;
  readonly program: string;
}

export const impossibleCases: readonly ImpossibleCase[] = [
  {
    name: 'an f-string where format is something else',
    without: ['FORMAT_VALUE'],
    title: /f-string/,
    reason: /`format` may mean something else/,
    program: `def format(x): return 1\nprint(f'{2}')\n`,
  },
  {
    name: 'a pattern that looks into a sequence',
    without: ['MATCH_SEQUENCE'],
    title: /match/,
    reason: /more than comparisons/,
    program: `def f(x):\n    match x:\n        case [a, b]:\n            return a\n`,
  },
  {
    name: 'a call with a mapping',
    without: ['CALL_FUNCTION_EX'],
    title: /unpacked/,
    reason: /no display/,
    program: `def f(g, x):\n    return g(**x)\n`,
  },
  {
    name: 'yield from in an expression',
    without: ['GET_YIELD_FROM_ITER'],
    title: /yield from/,
    reason: /larger expression/,
    program: `def f(g):\n    return [(yield from g())]\n`,
  },
  {
    name: 'a comprehension that makes functions',
    without: ['LIST_APPEND'],
    title: /comprehension/,
    reason: /A function or another comprehension is in it/,
    program: `def f(g):\n    return [lambda: x for x in g]\n`,
  },
  {
    name: 'a display that is not evaluated first',
    without: ['SET_UPDATE'],
    title: /step by step/,
    reason: /evaluated before it/,
    program: `def f(g, x):\n    return g(), {*x}\n`,
  },
  {
    name: 'a display in the condition of a loop',
    without: ['SET_UPDATE'],
    title: /step by step/,
    reason: /another time/,
    program: `def f(x):\n    while {*x}:\n        x = x[1:]\n`,
  },
  {
    name: 'with in the body of a class',
    without: ['BEFORE_WITH'],
    title: /with/,
    reason: /attributes/,
    program: `class C:\n    with open('x') as file:\n        text = file.read()\n`,
  },
  {
    name: 'a comprehension over the names of the module',
    without: ['LIST_APPEND'],
    title: /comprehension/,
    reason: /which names there are/,
    program: `__all__ = [n for n in globals() if n[:1] != '_']\n`,
  },
];
