/** Constants are written as Python's repr writes them. */

import { describe, expect, it } from 'vitest';
import type { Constant } from '../../server/src/bytecode/codeObject.js';
import { constantText, floatText } from '../../server/src/language/constantText.js';
import { patience } from '../harness/patience.mjs';

const string = (value: string): Constant => ({ kind: 'string', value });
const int = (value: bigint): Constant => ({ kind: 'int', value });
const bytes = (...values: number[]): Constant => ({ kind: 'bytes', value: new Uint8Array(values) });

it.each([
  [0, '0.0'],
  [-0, '-0.0'],
  [1, '1.0'],
  [-2.5, '-2.5'],
  [0.1, '0.1'],
  [0.0001, '0.0001'],
  [0.00001, '1e-05'],
  [1.5e-7, '1.5e-07'],
  [123456789012345680, '1.2345678901234568e+17'],
  [1e15, '1000000000000000.0'],
  [1e16, '1e+16'],
  [12345678.25, '12345678.25'],
  [5e-324, '5e-324'],
  [1.7976931348623157e308, '1.7976931348623157e+308'],
  [Infinity, 'inf'],
  [-Infinity, '-inf'],
  [NaN, 'nan'],
])('float %s', (value, text) => {
  expect(floatText(value)).toBe(text);
});

describe('strings and bytes', () => {
  it.each([
    ['plain', "'plain'"],
    ["it's", '"it\'s"'],
    ['"it\'s"', "'\"it\\'s\"'"],
    ['tab\tline\n\\', "'tab\\tline\\n\\\\'"],
    ['\x00\x7f\xa0é😀', "'\\x00\\x7f\\xa0é😀'"],
    ['\u2028', "'\\u2028'"],
    ['\udcff', "'\\udcff'"],
  ])('%j', (value, text) => {
    expect(constantText(string(value))).toBe(text);
  });

  it('bytes', () => {
    expect(constantText(bytes(0x61, 0, 0x27, 0xff))).toBe('b"a\\x00\'\\xff"');
  });
});

it('other constants', () => {
  const tuple = (...items: Constant[]): Constant => ({ kind: 'tuple', items });
  expect(constantText(tuple())).toBe('()');
  expect(constantText(tuple(int(1n)))).toBe('(1,)');
  expect(constantText(tuple(int(1n), { kind: 'none' }))).toBe('(1, None)');
  expect(constantText({ kind: 'complex', real: 0, imaginary: 2 })).toBe('2j');
  expect(constantText({ kind: 'complex', real: 1.5, imaginary: -1 })).toBe('(1.5-1j)');
  expect(constantText({ kind: 'ellipsis' })).toBe('Ellipsis');
  expect(constantText({ kind: 'frozenset', items: [int(2n)] })).toBe('frozenset({2})');
});

it('what is long is cut, and soon', () => {
  expect(constantText(string('x'.repeat(10_000_000)))).toBe(`'${'x'.repeat(38)}…`);
  const begun = performance.now();
  expect(constantText(int(1n << 4_000_000n))).toBe('<int of about 4000004 bits>');
  expect(performance.now() - begun).toBeLessThan(patience(12));
});
