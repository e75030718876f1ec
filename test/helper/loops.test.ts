/** Code that is called seldom and runs long becomes native while it runs, wherever it lies. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { nativecompile, removeFolders, temporaryFolder } from '../cli/command.js';

afterAll(removeFolders);

const TIMEOUT_MS = 120_000;

/** Nobody waits for machine code: f's loop goes on until its own is there. */
const UNTIL_NATIVE =
  'from nativecompile import _size as size\n' +
  'def f():\n    while size(f.__code__) is None:\n        pass\n';

/**
 * Runs a program that imports a module of another folder; its output, and what the statistics say.
 */
async function runLibrary(library: string, options: readonly string[] = []) {
  const elsewhere = temporaryFolder();
  writeFileSync(join(elsewhere, 'library.py'), library);
  const program = join(temporaryFolder(), 'program.py');
  writeFileSync(
    program,
    `import sys\nsys.path.insert(0, ${JSON.stringify(elsewhere)})\nimport library\n`,
  );
  const { stdout, stderr } = await nativecompile(['run', '--stats', ...options, program]);
  const number = (name: string): number =>
    Number(new RegExp(`^ *${name} +([0-9,]+)`, 'm').exec(stderr)?.[1]?.replaceAll(',', ''));
  return {
    stdout,
    loopEntries: number('loop entries'),
    unsupported: number('unsupported'),
    tracing: number('tracing'),
  };
}

describe('a loop in a module outside of the main folder', () => {
  it(
    'becomes native in a function that is called once',
    async () => {
      const run = await runLibrary(
        `${UNTIL_NATIVE}    total = 0\n    for i in range(100_000):\n        total += i\n    return total\nprint(f())\n`,
      );
      expect(run).toMatchObject({ stdout: '4999950000\n', loopEntries: 1 });
    },
    TIMEOUT_MS,
  );

  it(
    'becomes native in the body of the module',
    async () => {
      const run = await runLibrary(
        'import nativecompile, sys\ncode = sys._getframe().f_code\n' +
          'while nativecompile._size(code) is None:\n    pass\nprint("native")\n',
      );
      expect(run).toMatchObject({ stdout: 'native\n', loopEntries: 1 });
    },
    TIMEOUT_MS,
  );

  it(
    'becomes native where nothing is ever on the value stack, and is interrupted',
    async () => {
      const run = await runLibrary(
        'import signal\ndef f():\n    while True: pass\ndef stop(*event): raise KeyError\n' +
          'signal.signal(signal.SIGALRM, stop)\nsignal.setitimer(signal.ITIMER_REAL, 1)\n' +
          'try:\n    f()\nexcept KeyError:\n    print("stopped")\n',
      );
      expect(run).toMatchObject({ stdout: 'stopped\n', loopEntries: 1 });
    },
    TIMEOUT_MS,
  );

  it(
    'stays interpreted while it is short',
    async () => {
      const run = await runLibrary('for i in range(500):\n    pass\nprint(i)\n');
      expect(run).toMatchObject({ stdout: '499\n', loopEntries: 0 });
    },
    TIMEOUT_MS,
  );

  it(
    'is not entered again by a frame that has left for tracing',
    async () => {
      const run = await runLibrary(
        `import sys\n${UNTIL_NATIVE}    for i in range(100_000):\n        if i % 10 == 9:\n` +
          '            sys.settrace(lambda *event: None)\n            sys.settrace(None)\n    ' +
          'return i\nprint(f())\n',
      );
      expect(run).toMatchObject({ stdout: '99999\n', loopEntries: 1, tracing: 1 });
    },
    TIMEOUT_MS,
  );

  it(
    'leaves once for an opcode that the options exclude',
    async () => {
      const run = await runLibrary(
        `${UNTIL_NATIVE}    for i in range(100_000):\n        i @= 2 if i < 0 else M()\n    return i\n` +
          'class M:\n    def __rmatmul__(self, other):\n        return other\nprint(f())\n',
        ['--without', 'BINARY_OP'],
      );
      expect(run).toMatchObject({ stdout: '99999\n', loopEntries: 1, unsupported: 1 });
    },
    TIMEOUT_MS,
  );

  it(
    'stays interpreted where a comment asks for that',
    async () => {
      const run = await runLibrary(
        'def f(n):  # nativecompile: interpret\n    for i in range(n):\n        pass\n    ' +
          'return i\nprint(f(100_000))\n',
      );
      expect(run).toMatchObject({ stdout: '99999\n', loopEntries: 0 });
    },
    TIMEOUT_MS,
  );
});
