/** Recursion of every kind, far deeper than usual: an exception or a result, never a crash. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { targetNames } from '../../scripts/generate.mjs';
import { patience } from '../harness/patience.mjs';

const command = fileURLToPath(new URL('../../server/bin/nativecompile', import.meta.url));

const program = `
import copy, json, pickle, sys, threading

def attempt(name, function):
    try:
        function()
        print(name, 'succeeds')
    except (RecursionError, MemoryError) as error:
        print(name, type(error).__name__)

def count(n):
    return 0 if n == 0 else 1 + count(n - 1)

def nest(n):
    yield from nest(n + 1)

class Odd:
    def __eq__(self, other):
        return self == other
    def __repr__(self):
        return repr(self)
    def __lt__(self, other):
        return sorted([self, other])
    def __getattr__(self, name):
        return self.other

def mapped(function):
    return list(map(function, [function]))

body = compile('executed(n + 1)', 'body', 'exec')

def executed(n):
    exec(body, {'executed': executed, 'n': n})

def caught(n):
    try:
        return caught(n + 1)
    except RecursionError:
        return n

def in_thread(size, function):
    threading.stack_size(size)
    thread = threading.Thread(target=function)
    thread.start()
    thread.join()
    threading.stack_size(0)

nested = []
for _ in range(100000):
    nested = [nested]

for limit in (1000, 100000):
    sys.setrecursionlimit(limit)
    print(limit)
    attempt('plain', lambda: count(limit - 100))
    attempt('endless', lambda: count(-1))
    attempt('generators', lambda: list(nest(0)))
    attempt('__eq__', lambda: Odd() == Odd())
    attempt('__repr__', lambda: repr(Odd()))
    attempt('sort', lambda: Odd() < Odd())
    attempt('__getattr__', lambda: Odd().name)
    attempt('map', lambda: mapped(mapped))
    attempt('exec', lambda: executed(0))
    attempt('caught', lambda: caught(0))
    attempt('repr of a list', lambda: repr(nested))
    attempt('json', lambda: json.dumps(nested))
    attempt('deepcopy', lambda: copy.deepcopy(nested))
    attempt('pickle', lambda: pickle.dumps(nested))
    in_thread(0, lambda: attempt('in a thread', lambda: count(-1)))
    in_thread(65536, lambda: attempt('in a small thread', lambda: Odd() == Odd()))
`;

describe.each(targetNames)('on %s', (target) => {
  it('recursion ends in an exception or a result', { timeout: patience(1_200) }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'nc-stack-'));
    try {
      const file = join(folder, 'deep.py');
      writeFileSync(file, program);
      const output = execFileSync(
        command,
        ['--target', target, '--strict', '--compile', 'all', file],
        {
          encoding: 'utf8',
        },
      );
      const lines = output.trimEnd().split('\n');
      expect(lines).toHaveLength(34);
      expect(lines.filter((line) => line.endsWith('succeeds'))).toEqual([
        'plain succeeds',
        'caught succeeds',
        'plain succeeds',
        'caught succeeds',
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('500,000 levels of plain calls are no problem', { timeout: patience(200) }, () => {
    const deep =
      'import sys\nsys.setrecursionlimit(600000)\ndef count(n): return 0 if n == 0 else 1 + ' +
      'count(n - 1)\nprint(count(500000))';
    const args = ['--target', target, '--strict', '--compile', 'all', '-c', deep];
    expect(execFileSync(command, args, { encoding: 'utf8' })).toBe('500000\n');
  });
});
