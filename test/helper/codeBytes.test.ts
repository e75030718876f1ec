/** Code objects as the helper sends them: what arrives here is what Python has there. */

import { expect, it } from 'vitest';
import { type TargetName, targetNames } from '../../scripts/generate.mjs';
import type { Constant } from '../../server/src/bytecode/codeObject.js';
import { readCode } from '../../server/src/bytecode/marshal.js';
import { runUnderHost } from './rawHost.js';

/** The bytes of the code object of this name, when a program makes it and runs it. */
async function sent(
  name: string,
  program: readonly string[],
  target: TargetName = 'x86-64',
): Promise<Uint8Array> {
  const { messages, status, stderr } = await runUnderHost(['-c', program.join('\n')], {
    target,
    options: { mode: 'all' },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  for (const message of messages) {
    if (message.kind === 'compileNative' && readCode(message.code).name === name) {
      return message.code;
    }
  }
  throw new Error(`${name} was not sent`);
}

function withConstants(constants: string): readonly string[] {
  return [
    'class Text(str): pass',
    'class Whole(int): pass',
    'def f(): pass',
    `f.__code__ = f.__code__.replace(co_consts=(None, ${constants}))`,
    'f()',
  ];
}

/** A constant in short, for comparison. */
function show(constant: Constant): unknown {
  switch (constant.kind) {
    case 'int':
    case 'string':
      return constant.value;
    case 'float':
      return constant.value;
    case 'complex':
      return [constant.real, constant.imaginary];
    case 'bytes':
      return Buffer.from(constant.value).toString('latin1');
    case 'tuple':
      return constant.items.map(show);
    case 'frozenset':
      return new Set(constant.items.map(show));
    default:
      return constant.kind;
  }
}

it.each(targetNames)('constants of every type arrive from %s', async (target) => {
  const cases: readonly [string, unknown][] = [
    ['True', 'true'],
    ['...', 'ellipsis'],
    ['0', 0n],
    ['-1', -1n],
    ['2 ** 31 - 1', 2n ** 31n - 1n],
    ['-(2 ** 31)', -(2n ** 31n)],
    ['2 ** 31', 2n ** 31n],
    ['-(2 ** 31) - 1', -(2n ** 31n) - 1n],
    ['2 ** 32', 2n ** 32n],
    ['2 ** 32 + 1', 2n ** 32n + 1n],
    ['2 ** 63 - 1', 2n ** 63n - 1n],
    ['-(2 ** 63)', -(2n ** 63n)],
    ['2 ** 63', 2n ** 63n],
    ['-(2 ** 45) + 1', -(2n ** 45n) + 1n],
    ['2 ** 60 - 1', 2n ** 60n - 1n],
    ['-(2 ** 300)', -(2n ** 300n)],
    ['1e308', 1e308],
    ['float("nan")', Number.NaN],
    ['-0.0', -0],
    ['1.5 - 2j', [1.5, -2]],
    ['"ab" * 200', 'ab'.repeat(200)],
    ['"é\\ud800😀"'.replace('😀', '\\U0001f600'), 'é\ud800😀'],
    ['b"\\0\\xff"', '\0\xff'],
    ['(1, ("a", ()))', [1n, ['a', []]]],
    ['frozenset({"b", "a", 3})', new Set(['a', 'b', 3n])],
  ];
  const code = readCode(
    await sent('f', withConstants(cases.map(([text]) => text).join(', ')), target),
  );
  expect(code.consts.slice(1).map(show)).toEqual(cases.map(([, value]) => value));
});

it('what marshal has no type for arrives as Ellipsis', async () => {
  const code = readCode(
    await sent('f', withConstants('[1], {}, object(), Text("a"), Whole(1), (bytearray(b"x"), 2)')),
  );
  const unknown = 'ellipsis';
  expect(code.consts.slice(1).map(show)).toEqual([
    unknown,
    unknown,
    unknown,
    unknown,
    unknown,
    [unknown, 2n],
  ]);
});

it('bytes are the same in every run, on both targets, and after the interpreter has adapted the bytecode', async () => {
  const program = [
    'def f(n, texts=frozenset({"a", "b", "c", "d"})):',
    '    return [n + i for i in range(n) if str(i) in {"1", "2", "3", "4", "5"}]',
  ];
  const adapted = [...program, 'for i in range(40): f(i)'];
  const first = await sent('f', [...program, 'f(3)']);
  for (const target of targetNames) {
    const again = await sent('f', [...program, 'f(3)'], target);
    expect(Buffer.from(again).equals(first)).toBe(true);
  }
  const { messages } = await runUnderHost(['-c', adapted.join('\n')], {
    target: 'x86-64',
    options: { mode: 'hot' },
  });
  expect(messages.filter((message) => message.kind === 'compileNative')).toEqual([]);
  const hot = [...program, 'for i in range(3000): f(5)'].join('\n');
  const run = await runUnderHost(['-c', hot], {
    target: 'x86-64',
    options: { mode: 'hot' },
  });
  const late = run.messages.find(
    (message) => message.kind === 'compileNative' && readCode(message.code).name === 'f',
  );
  expect(late?.kind === 'compileNative' && Buffer.from(late.code).equals(first)).toBe(true);
});
