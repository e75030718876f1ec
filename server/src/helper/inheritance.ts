/**
 * What a program inherits from whoever started the command, and what Node takes away before any of our
 * code runs: ignored signals (`nohup`, jobs in the background) and the soft limit of open files.
 *
 * Maps from: the note that server/bin/nativecompile leaves in the environment. Maps to: a command line
 * that gives both back. The shell does it, because Node cannot.
 */

import { accessSync, constants as fileConstants } from 'node:fs';
import { constants } from 'node:os';

export const INHERITED_VARIABLE = 'NATIVECOMPILE_INHERITED';

export interface Inheritance {
  /** Soft limit of open files; null where Node changed nothing. */
  readonly openFiles: number | null;
  readonly ignored: readonly NodeJS.Signals[];
}

/** Of the signals that people ignore on purpose. Python ignores SIGPIPE and SIGXFSZ by itself. */
const restorable = [
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGTERM',
  'SIGUSR1',
  'SIGUSR2',
  'SIGTSTP',
] as const;

const nothing: Inheritance = { openFiles: null, ignored: [] };

/** `note` is the soft limit, the hard limit and the mask of ignored signals in hexadecimal. */
export function parseInheritance(note: string | undefined): Inheritance {
  const match = /^(\d+|unlimited) (\d+|unlimited)(?: ([0-9a-f]{1,16}))?$/.exec(note ?? '');
  if (match === null) return nothing;
  const [, soft, hard, mask] = match;
  const bits = BigInt(`0x${mask ?? '0'}`);
  return {
    openFiles: soft === hard || soft === 'unlimited' ? null : Number(soft),
    ignored: restorable.filter((name) => (bits >> BigInt(constants.signals[name] - 1)) & 1n),
  };
}

export interface Command {
  readonly path: string;
  readonly args: readonly string[];
}

/**
 * The same command, started so that it inherits what it should.
 *
 * @param memoryLimit bytes of address space that it may have; 0 for no limit
 */
export function restoring(
  command: Command,
  { openFiles, ignored }: Inheritance,
  memoryLimit = 0,
): Command {
  const steps: string[] = [];
  if (memoryLimit > 0) steps.push(`ulimit -v ${Math.ceil(memoryLimit / 1024)}`);
  if (openFiles !== null) steps.push(`ulimit -Sn ${openFiles}`);
  if (ignored.length > 0) steps.push(`trap '' ${ignored.map((name) => name.slice(3)).join(' ')}`);
  // What cannot be started is started in vain, for the sake of Node's error.
  if (steps.length === 0 || !isExecutable(command.path)) return command;
  return {
    path: '/bin/sh',
    args: ['-c', `${steps.join('; ')}; exec "$0" "$@"`, command.path, ...command.args],
  };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, fileConstants.X_OK);
    return true;
  } catch {
    return false;
  }
}
