/**
 * The verb `graph`: a function's control flow as a picture.
 *
 * Maps from: FILE:QUALNAME, and perhaps the report of a run. Maps to: SVG in a file or on standard
 * output. Runs nothing.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isatty } from 'node:tty';
import { makeCompileService } from '../helper/compilers.js';
import { errorText } from '../helper/failure.js';
import { fsPath } from '../helper/rawBytes.js';
import { drawGraph } from '../language/flowGraph/drawGraph.js';
import { standaloneStyle } from '../language/flowGraph/graphStyle.js';
import { parseReport } from '../run/runReport.js';
import { lineCounts } from '../run/lineCounts.js';
import type { CommandLine, Options } from './arguments.js';
import { chooseFunction, onlyFunction, splitOperand } from './functionChoice.js';
import { projectOf } from './projectSettings.js';
import { type Compiled, compileFile, readSourceFile } from './sources.js';
import { printError, printOut } from './terminal.js';
import { ExitStatus, UsageError } from './usage.js';
import { doneOrWatched } from './watch.js';

type VerbLine = Extract<CommandLine, { action: 'verb' }>;

export async function graph({ options, operands }: VerbLine): Promise<number> {
  const [operand, ...more] = operands;
  if (operand === undefined) throw new UsageError('graph needs a FILE:NAME');
  if (more.length > 0) throw new UsageError(`graph takes one FILE, and ${more[0]} is another`);
  const { output, watch } = options;
  if (output === '' && isatty(1)) {
    throw new UsageError('a picture is no text for a terminal: name a file with --output FILE.svg');
  }
  if (output === '' && watch) throw new UsageError('--watch needs --output FILE.svg');
  const { path, scope } = splitOperand(operand);
  return await doneOrWatched(
    watch,
    () => [path],
    () => draw(path, scope, options),
  );
}

async function draw(path: string, scope: string | null, said: Options): Promise<number> {
  const { options } = await projectOf(path, said);
  const { target, run, detail } = options;
  const service = makeCompileService({ target });
  try {
    const compiled = await compileFile(service, readSourceFile(path), target, run.without);
    if (compiled.kind === 'error') {
      printError(compiled.error.text);
      return ExitStatus.findings;
    }
    const result = chooseFunction(compiled, scope ?? onlyFunction(compiled, 'graph'));
    const counts = options.counts === '' ? null : countsOf(options.counts, compiled);
    const drawing = await drawGraph(
      result,
      { lines: compiled.file.source.lines, detail, counts },
      { style: standaloneStyle, isInteractive: false },
    );
    if (drawing.kind === 'refused') throw new UsageError(drawing.reason);
    write(options.output, drawing.svg);
    return ExitStatus.clean;
  } finally {
    service.stop();
  }
}

function write(path: string, svg: string): void {
  if (path === '' || path === '-') {
    printOut(svg);
    return;
  }
  try {
    writeFileSync(fsPath(path), svg);
  } catch (error) {
    throw new UsageError(`can't write '${path}': ${errorText(error)}`);
  }
}

/** Executions by line of the file, from what `run --counters lines --report FILE` wrote. */
function countsOf(report: string, { file, results }: Compiled): ReadonlyMap<number, number> {
  let text: string;
  try {
    text = readFileSync(fsPath(report), 'utf8');
  } catch (error) {
    throw new UsageError(`can't open file '${report}': ${errorText(error)}`);
  }
  const counts = parseReport(text)?.counts ?? null;
  if (counts === null) {
    throw new UsageError(`${report} has no counts: run --counters lines --report FILE writes them`);
  }
  const path = resolve(file.path);
  const ofFile = counts.functions.filter((one) => resolve(one.file) === path);
  if (ofFile.length === 0) throw new UsageError(`${report} has no counts of ${file.path}`);
  const codes = results.map(({ code }) => code);
  return new Map([...lineCounts(ofFile, codes).lines].map(([line, { count }]) => [line, count]));
}
