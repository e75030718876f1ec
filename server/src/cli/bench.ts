/**
 * The verb `bench`: the times of a program, interpreted and natively.
 *
 * Maps from: FILE and its arguments. Maps to: medians of paired runs and their ratio. A time is that of
 * the whole process, start included. The runs alternate, so that a busy machine slows both alike.
 */

import type { ProgramResult } from '../helper/programRun.js';
import type { CommandLine } from './arguments.js';
import { requireFile, STDIN } from './sources.js';
import { standardInput } from './standardInput.js';
import { painter, printOut, progress } from './terminal.js';
import { ExitStatus, UsageError } from './usage.js';
import { captured, compare, endText } from './verify.js';

type VerbLine = Extract<CommandLine, { action: 'verb' }>;

export interface Times {
  readonly median: number;
  readonly least: number;
  /** Milliseconds, in the order of the runs. */
  readonly all: readonly number[];
}

export async function bench({ options, operands }: VerbLine): Promise<number> {
  if (operands.length === 0) throw new UsageError('bench needs a FILE');
  if (operands[0] === STDIN)
    throw new UsageError('bench cannot read the program from standard input');
  requireFile(operands);
  const input = standardInput();
  const shown = progress();
  const once = (interpret: boolean): Promise<ProgramResult> =>
    captured(options, operands, input, interpret);
  shown.show('first run of each, which does not count …');
  const [interpretedFirst, nativeFirst] = [await once(true), await once(false)];
  const differences = compare(interpretedFirst, nativeFirst);
  if (differences.length > 0) {
    shown.done();
    const ends = `interpreted: ${endText(interpretedFirst)}, native: ${endText(nativeFirst)}`;
    const where = differences.map(({ what }) => what).join(', ');
    if (options.json) printOut(`${JSON.stringify({ same: false, differences })}\n`);
    else printOut(`the two runs differ (${where}; ${ends}); nativecompile verify says where\n`);
    return ExitStatus.findings;
  }
  const interpreted: number[] = [];
  const native: number[] = [];
  for (let pair = 1; pair <= options.runs; pair += 1) {
    shown.show(`pair ${pair} of ${options.runs} …`);
    interpreted.push((await once(true)).milliseconds);
    native.push((await once(false)).milliseconds);
  }
  shown.done();
  const times = { interpreted: summarize(interpreted), native: summarize(native) };
  const ratio = times.interpreted.median / times.native.median;
  if (options.json) printOut(`${JSON.stringify({ same: true, ...times, ratio })}\n`);
  else printOut(report(times, ratio, endText(nativeFirst)));
  return ExitStatus.clean;
}

export function summarize(milliseconds: readonly number[]): Times {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  const median = sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
  return { median, least: sorted[0] ?? 0, all: milliseconds };
}

function report(
  { interpreted, native }: { interpreted: Times; native: Times },
  ratio: number,
  end: string,
): string {
  const paint = painter(1);
  const row = (name: string, { median, least }: Times): string =>
    `${name.padEnd(12)}${median.toFixed(1).padStart(10)} ms${least.toFixed(1).padStart(10)} ms\n`;
  const verdict = ratio >= 1 ? 'green' : 'yellow';
  return [
    `${''.padEnd(12)}${'median'.padStart(13)}${'least'.padStart(13)}\n`,
    row('interpreted', interpreted),
    row('native', native),
    `${paint(verdict, `native is ${ratio.toFixed(2)} times as fast`)} (${interpreted.all.length} pairs of whole runs, ${end})\n`,
  ].join('');
}
