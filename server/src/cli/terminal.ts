/**
 * Writing to the terminal or to whatever takes its place.
 *
 * Maps from: text. Maps to: bytes on standard output or standard error, written before the function
 * returns; names of files keep theirs, UTF-8 or not. `process.stdout` is not used: it would make a
 * pipe non-blocking that the program in the helper writes to as well, and its last bytes are lost
 * at exit.
 */

import { spawnSync } from 'node:child_process';
import { writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { errorCode } from '../helper/failure.js';
import { encodeBytes } from '../helper/rawBytes.js';

const STDOUT = 1;
const STDERR = 2;
/** What a shell shows for a program that died of SIGPIPE. */
const BROKEN_PIPE = 141;

export function printOut(text: string): void {
  write(STDOUT, text);
}

export function printError(text: string): void {
  write(STDERR, text);
}

function write(fd: number, text: string): void {
  const bytes = encodeBytes(text);
  for (let done = 0; done < bytes.length; ) {
    try {
      done += writeSync(fd, bytes, done);
    } catch (error) {
      // Somebody made the pipe non-blocking, and its reader is slow.
      if (errorCode(error) === 'EAGAIN') Atomics.wait(sleeper, 0, 0, 5);
      // The reader has left, as `head` does: nobody wants the rest. Other programs die of SIGPIPE
      // here.
      else if (errorCode(error) === 'EPIPE') process.exit(BROKEN_PIPE);
      else throw error;
    }
  }
}

const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** Colours only where a terminal shows them, and not against the user's wish (no-color.org). */
export function coloured(fd: 1 | 2, env: NodeJS.ProcessEnv = process.env): boolean {
  return isatty(fd) && !env.NO_COLOR && env.TERM !== 'dumb';
}

export type Colour = 'red' | 'yellow' | 'green' | 'cyan' | 'bold' | 'dim';

const codes: Readonly<Record<Colour, readonly [number, number]>> = {
  red: [31, 39],
  yellow: [33, 39],
  green: [32, 39],
  cyan: [36, 39],
  bold: [1, 22],
  dim: [2, 22],
};

/** A function that colours text, or leaves it alone. */
export function painter(fd: 1 | 2): (colour: Colour, text: string) => string {
  if (!coloured(fd)) return (_colour, text) => text;
  return (colour, text) => `\x1b[${codes[colour][0]}m${text}\x1b[${codes[colour][1]}m`;
}

/**
 * Long text on a terminal goes through the user's pager; elsewhere, and without one, it is printed.
 * `less` shows a text that fits without stopping, and keeps colours.
 */
export function printPaged(text: string, env: NodeJS.ProcessEnv = process.env): void {
  const pager = env.PAGER ?? 'less';
  if (!isatty(STDOUT) || pager === '' || pager === 'cat' || env.TERM === 'dumb') {
    printOut(text);
    return;
  }
  const { error, status } = spawnSync(pager, {
    shell: '/bin/sh',
    input: encodeBytes(text),
    stdio: ['pipe', 'inherit', 'inherit'],
    env: { LESS: 'FRX', ...env },
  });
  // What a shell says of a program that there is not.
  if (status === 127) printOut(text);
  else if (error !== undefined && errorCode(error) !== 'EPIPE') throw error;
}

export interface Progress {
  show(text: string): void;
  done(): void;
}

/** One line on a terminal that is written over and over; nothing elsewhere. */
export function progress(): Progress {
  if (!isatty(STDERR)) return { show: () => {}, done: () => {} };
  let shown = false;
  return {
    show(text) {
      shown = true;
      printError(`\r\x1b[K${text}`);
    },
    done() {
      if (shown) printError('\r\x1b[K');
    },
  };
}
