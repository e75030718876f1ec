/**
 * The verbs `run` and `python`: runs a program as Python would.
 *
 * Maps from: Python's command line. Maps to: the program's own end, exit status or signal. What Python
 * says about files, options and errors is said by the helper, which is CPython's command line.
 */

import { type ProgramResult, runProgram } from '../helper/programRun.js';
import { dieBy } from '../helper/signals.js';
import type { CommandLine, Options } from './arguments.js';
import { runSettings } from './settings.js';
import { printError } from './terminal.js';
import { ExitStatus } from './usage.js';

type VerbLine = Extract<CommandLine, { action: 'verb' }>;

export async function run({ options, operands }: VerbLine): Promise<number> {
  const result = await counted(options, (counterBlock) =>
    runProgram({
      ...runSettings(options),
      args: operands,
      stdio: 'inherit',
      counterBlock,
      timeout: options.timeout,
      memoryLimit: options.memoryLimit,
    }),
  );
  if (!result.greeted) return ExitStatus.internal;
  if (options.run.stats) {
    const { statisticsReport } = await import('./statistics.js');
    printError(statisticsReport(result, options.json));
  }
  const problem = explainEnd(result, options);
  if (problem !== '') printError(`nativecompile: ${problem}\n`);
  if (result.end.kind === 'exit') return result.end.status;
  await dieBy(result.end.signal);
  const { constants } = await import('node:os');
  return 128 + (constants.signals[result.end.signal] ?? ExitStatus.internal);
}

/** Runs the program with a block for its counters, and tells what is in it. */
async function counted(
  options: Options,
  runWith: (counterBlock: string | undefined) => Promise<ProgramResult>,
): Promise<ProgramResult> {
  const { report, counterBlock: given, run } = options;
  const isCounted = run.counters !== 'off' && !run.interpret;
  if (!isCounted && report === '') return await runWith(undefined);
  const { createCounterFile, readCounterFile, removeCounterFile } = await import(
    '../run/counterFile.js'
  );
  const block = !isCounted ? '' : given === '' ? createCounterFile() : given;
  try {
    const result = await runWith(block === '' ? undefined : block);
    const counts = isCounted ? readCounterFile(block) : null;
    if (report !== '') {
      const { writeReport } = await import('../run/runReport.js');
      writeReport(report, { end: result.end, faults: result.faults, counts, differences: [] });
    } else if (counts !== null && run.counters !== 'off') {
      const { countersReport } = await import('./counters.js');
      printError(countersReport(counts, run.counters, options.json));
    }
    return result;
  } finally {
    if (given === '' && block !== '') removeCounterFile(block);
  }
}

/** What the helper could not say itself; empty when nothing is to be said. */
function explainEnd({ end, problems, timedOut }: ProgramResult, { timeout }: Options): string {
  const trouble = [...new Set(problems)].join('; ');
  if (timedOut) return `the program was ended after ${timeout} s (--timeout)`;
  if (end.kind === 'signal' && end.signal === 'SIGKILL') {
    return 'the 32-bit process that ran the program was killed (SIGKILL), by someone or for want of memory';
  }
  return trouble === '' ? '' : `while the program ran: ${trouble}`;
}
