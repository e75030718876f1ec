/** The figures and the table of `npm run bench`, from times that nobody measured. */

import { expect, it } from 'vitest';
import { asJson, figuresOf, geometricMean, table } from '../../scripts/bench/figures.mjs';

/** A program that takes the reference so many times as long as native code, in each row. */
const program = (
  name: string,
  kind: 'kernel' | 'library-bound',
  ratios: Record<string, number>,
) => ({
  name,
  kind,
  rows: Object.fromEntries(
    Object.entries(ratios).map(([row, ratio]) => [row, { native: 0.5, reference: 0.5 * ratio }]),
  ),
});

const report = {
  target: 'x86-64',
  reference: '/usr/bin/python3.11',
  programs: [
    program('loops', 'kernel', { steady: 4, 'short-cold': 0.5 }),
    program('objects', 'kernel', { steady: 1, 'short-cold': 2 }),
    program('json', 'library-bound', { steady: 1.5, 'short-cold': 0.9 }),
  ],
  pass: { native: 0.03, reference: 0.015 },
};

it('a geometric mean takes twice and half as fast for the same as no change', () => {
  expect(geometricMean([2, 0.5])).toBeCloseTo(1);
  expect(geometricMean([1, 4])).toBeCloseTo(2);
});

it('kernels and library-bound programs have a mean each, and all together a least', () => {
  const [steady, cold, ...more] = figuresOf(report);
  expect(more).toEqual([]);
  expect(steady?.row).toBe('steady');
  expect(steady?.kernel).toBeCloseTo(2);
  expect(steady?.['library-bound']).toBeCloseTo(1.5);
  expect(steady?.least).toEqual({ ratio: 1, program: 'objects' });
  expect(cold?.row).toBe('short-cold');
  expect(cold?.kernel).toBeCloseTo(1);
  expect(cold?.least).toEqual({ ratio: 0.5, program: 'loops' });
});

it('what was not measured has no figure', () => {
  const kernels = { ...report, programs: report.programs.slice(0, 2) };
  expect(figuresOf(kernels)[0]?.['library-bound']).toBeUndefined();
  expect(figuresOf({ ...report, programs: [] })).toEqual([]);
});

it('the table shows every program, and marks what misses its figure', () => {
  expect(table(report)).toBe(
    `x86-64 against /usr/bin/python3.11: how many times as fast, by processor time

                               steady   short-cold
loops                            4.00         0.50  kernel
objects                          1.00         2.00  kernel
json                             1.50         0.90  library-bound

                              kernels  library-bound          least
steady state              2.00 of 2.6 -  1.50 of 1.4           1.00    objects
0.2 s job, cold cache     1.00 of 0.9    0.90 of 0.8    0.50 of 0.7 -  loops
-c pass, warm cache     2.00 times the time of /usr/bin/python3.11, to be at most 1.5 -
`,
  );
});

it('other systems stand below their program', () => {
  const rows = { steady: { native: 0.5, reference: 1, others: { PyPy: 0.1 } } };
  const text = table({ ...report, programs: [{ name: 'loops', kind: 'kernel', rows }] });
  expect(text).toContain(
    'loops                            2.00  kernel\n  against PyPy                   0.20\n',
  );
});

it('only -c pass is a table too', () => {
  const text = table({ ...report, programs: [], pass: { native: 0.015, reference: 0.015 } });
  expect(text.trimEnd().split('\n').slice(1)).toEqual([
    '-c pass, warm cache     1.00 times the time of /usr/bin/python3.11, to be at most 1.5',
  ]);
});

it('the JSON has the figures beside all times', () => {
  const { targets, failures } = JSON.parse(asJson([report], ['queens: results differ']));
  expect(failures).toEqual(['queens: results differ']);
  expect(targets[0].programs[0].rows.steady).toEqual({ native: 0.5, reference: 2 });
  expect(targets[0].figures[0].least).toEqual({ ratio: 1, program: 'objects' });
});
