/** The module `nativecompile` as programs and the interactive Python see it. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const command = fileURLToPath(new URL('../../server/bin/nativecompile', import.meta.url));

function run(args: readonly string[], input = '', cwd?: string) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', input, cwd });
  return { status, stdout, stderr };
}

function runProgram(lines: readonly string[], options: readonly string[] = ['--strict']) {
  return run([...options, '-c', ['import nativecompile', ...lines].join('\n')]);
}

it('runs the session that it was made for', () => {
  const session = [
    'import nativecompile',
    "bcode = compile('print(\"Hello World!\")', '<string>', 'exec')",
    'mcode = nativecompile.compile(bcode)',
    'mcode()',
    '',
  ].join('\n');
  expect(run(['-q', '-i'], session).stdout).toBe('Hello World!\n');
  expect(run(['--strict', '-'], session)).toEqual({
    status: 0,
    stdout: 'Hello World!\n',
    stderr: '',
  });
});

it('compiles source text, code objects and functions', () => {
  const result = runProgram([
    'def f(a, b=2):',
    '    def g(): return a + b',
    '    return g()',
    'c = nativecompile.compile(f)',
    'print(c(1), c(1, b=5), c.functions, c.code is f.__code__, c.size > 100)',
    'print(nativecompile.compile(c) is c)',
    'x = 21',
    "nativecompile.compile('y = x * 2')()",
    "space = {'x': 5}",
    "nativecompile.compile('y = x * 2')(space)",
    "print(y, space['y'], nativecompile.compile('x + 1', mode='eval')())",
    'def local():',
    '    x = 3',
    "    nativecompile.compile(b'print(x)')()",
    'local()',
    'class C:',
    '    def m(self): return 7',
    'print(nativecompile.compile(C().m)(), nativecompile.compile(C.m)(None))',
  ]);
  expect(result).toEqual({
    status: 0,
    stdout: "3 6 ('f', 'f.<locals>.g') True True\nTrue\n42 10 22\n3\n7 7\n",
    stderr: '',
  });
});

it('shows what it compiled', () => {
  const result = runProgram([
    'def f(a): return a + 1',
    'c = nativecompile.compile(f)',
    "for view in 'assembly', 'bytecode', 'mixed':",
    "    print('f' in c.listing(view), len(c.listing(view, syntax='att').splitlines()) > 3)",
    "for wrong in {'view': 'x'}, {'syntax': 'x'}:",
    '    try: c.listing(**wrong)',
    '    except ValueError as error: print(error)',
  ]);
  expect(result.stderr).toBe('');
  expect(result.stdout).toBe(
    `${'True True\n'.repeat(3)}view is assembly, bytecode or mixed, not 'x'\n` +
      "syntax is intel or att, not 'x'\n",
  );
});

it('says what is wrong with what it is given', () => {
  const result = runProgram([
    'for wrong in 1, None, len, int:',
    '    try: nativecompile.compile(wrong)',
    "    except TypeError as error: print(str(error).rpartition(' ')[2])",
    "try: nativecompile.compile('x = (', 'my file')",
    'except SyntaxError as error: print(error)',
  ]);
  expect(result).toEqual({
    status: 0,
    stdout:
      "int\nNoneType\nbuiltin_function_or_method\ntype\n'(' was never closed (my file, line 1)\n",
    stderr: '',
  });
  const interpreted = runProgram(["nativecompile.compile('x = 1')"], ['--interpret']);
  expect(interpreted.status).toBe(1);
  expect(interpreted.stderr).toMatch(
    /\nnativecompile\.CompileError: <module> is not compiled: native code is switched off/,
  );
});

it('compiles imported modules when it is asked to', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nc-import-'));
  try {
    for (const name of ['before', 'during', 'after']) {
      writeFileSync(join(folder, `${name}.py`), 'def f(): return __name__\n');
    }
    const program = [
      'import sys, nativecompile.importer',
      'import before',
      'nativecompile.importer.install()',
      'nativecompile.importer.install()',
      'import during',
      'nativecompile.importer.uninstall()',
      'import after',
      'for module in before, during, after:',
      '    native = nativecompile._size(module.f.__code__) is not None',
      '    print(module.f(), native, module.__spec__.origin == module.__file__)',
      'print(len(sys.meta_path))',
    ];
    const result = run(['--compile', 'hot', '-c', program.join('\n')], '', folder);
    expect(result).toEqual({
      status: 0,
      stdout: 'before False True\nduring True True\nafter False True\n3\n',
      stderr: '',
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('shows errors of what it runs as Python does', () => {
  const result = runProgram([
    "nativecompile.compile('def f():\\n    return 1 / 0\\nf()', 'm.py')()",
  ]);
  expect(result.status).toBe(1);
  expect(result.stderr).toContain(
    'File "m.py", line 3, in <module>\n  File "m.py", line 2, in f\n',
  );
});
