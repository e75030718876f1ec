/** `bench --against`: two versions of a program, timed by turns, with their functions. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  functionTimes,
  reportVersions,
  type VersionTimes,
} from '../../server/src/cli/benchVersions.js';
import { spreadOf } from '../../server/src/cli/times.js';
import type { PlacedFrame, Profile, TimedFrame } from '../../server/src/language/profile.js';
import { nativecompile, removeFolders, temporaryFolder } from './command.js';

afterAll(removeFolders);

const frame = (name: string, file = '/programs/calc.py'): PlacedFrame => ({
  kind: 'python',
  file,
  name,
  firstLine: 1,
  line: 2,
  range: null,
  isNative: true,
});

const node = (
  of: PlacedFrame,
  milliseconds: number,
  children: readonly TimedFrame[] = [],
): TimedFrame => ({ frame: of, nanoseconds: milliseconds * 1e6, samples: 1, children });

const profileOf = (...threads: TimedFrame[]): Profile => ({
  processes: [{ pid: 1, threads, lost: 0 }],
});

describe('the time of a function', () => {
  const c: PlacedFrame = { kind: 'c', symbol: 'PyNumber_Add', library: '', method: null };

  it('has in it what the function calls, in C and in other files', () => {
    const inner = node(frame('helper', '/lib/other.py'), 5, [node(c, 2)]);
    const profile = profileOf(node(frame('<module>'), 1, [node(frame('f'), 10, [inner])]));
    expect([...functionTimes(profile, '/programs/calc.py')]).toEqual([
      ['<module>', 18],
      ['f', 17],
    ]);
  });

  it('is counted once where the function calls itself', () => {
    const deepest = node(frame('f'), 4);
    const profile = profileOf(node(frame('f'), 1, [node(frame('g'), 2, [deepest])]));
    expect([...functionTimes(profile, '/programs/calc.py')]).toEqual([
      ['f', 7],
      ['g', 6],
    ]);
  });
});

const measured: VersionTimes = {
  before: spreadOf([100, 120]),
  now: spreadOf([50, 48]),
  ratios: spreadOf([2, 2.5]),
  functions: [
    { name: 'norm', before: 80, now: 20 },
    { name: 'a_function_with_a_name_that_is_long', before: null, now: 9 },
  ],
  isSame: true,
  end: 'exit status 0',
  target: 'x86-64',
  execution: 'direct',
};

it('is a table of functions, and a sentence', () => {
  expect(reportVersions(measured)).toBe(
    `                                      before           now
norm                                 80.0 ms       20.0 ms    4.00 times
a_function_with_a_name_that_…              –        9.0 ms
the whole program                   110.0 ms       49.0 ms
now 2.25 times as fast as before (2 pairs of runs, 2.13 to 2.38 in the middle half; exit status 0)
`,
  );
});

it('says that the versions print different things, and that they were emulated', () => {
  const text = reportVersions({ ...measured, isSame: false, execution: 'emulated' });
  expect(text).toMatch(/\nThe two versions print different things\.\nBoth ran in an emulator, /);
});

/** A program beside a module that it imports, and an earlier version elsewhere. */
function versions(before: string, now: string): { before: string; now: string } {
  const folder = temporaryFolder();
  const earlier = join(folder, 'earlier');
  mkdirSync(earlier);
  writeFileSync(join(folder, 'beside.py'), 'count = 300_000\n');
  const paths = { before: join(earlier, 'calc.py'), now: join(folder, 'calc.py') };
  writeFileSync(paths.before, before);
  writeFileSync(paths.now, now);
  return paths;
}

const program = (count: string): string => `import beside
def work(n):
    total = 0
    for i in range(n):
        total += len(str(i))
    return total
print(work(${count}) > 0)
`;

describe('bench --against', () => {
  it('times both versions, and their functions', async () => {
    const { before, now } = versions(program('beside.count'), program('10'));
    const line = ['bench', '--runs', '1', '--json', '--against', before, now];
    const { stdout, stderr, status } = await nativecompile(line);
    expect([status, stderr]).toEqual([0, '']);
    const times: VersionTimes = JSON.parse(stdout);
    expect(times).toMatchObject({ isSame: true, end: 'exit status 0' });
    expect(times.ratios.median).toBeGreaterThan(1.5);
    const work = times.functions.find(({ name }) => name === 'work');
    expect(work?.before).toBeGreaterThan(5);
    expect(work?.now).toBeNull();
  });

  it('does not time what ends in another way', async () => {
    const { before, now } = versions('raise SystemExit(3)\n', 'print(1)\n');
    const { stdout, status } = await nativecompile(['bench', '--against', before, now]);
    expect(stdout).toBe('the two versions end differently: exit status 3, and now exit status 0\n');
    expect(status).toBe(1);
  });

  it('says which file is not there, and that it takes one target', async () => {
    const { now } = versions('', '');
    const missing = await nativecompile(['bench', '--against', '/no/such.py', now]);
    expect(missing.stderr).toContain("can't open file '/no/such.py'");
    expect(missing.status).toBe(2);
    const targets = ['--target', 'x86-32,x86-64'];
    const two = await nativecompile(['bench', ...targets, '--against', now, now]);
    expect(two.stderr).toContain('--against takes one target');
    expect(two.status).toBe(2);
  });
});
