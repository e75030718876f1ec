/**
 * Every program of bench/programs has the same result natively as interpreted, and as in the
 * machine's own 64-bit CPython, whatever the order of sets: a few rounds of each, all in one
 * process.
 */

import { expect, it } from 'vitest';
import { readPrograms, folder } from '../../scripts/bench/programs.mjs';
import { patience } from '../harness/patience.mjs';
import { difference } from './difference.js';
import { interpreted, native, reference, run, withoutInstallation } from './ways.js';

const ROUNDS = 3;
const programs = readPrograms().filter(({ packages }) => packages.length === 0);
const names = programs.map(({ name }) => name);

const all = `
import importlib, sys, traceback
sys.path.insert(0, ${JSON.stringify(`${folder}/programs`)})
for name in ${JSON.stringify(names)}:
    try:
        print(name, importlib.import_module(name).run(${ROUNDS}))
    except Exception:
        print(name)
        traceback.print_exc(file=sys.stdout)
`;
const program = { name: 'benchmarks', line: ['-c', all], input: Buffer.alloc(0) };

it(
  'programs of the benchmark',
  async () => {
    const expected = await run(interpreted, program);
    expect(expected.end).toBe('status 0');
    expect(expected.stdout).not.toContain('Traceback');
    expect(expected.stdout.match(/^\w+ (?=[^\s])/gm)?.map((name) => name.trim())).toEqual(names);
    expect(difference('interpreted', expected, 'native', await run(native, program))).toBeNull();
    const other = reference();
    if (other === null) return;
    const third = withoutInstallation(await run(other, program));
    const ours = withoutInstallation(expected);
    expect(difference(other.title, third, 'interpreted', ours)).toBeNull();
  },
  patience(2_000),
);
