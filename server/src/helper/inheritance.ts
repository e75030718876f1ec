/**
 * What a program inherits from whoever started the command, and what Node takes away before any of
 * our code runs: ignored signals (`nohup`, jobs in the background) and the soft limit of open
 * files.
 *
 * Maps from: the note that server/bin/nativecompile leaves in the environment. Maps to: a note for
 * the launcher, which gives both back (native/launcher/start.h), because Node cannot.
 */

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

/** The variable that the launcher reads, obeys and removes. */
export const LAUNCH_VARIABLE = 'NATIVECOMPILE_LAUNCH';

/**
 * What the launcher is to do before it starts the program; empty for nothing.
 *
 * @param memoryLimit bytes of address space that the program may have; 0 for no limit
 */
export function launchNote({ openFiles, ignored }: Inheritance, memoryLimit = 0): string {
  const words: string[] = [];
  if (memoryLimit > 0) words.push(`memory=${Math.ceil(memoryLimit)}`);
  if (openFiles !== null) words.push(`files=${openFiles}`);
  if (ignored.length > 0) {
    const bits = ignored.map((name) => 1n << BigInt(constants.signals[name] - 1));
    words.push(`ignore=${bits.reduce((mask, bit) => mask | bit, 0n).toString(16)}`);
  }
  return words.join(' ');
}
