/** The command line of `npm run bench`, and the list of its programs. */

import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Options, parseOptions } from '../../scripts/bench/options.mjs';
import { folder, readPrograms } from '../../scripts/bench/programs.mjs';

const parse = (...args: string[]) => parseOptions(args, ['fib', 'queens']);

describe('options', () => {
  it('without any all is measured', () => {
    expect(parse()).toEqual({
      what: 'figures',
      names: [],
      targets: ['x86-32', 'x86-64'],
      rows: ['steady', 'long-warm', 'short-warm', 'short-cold', 'pass'],
      rounds: 2,
      withOthers: false,
      asJson: false,
    } satisfies Options);
  });

  it('programs, target, rows and rounds can be chosen', () => {
    const chosen = [
      '--target',
      'x86-64',
      'queens',
      '--rows',
      'pass,steady',
      '--rounds',
      '5',
      'fib',
    ];
    expect(parse(...chosen, '--json', '--others', '--python', '/venv/bin/python')).toEqual({
      what: 'figures',
      names: ['queens', 'fib'],
      targets: ['x86-64'],
      rows: ['pass', 'steady'],
      rounds: 5,
      python: '/venv/bin/python',
      withOthers: true,
      asJson: true,
    } satisfies Options);
    expect(parse('--counters')).toMatchObject({ what: 'counters' });
  });

  it.each([
    [['nqueens'], 'There is no program nqueens in bench/programs.'],
    [['--fast'], 'There is no option --fast.'],
    [['--target', 'arm'], 'There is no target arm: it is x86-32 or x86-64.'],
    [['--rows', 'pass,warm'], /^There is no row warm: they are steady, /],
    [['--rounds', '0'], '--rounds is a whole number from 1, not 0.'],
    [['--rounds', 'x'], '--rounds is a whole number from 1, not x.'],
    [['--json', '--python'], '--python needs a value.'],
  ])('%j is told in a sentence', (args, sentence) => {
    expect(parse(...args)).toEqual(
      typeof sentence === 'string' ? sentence : expect.stringMatching(sentence),
    );
  });
});

describe('bench/programs.tsv', () => {
  it('has every program of bench/programs, in order', () => {
    const files = readdirSync(join(folder, 'programs')).filter((file) => file.endsWith('.py'));
    expect(readPrograms().map(({ name }) => name)).toEqual(
      files.map((file) => basename(file, '.py')).sort(),
    );
  });

  it('has programs of both kinds', () => {
    const kinds = readPrograms().map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'kernel').length).toBeGreaterThanOrEqual(26);
    expect(kinds.filter((kind) => kind === 'library-bound').length).toBeGreaterThanOrEqual(10);
  });

  it('is refused where a kind or the rounds are wrong', () => {
    const head = 'program\tkind\trounds\tpackages\n';
    expect(readPrograms(`${head}fib\tkernel\t10\tnumpy,scipy\n`)).toMatchObject([
      { name: 'fib', kind: 'kernel', rounds: 10, packages: ['numpy', 'scipy'] },
    ]);
    expect(() => readPrograms(`${head}fib\tfast\t10\t-\n`)).toThrow(
      'fib is a kernel or library-bound',
    );
    expect(() => readPrograms(`${head}fib\tkernel\tmany\t-\n`)).toThrow('fib has no rounds');
  });
});
