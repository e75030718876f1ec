/**
 * The verb `verify`: runs a program interpreted and natively in the same kind of process and
 * compares.
 *
 * Maps from: FILE and its arguments. Maps to: the differences in standard output, standard error
 * and exit status. The interpreted run is the reference.
 */

import { HelperFailure } from '../helper/failure.js';
import { type ProgramResult, type ProgramRun, runProgram } from '../helper/programRun.js';
import type { PythonChoice } from '../helper/pythonChoice.js';
import type { CommandLine, Options } from './arguments.js';
import { chosenPython, sayPassedOver } from './python.js';
import { runSettings } from './settings.js';
import { requireFile, STDIN } from './sources.js';
import { standardInput } from './standardInput.js';
import { painter, printOut, progress } from './terminal.js';
import { ExitStatus, UsageError } from './usage.js';

type VerbLine = Extract<CommandLine, { action: 'verb' }>;

export interface Difference {
  readonly what: 'stdout' | 'stderr' | 'end';
  /** Line of the output at which it begins, from 1; 0 for the end. */
  readonly line: number;
  readonly interpreted: string;
  readonly native: string;
}

export async function verify({ options, operands }: VerbLine): Promise<number> {
  if (operands.length === 0) throw new UsageError('verify needs a FILE');
  if (operands[0] === STDIN)
    throw new UsageError('verify cannot read the program from standard input');
  requireFile(operands);
  const input = standardInput();
  const python = chosenPython(options, operands);
  sayPassedOver(python);
  const stage = progress();
  stage.show('running interpreted …');
  const interpreted = await captured(options, python, operands, input, true);
  stage.show('running natively …');
  const native = await captured(options, python, operands, input, false);
  stage.done();
  const differences = compare(interpreted, native);
  if (options.report !== '') {
    const { writeReport } = await import('../run/runReport.js');
    const { end, faults } = native;
    writeReport(options.report, {
      end,
      faults,
      counts: null,
      differences: differences.map(sentence),
    });
  }
  if (options.json) {
    const { target } = options;
    printOut(`${JSON.stringify({ same: differences.length === 0, target, differences })}\n`);
  } else {
    printOut(report(interpreted, differences));
  }
  return differences.length === 0 ? ExitStatus.clean : ExitStatus.findings;
}

export async function captured(
  options: Options,
  python: PythonChoice,
  args: readonly string[],
  input: Uint8Array,
  interpret: boolean,
  more: Partial<Pick<ProgramRun, 'profileFolder' | 'env'>> = {},
): Promise<ProgramResult> {
  const run = { ...options.run, interpret, strict: options.run.strict && !interpret };
  const settings = runSettings(options, python, run);
  const result = await runProgram({
    ...settings,
    ...more,
    env: { ...settings.env, ...more.env },
    args,
    stdio: 'capture',
    input,
    timeout: options.timeout,
    memoryLimit: options.memoryLimit,
  });
  if (!result.greeted) throw new HelperFailure(`${result.problems.join('; ')}.`, '');
  return result;
}

export function compare(interpreted: ProgramResult, native: ProgramResult): Difference[] {
  const differences: Difference[] = [];
  for (const what of ['stdout', 'stderr'] as const) {
    const difference = firstDifference(interpreted[what], native[what]);
    if (difference !== null) differences.push({ what, ...difference });
  }
  const ends = { interpreted: endText(interpreted), native: endText(native) };
  if (ends.interpreted !== ends.native) differences.push({ what: 'end', line: 0, ...ends });
  return differences;
}

export function endText({ end, timedOut }: Pick<ProgramResult, 'end' | 'timedOut'>): string {
  if (timedOut) return 'ended after the time limit';
  return end.kind === 'exit' ? `exit status ${end.status}` : `died of ${end.signal}`;
}

function firstDifference(interpreted: Buffer, native: Buffer): Omit<Difference, 'what'> | null {
  if (interpreted.equals(native)) return null;
  const [left, right] = [lines(interpreted), lines(native)];
  let index = 0;
  while (left[index] === right[index]) index += 1;
  return {
    line: index + 1,
    interpreted: left[index] ?? '(nothing)',
    native: right[index] ?? '(nothing)',
  };
}

/** By bytes, not by characters: output need not be text. */
const lines = (output: Buffer): string[] => output.toString('latin1').split(/(?<=\n)/);

const names = { stdout: 'standard output', stderr: 'standard error', end: 'the end' };

const shown = (text: string): string => Buffer.from(text, 'latin1').toString().trimEnd();

function sentence({ what, line, interpreted, native }: Difference): string {
  const where = line === 0 ? names[what] : `${names[what]}, line ${line}`;
  return `${where}: interpreted "${shown(interpreted)}", native "${shown(native)}"`;
}

function report(interpreted: ProgramResult, differences: readonly Difference[]): string {
  const paint = painter(1);
  if (differences.length === 0) {
    const { stdout, stderr } = interpreted;
    const sizes = `${stdout.length} bytes of output, ${stderr.length} bytes on standard error`;
    return `${paint('green', 'the same')}: ${sizes}, ${endText(interpreted)}\n`;
  }
  return differences
    .map(({ what, line, interpreted: left, native: right }) => {
      const where = line === 0 ? names[what] : `${names[what]}, line ${line}`;
      const texts = `  interpreted: ${shown(left)}\n  native:      ${shown(right)}\n`;
      return `${paint('red', 'different')}: ${where}\n${texts}`;
    })
    .join('');
}
