/**
 * Rewrites: what they make of a construct whose opcode is excluded, that the finding is gone, and
 * that the program does what it did.
 */

import { afterAll, describe, expect, it } from 'vitest';
import { removeFolders } from '../cli/command.js';
import { behaviours } from './behaviour.js';
import { cases } from './cases.js';
import { analyseText, fixed, fixer, service } from './harness.js';
import { impossibleCases } from './impossibleCases.js';

afterAll(() => {
  service.stop();
  removeFolders();
});

const made: { name: string; before: string; after: string }[] = [];

describe('a rewrite of', () => {
  it.each(cases)('$name', async ({ name, without, title, before, expected }) => {
    const after = await fixed(before, title, { without });
    made.push({ name, before, after });
    if (expected !== undefined) expect(after).toBe(expected);
    const left = await analyseText(after, { without });
    const count = (await analyseText(before, { without }))?.findings.length ?? 0;
    expect(left?.findings.length).toBeLessThan(count);
  });
});

it('the programs do the same before and after', async () => {
  expect(made.map(({ name }) => name)).toEqual(cases.map(({ name }) => name));
  const found = await behaviours(made.flatMap(({ before, after }) => [before, after]));
  made.forEach(({ name }, index) => {
    const [before, after] = [found[2 * index], found[2 * index + 1]];
    expect(before?.output, name).not.toBe('');
    expect({ name, ...after }).toEqual({ name, ...before });
  });
});

describe('cannot be rewritten, and says why:', () => {
  it.each(impossibleCases)('$name', async ({ without, title, reason, program }) => {
    const offers = await (await fixer(program, { without })).offers();
    const offer = offers.find((one) => title.test(one.title));
    expect(offer?.disabled).toMatch(reason);
  });
});
