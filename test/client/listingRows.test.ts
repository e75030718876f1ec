/**
 * Which rows of a listing a place of the source belongs to, and where an instruction is after the
 * text has changed.
 */

import { describe, expect, it } from 'vitest';
import { rowsAt, sameRow } from '../../client/src/listingRows.js';
import type { ListingMap, ListingRow } from '../../server/src/lsp/messages.js';

function row(number: number, place: [line: number, from: number, to: number], more = {}) {
  const [line, startColumn, endColumn] = place;
  const offsets = { codeOffset: number * 4, bytecodeOffset: number * 2, cold: false };
  return { row: number, line, startColumn, endColumn, function: 'f', ...offsets, ...more };
}

const map = (...rows: ListingRow[]): ListingMap => ({
  sourceUri: 'file:///a.py',
  version: 1,
  rows,
});
const numbers = (rows: readonly ListingRow[]) => rows.map((entry) => entry.row);

describe('the rows at a place', () => {
  // total += a[i] * b[i]
  const listing = map(
    row(1, [3, 0, 20], { codeOffset: null, bytecodeOffset: null }),
    row(2, [3, 9, 13]),
    row(3, [3, 16, 20]),
    row(4, [3, 9, 20]),
    row(5, [3, 9, 13], { cold: true }),
  );

  it('are those of the innermost expression', () => {
    expect(numbers(rowsAt(listing, 3, 10).exact)).toEqual([2, 5]);
    expect(numbers(rowsAt(listing, 3, 14).exact)).toEqual([4]);
  });

  it('are all of the line where no expression is', () => {
    expect(rowsAt(listing, 3, 1).exact).toEqual([]);
    expect(numbers(rowsAt(listing, 3, 1).all)).toEqual([1, 2, 3, 4, 5]);
  });

  it('are those of the expression around a line without code of its own', () => {
    const tall = map(row(1, [3, 4, 9], { endLine: 6 }), row(2, [8, 0, 9]));
    expect(numbers(rowsAt(tall, 5, 0).exact)).toEqual([1]);
    expect(rowsAt(tall, 7, 0)).toEqual({ exact: [], all: [] });
  });
});

describe('on a line without code inside a definition', () => {
  // 1 class C:, 3 x = 1, 5 def f(self):, 7 return self.g(, 8 # …, 9 1), 12 def h(self):, 13 pass,
  // 15 call(, 17 lambda: 1)
  const module = { function: '<module>' };
  const body = { function: 'C' };
  const listing = map(
    row(1, [1, 0, 12], { endLine: 13, ...module }),
    row(2, [15, 0, 9], { endLine: 17, ...module }),
    row(3, [1, 0, 0], body),
    row(4, [3, 4, 9], body),
    row(5, [5, 4, 14], { endLine: 9, ...body }),
    row(6, [12, 4, 12], { endLine: 13, ...body }),
    row(7, [5, 4, 4], { function: 'C.f' }),
    row(8, [7, 15, 14], { endLine: 9, function: 'C.f' }),
    row(9, [13, 8, 12], { function: 'C.h' }),
    row(10, [17, 4, 13], { function: '<lambda>' }),
  );

  it.each([
    ['of a class, above its methods', 2],
    ['of a class, between two methods', 10],
    ['of a class, right above a method', 11],
    ['of a method', 6],
  ])('%s there are none', (_, line) => {
    expect(rowsAt(listing, line, 0)).toEqual({ exact: [], all: [] });
  });

  it.each([
    ['of an expression in a method', 8, 8],
    ['of a call, beside a function in it', 16, 2],
  ])('%s they are those of the expression', (_, line, expected) => {
    expect(numbers(rowsAt(listing, line, 0).exact)).toEqual([expected]);
  });
});

it('the rows at a def are those of the function, not of the code that makes it', () => {
  const listing = map(
    row(1, [3, 0, 9], { endLine: 7, function: '<module>' }),
    row(20, [3, 0, 0], { function: 'f' }),
    row(30, [3, 0, 0], { function: 'f', cold: true }),
  );
  expect(numbers(rowsAt(listing, 3, 5).exact)).toEqual([20]);
});

describe('the same row of another listing', () => {
  it('is the one of the same function and offset', () => {
    const other = map(
      row(9, [3, 0, 1], { function: 'g', codeOffset: 8 }),
      row(20, [3, 0, 1], { codeOffset: 8 }),
    );
    expect(sameRow(other, row(2, [3, 9, 13]))?.row).toBe(20);
  });

  it('is the nearest one where the instruction is gone, and hot code stays hot', () => {
    const other = map(
      row(3, [1, 0, 1], { codeOffset: 100 }),
      row(4, [1, 0, 1], { codeOffset: 9, cold: true }),
    );
    expect(sameRow(other, row(2, [3, 9, 13]))?.row).toBe(3);
  });

  it('is the machine instruction itself, not the row above that names its bytecode', () => {
    const instruction = { bytecodeOffset: 100 };
    const rows = (from: number) => [
      row(from, [3, 0, 1], { ...instruction, codeOffset: null }),
      row(from + 1, [3, 0, 1], { ...instruction, codeOffset: 700 }),
      row(from + 2, [3, 0, 1], { ...instruction, codeOffset: 705 }),
    ];
    const [heading, , second] = rows(10);
    expect(heading && sameRow(map(...rows(13)), heading)?.row).toBe(13);
    expect(second && sameRow(map(...rows(13)), second)?.row).toBe(15);
  });

  it('is of the same bytecode although code above it has become longer', () => {
    const other = map(
      row(7, [3, 0, 1], { bytecodeOffset: 20, codeOffset: 40 }),
      row(8, [3, 0, 1], { bytecodeOffset: 22, codeOffset: 60 }),
    );
    const wanted = row(2, [3, 0, 1], { bytecodeOffset: 22, codeOffset: 41 });
    expect(sameRow(other, wanted)?.row).toBe(8);
  });

  it('is the nearest of its bytecode where the listing has no machine code', () => {
    const other = map(
      row(5, [3, 0, 1], { bytecodeOffset: 20, codeOffset: null }),
      row(6, [3, 0, 1], { bytecodeOffset: 22, codeOffset: null }),
    );
    expect(sameRow(other, row(2, [3, 0, 1], { bytecodeOffset: 22 }))?.row).toBe(6);
  });

  it('is none in an empty listing', () => {
    expect(sameRow(map(), row(2, [3, 9, 13]))).toBeUndefined();
  });
});
