/** What only people at a terminal see. */

import { execFileSync } from 'node:child_process';
import { afterAll, describe, expect, it } from 'vitest';
import { removeFolders, sourceFile } from './command.js';
import { isEmulated } from '../harness/execution.js';
import { patience } from '../harness/patience.mjs';

afterAll(removeFolders);

/**
 * What the command prints on a terminal, but for its line about emulation; the terminal is driven
 * by a Python of our own, interpreted.
 */
function onTerminal(args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const driver = sourceFile('import pty, sys\npty.spawn(sys.argv[1:])\n');
  const run = ['server/bin/nativecompile', ...args];
  const output = execFileSync('server/bin/nativecompile', ['--interpret', driver, ...run], {
    timeout: patience(350),
    env: { ...process.env, ...env },
  }).toString();
  // Only runs are told of; a listing is made by a helper, emulated or not.
  if (!isEmulated() || args[0] === 'asm' || args[0] === 'graph') return output;
  const end = output.indexOf('\n') + 1;
  expect(output.slice(0, end)).toContain(
    'this machine executes no 32-bit code; an emulator does, more slowly (--target x86-64 ' +
      'needs none)',
  );
  return output.slice(end);
}

describe('a listing', () => {
  const file = () => sourceFile('def f(a):\n    return a + 1\n', 'hot.py');

  it('has colours on a terminal, and the same text as elsewhere', () => {
    const args = ['asm', `${file()}:f`];
    const shown = onTerminal(args, { PAGER: '' });
    expect(shown).toContain('\x1b[2m');
    expect(shown).toContain('\x1b[36mjmp\x1b[39m');
    const plain = execFileSync('server/bin/nativecompile', args).toString();
    const codes = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');
    expect(shown.replace(codes, '').replaceAll('\r\n', '\n')).toBe(plain);
  });

  it('goes through the pager that the user has chosen', () => {
    const shown = onTerminal(['asm', `${file()}:f`], { PAGER: 'head -n 1', NO_COLOR: '1' });
    expect(shown).toMatch(/^; hot\.py · f\(a\) · .*\r\n$/);
  });

  it('is printed where there is no such pager', () => {
    const shown = onTerminal(['asm', `${file()}:f`], { PAGER: 'no-such-pager', NO_COLOR: '1' });
    expect(shown).toContain('; hot.py · f(a) · ');
  });
});

describe('a file without the name of a function', () => {
  const two = () => sourceFile('def f(a):\n    return a\n\ndef g(b):\n    return b\n', 'hot.py');

  it('is a list of its functions on a terminal, and all of their code where that is asked for', () => {
    const file = two();
    const list = onTerminal(['asm', file], { PAGER: '', NO_COLOR: '1' });
    expect(list).toMatch(/^line +bytes +function\r\n[\s\S]* {2}native {2}g\(b\)\r\n/);
    expect(list).not.toContain('; hot.py');
    const all = onTerminal(['asm', '--all', file], { PAGER: '', NO_COLOR: '1' });
    expect(all.match(/^; hot\.py · (?:<module>|f\(a\)|g\(b\)) · /gm)).toHaveLength(3);
  });

  it('is all of its code where no person reads', () => {
    const text = execFileSync('server/bin/nativecompile', ['asm', two()]).toString();
    expect(text.match(/^; hot\.py · /gm)).toHaveLength(3);
  });
});

it('a picture is refused on a terminal', () => {
  expect(onTerminal(['graph', sourceFile('def f(): pass\n')])).toContain(
    'a picture is no text for a terminal: name a file with --output FILE.svg',
  );
});

describe('a compilation that takes long', () => {
  const long = Array.from({ length: 12_000 }, (_, line) => `name_${line} = ${line} + len("a")\n`);

  it('is shown on a terminal, and is gone when the program begins to print', () => {
    const file = sourceFile(`${long.join('')}print("begins")\n`);
    expect(onTerminal(['--no-cache', '--strict', file])).toBe(
      `\r\x1b[Kcompiling ${file} …\r\x1b[Kbegins\r\n`,
    );
  });

  it('is not shown when it is short', () => {
    expect(onTerminal(['--no-cache', '-c', 'print("begins")'])).toBe('begins\r\n');
  });
});
