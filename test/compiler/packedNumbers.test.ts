/** Packed numbers are the bytes that native/helper/tests/image_test.c reads. */

import { expect, test } from 'vitest';
import { PackedNumbers } from '../../server/src/compiler/packedNumbers.js';

test.each([
  [0, [0]],
  [127, [0x7f]],
  [128, [0x80, 1]],
  [0xffff_ffff, [0xff, 0xff, 0xff, 0xff, 0x0f]],
])('%d is packed', (value, bytes) => {
  const packed = new PackedNumbers();
  packed.unsigned(value);
  expect([...packed.written()]).toEqual(bytes);
});

test.each([
  [0, [0]],
  [-1, [1]],
  [1, [2]],
  [63, [0x7e]],
  [-64, [0x7f]],
  [64, [0x80, 1]],
  [2 ** 31 - 1, [0xfe, 0xff, 0xff, 0xff, 0x0f]],
  [-(2 ** 31), [0xff, 0xff, 0xff, 0xff, 0x0f]],
])('%d is packed with its sign', (value, bytes) => {
  const packed = new PackedNumbers();
  packed.signed(value);
  expect([...packed.written()]).toEqual(bytes);
});

test('there is room for many', () => {
  const packed = new PackedNumbers();
  for (let value = 0; value < 5000; value += 1) packed.unsigned(1000);
  expect(packed.written().length).toBe(10_000);
  expect(packed.written().every((byte, i) => byte === (i % 2 === 0 ? 0xe8 : 7))).toBe(true);
});
