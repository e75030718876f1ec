/**
 * The command line's entry.
 *
 * Maps from: the process's arguments. Maps to: the verb's function, loaded when it is needed, and
 * the exit status. Knows nothing of what the verbs do.
 */

import { HelperFailure } from '../helper/failure.js';
import { ownArguments } from '../helper/launchedWith.js';
import { takeEditorRequest } from '../run/editorRequest.js';
import { type CommandLine, parseArguments, TARGET_VARIABLE, type Verb } from './arguments.js';
import { printError, printOut } from './terminal.js';
import { ExitStatus, UsageError, usage } from './usage.js';

type VerbLine = Extract<CommandLine, { action: 'verb' }>;
/** Resolves to the exit status. */
type VerbFunction = (line: VerbLine) => Promise<number>;

const load: Readonly<Record<Verb, () => Promise<VerbFunction>>> = {
  run: async () => (await import('./run.js')).run,
  python: async () => (await import('./run.js')).run,
  profile: async () => (await import('./profile.js')).profile,
  asm: async () => (await import('./listings.js')).printListing,
  dis: async () => (await import('./listings.js')).printListing,
  mixed: async () => (await import('./listings.js')).printListing,
  graph: async () => (await import('./graph.js')).graph,
  diff: async () => (await import('./diff.js')).diff,
  check: async () => (await import('./check.js')).check,
  verify: async () => (await import('./verify.js')).verify,
  bench: async () => (await import('./bench.js')).bench,
  doctor: async () => (await import('./doctor.js')).doctor,
  lsp: async () => (await import('./lsp.js')).lsp,
  completion: async () => (await import('./completion.js')).completion,
  manual: async () => (await import('./manual.js')).manual,
};

async function main(args: readonly string[]): Promise<number> {
  const line = parseArguments(
    args,
    takeEditorRequest(process.env),
    process.env[TARGET_VARIABLE] || undefined,
  );
  switch (line.action) {
    case 'help':
      printOut(usage(line.verb));
      return ExitStatus.clean;
    case 'version':
      printOut(await (await import('./version.js')).versions(line.target));
      return ExitStatus.clean;
    case 'verb':
      return (await load[line.verb]())(line);
  }
}

function explain(error: unknown): number {
  if (error instanceof UsageError) {
    printError(`nativecompile: ${error.message}\nTry: nativecompile --help\n`);
    return ExitStatus.usage;
  }
  if (error instanceof HelperFailure) {
    printError(`nativecompile: ${error.message.trimEnd()}\n`);
    return ExitStatus.internal;
  }
  // A full disk, too many open files: no mistake of ours, and what it says is enough.
  if (error instanceof Error && 'syscall' in error) {
    printError(`nativecompile: ${error.message}\n`);
    return ExitStatus.internal;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  printError(`nativecompile: internal error: ${text}\n`);
  return ExitStatus.internal;
}

// A verb's last timers and sockets are of no interest once it has its exit status.
process.exit(await main(ownArguments()).catch(explain));
