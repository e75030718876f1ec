/**
 * The launcher of programs of both targets: what it starts, with what limits, and what it leaves
 * behind.
 */

import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { executes32BitCode } from '../../scripts/checks.mjs';
import type { TargetName } from '../../scripts/generate.mjs';
import { runtimePython } from '../../scripts/setup/runtime.mjs';

const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const launcher = join(project, 'native', 'launcher', 'build', 'start-x86-32');

/** Debian's own interpreter for a target, with the loader and the libraries that came with it. */
function stockPython(target: TargetName): { command: string[]; home: { PYTHONHOME: string } } {
  const [program, [loader = '', ...args], { env }] = runtimePython(target);
  expect(program).toBe(launcher);
  return { command: [loader, ...args], home: { PYTHONHOME: env.PYTHONHOME ?? '' } };
}

const executions = (await executes32BitCode()) ? ['direct', 'emulated'] : ['emulated'];
/** What NATIVECOMPILE_EXECUTION asks for does not concern a 64-bit program. */
const ways: readonly (readonly [target: TargetName, execution: string])[] = [
  ...executions.map((execution) => ['x86-32', execution] as const),
  ['x86-64', 'direct'],
  ['x86-64', 'emulated'],
];

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nativecompile-launcher-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function start(target: TargetName, program: string, env: NodeJS.ProcessEnv, ...args: string[]) {
  const { command, home } = stockPython(target);
  return spawnSync(launcher, [...command, '-I', '-S', '-c', program, ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH ?? '', LC_ALL: 'C.UTF-8', ...home, ...env },
  });
}

/** By the shell, since Node cannot limit a child. */
function startLimited(limit: string, program: string, execution: string) {
  const script = `${limit}; exec "$@"`;
  const { command, home } = stockPython('x86-32');
  const args = ['-c', script, 'sh', launcher, ...command, '-S', '-c', program];
  return spawnSync('/bin/sh', args, {
    encoding: 'utf8',
    env: { ...process.env, ...home, NATIVECOMPILE_EXECUTION: execution },
  });
}

describe('the question to the kernel whether it executes 32-bit code', () => {
  it('leaves no child behind', () => {
    const program = join(folder, 'probe_children');
    const sources = ['test/launcher/probe_children.c', 'native/launcher/probe.c'];
    const include = `-I${join(project, 'native/launcher')}`;
    const flags = ['-D_GNU_SOURCE', '-Wall', '-Wextra', '-Werror', include, '-o', program];
    execFileSync('gcc', [...flags, ...sources.map((source) => join(project, source))]);
    expect(execFileSync(program, { encoding: 'utf8' })).toBe('0\n');
  });
});

