/**
 * Which command lines become the program at once, and which are Node's. Nobody sees the difference
 * but by its time; here by a PATH that has no Node.js.
 */

import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultTarget } from '../../server/src/compiler/target/target.js';
import { verbs } from '../../server/src/cli/arguments.js';
import { command, removeFolders, sourceFile, temporaryFolder, testEnvironment } from './command.js';
import { testTarget } from '../harness/target.js';

afterAll(removeFolders);

const show = 'import sys; print(sys.argv[1:], file=sys.stderr)\n';
let file: string;
beforeAll(() => {
  file = sourceFile(show);
});

function run(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  { input = '', cwd = '/' }: { input?: string; cwd?: string } = {},
) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    env: { ...testEnvironment(), ...env },
    encoding: 'utf8',
    input,
    cwd,
  });
  return { status, stdout, stderr };
}

const withoutNode = { PATH: '/nonexistent' };
const isNodes = { status: 3, stdout: '' };
const noNode = /^nativecompile: Node\.js is missing\./m;

describe('the command becomes the program', () => {
  it.each<[string, (file: string) => string[], string, string?]>([
    ['for a file', (path) => [path], '[]'],
    [
      'with its arguments',
      (path) => [path, '--stats', '-c', '--', ''],
      "['--stats', '-c', '--', '']",
    ],
    ['by name of the verb', (path) => ['run', path, 'asm'], "['asm']"],
    ['with a target', (path) => ['--target', testTarget, path], '[]'],
    ['with a target behind the verb', (path) => ['run', `--target=${testTarget}`, path], '[]'],
    ['for text', () => ['-c', show, '--target'], "['--target']"],
    ['for text in one word', () => [`-c${show}`, '1'], "['1']"],
    ['for a module', () => ['-m', 'platform', '--terse'], ''],
    ['for a program on standard input', () => ['-', '--json'], "['--json']", show],
    ['for standard input without a word', () => [], '[]', show],
    ["with Python's own options", (path) => ['-u', '-W', 'ignore', '-Xutf8', '-IB', path], '[]'],
    [
      'for a file that is named like an option behind one',
      (path) => ['-W', path, '-', 'x'],
      "['x']",
      show,
    ],
  ])('%s', (_, args, shown, input = '') => {
    const outcome = run(args(file), withoutNode, { input });
    expect(outcome).toMatchObject({ status: 0 });
    expect(outcome.stderr.trimEnd().split('\n').at(-1)).toBe(shown);
  });

  it('for the same target as the other command line', () => {
    const program = ['-c', 'import struct; print(8 * struct.calcsize("P"))'];
    const env = { NATIVECOMPILE_TARGET: undefined };
    const bits = run(program, { ...env, ...withoutNode }).stdout;
    expect(bits).toBe(`${defaultTarget.slice('x86-'.length)}\n`);
    expect(run(['--no-cache', ...program], env).stdout).toBe(bits);
  });

  it('with the environment that it was started with, and nothing more', () => {
    // (But for PWD, which the shell of the other command line sets.)
    const program = [
      '-c',
      'import os; os.environ.pop("PWD", 0); print(sorted(map(ascii, os.environb.items())))',
    ];
    const odd = { 'odd name': 'x', ELECTRON_RUN_AS_NODE: '1' };
    expect(run(program, odd).stdout).toBe(run(['--no-cache', ...program], odd).stdout);
  });

  it('as the other command line says who it is', () => {
    const program = [
      '-c',
      'import sys; print(sys.executable, sys.orig_argv, sys.prefix, sys.path)',
    ];
    expect(run(program).stdout).toBe(run(['--no-cache', ...program]).stdout);
  });
});

describe('the command is that of Node.js', () => {
  it.each<[string, (file: string) => string[]]>([
    ...verbs
      .filter((verb) => verb !== 'run')
      .map((verb) => [`for ${verb}`, (path: string) => [verb, path]] as [string, () => string[]]),
    ['for help', () => ['--help']],
    ['for help in one letter', () => ['-h']],
    ['for its version', () => ['--version']],
    ['for an option', (path) => ['--stats', path]],
    ['for an option behind the verb', (path) => ['run', '--strict', path]],
    ['for an option in the wrong place', (path) => ['-u', '--stats', path]],
    ['for an option that is none', (path) => ['--fast', path]],
    ['for a Python', (path) => ['--python', 'none', path]],
    ['for a target that is none', (path) => ['--target', 'x86-16', path]],
    ['for two targets', (path) => ['--target', 'x86-64', '--target', 'x86-32', path]],
    ['for an option without its value', () => ['--target']],
    ['for a file that is not there', () => ['nowhere.py']],
    ['for a word that is no verb', () => ['rnu']],
  ])('%s', (_, args) => {
    const outcome = run(args(file), withoutNode);
    expect(outcome).toMatchObject(isNodes);
    expect(outcome.stderr).toMatch(noNode);
  });

  it.each([
    ['NATIVECOMPILE_TARGET', 'x86-16'],
    ['NATIVECOMPILE_HELPER', '/bin/true'],
    ['NATIVECOMPILE_EDITOR', '{}'],
    ['NATIVECOMPILE_PYTHON', '/usr/bin/python3'],
    ['VIRTUAL_ENV', '/nonexistent'],
  ])('with %s', (name, value) => {
    expect(run([file], { ...withoutNode, [name]: value })).toMatchObject(isNodes);
  });
});

