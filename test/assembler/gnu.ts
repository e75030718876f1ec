/** GNU as and objdump as an independent encoder and decoder. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bits } from '../../server/src/assembler/registers.js';

/** A folder that is there for as long as the work takes. */
export function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'assembler-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The machine code of assembly in Intel syntax. */
export function gnuAssemble(lines: readonly string[], bits: Bits = 32): Uint8Array {
  return gnuObject(lines, bits).bytes;
}

export interface GnuRelocation {
  readonly offset: number;
  readonly type: string;
  readonly symbol: string;
  readonly addend: number;
}

/** The machine code and (of x86-64) its relocations as readelf shows them. */
export function gnuObject(
  lines: readonly string[],
  bits: Bits,
): { readonly bytes: Uint8Array; readonly relocations: readonly GnuRelocation[] } {
  return inFolder((folder) => {
    const source = join(folder, 'a.s');
    const object = join(folder, 'a.o');
    const binary = join(folder, 'a.bin');
    writeFileSync(source, `.intel_syntax noprefix\n${lines.join('\n')}\n`);
    execFileSync('as', [`--${bits}`, '-o', object, source]);
    execFileSync('objcopy', ['-O', 'binary', '-j', '.text', object, binary]);
    const list = execFileSync('readelf', ['-rW', object], { encoding: 'utf8' });
    const relocations: GnuRelocation[] = [];
    for (const line of list.split('\n')) {
      const match = /^([0-9a-f]+) +[0-9a-f]+ (R_\w+) +[0-9a-f]+ (\S+) ([+-]) ([0-9a-f]+)$/.exec(
        line,
      );
      if (match === null) continue;
      const [, offset = '', type = '', symbol = '', sign, addend = ''] = match;
      const size = Number.parseInt(addend, 16);
      relocations.push({
        offset: Number.parseInt(offset, 16),
        type,
        symbol,
        addend: sign === '-' ? -size : size,
      });
    }
    return { bytes: new Uint8Array(readFileSync(binary)), relocations };
  });
}

export interface GnuInstruction {
  readonly offset: number;
  readonly length: number;
  readonly bytes: string;
  readonly text: string;
}

const machines = { 32: 'i386', 64: 'i386:x86-64' } as const;

export function gnuDisassemble(bytes: Uint8Array, bits: Bits = 32): GnuInstruction[] {
  return inFolder((folder) => {
    const binary = join(folder, 'a.bin');
    writeFileSync(binary, bytes);
    const options = ['-D', '-w', '-z', '-M', 'intel', '--insn-width=15'];
    const listing = execFileSync(
      'objdump',
      [...options, '-b', 'binary', '-m', machines[bits], binary],
      { encoding: 'utf8', maxBuffer: 1 << 28 },
    );
    const list: GnuInstruction[] = [];
    for (const line of listing.split('\n')) {
      const match = /^ *([0-9a-f]+):\t([0-9a-f ]+?) *\t(.*)$/.exec(line);
      if (match === null) continue;
      const [, offset = '', hex = '', text = ''] = match;
      list.push({
        offset: Number.parseInt(offset, 16),
        length: hex.split(' ').length,
        bytes: hex,
        text: text.trim().replace(/ +/g, ' '),
      });
    }
    return list;
  });
}