describe.each(ways)('a program for %s, executed as "%s"', (target, execution) => {
  const env: NodeJS.ProcessEnv =
    execution === 'emulated' ? { NATIVECOMPILE_EXECUTION: execution } : {};

  it('gets its arguments and its exit status gets out', () => {
    const program = 'import sys; print(sys.maxsize, sys.argv[1:]); sys.exit(7)';
    const { stdout, status } = start(target, program, env, 'a b', '', '%41');
    expect([stdout, status]).toEqual([
      `${target === 'x86-32' ? 2n ** 31n - 1n : 2n ** 63n - 1n} ['a b', '', '%41']\n`,
      7,
    ]);
  });

  it('has no child that it does not know', () => {
    const program = `import os
try: print(os.waitpid(-1, os.WNOHANG))
except ChildProcessError: print('none')`;
    for (let times = 0; times < 5; times++)
      expect(start(target, program, env).stdout).toBe('none\n');
  });

  it('sees bytes that are no UTF-8 where the note says that they are escaped', () => {
    const program = `import os, sys
print(ascii(sys.argv[1:]), os.environb[b'odd'], 'NATIVECOMPILE_LAUNCH' in os.environ)`;
    const note = { ...env, NATIVECOMPILE_LAUNCH: 'escaped', odd: '%FE%25%00' };
    expect(start(target, program, note, 'a%FF', '%25', '%4', '%zz').stdout).toBe(
      "['a\\udcff', '%', '%4', '%zz'] b'\\xfe%%00' False\n",
    );
  });

  it('has the limits of the note, and so have its children', () => {
    const program = `import os, resource, signal, subprocess, sys
def big():
    try: return len(bytearray(400 << 20)) >> 20
    except MemoryError: return 'MemoryError'
print(resource.getrlimit(resource.RLIMIT_NOFILE)[0], signal.getsignal(signal.SIGHUP) == signal.SIG_IGN, big())
sys.stdout.flush()
if os.fork() == 0:
    print(big())
    sys.stdout.flush()
    os._exit(0)
os.wait()`;
    const limited = { ...env, NATIVECOMPILE_LAUNCH: `files=99 ignore=1 memory=${300 << 20}` };
    expect(start(target, program, limited).stdout).toBe('99 True MemoryError\nMemoryError\n');
    const free = { ...env, NATIVECOMPILE_LAUNCH: 'files=99 nonsense memory=x signal=0 signal=99' };
    expect(start(target, program, free).stdout).toBe('99 False 400\n400\n');
  });

  it('is told of the emulator where there is one', () => {
    const program = `import os
print([name for name in os.environ if name.startswith('NATIVECOMPILE_') and name != 'NATIVECOMPILE_EXECUTION'])`;
    const told =
      target === 'x86-32' && execution === 'emulated' ? "['NATIVECOMPILE_EMULATOR']" : '[]';
    expect(start(target, program, env).stdout).toBe(`${told}\n`);
  });

  it('cannot be started where it is not there or no program', () => {
    const text = join(folder, 'text');
    writeFileSync(text, 'no program');
    chmodSync(text, 0o755);
    const run = (path: string) =>
      spawnSync(launcher, [path], { encoding: 'utf8', env: { ...process.env, ...env } });
    const missing = run('/no/such/program');
    expect([missing.status, missing.stderr]).toEqual([
      127,
      'nativecompile: /no/such/program cannot be started: No such file or directory\n',
    ]);
    expect([run(text).status, run(text).stderr]).toEqual([
      126,
      `nativecompile: ${text} cannot be started: it is no x86-32 or x86-64 program\n`,
    ]);
  });
});

it('ends by a signal without a word', () => {
  const env = { NATIVECOMPILE_LAUNCH: 'signal=6' };
  const { signal, stdout, stderr } = spawnSync(launcher, ['/no/such'], { env, encoding: 'utf8' });
  expect([signal, stdout, stderr]).toEqual(['SIGABRT', '', '']);
});

it('emulates in what a limit of address space leaves, and says when that is too little', () => {
  const program = 'print(1)';
  const enough = startLimited('ulimit -v 1500000', program, 'emulated');
  expect([enough.stdout, enough.stderr]).toEqual(['1\n', '']);
  const little = startLimited('ulimit -v 700000', program, 'emulated');
  expect(little.status).toBe(126);
  expect(little.stderr).toMatch(/^nativecompile: .*the limit of address space .* 832 MiB at least/);
});

it('says so where the emulator is forbidden and needed, or not there', async () => {
  const direct = { NATIVECOMPILE_EXECUTION: 'direct' };
  const { status, stderr } = start('x86-32', 'print(1)', direct);
  if (await executes32BitCode()) expect([status, stderr]).toEqual([0, '']);
  else
    expect([status, stderr]).toEqual([126, expect.stringMatching(/=direct forbids the emulator/)]);
  // A launcher elsewhere that knows no project, as a package has it.
  execFileSync('make', ['-s', '-C', join(project, 'native', 'launcher'), 'packaged']);
  const copy = join(folder, 'nativecompile-helper');
  copyFileSync(join(project, 'native/launcher/build/packaged/nativecompile-helper'), copy);
  copyFileSync(stockPython('x86-32').command[0] ?? '', `${copy}-x86-32`);
  const env = { ...process.env, NATIVECOMPILE_EXECUTION: 'emulated' };
  const alone = spawnSync(copy, [], { encoding: 'utf8', env });
  expect(alone.status).toBe(126);
  expect(alone.stderr).toMatch(/the emulator that does it is not there; run "npm run setup"/);
});

