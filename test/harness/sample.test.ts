/** Parts of heavy tests: the same for a commit, all cases in time, never without saying so. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { choose, commit, sampleCases, variables } from './sample.js';

const folder = mkdtempSync(join(tmpdir(), 'sample-'));
afterAll(() => rmSync(folder, { recursive: true }));

const cases = Array.from({ length: 169 }, (_, i) => `topic${i % 13}/${i}`);
const seeds = Array.from({ length: 300 }, (_, i) => `commit ${i}`);
const even = { costPerCase: 2 };

describe('a part', () => {
  it('is the same for the same seed, whatever the order of the cases', () => {
    const again = choose([...cases].reverse(), even, 'abc', 50);
    expect(again).toEqual(choose(cases, even, 'abc', 50));
    expect(again).not.toEqual(choose(cases, even, 'abd', 50));
  });

  it('takes the time that there is', () => {
    expect(choose(cases, even, 'abc', 50).size).toBe(25);
    expect(choose(cases, even, 'abc', 1000).size).toBe(169);
    expect(choose(cases, even, 'abc', 1).size).toBe(1);
  });

  it('of a larger time contains that of a smaller', () => {
    const large = choose(cases, even, 'abc', 100);
    for (const one of choose(cases, even, 'abc', 50)) expect(large).toContain(one);
  });

  it('is, over time, everything, and each case as often as the others', () => {
    const times = new Map(cases.map((one) => [one, 0]));
    for (const seed of seeds) {
      for (const one of choose(cases, even, seed, 50)) times.set(one, times.get(one)! + 1);
    }
    // 300 parts of 25 of 169: 44 each, with a standard deviation of 6.
    expect(Math.min(...times.values())).toBeGreaterThan(20);
    expect(Math.max(...times.values())).toBeLessThan(75);
  });

  it('has cases that cost more than there is time for, too, in their turn', () => {
    const dear = cases[7];
    const costPerCase = (one: string): number => (one === dear ? 1000 : 2);
    const parts = seeds.map((seed) => choose(cases, { costPerCase }, seed, 50));
    const turns = parts.filter((part) => part.has(dear!)).length;
    expect(turns).toBeGreaterThan(20);
    expect(turns).toBeLessThan(75);
  });

  it('has one of each group where there is time for that', () => {
    const groupOf = (name: string): string => name.split('/')[0]!;
    for (const seed of seeds) {
      const part = choose(cases, { ...even, groupOf }, seed, 50);
      expect(new Set([...part].map(groupOf)).size).toBe(13);
    }
    const all = new Set(
      seeds.flatMap((seed) => [...choose(cases, { ...even, groupOf }, seed, 50)]),
    );
    expect(all.size).toBe(169);
  });
});

describe('what is run', () => {
  const notes = join(folder, 'notes');
  const environment = {
    [variables.extent]: 'part',
    [variables.seed]: 'abc',
    [variables.seconds]: '50',
    [variables.notes]: notes,
  };

  it('is all unless a part is wanted', () => {
    const all = { ...environment, [variables.extent]: 'all' };
    expect(sampleCases('numbers', cases, even, all)).toBe(cases);
    expect(sampleCases('numbers', cases, even, {})).toBe(cases);
  });

  it('is a part of long tests unless all are wanted', () => {
    const most = { ...environment, [variables.extent]: 'most', [variables.notes]: undefined };
    const all = { ...environment, [variables.extent]: 'all' };
    expect(sampleCases('numbers', cases, even, most)).toBe(cases);
    expect(sampleCases('numbers', cases, { ...even, isLong: true }, most)).toHaveLength(25);
    expect(sampleCases('numbers', cases, { ...even, isLong: true }, all)).toBe(cases);
  });

  it('is in the order of the cases, and noted', () => {
    const part = sampleCases('numbers', cases, even, environment);
    expect(part).toEqual(cases.filter((one) => choose(cases, even, 'abc', 50).has(one)));
    expect(sampleCases('letters', ['a', 'b'], even, environment)).toEqual(['a', 'b']);
    expect(readFileSync(notes, 'utf8')).toBe('25 of 169 numbers\n');
  });
});

it('a commit is a hash', () => {
  expect(commit()).toMatch(/^([0-9a-f]{40}|no commit)$/);
});
