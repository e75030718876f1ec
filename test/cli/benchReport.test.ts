/** The tables of `bench`: of one target, and of several with a column for each. */

import { afterAll, expect, it } from 'vitest';
import { report, type TargetTimes } from '../../server/src/cli/benchReport.js';
import { spreadOf } from '../../server/src/cli/times.js';
import type { TargetName } from '../../server/src/compiler/index.js';
import type { Execution } from '../../server/src/helper/programRun.js';
import { nativecompile, removeFolders, sourceFile } from './command.js';

afterAll(removeFolders);

function times(target: TargetName, execution: Execution, factor: number): TargetTimes {
  const spread = (...values: number[]) => spreadOf(values.map((value) => value * factor));
  const startUp = spread(50, 52);
  const ratios = spreadOf([2, 2.5]);
  return {
    target,
    execution,
    end: 'exit status 0',
    interpreted: { time: spread(100, 120), startUp },
    native: { time: spread(50, 48), startUp },
    ratio: ratios.median,
    ratios,
  };
}

it('one target has its spread, and says when it was emulated', () => {
  const table = `                    median              middle half     start-up
interpreted       110.0 ms        105.0 to 115.0 ms      51.0 ms
native             49.0 ms          48.5 to 49.5 ms      51.0 ms
native is 2.25 times as fast (2 pairs of runs, 2.13 to 2.38 in the middle half; exit status 0)
`;
  expect(report([times('x86-64', 'direct', 1)])).toBe(table);
  expect(report([times('x86-32', 'emulated', 1)])).toBe(
    `${table}Both ran in an emulator, as this machine executes no 32-bit code; a processor that does gives other ratios.\n`,
  );
});

it('several have a column each, and the one that was emulated says so', () => {
  expect(report([times('x86-32', 'emulated', 8), times('x86-64', 'direct', 1)])).toBe(
    `                 x86-32, emulated              x86-64
interpreted              880.0 ms            110.0 ms
native                   392.0 ms             49.0 ms
start-up                 408.0 ms             51.0 ms
x86-32: native is 2.25 times as fast as interpreted (exit status 0)
x86-64: native is 2.25 times as fast as interpreted (exit status 0)
x86-64 is 8.00 times as fast as x86-32, both native (2 rounds of runs)
x86-32 ran in an emulator, as this machine executes no 32-bit code; a processor that does gives other ratios.
`,
  );
});

it('both targets are measured in turns', async () => {
  const path = sourceFile('print(sum(i for i in range(1000)))\n');
  const both = ['--target', 'x86-32,x86-64'];
  const { stdout } = await nativecompile(['bench', ...both, '--runs', '1', '--json', path]);
  const { same, targets } = JSON.parse(stdout);
  expect(same).toBe(true);
  expect(targets.map(({ target }: TargetTimes) => target)).toEqual(['x86-32', 'x86-64']);
  expect(targets[1].execution).toBe('direct');
});
