/**
 * The verbs `run` and `python`: runs a program as Python would.
 *
 * Maps from: Python's command line. Maps to: the program's own end, exit status or signal. What
 * Python says about files, options and errors is said by the helper, which is CPython's command
 * line.
 */

import { existsSync } from 'node:fs';
import { isatty } from 'node:tty';
import { errorText } from '../helper/failure.js';
import { type Execution, type ProgramResult, runProgram } from '../helper/programRun.js';
import { fsPath } from '../helper/rawBytes.js';
import { dieBy } from '../helper/signals.js';
import { type CommandLine, type Options, verbs } from './arguments.js';
import { emulatedText } from './execution.js';
import { chosenPython, sayPassedOver } from './python.js';
import { runSettings } from './settings.js';
import { didYouMean, meantVerb } from './suggestions.js';
import { painter, printError, progress } from './terminal.js';
import { ExitStatus, UsageError } from './usage.js';

type VerbLine = Extract<CommandLine, { action: 'verb' }>;

/** What `profile` does besides. */
export interface Besides {
  /** Where the processes of the program put their profiles. */
  readonly profileFolder: string;
  /** Before the command ends as the program has. */
  readonly onEnd: () => Promise<void>;
}

export async function run(
  { options, operands, isNamed }: VerbLine,
  besides?: Besides,
): Promise<number> {
  if (!isNamed) refuseMistypedVerb(operands);
  const python = chosenPython(options, operands);
  sayPassedOver(python);
  const result = await counted(options, besides, (counterBlock) =>
    runProgram({
      ...runSettings(options, python),
      args: operands,
      stdio: 'inherit',
      counterBlock,
      profileFolder: besides?.profileFolder,
      onLongCompilation: showCompilation,
      onStart: (execution) => sayExecution(execution, options),
      timeout: options.timeout,
      memoryLimit: options.memoryLimit,
    }),
  );
  if (!result.greeted) return ExitStatus.internal;
  if (options.run.stats) {
    const { statisticsReport } = await import('./statistics.js');
    printError(statisticsReport(result, python, options.json));
  }
  const problem = explainEnd(result, options);
  if (problem !== '') printError(`nativecompile: ${problem}\n`);
  if (result.end.kind === 'exit') return result.end.status;
  await dieBy(result.end.signal);
  const { constants } = await import('node:os');
  return 128 + (constants.signals[result.end.signal] ?? ExitStatus.internal);
}

/** Never among what a program prints into a pipe or a file. */
function sayExecution(execution: Execution, { target }: Options): void {
  if (execution === 'direct' || !isatty(2)) return;
  const line = `nativecompile: ${emulatedText(target)}`;
  printError(`${painter(2)('dim', line)}\n`);
}

/**
 * What is neither a file nor a verb, but written like a verb. Any other file that is not there is
 * CPython's to tell.
 */
function refuseMistypedVerb([word, next]: readonly string[]): void {
  if (word === undefined || word === '' || word.startsWith('-') || existsSync(fsPath(word))) return;
  const meant = meantVerb(word, next, verbs);
  if (meant !== null)
    throw new UsageError(`'${word}' is neither a verb nor a file${didYouMean([meant])}`);
}

/** The program waits meanwhile, so that the line is not among its output. */
function showCompilation(filename: string): () => void {
  const shown = progress();
  shown.show(`compiling ${filename} …`);
  return () => shown.done();
}

/**
 * Runs the program with a block for its counters, and tells what is in it. The program runs in any
 * case.
 */
async function counted(
  options: Options,
  besides: Besides | undefined,
  runWith: (counterBlock: string | undefined) => Promise<ProgramResult>,
): Promise<ProgramResult> {
  const { report, counterBlock: given, run } = options;
  const isCounted = run.counters !== 'off' && !run.interpret;
  if (!isCounted && report === '') {
    const result = await runWith(undefined);
    if (result.greeted) await besides?.onEnd();
    return result;
  }
  const { isCounterBlock, createCounterFile, readCounterFile, removeCounterFile } = await import(
    '../run/counterFile.js'
  );
  const isGiven = isCounted && isCounterBlock(given);
  const made = isCounted && !isGiven ? orComplain(createCounterFile) : undefined;
  const block = isGiven ? given : made;
  try {
    const result = await runWith(block);
    if (result.greeted) await besides?.onEnd();
    const counts = block === undefined ? null : readCounterFile(block);
    if (report !== '') {
      const { writeReport } = await import('../run/runReport.js');
      const { end, faults } = result;
      orComplain(() => writeReport(report, { end, faults, counts, differences: [] }));
    } else if (counts !== null && run.counters !== 'off') {
      const { countersReport } = await import('./counters.js');
      printError(countersReport(counts, run.counters, options.json));
    }
    return result;
  } finally {
    if (made !== undefined) removeCounterFile(made);
  }
}

function orComplain<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    printError(`nativecompile: counts are lost: ${errorText(error)}\n`);
    return undefined;
  }
}

/** What the helper could not say itself; empty when nothing is to be said. */
function explainEnd({ end, problems, timedOut }: ProgramResult, { timeout }: Options): string {
  const trouble = [...new Set(problems)].join('; ');
  if (timedOut) return `the program was ended after ${timeout} s (--timeout)`;
  if (end.kind === 'signal' && end.signal === 'SIGKILL') {
    return 'the process that ran the program was killed (SIGKILL), by someone or for want of memory';
  }
  return trouble === '' ? '' : `while the program ran: ${trouble}`;
}
