/**
 * The verbs `asm`, `dis` and `mixed`: print a file's code, or one function's.
 *
 * Maps from: FILE[:QUALNAME]. Maps to: the listing on standard output. Runs nothing.
 */

import { isatty } from 'node:tty';
import { isRefusal } from '../compiler/index.js';
import { makeCompileService } from '../helper/compilers.js';
import { type ListingOptions, listFunction, renderListing } from '../language/listing.js';
import type { View } from '../language/views.js';
import type { CommandLine, Options, Verb } from './arguments.js';
import { chooseFunctions, splitOperand } from './functionChoice.js';
import { functionTable } from './functionTable.js';
import { projectOf } from './projectSettings.js';
import { type Compiled, compileFile, readSourceFile } from './sources.js';
import { colouredListing } from './listingColours.js';
import { coloured, painter, printError, printOut, printPaged } from './terminal.js';
import { ExitStatus, UsageError } from './usage.js';
import { doneOrWatched } from './watch.js';

type VerbLine = Extract<CommandLine, { action: 'verb' }>;

const viewOf: Partial<Record<Verb, View>> = { asm: 'assembly', dis: 'bytecode', mixed: 'mixed' };

export async function printListing({ verb, options, operands }: VerbLine): Promise<number> {
  const [operand, ...more] = operands;
  if (operand === undefined) throw new UsageError(`${verb} needs a FILE`);
  if (more.length > 0) throw new UsageError(`${verb} takes one FILE, and ${more[0]} is another`);
  const { path, scope } = splitOperand(operand);
  return await doneOrWatched(
    options.watch,
    () => [path],
    () => list(verb, path, scope, options),
  );
}

async function list(
  verb: Verb,
  path: string,
  scope: string | null,
  said: Options,
): Promise<number> {
  const { options } = await projectOf(path, said);
  const { target, run } = options;
  const service = makeCompileService({ target });
  try {
    const compiled = await compileFile(service, readSourceFile(path), target, run.without);
    if (compiled.kind === 'error') {
      printError(compiled.error.text);
      return ExitStatus.findings;
    }
    const chosen = scope === null ? compiled.results : chooseFunctions(compiled, scope);
    const listing: ListingOptions = {
      source: {
        fileName: compiled.file.fileName,
        lines: compiled.file.source.lines,
        sha256: compiled.file.sha256,
      },
      view: viewOf[verb] ?? 'assembly',
      syntax: options.syntax,
      bytes: options.bytes,
      detail: options.detail,
      interleave: options.source,
    };
    // A whole file is too much to read; what is piped is not read by a person.
    const isTable = options.functions || (scope === null && !options.all && isatty(1));
    if (options.json) printOut(await asJson(compiled, chosen, listing, options));
    else if (isTable && (options.functions || chosen.length > 1)) {
      printPaged(functionTable({ ...compiled, results: chosen }, verb, painter(1)));
    } else await printEach(chosen, listing, options.watch);
    return ExitStatus.clean;
  } finally {
    service.stop();
  }
}

async function printEach(
  results: Compiled['results'],
  listing: ListingOptions,
  isWatched: boolean,
): Promise<void> {
  if (isatty(1)) {
    const text = await renderListing(results, listing);
    const shown = coloured(1) ? colouredListing(text, painter(1)) : text;
    // A pager would keep the next state from being shown.
    if (isWatched) printOut(shown);
    else printPaged(shown);
    return;
  }
  // One function after the other: the first rows of a long file are there at once.
  let separator = '';
  for (const result of results) {
    printOut(separator + (await renderListing([result], listing)));
    separator = '\n';
  }
}

async function asJson(
  { file }: Compiled,
  results: Compiled['results'],
  listing: ListingOptions,
  { target, functions: isTable }: Options,
): Promise<string> {
  const functions = [];
  for (const result of results) {
    const rows = isTable ? {} : { rows: await listFunction(result, listing) };
    functions.push({
      qualname: result.code.qualname,
      firstLine: result.code.firstlineno,
      ...(isRefusal(result)
        ? { refused: result.refused }
        : {
            ...result.statistics,
            frameSize: result.frameSize,
            dataSize: result.dataSize,
            unsupported: result.unsupported.length,
          }),
      ...rows,
    });
  }
  const { path, sha256 } = file;
  return `${JSON.stringify({ file: path, sha256, target, view: listing.view, functions })}\n`;
}
