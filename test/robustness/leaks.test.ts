/**
 * Nothing stays behind: every program runs again and again natively in one process, and after it
 * has warmed up the process holds as many objects, memory blocks, bytes of the C heap and bytes of
 * machine code as before.
 *
 * What is not repeated: nothing. Programs that kill their process are repeated in children, and
 * their parent is looked at.
 */

import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { limit } from '../differential/limit.js';
import { allPrograms, type Program, project } from '../differential/programs.js';
import { interpreted, native, run, type Way } from '../differential/ways.js';
import { exact } from './exact.js';
import { patience } from '../harness/patience.mjs';
import { isEmulated } from '../harness/execution.js';
import { sampleCases } from '../harness/sample.js';

/**
 * Objects of the collector, blocks of small objects, bytes of the C heap, bytes of machine code.
 */
const whats = ['objects', 'blocks', 'bytes', 'code'] as const;

/** A hundred repetitions in all. */
const WARM_UP = 20;
const WINDOWS = 5;
const WINDOW_LENGTH = 16;
/**
 * A few programs take a second and more each time, ten and more under emulation: they start dozens
 * of processes, or compile tens of thousands of lines. They are repeated for as long as this, and
 * it is said how often that was.
 */
const ENOUGH_SECONDS = Math.ceil(patience(300) / 1000);
const TIME_LIMIT_SECONDS = Math.ceil(patience(2_500) / 1000);

/** Programs that kill their process. */
const forked = new Set(['signals/aborts', 'signals/killed']);

/**
 * How programs end that do not come to their end; one that fails for lack of something would
 * measure nothing.
 */
const ends: Readonly<Record<string, string>> = {
  'exceptions/excepthook': 'LookupError: uncaught',
  'exceptions/exit_codes': 'SystemExit: 42',
  'exceptions/exit_large': 'SystemExit: 263',
  'exceptions/exit_text': "SystemExit: the reason: ['x', 1]",
  'exceptions/keyboard_interrupt': 'KeyboardInterrupt: ',
  'exceptions/recursion_uncaught': 'RecursionError: maximum recursion depth exceeded',
  'exceptions/syntax_error_uncaught': 'SyntaxError: invalid syntax (generated.py, line 3)',
  'exceptions/traceback_uncaught': "TypeError: 'NoneType' object is not subscriptable",
  'exceptions/uncaught_group': 'ExceptionGroup:  (2 sub-exceptions)',
  'signals/aborts': 'status -6',
  'signals/interrupt_uncaught_in_loop': 'KeyboardInterrupt: ',
  'signals/killed': 'status -15',
};

/**
 * What CPython itself leaves behind in these programs; natively it is to be no more. A
 * `__hash__` that returns no int leaves what it returned; tracemalloc keeps what it has traced in
 * tables that grow.
 */
const leavesSomething = new Set(['calls/builtins_called', 'memory/tracemalloc_numbers']);

interface Answer {
  readonly growths: number[][];
  readonly ends: string[];
  readonly repetitions: number;
}

/** For each of `whats`, how much more it was after each window. */
async function growths(way: Way, program: Program): Promise<number[][]> {
  const [path, ...args] = program.line;
  const isForked = forked.has(program.name);
  const numbers = [WARM_UP, WINDOWS, WINDOW_LENGTH, ENOUGH_SECONDS, isForked ? 1 : 0].map(String);
  const repeated = {
    name: program.name,
    line: [join(project, 'test', 'robustness', 'repeat.py'), path!, ...numbers, ...args],
    input: Buffer.alloc(0),
  };
  const outcome = await run(exact(way), repeated, TIME_LIMIT_SECONDS);
  if (outcome.stdout === '') throw new Error(`${outcome.end}\n${outcome.stderr}`);
  const answer: Answer = JSON.parse(outcome.stdout);
  if (answer.repetitions < WARM_UP + WINDOWS * WINDOW_LENGTH) {
    console.log(`${program.name}: ${answer.repetitions} repetitions, since they are long`);
  }
  expect(answer.ends).toEqual([ends[program.name] ?? 'end']);
  return answer.growths;
}

type Level = Record<(typeof whats)[number], number>;
const level: Level = { objects: 0, blocks: 0, bytes: 0, code: 0 };

const sorted = (numbers: readonly number[] = []): number[] => [...numbers].sort((a, b) => a - b);

/**
 * What is left behind each time shows in every window. Tables in the C heap grow and shrink, so
 * that bytes count only when there are more after all of them; for the others most windows are
 * enough.
 */
async function leftBehind(way: Way, program: Program): Promise<Level> {
  const [objects, blocks, bytes, code] = (await growths(way, program)).map(sorted);
  const half = Math.floor(WINDOWS / 2);
  const found = [objects![half], blocks![half], bytes![0], code![half]];
  const [a, b, c, d] = found.map((one) => Math.max(0, one!));
  return { objects: a!, blocks: b!, bytes: c!, code: d! };
}

const isLevel = (one: Level): boolean => whats.every((what) => one[what] === 0);

const two = limit(2);

const programs = sampleCases('programs, repeated a hundred times', allPrograms(), {
  costPerCase: isEmulated() ? 14 : 10,
  isLong: true,
  nameOf: ({ name }) => name,
  groupOf: ({ name }) => dirname(name),
});

describe('nothing stays behind after repetitions of', () => {
  for (const program of programs) {
    it.concurrent(
      program.name,
      () =>
        two(async () => {
          const found = await leftBehind(native, program);
          if (leavesSomething.has(program.name)) {
            const { bytes, ...others } = await leftBehind(interpreted, program);
            expect(found).toMatchObject(others);
            // How far such tables have grown follows the addresses that they are about.
            expect(found.bytes).toBeLessThanOrEqual(bytes * (1 + 1 / 16));
            return;
          }
          // A thread or a process that ends late can be in most windows once, a leak is in them
          // always.
          expect(isLevel(found) ? found : await leftBehind(native, program)).toEqual(level);
        }),
      3 * 1000 * TIME_LIMIT_SECONDS,
    );
  }
});
