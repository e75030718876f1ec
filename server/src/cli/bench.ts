/**
 * The verb `bench`: the times of a program, interpreted and natively.
 *
 * Maps from: FILE and its arguments. Maps to: medians and spreads of paired runs, and their ratio. A time is
 * that of the program, from its first line until Python has taken everything down; what starting the
 * process and Python takes is shown apart. The first run of each does not count: it fills the caches of
 * files and of compiled code. The runs alternate, so that a busy machine slows both alike.
 */

import type { ProgramResult } from '../helper/programRun.js';
import type { CommandLine, Options } from './arguments.js';
import { requireFile, STDIN } from './sources.js';
import { standardInput } from './standardInput.js';
import { runStatistics } from './statistics.js';
import { type Colour, painter, printOut, progress } from './terminal.js';
import { type Spread, spreadOf } from './times.js';
import { ExitStatus, UsageError } from './usage.js';
import { captured, compare, endText } from './verify.js';

type VerbLine = Extract<CommandLine, { action: 'verb' }>;
type Way = 'interpreted' | 'native';

/** Milliseconds of one run. */
interface RunTime {
  readonly whole: number;
  /** null where the program ended without telling: by `os._exit`, a signal, or as another program. */
  readonly program: number | null;
}

interface Measured {
  readonly time: Spread;
  /** Start and end of the process; null where times are those of whole processes. */
  readonly startUp: Spread | null;
}

export async function bench({ options, operands }: VerbLine): Promise<number> {
  if (operands.length === 0) throw new UsageError('bench needs a FILE');
  if (operands[0] === STDIN)
    throw new UsageError('bench cannot read the program from standard input');
  requireFile(operands);
  const input = standardInput();
  const shown = progress();
  const telling: Options = { ...options, run: { ...options.run, stats: true } };
  const once = (way: Way): Promise<ProgramResult> =>
    captured(telling, operands, input, way === 'interpreted');
  shown.show('first run of each, which does not count …');
  const [interpretedFirst, nativeFirst] = [await once('interpreted'), await once('native')];
  const differences = compare(interpretedFirst, nativeFirst);
  if (differences.length > 0) {
    shown.done();
    const ends = `interpreted: ${endText(interpretedFirst)}, native: ${endText(nativeFirst)}`;
    const where = differences.map(({ what }) => what).join(', ');
    if (options.json) printOut(`${JSON.stringify({ same: false, differences })}\n`);
    else printOut(`the two runs differ (${where}; ${ends}); nativecompile verify says where\n`);
    return ExitStatus.findings;
  }
  const runs: Readonly<Record<Way, RunTime[]>> = { interpreted: [], native: [] };
  for (let pair = 1; pair <= options.runs; pair += 1) {
    shown.show(`pair ${pair} of ${options.runs} …`);
    // Whoever comes second finds the machine as the first has left it.
    for (const way of order(pair)) runs[way].push(timeOf(await once(way)));
  }
  shown.done();
  const isWhole = [...runs.interpreted, ...runs.native].some(({ program }) => program === null);
  const interpreted = measured(runs.interpreted, isWhole);
  const native = measured(runs.native, isWhole);
  const ratios = spreadOf(ratiosOf(interpreted.time.all, native.time.all));
  if (options.json) {
    const { execution } = nativeFirst;
    const ratio = ratios.median;
    const all = { same: true, execution, isWhole, interpreted, native, ratio, ratios };
    printOut(`${JSON.stringify(all)}\n`);
  } else {
    printOut(report(interpreted, native, ratios, endText(nativeFirst)));
    if (nativeFirst.execution === 'emulated') printOut(EMULATED);
  }
  return ExitStatus.clean;
}

const EMULATED =
  'Both ran in an emulator, as this machine executes no 32-bit code; a processor that does gives other ratios.\n';

const order = (pair: number): readonly Way[] =>
  pair % 2 === 1 ? ['interpreted', 'native'] : ['native', 'interpreted'];

function timeOf(result: ProgramResult): RunTime {
  const nanoseconds = runStatistics(result).helper.programNanoseconds;
  const program = typeof nanoseconds === 'number' ? nanoseconds / 1e6 : null;
  return { whole: result.milliseconds, program };
}

function measured(runs: readonly RunTime[], isWhole: boolean): Measured {
  if (isWhole) return { time: spreadOf(runs.map(({ whole }) => whole)), startUp: null };
  const time = spreadOf(runs.map(({ program }) => program ?? 0));
  return { time, startUp: spreadOf(runs.map(({ whole, program }) => whole - (program ?? 0))) };
}

const ratiosOf = (interpreted: readonly number[], native: readonly number[]): number[] =>
  interpreted.map((time, pair) => time / (native[pair] ?? Number.NaN));

const WIDTHS = [13, 13, 25, 13] as const;

function report(interpreted: Measured, native: Measured, ratios: Spread, end: string): string {
  const paint = painter(1);
  const count = ratios.all.length;
  const isWhole = native.startUp === null;
  const times = `${ratios.median.toFixed(2)} times as fast`;
  const between =
    count === 1
      ? ''
      : `, ${ratios.lower.toFixed(2)} to ${ratios.upper.toFixed(2)} in the middle half`;
  const pairs = count === 1 ? 'one pair of runs' : `${count} pairs of runs`;
  return [
    line(['', 'median', count === 1 ? '' : 'middle half', isWhole ? '' : 'start-up']),
    row('interpreted', interpreted),
    row('native', native),
    `${paint(verdict(ratios), `native is ${times}`)} (${pairs}${between}; ${end})\n`,
    isWhole
      ? 'The times are those of whole processes: the program ends in a way that does not tell its own.\n'
      : '',
  ].join('');
}

function row(name: string, { time, startUp }: Measured): string {
  const isOne = time.all.length === 1;
  const half = isOne ? '' : `${milliseconds(time.lower)} to ${milliseconds(time.upper)} ms`;
  const start = startUp === null ? '' : `${milliseconds(startUp.median)} ms`;
  return line([name, `${milliseconds(time.median)} ms`, half, start]);
}

const milliseconds = (value: number): string => value.toFixed(1);

const line = ([name = '', ...columns]: readonly string[]): string =>
  `${[name.padEnd(WIDTHS[0]), ...columns.map((text, i) => text.padStart(WIDTHS[i + 1] ?? 0))].join('').trimEnd()}\n`;

/** Colours only what the spread leaves no doubt of. */
function verdict({ lower, upper }: Spread): Colour {
  return lower > 1 ? 'green' : upper < 1 ? 'yellow' : 'bold';
}
