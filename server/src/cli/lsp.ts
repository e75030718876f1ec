/**
 * The verb `lsp`: the language server on standard input and output.
 *
 * Maps from: an editor at the other end of the pipes. Maps to: the exit status that LSP wants.
 */

import type { CommandLine } from './arguments.js';
import { printError } from './terminal.js';
import { UsageError } from './usage.js';
import { ownVersion } from './version.js';

type VerbLine = Extract<CommandLine, { action: 'verb' }>;

export async function lsp({ options, operands }: VerbLine): Promise<number> {
  if (operands.length > 0) throw new UsageError('lsp takes no FILE');
  // One request that goes wrong must not end the session; standard error is the editor's log.
  process.on('unhandledRejection', (reason) => {
    printError(`nativecompile: ${reason instanceof Error ? reason.stack : String(reason)}\n`);
  });
  const { startSmall } = await import('../lsp/memory.js');
  startSmall();
  const { serve } = await import('../lsp/serve.js');
  const { stdin: input, stdout: output } = process;
  return await serve({ input, output, version: ownVersion(), target: options.target });
}
