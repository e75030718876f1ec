/**
 * Nothing stays behind: each program runs 120 times natively in one process, and in the end the process holds
 * as many objects and memory blocks as before, or not more than it would interpreted.
 */

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { limit } from '../differential/limit.js';
import { allPrograms, type Program, project } from '../differential/programs.js';
import { interpreted, native, run, type Way } from '../differential/ways.js';

/** Topics whose programs end, kill or fork the process, need input, or take long. */
const OTHERS = new Set([
  'limits',
  'memory',
  'processes',
  'recursion',
  'signals',
  'stdio',
  'threads',
]);
/** Programs that cannot be repeated in one process, or compile large functions anew each time. */
const NOT_REPEATED = new Set([
  'containers/large_displays',
  'coroutines/asyncio_programs',
  'dynamic/code_objects',
  'dynamic/exec_eval',
  'dynamic/extended_arguments',
  'exceptions/in_del_and_callbacks',
  'exceptions/keyboard_interrupt',
  'frames/sys_hooks',
  'names/globals_change',
]);
const programs = allPrograms().filter(
  ({ name }) => !OTHERS.has(name.split('/')[0]!) && !NOT_REPEATED.has(name),
);

interface Growth {
  readonly objects: number;
  readonly blocks: number;
}

/** What the last third of the repetitions left behind. */
async function growth(way: Way, program: Program, times: number): Promise<Growth> {
  const outcome = await run(way, {
    name: program.name,
    line: [join(project, 'test', 'robustness', 'repeat.py'), program.line[0]!, String(times)],
    input: Buffer.alloc(0),
  });
  const [, objects, blocks] = /(-?\d+) (-?\d+)\n$/.exec(outcome.stdout) ?? [];
  if (objects === undefined || blocks === undefined) {
    throw new Error(`${outcome.end}\n${outcome.stderr}`);
  }
  return { objects: Number(objects), blocks: Number(blocks) };
}

const REPETITIONS = 120;
/** One object or block left behind by each repetition would be forty. */
const LEVEL = 39;
const MORE_REPETITIONS = 480;
const LEVEL_OF_MORE = 159;

const two = limit(2);

describe('objects and blocks are level over the repetitions of', () => {
  for (const program of programs) {
    it.concurrent(
      program.name,
      () =>
        two(async () => {
          const found = await growth(native, program, REPETITIONS);
          if (found.objects <= LEVEL && found.blocks <= LEVEL) return;
          // Caches still filling, or a program that itself leaves something behind?
          const longer = await growth(native, program, MORE_REPETITIONS);
          const expected = await growth(interpreted, program, MORE_REPETITIONS);
          // Fewer blocks than before interpreted, as when a cache was emptied, is no reason to expect that natively. A
          // program that itself leaves much behind does not leave exactly as much each time.
          const objects = longer.objects - Math.max(0, expected.objects);
          const blocks = longer.blocks - Math.max(0, expected.blocks);
          expect(objects).toBeLessThanOrEqual(LEVEL_OF_MORE);
          expect(blocks).toBeLessThanOrEqual(LEVEL_OF_MORE + Math.max(0, expected.blocks) / 5);
        }),
      600_000,
    );
  }
});
