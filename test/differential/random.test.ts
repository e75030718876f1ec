/**
 * Random programs do the same natively and interpreted: with everything compiled, with whatever
 * becomes hot, and with opcodes left out, where native code leaves for the interpreter in the
 * middle of everything.
 */

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { difference } from './difference.js';
import { limit } from './limit.js';
import { project } from './programs.js';
import { interpreted, native, nativecompile, type Outcome, run, type Way } from './ways.js';
import { patience } from '../harness/patience.mjs';
import { sampleCases } from '../harness/sample.js';

const PROGRAMS = 150;
const BATCHES = 3;
const LEFT_OUT = [
  'LOAD_FAST',
  'CALL',
  'STORE_FAST',
  'POP_TOP',
  'FOR_ITER',
  'YIELD_VALUE',
  'COPY',
  'RERAISE',
];

const hot: Way = {
  title: 'native when hot',
  command: [...nativecompile, 'run', '--compile', 'hot'],
};
const without = (opcode: string): Way => ({
  title: `native without ${opcode}`,
  command: [...nativecompile, 'run', '--compile', 'all', '--without', opcode],
});

interface Batch {
  readonly way: Way;
  /** Seeds of the programs. */
  readonly first: number;
  readonly count: number;
  /** In seconds, see sampleCases. */
  readonly cost: number;
}

const batches: Batch[] = [
  ...Array.from({ length: BATCHES }, (_, n) => ({
    way: native,
    first: n * PROGRAMS,
    count: PROGRAMS,
    cost: 30,
  })),
  { way: hot, first: 0, count: PROGRAMS, cost: 12 },
  // Those that leave native code all the time are slower, and need fewer to get everywhere.
  ...LEFT_OUT.map((opcode) => ({ way: without(opcode), first: 0, count: PROGRAMS / 5, cost: 9 })),
];
const nameOf = ({ way, first, count }: Batch): string =>
  `${way.title}, seeds ${first} to ${first + count - 1}`;
const chosen = sampleCases('batches of random programs', batches, {
  costPerCase: ({ cost }) => cost,
  nameOf,
  groupOf: ({ way }) => way.title,
});

const two = limit(2);
const expected = new Map<number, Promise<Outcome>>();

function batch(way: Way, first: number, count: number, more: string[] = []): Promise<Outcome> {
  const script = join(project, 'test', 'differential', 'randomPrograms.py');
  const line = [script, `${first}`, `${count}`, ...more];
  return run(way, { name: `seeds from ${first}`, line, input: Buffer.alloc(0) });
}

describe('random programs', () => {
  for (const one of chosen) {
    const { way, first, count } = one;
    it.concurrent(
      nameOf(one),
      () =>
        two(async () => {
          const key = first * 1000 + count;
          if (!expected.has(key)) expected.set(key, batch(interpreted, first, count));
          const [before, after] = [await expected.get(key)!, await batch(way, first, count)];
          expect(difference('interpreted', before, way.title, after)).toBeNull();
          expect(before.end).toBe('status 0');
        }),
      patience(2_000),
    );
  }

  it.concurrent(
    'native, with tracing turned on and off',
    () =>
      two(async () => {
        const before = await batch(interpreted, 0, PROGRAMS, ['trace']);
        const after = await batch(native, 0, PROGRAMS, ['trace']);
        expect(difference('interpreted', before, 'native', after)).toBeNull();
        expect(before.end).toBe('status 0');
        expect(before.stdout).toContain('line main ');
      }),
    patience(2_000),
  );
});
