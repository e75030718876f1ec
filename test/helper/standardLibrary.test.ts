/**
 * The helper of each target is a whole Python: every module of the standard library that other
 * libraries are behind, and children.
 */

import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { patience } from '../harness/patience.mjs';
import { helperOf, runUnderHost } from './rawHost.js';

/** Built into the program, or an extension module with a library of its own behind it. */
const modules = [
  ...[
    '_bz2',
    '_crypt',
    '_ctypes',
    '_curses',
    '_curses_panel',
    '_dbm',
    '_decimal',
    '_hashlib',
    '_lzma',
  ],
  ...['_sqlite3', '_ssl', '_uuid', 'math', 'nis', 'pyexpat', 'readline', 'zlib'],
];

const program = `
import importlib, sys
for name in ${JSON.stringify(modules)}:
    importlib.import_module(name)
import ctypes, multiprocessing, sqlite3, ssl, subprocess, zlib
print(sys.maxsize == 2 ** (8 * ctypes.sizeof(ctypes.c_void_p) - 1) - 1)
print(sqlite3.connect(':memory:').execute('select 6 * 7').fetchone())
print(ssl.create_default_context().verify_mode.name, zlib.decompress(zlib.compress(b'text')))
child = 'import sys; print(sys.maxsize, sys.executable)'
print(subprocess.run([sys.executable, '-c', child], capture_output=True, text=True).stdout
      == f'{sys.maxsize} {sys.executable}\\n')
with multiprocessing.get_context('spawn').Pool(1) as pool:
    print(pool.map(abs, [-3]))
print(multiprocessing.get_context('fork').Pool(1).map(abs, [-4]))
`;

describe.each(['x86-64', 'x86-32'] as const)('of %s', (target) => {
  it('has them all', { timeout: patience(200) }, async () => {
    const run = await runUnderHost(['-c', program], { target, options: { interpret: true } });
    expect(run.stderr).toBe('');
    expect(run.stdout.split('\n')).toEqual([
      'True',
      '(42,)',
      "CERT_REQUIRED b'text'",
      'True',
      '[3]',
      '[4]',
      '',
    ]);
  });

  it('starts a host of its own target where it has none', { timeout: patience(20) }, () => {
    const child = 'import sys; print(sys.maxsize.bit_length() + 1, sys.executable)';
    const output = execFileSync(helperOf(target), ['-c', child], { encoding: 'utf8' });
    expect(output).toBe(`${target === 'x86-64' ? 64 : 32} ${helperOf(target)}\n`);
  });
});