const ordinary = 'home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.11.2\n';

function environment(folder: string, configuration = ordinary): string {
  mkdirSync(join(folder, 'bin'), { recursive: true });
  mkdirSync(join(folder, 'lib', 'python3.11', 'site-packages'), { recursive: true });
  writeFileSync(join(folder, 'pyvenv.cfg'), configuration);
  symlinkSync('/usr/bin/python3', join(folder, 'bin', 'python'));
  return folder;
}

describe('a virtual environment', () => {
  const prefix = ['-c', 'import sys; print(sys.prefix, sys.path)'];

  it.each([
    ['is the activated one', ordinary, true],
    [
      'of uv',
      'home = /usr/bin\nimplementation = CPython\nuv = 0.4\nversion_info = ' +
        '3.11.9\nINCLUDE-system-site-packages=False',
      true,
    ],
    ['with the packages of the system', ordinary.replace('false', 'true'), false],
    ['that does not say', 'home = /usr/bin\nversion = 3.11.2\n', false],
    ['without a version', 'home = /usr/bin\ninclude-system-site-packages = false\n', false],
    ['of another Python', ordinary.replace('3.11.2', '3.12.1'), false],
    ['of Python 3.1', ordinary.replace('3.11.2', '3.1'), false],
    ['of PyPy', `${ordinary}implementation = PyPy\n`, false],
  ])('%s', (_, configuration, isOrdinary) => {
    const env = { VIRTUAL_ENV: `${environment(join(temporaryFolder(), 'env'), configuration)}/` };
    const outcome = run(prefix, { ...env, ...withoutNode });
    if (isOrdinary) expect(outcome.stdout).toContain(env.VIRTUAL_ENV.slice(0, -1));
    else expect(outcome).toMatchObject(isNodes);
    const other = run(['--no-cache', ...prefix], env);
    expect(run(prefix, env)).toEqual(other);
  });

  it('is found beside the program, and above it up to the current folder', () => {
    const root = temporaryFolder();
    const project = join(root, 'project');
    mkdirSync(join(project, 'a', 'b'), { recursive: true });
    writeFileSync(join(project, 'a', 'b', 'program.py'), prefix[1] ?? '');
    environment(join(root, '.venv'));
    const places: [string, string][] = [
      ['a/b/program.py', project],
      ['../project/a/b/program.py', project],
      ['./a//b/../b/program.py', project],
      [join(project, 'a', 'b', 'program.py'), '/'],
      ['project/a/b/program.py', root],
      ['program.py', join(project, 'a', 'b')],
    ];
    const all = (): string[] =>
      places.map(([path, cwd]) => {
        const { stdout } = run([path], withoutNode, { cwd });
        expect(stdout).toBe(run(['--no-cache', path], {}, { cwd }).stdout);
        return stdout.split(' ')[0] ?? '';
      });
    expect(all().map((found) => found === join(root, '.venv'))).toEqual([
      ...[false, false, false],
      ...[true, true, false],
    ]);
    environment(join(project, '.venv'));
    expect(all().filter((found) => found === join(project, '.venv'))).toHaveLength(5);
    environment(join(project, 'a', 'b', '.venv'));
    expect(all().every((found) => found === join(project, 'a', 'b', '.venv'))).toBe(true);
  });

  it('is that of a program in it', () => {
    const folder = environment(join(temporaryFolder(), 'env'));
    writeFileSync(join(folder, 'bin', 'tool'), prefix[1] ?? '');
    const { stdout } = run([join(folder, 'bin', 'tool')], withoutNode);
    expect(stdout.startsWith(`${folder} `)).toBe(true);
    expect(run(['--no-cache', join(folder, 'bin', 'tool')]).stdout).toBe(stdout);
  });

  it('is none where somebody says so', () => {
    const env = { NATIVECOMPILE_PYTHON: 'none', VIRTUAL_ENV: environment(temporaryFolder()) };
    const { stdout } = run(prefix, { ...env, ...withoutNode });
    expect(stdout).not.toContain(env.VIRTUAL_ENV);
    expect(run(['--no-cache', ...prefix], env).stdout).toBe(stdout);
  });
});
