/** Two listings compared: lines, and the verb. */

import { afterAll, describe, expect, it } from 'vitest';
import { diffLines } from '../../server/src/language/lineDiff.js';
import { nativecompile, removeFolders, sourceFile } from './command.js';

afterAll(removeFolders);

const signs = { same: ' ', removed: '-', added: '+' };
const diffed = (before: string, after: string): string =>
  diffLines(before.split(''), after.split(''))
    .map(({ kind, text }) => signs[kind] + text)
    .join('');

describe('lines', () => {
  it.each([
    ['abc', 'abc', ' a b c'],
    ['abc', 'axc', ' a-b+x c'],
    ['', 'ab', '+a+b'],
    ['abcd', 'bd', '-a b-c d'],
    ['aXbXc', 'aXc', ' a X-b-X c'],
    ['xxxAxxx', 'xxAxxxx', ' x x-x A+x x x x'],
  ])('of %s and %s', (before, after, expected) => {
    expect(diffed(before, after)).toBe(expected);
  });

  it('give both texts back, and keep what may be kept', () => {
    let seed = 7;
    const random = (most: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed % most;
    };
    for (let round = 0; round < 300; round += 1) {
      const make = () => Array.from({ length: random(14) }, () => 'abcdefgh'[random(8)]!);
      const [before, after] = [make(), make()];
      const lines = diffLines(before, after);
      const without = (kind: string) => lines.filter((line) => line.kind !== kind);
      expect(without('added').map(({ text }) => text)).toEqual(before);
      expect(without('removed').map(({ text }) => text)).toEqual(after);
      for (const { kind, index, text } of lines) {
        expect((kind === 'added' ? after : before)[index]).toBe(text);
      }
    }
  });

  it('of long texts that share nothing are all of them', () => {
    const lines = (name: string) => Array.from({ length: 3000 }, (_, i) => `${name}${i % 50}`);
    expect(diffLines(lines('a'), lines('b')).length).toBe(6000);
  });
});

describe('the verb', () => {
  const before = sourceFile('def f(a):\n    return a + 1\n', 'before.py');
  const after = sourceFile('\n\ndef f(a):\n    b = a\n    return a + 1\n', 'after.py');

  it('shows what differs between two functions, as a diff', async () => {
    const { status, stdout } = await nativecompile(['diff', `${before}:f`, `${after}:f`]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^--- .*before\.py:f \(x86-\d\d\), [\d,]+ bytes\n\+\+\+ .*after\.py:f /);
    expect(stdout).toMatch(/\n@@ -\d+,\d+ \+\d+,\d+ @@\n/);
    expect(stdout).toContain('\n+; │     b = a\n');
    // Labels are called after places in the bytecode, which moved.
    expect(stdout).not.toMatch(/^[-+].*L10\.generic/m);
    expect(stdout.match(/^-[^-]/gm)).toHaveLength(1);
  });

  it('finds nothing between what is the same', async () => {
    expect(await nativecompile(['diff', `${before}:f`, before])).toMatchObject({
      status: 0,
      stdout: '',
    });
  });

  it('compares one function for two targets', async () => {
    const { stdout } = await nativecompile(['diff', '--target', 'x86-32,x86-64', before]);
    expect(stdout).toMatch(/^--- .*:f \(x86-32\)/);
    expect(stdout).toMatch(/\n {1}; │ {5}return a \+ 1\n/);
    expect(stdout).toMatch(/\n-.* {2}mov {3}e\w\w, /);
  });

  it('needs two', async () => {
    const { status, stderr } = await nativecompile(['diff', before]);
    expect([status, stderr.split('\n')[0]]).toEqual([
      2,
      'nativecompile: diff needs two FILE:NAME, or one with --target x86-32,x86-64',
    ]);
  });
});
