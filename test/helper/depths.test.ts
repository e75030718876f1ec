/** At which depth RecursionError comes, by kind of recursion. */

import { expect, it } from 'vitest';
import { nativecompile, removeFolders, sourceFile } from '../cli/command.js';

/**
 * CPython counts calls of `len` while a call site is cold; native code calls it in its short way
 * from the start.
 */
const COLD_LEVELS = 8;

const program = `
import sys

def measure(name, function):
    global depth
    depth = 0
    try:
        function()
    except RecursionError:
        print(name, depth)

def level():
    global depth
    depth += 1

class Odd:
    def method(self): level(); self.method()
    def __call__(self): level(); self()
    def __getitem__(self, index): level(); return self[index]
    def __add__(self, other): level(); return self + other
    def __init__(self): level(); Odd()
    @property
    def value(self): level(); return self.value
    def __getattr__(self, name): level(); return self.other
    def __eq__(self, other): level(); return self == other
    def __repr__(self): level(); return repr(self)
    def __iter__(self): level(); return iter(self)
    def __len__(self): level(); return len(self)
    def __bool__(self): level(); return not self
    def __enter__(self):
        level()
        with self: pass
    def __exit__(self, *error): pass

class Meta(type):
    def __new__(meta, *arguments):
        level()
        class Inner(metaclass=Meta): pass

def define():
    class Outer(metaclass=Meta): pass

def plain(): level(); plain()
def star(*arguments, **keywords): level(); star(*arguments, **keywords)
def keyword(a=1): level(); keyword(a=2)
def loop():
    level()
    for item in loop(): yield item
def delegate(): level(); yield from delegate()
def comprehension(): level(); return [comprehension() for _ in range(1)]
def mapped(): level(); return list(map(lambda _: mapped(), [1]))
def by_key(): level(); return sorted([1, 2], key=lambda _: by_key())
def inner(): level(); return (lambda: inner())()
def evaluated(): level(); eval('evaluated()')
async def coroutine(): level(); await coroutine()

odd = object.__new__(Odd)
kinds = {
    'plain': plain, 'star': star, 'keyword': keyword, 'method': odd.method, '__call__': odd,
    '__getitem__': lambda: odd[0], '__add__': lambda: odd + 1, '__init__': Odd, 'property': lambda: odd.value,
    '__getattr__': lambda: odd.other, '__eq__': lambda: odd == 1, '__repr__': lambda: repr(odd),
    '__iter__': lambda: iter(odd), '__len__': lambda: len(odd), '__bool__': lambda: not odd,
    '__enter__': odd.__enter__, 'metaclass': define, 'loop': lambda: list(loop()),
    'delegate': lambda: list(delegate()), 'comprehension': comprehension, 'map': mapped, 'sorted': by_key,
    'lambda': inner, 'eval': evaluated, 'coroutine': lambda: coroutine().send(None),
}
for name, function in kinds.items():
    measure(name, function)
`;

const depths = (text: string): Map<string, number> =>
  new Map(
    text
      .trim()
      .split('\n')
      .map((line) => [line.split(' ')[0]!, Number(line.split(' ')[1])]),
  );

it('RecursionError comes at the depth where CPython raises it', async () => {
  const path = sourceFile(program);
  const expected = depths((await nativecompile(['--interpret', path])).stdout);
  const found = depths((await nativecompile(['--strict', '--compile', 'all', path])).stdout);
  removeFolders();
  expect([...found.keys()]).toEqual([...expected.keys()]);
  expect(expected.size).toBe(25);
  for (const [name, depth] of expected) {
    expect(found.get(name), name).toBe(name === '__len__' ? depth + COLD_LEVELS : depth);
  }
});
