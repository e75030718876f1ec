/**
 * What becomes of expressions of numbers: on the straight path no object is made that nobody sees.
 */

import { afterAll, expect, it } from 'vitest';
import { nativecompile, removeFolders, temporaryFolder } from '../cli/command.js';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

afterAll(removeFolders);

/** The machine code of a function `f` that is not out of line. */
async function straightPath(source: string): Promise<string> {
  const file = join(temporaryFolder(), 'f.py');
  writeFileSync(file, source);
  const { stdout, stderr } = await nativecompile(['asm', `${file}:f`]);
  expect(stderr).toBe('');
  return stdout.split('; ── cold ──')[0] ?? '';
}

const count = (text: string, word: string): number => text.split(word).length - 1;

it('a comparison of sums of products jumps without an object', async () => {
  const code = await straightPath('def f(x, y):\n    if x * x + y * y > 4.0:\n        return x\n');
  expect(code).toContain('ucomisd');
  expect(code).not.toMatch(/call +rt_(new|binary)/);
});

it('a result is written into the number that a local had', async () => {
  const code = await straightPath('def f(a, b, c):\n    c = a * 2.0 - b\n    return c\n');
  expect([count(code, 'mulsd'), count(code, 'subsd')]).toEqual([1, 1]);
  expect(code).toContain('nobody else has it?');
  expect(code).not.toMatch(/call +rt_(new|binary)/);
});

it('a value that goes elsewhere is one object', async () => {
  const code = await straightPath('def f(a, b, c):\n    return a * b + b * c - a\n');
  expect(count(code, 'call  rt_new_int')).toBe(1);
});

it('the truth of bits is a jump', async () => {
  const code = await straightPath('def f(i):\n    if i & 1:\n        return i\n');
  expect(code).toMatch(/test +(\w+), \1\n/);
  expect(code).not.toMatch(/call +rt_(new|binary)/);
});

it('locals that are floats most likely are not tried as ints', async () => {
  const code = await straightPath('def f(n):\n    x = 0.5\n    y = x * n\n    return y * y + x\n');
  expect(code).toContain('mulsd');
  expect(code).not.toContain('int guard');
});
