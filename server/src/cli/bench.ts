/**
 * The verb `bench`: the times of a program, interpreted and natively, for one target or several.
 *
 * Maps from: FILE and its arguments. Maps to: medians and spreads of paired runs, and their ratio.
 * A time is that of the program, from its first line until Python has taken everything down; what
 * starting the process and Python takes is shown apart. The first run of each does not count: it
 * fills the caches of files and of compiled code. The runs alternate, so that a busy machine slows
 * all alike.
 */

import type { TargetName } from '../compiler/target/target.js';
import type { Execution, ProgramResult } from '../helper/programRun.js';
import type { CommandLine, Options } from './arguments.js';
import { type Measured, report, type TargetTimes } from './benchReport.js';
import { chosenPython, sayPassedOver } from './python.js';
import { requireFile, STDIN } from './sources.js';
import { standardInput } from './standardInput.js';
import { runStatistics } from './statistics.js';
import { printOut, progress } from './terminal.js';
import { spreadOf } from './times.js';
import { ExitStatus, UsageError } from './usage.js';
import { captured, compare, endText } from './verify.js';

type VerbLine = Extract<CommandLine, { action: 'verb' }>;

/** Milliseconds of one run. */
interface RunTime {
  readonly whole: number;
  /**
   * null where the program ended without telling: by `os._exit`, a signal, or as another program.
   */
  readonly program: number | null;
}

/** A program on one target, again and again. */
interface Series {
  readonly target: TargetName;
  readonly execution: Execution | null;
  /** How the program ends. */
  readonly end: string;
  readonly ways: readonly [interpreted: Way, native: Way];
}

interface Way {
  once(): Promise<ProgramResult>;
  readonly times: RunTime[];
}

export async function bench({ options, operands }: VerbLine): Promise<number> {
  if (operands.length === 0) throw new UsageError('bench needs a FILE');
  if (operands[0] === STDIN)
    throw new UsageError('bench cannot read the program from standard input');
  requireFile(operands);
  const input = standardInput();
  const python = chosenPython(options, operands);
  sayPassedOver(python);
  if (options.against !== '') {
    if (options.targets.length > 1) throw new UsageError('--against takes one target');
    requireFile([options.against]);
    const { benchVersions } = await import('./benchVersions.js');
    return await benchVersions(options, python, operands, input);
  }
  const shown = progress();
  shown.show('first run of each, which does not count …');
  const all: Series[] = [];
  for (const target of options.targets.length > 0 ? options.targets : [options.target]) {
    const run = { ...options.run, stats: true };
    const telling: Options = { ...options, target, run };
    const [interpreted, native] = [true, false].map((interpret): Way => {
      return { once: () => captured(telling, python, operands, input, interpret), times: [] };
    }) as [Way, Way];
    const [first, second] = [await interpreted.once(), await native.once()];
    const differences = compare(first, second);
    if (differences.length > 0) {
      shown.done();
      const ends = `interpreted: ${endText(first)}, native: ${endText(second)}`;
      const where = differences.map(({ what }) => what).join(', ');
      if (options.json) printOut(`${JSON.stringify({ same: false, target, differences })}\n`);
      else
        printOut(
          `the two runs for ${target} differ (${where}; ${ends}); ` +
            'nativecompile verify says where\n',
        );
      return ExitStatus.findings;
    }
    const { execution } = second;
    all.push({ target, execution, end: endText(second), ways: [interpreted, native] });
  }
  const ways = all.flatMap(({ ways }) => ways);
  for (let round = 1; round <= options.runs; round += 1) {
    shown.show(`${all.length === 1 ? 'pair' : 'round'} ${round} of ${options.runs} …`);
    // Whoever comes second finds the machine as the first has left it.
    const order = round % 2 === 1 ? ways : ways.toReversed();
    for (const way of order) way.times.push(timeOf(await way.once()));
  }
  shown.done();
  const isWhole = ways.some(({ times }) => times.some(({ program }) => program === null));
  const times = all.map((one): TargetTimes => timesOf(one, isWhole));
  if (options.json) {
    const [only] = times;
    const data = times.length === 1 ? { ...only } : { targets: times };
    printOut(`${JSON.stringify({ same: true, isWhole, ...data })}\n`);
  } else {
    printOut(report(times));
  }
  return ExitStatus.clean;
}

function timesOf({ target, execution, end, ways }: Series, isWhole: boolean): TargetTimes {
  const [interpreted, native] = ways.map(({ times }) => measured(times, isWhole)) as [
    Measured,
    Measured,
  ];
  const ratios = spreadOf(ratiosOf(interpreted.time.all, native.time.all));
  return { target, execution, end, interpreted, native, ratio: ratios.median, ratios };
}

const timeOf = (result: ProgramResult): RunTime => ({
  whole: result.milliseconds,
  program: programTime(result),
});

/** Milliseconds from the program's first line to its end; null where it does not tell. */
export function programTime(result: ProgramResult): number | null {
  const nanoseconds = runStatistics(result).helper.programNanoseconds;
  return typeof nanoseconds === 'number' ? nanoseconds / 1e6 : null;
}

function measured(runs: readonly RunTime[], isWhole: boolean): Measured {
  if (isWhole) return { time: spreadOf(runs.map(({ whole }) => whole)), startUp: null };
  const time = spreadOf(runs.map(({ program }) => program ?? 0));
  return { time, startUp: spreadOf(runs.map(({ whole, program }) => whole - (program ?? 0))) };
}

const ratiosOf = (interpreted: readonly number[], native: readonly number[]): number[] =>
  interpreted.map((time, pair) => time / (native[pair] ?? Number.NaN));
