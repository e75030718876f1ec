/** Source files become lines as CPython sees them. */

import { expect, it } from 'vitest';
import { linesWithoutCode } from '../../server/src/language/linesWithoutCode.js';
import { characterColumn, readSource } from '../../server/src/language/sourceText.js';

const lines = (bytes: Buffer): readonly string[] => readSource(bytes).lines;

it('decodes by BOM, by coding cookie, and as UTF-8 otherwise', () => {
  expect(lines(Buffer.from('\ufeffx = "é"\n'))).toEqual(['x = "é"', '']);
  expect(lines(Buffer.from('# -*- coding: latin-1 -*-\nx = "\x80é"', 'latin1'))[1]).toBe(
    'x = "\x80é"',
  );
  expect(lines(Buffer.from('#!/bin/py\n# vim: coding=koi8-r\n\xc1', 'latin1'))[2]).toBe('а');
  expect(lines(Buffer.from('x = 1\n# coding: latin-1\né'))[2]).toBe('é');
  expect(lines(Buffer.from('# coding: no-such-thing\né'))[1]).toBe('é');
});

it('knows all line ends', () => {
  expect(lines(Buffer.from('a\r\nb\rc\nd'))).toEqual(['a', 'b', 'c', 'd']);
});

it('turns columns in UTF-8 bytes into characters', () => {
  const line = 'é😀x';
  expect([0, 2, 6, 7, 99].map((column) => characterColumn(line, column))).toEqual([0, 1, 3, 4, 4]);
});

it('finds statements without code, whatever is around them', () => {
  const source = [
    '"""doc',
    'string"""',
    'if 0:',
    '    print("never")',
    '    x = [1,',
    '         2]',
    'else:',
    '    # a comment',
    '    y = """#',
    '    """',
    'def f():',
    '    global z',
    '    return 1',
    '    z = 2',
    'w: int',
  ];
  const covered = new Set([3, 9, 11, 13]);
  expect(linesWithoutCode(source, covered)).toEqual([
    { first: 4, last: 6 },
    { first: 14, last: 14 },
  ]);
});
