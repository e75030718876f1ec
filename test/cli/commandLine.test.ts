/** The built command, run as a person would run it. */

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  command,
  nativecompile,
  removeFolders,
  sourceFile,
  temporaryFolder,
  testEnvironment,
} from './command.js';
import { patience } from '../harness/patience.mjs';

afterAll(removeFolders);

describe('run', () => {
  it('runs a file with its arguments, standard input and exit status', async () => {
    const path = sourceFile('import sys\nprint(sys.argv[1:], input())\nsys.exit(7)\n');
    const outcome = await nativecompile(['run', '--strict', path, '-x', '--json'], {
      input: 'in\n',
    });
    expect(outcome).toEqual({
      status: 7,
      signal: null,
      stdout: "['-x', '--json'] in\n",
      stderr: '',
    });
  });

  it('takes code, modules and standard input as Python does', async () => {
    expect((await nativecompile(['-c', 'print(__name__)'])).stdout).toBe('__main__\n');
    expect((await nativecompile(['-m', 'this'])).stdout).toMatch(/^The Zen of Python/);
    expect((await nativecompile(['-'], { input: 'print(6 * 7)\n' })).stdout).toBe('42\n');
    expect((await nativecompile([], { input: 'print(6 * 7)\n' })).stdout).toBe('42\n');
    const quiet = ['-I', '-W', 'ignore', '-c', 'import warnings; warnings.warn("x"); print(1)'];
    expect(await nativecompile(quiet)).toMatchObject({ stdout: '1\n', stderr: '' });
  });

  it('shows tracebacks as Python does', async () => {
    const path = sourceFile('def f(a):\n    return a / 0\n\nprint(1 + f(2))\n');
    const { status, stderr } = await nativecompile([path]);
    expect(status).toBe(1);
    expect(stderr).toBe(
      [
        'Traceback (most recent call last):',
        `  File "${path}", line 4, in <module>`,
        '    print(1 + f(2))',
        '              ^^^^',
        `  File "${path}", line 2, in f`,
        '    return a / 0',
        '           ~~^~~',
        'ZeroDivisionError: division by zero',
        '',
      ].join('\n'),
    );
  });

  it('ends a strict run at an opcode that is not compiled, status 70', async () => {
    const path = sourceFile('def f(a, b):\n    return a @ b\nprint("before")\nf(1, 2)\n');
    const outcome = await nativecompile(['--strict', '--without', 'BINARY_OP', path]);
    expect(outcome.status).toBe(70);
    expect(outcome.stdout).toBe('before\n');
    expect(outcome.stderr).toMatch(/strict: f, .*program\.py.* line 2, BINARY_OP/);
  });

  it('goes on in the interpreter at such an opcode otherwise', async () => {
    const path = sourceFile('def f(a, b):\n    return a * b + 1\nprint(f(6, 7))\n');
    const outcome = await nativecompile([
      ...['--compile', 'all', '--without', 'BINARY_OP', '--stats', '--json', path],
    ]);
    expect(outcome.stdout).toBe('43\n');
    const statistics = JSON.parse(outcome.stderr);
    expect(statistics.helper.exits.unsupported).toBeGreaterThan(0);
  });

  it('prints statistics for people, on standard error', async () => {
    const outcome = await nativecompile(['--stats', '--compile', 'all', '-c', 'print(1)']);
    expect(outcome.stdout).toBe('1\n');
    expect(outcome.stderr).toMatch(/native frames +1\n/);
  });

  it('does the same interpreted', async () => {
    const path = sourceFile('import sys\nprint(sum(i * i for i in range(100)))\nsys.exit("bye")\n');
    const native = await nativecompile(['--strict', path]);
    expect(await nativecompile(['--interpret', path])).toEqual(native);
    expect(native).toMatchObject({ status: 1, stdout: '328350\n', stderr: 'bye\n' });
  });

  it('leaves no temporary folder behind', async () => {
    const folder = temporaryFolder();
    const env = { ...testEnvironment(), TMPDIR: folder };
    await nativecompile(['-c', 'import os; os.abort()'], { env });
    await nativecompile(['-c', 'pass'], { env });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('removes what a killed run has left behind, and nothing of one that lives', async () => {
    const folder = temporaryFolder();
    const env = { ...testEnvironment(), TMPDIR: folder };
    const wait = 'import sys, time; print(1, flush=True); sys.stdin.read()';
    const left = (): string[] =>
      readdirSync(folder).flatMap((name) => readdirSync(join(folder, name)));
    const killed = nativecompile(
      ['--counters', 'lines', '-c', 'import time; print(1, flush=True); time.sleep(60)'],
      {
        env,
        onOutput: (_, pid) => process.kill(pid, 'SIGKILL'),
      },
    );
    expect(await killed).toMatchObject({ signal: 'SIGKILL' });
    const before = left();
    expect(before.length).toBe(2);
    let during: string[] = [];
    const child = `import subprocess, sys
print(subprocess.run([sys.executable, '--version'], capture_output=True).returncode, flush=True)
${wait}`;
    const outcome = await nativecompile(['--no-cache', '-c', child], {
      env,
      onOutput: () => {
        during = left();
      },
    });
    expect(outcome).toMatchObject({ status: 0, stdout: '0\n1\n', stderr: '' });
    expect(during.length).toBe(1);
    expect(before).not.toContain(during[0]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('works where there is no place for temporary files or a cache', async () => {
    const env = { ...testEnvironment(), TMPDIR: '/nowhere', XDG_CACHE_HOME: '/dev/null' };
    expect(await nativecompile(['-c', 'print(1)'], { env })).toMatchObject({
      status: 0,
      stdout: '1\n',
    });
    const long = join(tmpdir(), 'x'.repeat(100));
    mkdirSync(long, { recursive: true });
    const outcome = await nativecompile(['-c', 'print(2)'], { env: { ...env, TMPDIR: long } });
    expect(outcome).toMatchObject({ status: 0, stdout: '2\n' });
  });
});

describe('what is inherited', () => {
  const program =
    'import resource, signal; print(resource.getrlimit(7)[0], signal.getsignal(1), ' +
    'signal.getsignal(2) == signal.SIG_IGN)';

  it('is the same as with Python: ignored signals, and the limit of open files', () => {
    const shell = (script: string): string =>
      execFileSync('/bin/sh', ['-c', script, command, program], {
        env: testEnvironment(),
        timeout: patience(350),
      }).toString();
    expect(shell('ulimit -Sn 300; trap "" HUP; "$0" -c "$1"')).toBe('300 1 False\n');
    expect(shell('ulimit -Sn 301; "$0" -c "$1"')).toBe('301 0 False\n');
    // A job in the background of a script ignores Ctrl+C.
    expect(shell('ulimit -Sn 302; "$0" -c "$1" & wait')).toBe('302 0 True\n');
  });
});

describe('the cache', () => {
  it('is filled by the first run and used by the second', async () => {
    const env = { ...testEnvironment(), XDG_CACHE_HOME: temporaryFolder() };
    const path = sourceFile('print(sum(range(10)))\n');
    const counts = async (...options: string[]) => {
      const all = ['--stats', '--json', '--compile', 'all', ...options, path];
      const { stdout, stderr } = await nativecompile(all, { env });
      expect(stdout).toBe('45\n');
      return JSON.parse(stderr).host.cache;
    };
    const first = await counts();
    expect(first).toMatchObject({ hits: 0, misses: first.writes });
    expect(first.writes).toBeGreaterThan(0);
    expect(await counts()).toMatchObject({ hits: first.writes, misses: 0, writes: 0 });
    expect(await counts('--without', 'CALL')).toMatchObject({ hits: 0, misses: first.writes });
    expect(await counts('--no-cache')).toBeUndefined();
  });

  it('is not believed when somebody damaged it', async () => {
    const env = { ...testEnvironment(), XDG_CACHE_HOME: temporaryFolder() };
    const path = sourceFile('print("right")\n');
    await nativecompile(['--compile', 'all', path], { env });
    const folder = join(env.XDG_CACHE_HOME, 'nativecompile');
    for (const group of readdirSync(folder)) {
      for (const name of readdirSync(join(folder, group))) {
        writeFileSync(join(folder, group, name), 'garbage');
        chmodSync(join(folder, group, name), 0o600);
      }
    }
    const outcome = await nativecompile(['--compile', 'all', path], { env });
    expect(outcome).toMatchObject({ status: 0, stdout: 'right\n' });
  });
});

describe('python', () => {
  it("is Python's own command line", async () => {
    expect((await nativecompile(['python', '--version'])).stdout).toBe('Python 3.11.2\n');
    expect((await nativecompile(['python', '-c', 'print(1)'])).stdout).toBe('1\n');
    const unknown = await nativecompile(['python', '--strict']);
    expect(unknown.status).toBe(2);
    expect(unknown.stderr).toMatch(/unknown option --strict/);
  });

  it('compiles everything, and takes our options before its name', async () => {
    const { stdout, stderr } = await nativecompile([
      '--strict',
      '--stats',
      '--json',
      'python',
      '-c',
      'import json; print(json.dumps([1]))',
    ]);
    expect(stdout).toBe('[1]\n');
    expect(JSON.parse(stderr).host.requests).toBeGreaterThan(10);
  });
});

describe('bad input', () => {
  it.each([
    [
      'a missing file',
      () => '/no/such/file.py',
      2,
      /can't open file '\/no\/such\/file\.py': \[Errno 2\]/,
    ],
    ['a folder', () => temporaryFolder(), 1, /can't find '__main__' module/],
    [
      'wrong UTF-8',
      () => sourceFile(Buffer.from([0x78, 0xff, 0x0a])),
      1,
      /SyntaxError: Non-UTF-8 code/,
    ],
    [
      'an unknown encoding',
      () => sourceFile('# coding: nope\n'),
      1,
      /SyntaxError: encoding problem: nope/,
    ],
    [
      'a syntax error',
      () => sourceFile('x = (1 +\n'),
      1,
      /\n {4}x = \(1 \+\n {8}\^\nSyntaxError: '\(' was never closed\n$/,
    ],
  ])('%s', async (_, path, status, message) => {
    const outcome = await nativecompile([path()]);
    expect(outcome.stderr).toMatch(message);
    expect(outcome).toMatchObject({ status, stdout: '' });
  });

  it('2,000 nested parentheses', async () => {
    const path = sourceFile(`x = ${'('.repeat(2000)}1${')'.repeat(2000)}\n`);
    const outcome = await nativecompile([path]);
    expect(outcome.status).toBe(1);
    expect(outcome.stderr).toMatch(/SyntaxError: too many nested parentheses/);
  });

  it('a mistyped verb', async () => {
    const outcome = await nativecompile(['chekc', 'x.py'], { cwd: temporaryFolder() });
    expect(outcome).toEqual({
      status: 2,
      signal: null,
      stdout: '',
      stderr: `nativecompile: 'chekc' is neither a verb nor a file; did you mean nativecompile check?
Try: nativecompile --help
`,
    });
  });

  it('a file that is not there, in the words of CPython, by the name of the command', async () => {
    const folder = temporaryFolder();
    for (const words of [['program'], ['run', 'chekc'], ['python', 'x.py']]) {
      const file = join(folder, words.at(-1) ?? '');
      expect(await nativecompile(words, { cwd: folder })).toMatchObject({
        status: 2,
        stderr: `nativecompile: can't open file '${file}': [Errno 2] No such file or directory\n`,
      });
    }
    for (const verb of ['bench', 'verify', 'asm', 'check']) {
      expect(await nativecompile([verb, 'x.py'], { cwd: folder })).toMatchObject({
        status: 2,
        stderr: `nativecompile: can't open file 'x.py': there is no such file
Try: nativecompile --help
`,
      });
    }
  });

  it("an option of Python's that it does not have", async () => {
    const { stderr, status } = await nativecompile(['-Z']);
    expect([stderr.split('\n')[1], status]).toEqual([
      'usage: nativecompile [option] ... [-c cmd | -m mod | file | -] [arg] ...',
      2,
    ]);
  });

  it('a wrong command line', async () => {
    for (const args of [['--nope'], ['check'], ['asm'], ['asm', 'a', 'b'], ['doctor', 'x']]) {
      const outcome = await nativecompile(args);
      expect(outcome.status).toBe(2);
      expect(outcome.stderr).toMatch(/^nativecompile: .+\nTry: nativecompile --help\n$/);
    }
  });
});

it('--version and --help', async () => {
  expect((await nativecompile(['--version'])).stdout).toMatch(
    /^nativecompile \d+\.\d+\.\d+\nPython 3\.11\.2 \((x86-32|x86-64)\)\nNode\.js \d+\.\d+\.\d+\n$/,
  );
  expect((await nativecompile(['--help'])).stdout).toMatch(/^nativecompile compiles Python/);
  expect((await nativecompile(['bench', '--help'])).stdout).toMatch(/^usage: nativecompile bench/);
});
