/**
 * The verbs `asm`, `dis` and `mixed`: print a file's code, or one function's.
 *
 * Maps from: FILE[:QUALNAME]. Maps to: the listing on standard output. Runs nothing.
 */

import { existsSync } from 'node:fs';
import { isatty } from 'node:tty';
import { isRefusal, type TargetName } from '../compiler/index.js';
import { makeCompileService } from '../helper/compilers.js';
import { fsPath } from '../helper/rawBytes.js';
import { type ListingOptions, listFunction, renderListing } from '../language/listing.js';
import type { View } from '../language/views.js';
import type { CommandLine, Verb } from './arguments.js';
import { type Compiled, compileFile, readSourceFile, STDIN } from './sources.js';
import { didYouMean, meantFunctions } from './suggestions.js';
import { colouredListing } from './listingColours.js';
import { coloured, painter, printError, printOut, printPaged } from './terminal.js';
import { ExitStatus, UsageError } from './usage.js';

type VerbLine = Extract<CommandLine, { action: 'verb' }>;

const viewOf: Partial<Record<Verb, View>> = { asm: 'assembly', dis: 'bytecode', mixed: 'mixed' };

export async function printListing({ verb, options, operands }: VerbLine): Promise<number> {
  const [operand, ...more] = operands;
  if (operand === undefined) throw new UsageError(`${verb} needs a FILE`);
  if (more.length > 0) throw new UsageError(`${verb} takes one FILE, and ${more[0]} is another`);
  const { path, scope } = splitOperand(operand);
  const { target, run } = options;
  const service = makeCompileService({ target });
  try {
    const compiled = await compileFile(service, readSourceFile(path), target, run.without);
    if (compiled.kind === 'error') {
      printError(compiled.error.text);
      return ExitStatus.findings;
    }
    const chosen = scope === null ? compiled.results : choose(compiled, scope);
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
    if (options.json) printOut(await asJson(compiled, chosen, listing, target));
    else await printEach(chosen, listing);
    return ExitStatus.clean;
  } finally {
    service.stop();
  }
}

async function printEach(results: Compiled['results'], listing: ListingOptions): Promise<void> {
  if (isatty(1)) {
    const text = await renderListing(results, listing);
    printPaged(coloured(1) ? colouredListing(text, painter(1)) : text);
    return;
  }
  // One function after the other: the first rows of a long file are there at once.
  let separator = '';
  for (const result of results) {
    printOut(separator + (await renderListing([result], listing)));
    separator = '\n';
  }
}

/** A file's name may hold a colon itself; a name that exists is one. */
export function splitOperand(operand: string): { path: string; scope: string | null } {
  const colon = operand.lastIndexOf(':');
  if (colon <= 0 || existsSync(fsPath(operand))) return { path: operand, scope: null };
  const path = operand.slice(0, colon);
  if (path !== STDIN && !existsSync(fsPath(path))) return { path: operand, scope: null };
  return { path, scope: operand.slice(colon + 1) };
}

const KNOWN_LIMIT = 20;

function choose({ results, file }: Compiled, scope: string): Compiled['results'] {
  const chosen = results.filter(({ code }) => code.qualname === scope);
  if (chosen.length > 0) return chosen;
  const names = [...new Set(results.map(({ code }) => code.qualname))];
  const meant = meantFunctions(scope, names);
  if (scope !== '' && meant.length > 0) {
    throw new UsageError(`${file.path} has no function ${scope}${didYouMean(meant)}`);
  }
  const known = names.slice(0, KNOWN_LIMIT).join(', ');
  const more = names.length > KNOWN_LIMIT ? `, and ${names.length - KNOWN_LIMIT} more` : '';
  throw new UsageError(
    `${file.path} has no function ${scope || '(empty)'}; it has ${known}${more}`,
  );
}

async function asJson(
  { file }: Compiled,
  results: Compiled['results'],
  listing: ListingOptions,
  target: TargetName,
): Promise<string> {
  const functions = [];
  for (const result of results) {
    const lines = await listFunction(result, listing);
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
      rows: lines,
    });
  }
  const { path, sha256 } = file;
  return `${JSON.stringify({ file: path, sha256, target, view: listing.view, functions })}\n`;
}
