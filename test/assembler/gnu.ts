/** GNU as and objdump as an independent encoder and decoder. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'assembler-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The machine code of 32-bit assembly in Intel syntax. */
export function gnuAssemble(lines: readonly string[]): Uint8Array {
  return inFolder((folder) => {
    const source = join(folder, 'a.s');
    const object = join(folder, 'a.o');
    const binary = join(folder, 'a.bin');
    writeFileSync(source, `.intel_syntax noprefix\n${lines.join('\n')}\n`);
    execFileSync('as', ['--32', '-o', object, source]);
    execFileSync('objcopy', ['-O', 'binary', '-j', '.text', object, binary]);
    return new Uint8Array(readFileSync(binary));
  });
}

export interface GnuInstruction {
  readonly offset: number;
  readonly length: number;
  readonly bytes: string;
  readonly text: string;
}

export function gnuDisassemble(bytes: Uint8Array): GnuInstruction[] {
  return inFolder((folder) => {
    const binary = join(folder, 'a.bin');
    writeFileSync(binary, bytes);
    const listing = execFileSync(
      'objdump',
      ['-D', '-w', '-z', '-b', 'binary', '-m', 'i386', '-M', 'intel', '--insn-width=15', binary],
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