it('starts the program of whichever target lies beside it', () => {
  for (const target of ['x86-32', 'x86-64'] as const) {
    const own = join(folder, target, 'nativecompile-helper');
    mkdirSync(dirname(own));
    copyFileSync(join(project, 'native/helper/build', target, 'nativecompile-helper'), own);
    const { command, home } = stockPython(target);
    copyFileSync(command[0] ?? '', `${own}-${target}`);
    const program = 'import struct; print(struct.calcsize("P"))';
    const { stdout } = spawnSync(own, [...command.slice(1), '-S', '-c', program], {
      encoding: 'utf8',
      env: { ...process.env, ...home },
    });
    expect(stdout).toBe(`${target === 'x86-32' ? 4 : 8}\n`);
  }
});

describe('the C library of an x86-64 helper', () => {
  const own = () => join(folder, 'c_library', 'nativecompile-helper');
  /** In place of the helper: prints what the launcher tells it. */
  const told = (library?: string) => {
    const { NATIVECOMPILE_LOADER: _, NATIVECOMPILE_C_LIBRARY: __, ...env } = process.env;
    const forced = library === undefined ? env : { ...env, NATIVECOMPILE_C_LIBRARY: library };
    return spawnSync(own(), [], { encoding: 'utf8', env: forced }).stdout;
  };

  beforeAll(() => {
    mkdirSync(dirname(own()));
    copyFileSync(join(project, 'native/launcher/build/nativecompile-helper'), own());
    const program = `#include <stdio.h>
#include <stdlib.h>
int main(void) { const char *told = getenv("NATIVECOMPILE_LOADER"); puts(told ? told : "machine"); }`;
    execFileSync('gcc', ['-m64', '-x', 'c', '-', '-o', `${own()}-x86-64`], { input: program });
  });

  it('is the one that the user wants', () => {
    expect(told('carried')).toBe('carried\n');
    expect(told('machine')).toBe('machine\n');
  });

  it('is otherwise the one of the machine, if it is new enough', () => {
    const version = execFileSync('getconf', ['GNU_LIBC_VERSION'], { encoding: 'utf8' });
    const [major = 0, minor = 0] = (/(\d+)\.(\d+)/.exec(version) ?? []).slice(1).map(Number);
    const expected = major > 2 || minor >= 36 ? 'machine\n' : 'carried\n';
    expect([told(), told('nonsense')]).toEqual([expected, expected]);
  });

  it('is told new from old by the versions that its file defines', () => {
    const program = join(folder, 'defines');
    const source = `#include "c_library.h"
#include <stdio.h>
int main(int argc, char **argv)
{
    for (int at = 2; at < argc; at++) printf("%d", nc_library_defines(argv[at], argv[1]));
}`;
    const part = join(project, 'native/launcher/c_library.c');
    const include = `-I${join(project, 'native/launcher')}`;
    const flags = ['-D_GNU_SOURCE', include, '-fsanitize=address,undefined', '-o', program];
    execFileSync('gcc', [...flags, part, '-x', 'c', '-'], { input: source });
    const library = (minor: number): string => {
      const path = join(folder, `libc-2.${minor}.so`);
      const script = Array.from(
        { length: minor - 30 },
        (_, at) =>
          `GLIBC_2.${31 + at} { global: f${31 + at}; }${at > 0 ? ` GLIBC_2.${30 + at}` : ''};`,
      );
      writeFileSync(`${path}.map`, script.join('\n'));
      const functions = Array.from({ length: minor - 30 }, (_, at) => `int f${31 + at};`);
      const link = ['-shared', '-nostdlib', `-Wl,--version-script=${path}.map`, '-x', 'c', '-'];
      execFileSync('gcc', ['-m64', ...link, '-o', path], { input: functions.join('\n') });
      return path;
    };
    const [old, exact, newer] = [library(35), library(36), library(41)];
    const cut = [100, 1_000, 5_000].map((length) => {
      const path = join(folder, `cut-${length}`);
      writeFileSync(path, readFileSync(exact).subarray(0, length));
      return path;
    });
    const others = [...cut, join(project, 'package.json'), '/nonexistent', '/', '/dev/null'];
    const answer = execFileSync(program, ['GLIBC_2.36', old, exact, newer, ...others]);
    expect(answer.toString()).toBe(`011${'0'.repeat(others.length)}`);
    expect(execFileSync(program, ['GLIBC_2.3', newer]).toString()).toBe('0');
  });
});
