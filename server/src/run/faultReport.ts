/**
 * What a helper said before a fatal signal killed it (native/helper/fault.c), as a place in the
 * program.
 *
 * Maps from: the texts of fault packets. Maps to: crashes by file. In these texts everything that
 * is not ASCII is '?'.
 */

import type { Crash } from '../language/runFindings.js';

export interface FileCrash extends Crash {
  /** As the text has it. */
  readonly file: string;
}

const FAULT =
  /^nativecompile: (SIG[A-Z]+) at (?:code\+0x([0-9a-f]+) in function (.*), file (.*)|an address outside native code, [0-9a-f]+), accessing /m;
const FRAME =
  /^nativecompile: (?:the innermost Python frame is|it was called by) (.*), defined in line (\d+), file (.*), at bytecode offset 0x([0-9a-f]+) /m;

/**
 * By file the innermost place of each crash: what a library was called for is of interest where it
 * was called. A process says a text for the signal, and one for each frame.
 */
export function crashesOf(faults: readonly string[]): FileCrash[] {
  const crashes: FileCrash[] = [];
  let fault: RegExpExecArray | null = null;
  let files = new Set<string>();
  for (const text of faults) {
    const next = FAULT.exec(text);
    if (next !== null) {
      fault = next;
      files = new Set();
    }
    const frame = FRAME.exec(text);
    if (frame === null || fault === null) continue;
    const [, signal = '', codeOffset, name, file] = fault;
    const [, frameName = '', firstLine, frameFile = '', offset = '0'] = frame;
    if (files.has(frameFile)) continue;
    // The fault can be in the machine code of the innermost frame only.
    const isThere = files.size === 0 && name === frameName && file === frameFile;
    files.add(frameFile);
    crashes.push({
      signal,
      name: frameName,
      firstLine: Number(firstLine),
      file: frameFile,
      bytecodeOffset: Number.parseInt(offset, 16),
      codeOffset: isThere && codeOffset !== undefined ? Number.parseInt(codeOffset, 16) : null,
    });
  }
  return crashes;
}
