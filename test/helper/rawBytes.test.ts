/** Bytes that are no UTF-8 become text as in CPython, and the same bytes again. */

import { describe, expect, it } from 'vitest';
import {
  decodeBytes,
  encodeBytes,
  escapeForLauncher,
  fsPath,
} from '../../server/src/helper/rawBytes.js';

const bytesOf = (...values: number[]): Buffer => Buffer.from(values);

describe('text', () => {
  it.each([
    ['nothing', bytesOf(), ''],
    ['UTF-8', Buffer.from('aé€😀\ufffd'), 'aé€😀\ufffd'],
    ['a byte that is none', bytesOf(0x61, 0xff, 0x62), 'a\udcffb'],
    ['the beginning of a sequence', bytesOf(0xe2, 0x82, 0x41), '\udce2\udc82A'],
    [
      'an overlong sequence',
      bytesOf(0xc0, 0xaf, 0xe0, 0x80, 0x80),
      '\udcc0\udcaf\udce0\udc80\udc80',
    ],
    ['a surrogate', bytesOf(0xed, 0xa0, 0x80), '\udced\udca0\udc80'],
    ['beyond Unicode', bytesOf(0xf4, 0x90, 0x80, 0x80), '\udcf4\udc90\udc80\udc80'],
    ['at the end', bytesOf(0xf0, 0x9f, 0x98), '\udcf0\udc9f\udc98'],
  ])('of %s', (_, bytes, text) => {
    expect(decodeBytes(bytes)).toBe(text);
    expect(encodeBytes(text)).toEqual(bytes);
  });

  it('of all pairs of bytes is that of Node where it is UTF-8, and keeps the bytes everywhere', () => {
    for (let first = 0; first < 256; first += 1) {
      for (let second = 0; second < 256; second += 1) {
        const bytes = bytesOf(first, second, 0x80, 0x41);
        const text = decodeBytes(bytes);
        expect(encodeBytes(text).equals(bytes)).toBe(true);
        const lossy = bytes.toString();
        expect(text === lossy).toBe(!lossy.includes('\ufffd'));
      }
    }
  });

  it('names a file as Node takes it', () => {
    expect(fsPath('é.py')).toBe('é.py');
    expect(fsPath('\udcff.py')).toEqual(bytesOf(0xff, 0x2e, 0x70, 0x79));
  });
});

describe('for the launcher', () => {
  it('is as it was where all is UTF-8', () => {
    const [words, env] = [['100%', 'é'], { A: '%41' }];
    expect(escapeForLauncher(words, env)).toEqual({ words, env, note: '' });
  });

  it('is escaped everywhere where one byte is not', () => {
    expect(escapeForLauncher(['100%', 'a\udcff'], { 'X\udcfe': 'é', A: '%41' })).toEqual({
      words: ['100%25', 'a%FF'],
      env: { 'X%FE': 'é', A: '%2541' },
      note: 'escaped',
    });
    expect(escapeForLauncher([], { A: '\udc80', B: undefined }).env).toEqual({
      A: '%80',
      B: undefined,
    });
  });
});
