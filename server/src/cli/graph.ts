/**
 * The verb `graph`: a function's control flow as a picture.
 *
 * Maps from: FILE:QUALNAME, and perhaps the report of a run. Maps to: SVG in a file or on standard
 * output. Runs nothing.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isatty } from 'node:tty';
import { CompileService } from '../helper/compileService.js';
import { errorText } from '../helper/failure.js';
import { fsPath } from '../helper/rawBytes.js';
import { drawGraph } from '../language/flowGraph/drawGraph.js';
import { standaloneStyle } from '../language/flowGraph/graphStyle.js';
import { parseReport } from '../run/runReport.js';
import { lineCounts } from '../run/lineCounts.js';
import type { CommandLine } from './arguments.js';
import { chooseFunction, splitOperand } from './functionChoice.js';
import { type Compiled, compileFile, readSourceFile } from './sources.js';
import { printError, printOut } from './terminal.js';
import { ExitStatus, UsageError } from './usage.js';

type VerbLine = Extract<CommandLine, { action: 'verb' }>;

export async function graph({ options, operands }: VerbLine): Promise<number> {
  const [operand, ...more] = operands;
  if (operand === undefined) throw new UsageError('graph needs a FILE:QUALNAME');
  if (more.length > 0) throw new UsageError(`graph takes one FILE, and ${more[0]} is another`);
  if (options.output === '' && isatty(1)) {
    throw new UsageError('a picture is no text for a terminal: name a file with --output FILE.svg');
  }
  const { path, scope } = splitOperand(operand);
  const { target, run, detail } = options;
  const service = new CompileService({ target });
  try {
    const compiled = await compileFile(service, readSourceFile(path), target, run.without);
    if (compiled.kind === 'error') {
      printError(compiled.error.text);
      return ExitStatus.findings;
    }
    const result = chooseFunction(compiled, scope ?? onlyFunction(compiled));
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

/** A file of one function alone, or without any, needs no name. */
function onlyFunction({ results, file }: Compiled): string {
  const names = results.map(({ code }) => code.qualname).filter((name) => !/[<]/.test(name));
  if (names.length > 1) {
    const shown = names.slice(0, 10).join(', ');
    throw new UsageError(`a graph is of one function: ${file.path}:NAME, one of ${shown}`);
  }
  return names[0] ?? '<module>';
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
