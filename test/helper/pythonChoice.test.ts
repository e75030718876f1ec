/**
 * Which of several Pythons it is. Environments are folders with a file here; no Python is started.
 */

import { chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { choosePython, type PythonRequest } from '../../server/src/helper/pythonChoice.js';
import { pythonEnvironment } from '../../server/src/helper/userPython.js';
import { describeChoice } from '../../server/src/lsp/pythons.js';

const root = mkdtempSync(join(tmpdir(), 'nativecompile-python-'));
afterAll(() => rmSync(root, { recursive: true }));

function environment(name: string, version = '3.11.2'): string {
  const path = join(root, name);
  mkdirSync(join(path, 'bin'), { recursive: true });
  const text = `include-system-site-packages = false\nversion = ${version}\n`;
  writeFileSync(join(path, 'pyvenv.cfg'), text);
  writeFileSync(join(path, 'bin', 'python'), '');
  return path;
}

const good = environment('good');
const old = environment('old', '3.9.1');
const beside = environment('project/.venv');
const project = join(root, 'project');
mkdirSync(join(project, 'deep', 'deeper'), { recursive: true });

const request: PythonRequest = {
  named: '',
  editors: [],
  env: {},
  cwd: root,
  file: null,
  mayAsk: false,
};
const chosen = (more: Partial<PythonRequest>): [path: string | undefined, origin: string] => {
  const { python, origin } = choosePython({ ...request, ...more });
  return [python?.path, origin];
};

describe('the choice', () => {
  it('is what was said, before all else', () => {
    const env = { NATIVECOMPILE_PYTHON: `${beside}\n/further`, VIRTUAL_ENV: beside };
    expect(chosen({ named: good, env })).toEqual([good, '--python']);
    expect(chosen({ env })).toEqual([beside, 'NATIVECOMPILE_PYTHON']);
    expect(choosePython({ ...request, named: 'none', env })).toMatchObject({
      python: null,
      isOff: true,
    });
    expect(() => chosen({ named: old })).toThrow(`--python: ${old} is Python 3.9.1, not 3.11`);
    expect(() => chosen({ env: { NATIVECOMPILE_PYTHON: '/nowhere/at/all' } })).toThrow(
      'NATIVECOMPILE_PYTHON: there is no Python at /nowhere/at/all',
    );
  });

  it('is the editor’s, then the activated one, then the one beside the program', () => {
    const editors = [
      { path: old, origin: 'a setting' },
      { path: good, origin: 'another extension' },
    ];
    const env = { VIRTUAL_ENV: beside };
    expect(chosen({ editors, env })).toEqual([good, 'another extension']);
    expect(chosen({ env, file: join(project, 'a.py') })).toEqual([beside, 'VIRTUAL_ENV']);
    const all = choosePython({ ...request, editors, env: { VIRTUAL_ENV: '/nowhere' } });
    expect(all.passedOver).toEqual([`${old} is Python 3.9.1, not 3.11 (a setting)`]);
    const none = choosePython({ ...request, env: { VIRTUAL_ENV: '/nowhere' } });
    expect(none).toEqual({
      python: null,
      origin: '',
      passedOver: ['there is no Python at /nowhere (VIRTUAL_ENV)'],
      isOff: false,
    });
  });

  it('passes over .venv that somebody else owns, whose code it would run', () => {
    const others = environment('shared/.venv');
    const file = join(root, 'shared', 'program.py');
    expect(chosen({ file })).toEqual([others, 'found beside the program']);
    // Root gives the folder away; anybody else becomes another one.
    const SOMEBODY = 54_321;
    const isRoot = process.getuid?.() === 0;
    const asked = vi.spyOn(process, 'getuid');
    if (isRoot) chownSync(others, SOMEBODY, SOMEBODY);
    else asked.mockReturnValue(SOMEBODY);
    expect(chosen({ file })[0]).toBeUndefined();
    asked.mockRestore();
  });

  it('is .venv beside the program, or above it up to the current folder', () => {
    const found = [beside, 'found beside the program'];
    const nothing = [undefined, ''];
    expect(chosen({ cwd: project })).toEqual(found);
    expect(chosen({ cwd: project, file: 'deep/deeper/a.py' })).toEqual(found);
    expect(chosen({ file: 'project/a.py' })).toEqual(found);
    expect(chosen({ cwd: join(project, 'deep'), file: '../a.py' })).toEqual(found);
    expect(chosen({ cwd: join(project, 'deep'), file: 'deeper/a.py' })).toEqual(nothing);
    expect(chosen({ cwd: join(root, 'good'), file: join(project, 'deep', 'a.py') })).toEqual(
      nothing,
    );
    expect(chosen({ cwd: `${project}-other`, file: '/elsewhere/a.py' })).toEqual(nothing);
    expect(chosen({ cwd: '/', file: join(project, 'deep', 'a.py') })).toEqual(found);
  });

  it('is the environment that the program, or the link it was started by, is in', () => {
    const env = { NATIVECOMPILE_PROGRAM: join(good, 'bin', 'python') };
    expect(chosen({ file: join(good, 'bin', 'tool') })).toEqual([good, 'the program is in it']);
    expect(chosen({ env, named: beside })).toEqual([good, 'started from it']);
  });
});

it('names that name no file are no Pythons', () => {
  const folder = join(root, 'loop');
  symlinkSync(folder, folder);
  for (const path of [
    '\0',
    'a\0b/c',
    `/${'x'.repeat(5000)}`,
    join(folder, 'python'),
    '/dev/null/x',
  ]) {
    const { python, passedOver } = choosePython({ ...request, env: { VIRTUAL_ENV: path } });
    expect([python, passedOver]).toEqual([null, [`there is no Python at ${path} (VIRTUAL_ENV)`]]);
  }
  expect(choosePython({ ...request, file: 'a\0b/c.py', cwd: '/nowhere' }).python).toBe(null);
});

it('the helper is told a program and further folders, and nothing that it is not to know', () => {
  const { python } = choosePython({ ...request, named: good });
  expect(pythonEnvironment(python, false)).toEqual({
    NATIVECOMPILE_PYTHON: join(good, 'bin', 'python'),
  });
  const further = python && { ...python, packages: [...python.packages, '/a', '/b'] };
  expect(pythonEnvironment(further, false).NATIVECOMPILE_PYTHON?.split('\n')).toEqual([
    join(good, 'bin', 'python'),
    '/a',
    '/b',
  ]);
  expect(pythonEnvironment(null, true)).toEqual({ NATIVECOMPILE_PYTHON: 'none' });
  expect(pythonEnvironment(null, false)).toEqual({ NATIVECOMPILE_PYTHON: undefined });
});

it('an editor says whose packages these are', () => {
  const editors = [{ path: old, origin: 'the choice of the Python extension' }];
  const env = { VIRTUAL_ENV: good };
  expect(describeChoice(choosePython({ ...request, env }))).toEqual({
    label: 'good, Python 3.11.2',
    detail: `packages of native runs: ${good} (VIRTUAL_ENV)`,
    isProblem: false,
  });
  expect(describeChoice(choosePython({ ...request, editors }))).toEqual({
    label: 'no packages',
    detail: `native runs have the standard library alone; ${old} is Python 3.9.1, not 3.11 (the choice of the Python extension)`,
    isProblem: true,
  });
  expect(describeChoice(null).label).toBe('no packages');
});
