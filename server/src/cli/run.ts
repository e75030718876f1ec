/**
 * The verbs `run` and `python`: runs a program as Python would.
 *
 * Maps from: Python's command line. Maps to: the program's own end, exit status or signal. What Python
 * says about files, options and errors is said by the helper, which is CPython's command line.
 */

import { type ProgramResult, runProgram } from '../helper/programRun.js';
import { dieBy } from '../helper/signals.js';
import type { CommandLine } from './arguments.js';
import { runSettings } from './settings.js';
import { printError } from './terminal.js';
import { ExitStatus } from './usage.js';

type VerbLine = Extract<CommandLine, { action: 'verb' }>;

export async function run({ options, operands }: VerbLine): Promise<number> {
  const result = await runProgram({ ...runSettings(options), args: operands, stdio: 'inherit' });
  if (!result.greeted) return ExitStatus.internal;
  if (options.run.stats) {
    const { statisticsReport } = await import('./statistics.js');
    printError(statisticsReport(result, options.json));
  }
  const problem = explainEnd(result);
  if (problem !== '') printError(`nativecompile: ${problem}\n`);
  if (result.end.kind === 'exit') return result.end.status;
  await dieBy(result.end.signal);
  const { constants } = await import('node:os');
  return 128 + (constants.signals[result.end.signal] ?? ExitStatus.internal);
}

/** What the helper could not say itself; empty when nothing is to be said. */
function explainEnd({ end, problems }: ProgramResult): string {
  const trouble = [...new Set(problems)].join('; ');
  if (end.kind === 'signal' && end.signal === 'SIGKILL') {
    return 'the 32-bit process that ran the program was killed (SIGKILL), by someone or for want of memory';
  }
  return trouble === '' ? '' : `while the program ran: ${trouble}`;
}
