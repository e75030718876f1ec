/**
 * Nothing stays behind: every program runs again and again natively in one process, and after it has warmed up the
 * process holds as many objects, memory blocks, bytes of the C heap and bytes of machine code as before.
 *
 * What is not repeated: nothing. Programs that kill their process are repeated in children, and their parent is looked
 * at. Programs that take long are repeated less often, because an exact count needs no large number.
 */

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { limit } from '../differential/limit.js';
import { allPrograms, type Program, project } from '../differential/programs.js';
import { interpreted, native, run, type Way } from '../differential/ways.js';
import { exact } from './exact.js';

/** Objects of the collector, blocks of small objects, bytes of the C heap, bytes of machine code. */
const whats = ['objects', 'blocks', 'bytes', 'code'] as const;

interface Repetitions {
  readonly warmUp: number;
  readonly windows: number;
  /** Repetitions in a window. */
  readonly length: number;
}

/** A hundred. */
const MANY: Repetitions = { warmUp: 20, windows: 5, length: 16 };
/** 30 milliseconds of processor time and more for one repetition: two seconds for all instead of up to ten. */
const FEWER: Repetitions = { warmUp: 4, windows: 5, length: 4 };
/** A tenth of a second and more. */
const FEW: Repetitions = { warmUp: 2, windows: 5, length: 2 };
/** About a second: they start dozens of processes, or compile tens of thousands of lines. */
const FEWEST: Repetitions = { warmUp: 2, windows: 5, length: 1 };

const slow: Readonly<Record<string, Repetitions>> = {
  'attributes/changing_classes': FEWER,
  'containers/large_displays': FEWEST,
  'dynamic/code_objects': FEWER,
  'dynamic/exec_eval': FEW,
  'dynamic/extended_arguments': FEWEST,
  'examples/fannkuch': FEWER,
  'examples/nbody': FEWER,
  'limits/deep_stack': FEWER,
  'limits/large_program': FEWEST,
  'limits/many_blocks': FEW,
  'memory/collector': FEWER,
  'memory/leaks': FEW,
  'memory/refcounts': FEW,
  'processes/children': FEWEST,
  'processes/forks': FEWER,
  'processes/pools': FEWEST,
  'recursion/deep': FEW,
  'recursion/deep_data': FEW,
  'recursion/recursion_error': FEWER,
  'signals/handlers': FEW,
  'threads/switching': FEWER,
};

/** Programs that kill their process. */
const forked = new Set(['signals/aborts', 'signals/killed']);

/** How programs end that do not come to their end; one that fails for lack of something would measure nothing. */
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
 * What CPython itself leaves behind in these programs; natively it is to be just as much. A `__hash__` that returns
 * no int leaves what it returned; tracemalloc keeps what it has traced in tables that grow.
 */
const leavesSomething = new Set(['calls/builtins_called', 'memory/tracemalloc_numbers']);

/** For each of `whats`, how much more it was after each window. */
async function growths(way: Way, program: Program, often: Repetitions): Promise<number[][]> {
  const { warmUp, windows, length } = often;
  const [path, ...args] = program.line;
  const numbers = [warmUp, windows, length, forked.has(program.name) ? 1 : 0].map(String);
  const outcome = await run(exact(way), {
    name: program.name,
    line: [join(project, 'test', 'robustness', 'repeat.py'), path!, ...numbers, ...args],
    input: Buffer.alloc(0),
  });
  if (outcome.stdout === '') throw new Error(`${outcome.end}\n${outcome.stderr}`);
  const answer: { growths: number[][]; ends: string[] } = JSON.parse(outcome.stdout);
  expect(answer.ends).toEqual([ends[program.name] ?? 'end']);
  return answer.growths;
}

type Level = Record<(typeof whats)[number], number>;
const level: Level = { objects: 0, blocks: 0, bytes: 0, code: 0 };

const sorted = (numbers: readonly number[] = []): number[] => [...numbers].sort((a, b) => a - b);

/**
 * What is left behind each time shows in every window. Tables in the C heap grow and shrink, so that bytes count only
 * when there are more after all of them; for the others most windows are enough.
 */
async function leftBehind(way: Way, program: Program): Promise<Level> {
  const often = slow[program.name] ?? MANY;
  const [objects, blocks, bytes, code] = (await growths(way, program, often)).map(sorted);
  const half = Math.floor(often.windows / 2);
  const found = [objects![half], blocks![half], bytes![0], code![half]];
  const [a, b, c, d] = found.map((one) => Math.max(0, one!));
  return { objects: a!, blocks: b!, bytes: c!, code: d! };
}

const isLevel = (one: Level): boolean => whats.every((what) => one[what] === 0);

const two = limit(2);

describe('nothing stays behind after repetitions of', () => {
  for (const program of allPrograms()) {
    it.concurrent(
      program.name,
      () =>
        two(async () => {
          const found = await leftBehind(native, program);
          if (leavesSomething.has(program.name)) {
            expect(found).toEqual(await leftBehind(interpreted, program));
            return;
          }
          // A thread or a process that ends late can be in most windows once, a leak is in them always.
          expect(isLevel(found) ? found : await leftBehind(native, program)).toEqual(level);
        }),
      600_000,
    );
  }
});
