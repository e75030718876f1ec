/**
 * Standard input for programs that are run several times: read once, unless someone would have to
 * type it.
 */

import { readFileSync } from 'node:fs';
import { isatty } from 'node:tty';

export function standardInput(): Uint8Array {
  if (isatty(0)) return new Uint8Array();
  try {
    return readFileSync(0);
  } catch {
    // Closed, or a folder: the program finds it empty.
    return new Uint8Array();
  }
}
