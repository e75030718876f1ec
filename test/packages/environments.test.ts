/**
 * Which Python's packages a program gets: environments and installations, named and found, and
 * those of its children.
 */

import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nativecompile, removeFolders, sourceFile, temporaryFolder } from '../cli/command.js';
import { helperPath } from '../../server/src/helper/helperProcess.js';
import { distPackages, environment, native, python, requirePackages } from './packages.js';

beforeAll(requirePackages);
afterAll(removeFolders);

interface Made {
  readonly version?: string;
  readonly more?: string;
  readonly packages?: string;
}

/** As venv makes them: a file, a link, a folder. */
function environmentAt(
  path: string,
  { version = '3.11.7', more = '', packages = '' }: Made = {},
): string {
  const site = join(path, 'lib', `python${version.replace(/\.\d+$/, '')}`, 'site-packages');
  mkdirSync(site, { recursive: true });
  mkdirSync(join(path, 'bin'));
  symlinkSync(python, join(path, 'bin', 'python'));
  writeFileSync(
    join(path, 'pyvenv.cfg'),
    `home = ${dirname(python)}\ninclude-system-site-packages = false\nversion = ${version}\n${more}`,
  );
  writeFileSync(join(site, 'mine.py'), `where = ${JSON.stringify(path)}\n`);
  if (packages !== '') writeFileSync(join(site, 'more.pth'), `${packages}\n`);
  return path;
}

const made = (about?: Made): string => environmentAt(join(temporaryFolder(), 'env'), about);

const show = `
import sys
try:
    import mine
    print(mine.where)
except ImportError:
    print('none')
print(sys.prefix == sys.base_prefix, sys.executable)
`;
const launcher = helperPath('x86-64', {});
const own = `none\nTrue ${launcher}\n`;
const of = (path: string): string => `${path}\nFalse ${launcher}\n`;

describe('--python', () => {
  it('takes the folder of an environment, or its program', async () => {
    const env = made();
    const file = sourceFile(show);
    for (const path of [env, join(env, 'bin', 'python')]) {
      const outcome = await native(['--strict', '--python', path, file]);
      expect(outcome).toEqual({ status: 0, signal: null, stdout: of(env), stderr: '' });
    }
  });

  it('takes a Python of the machine, by its path, its folder, or its name on the PATH', async () => {
    const file = sourceFile(`import sys, numpy
print(numpy.__file__ == ${JSON.stringify(join(distPackages, 'numpy', '__init__.py'))}, sys.prefix == sys.base_prefix)`);
    const env = environment({ PATH: `${dirname(python)}:${process.env.PATH}` });
    for (const path of [python, dirname(dirname(python)), 'python3.11']) {
      const outcome = await native(['--python', path, file], { env });
      expect(outcome).toEqual({ status: 0, signal: null, stdout: 'True True\n', stderr: '' });
    }
  });

  it('takes the packages that an environment includes', async () => {
    const env = made({ more: 'include-system-site-packages = true\n' });
    const code = 'import mine, numpy, sys; print(mine.where, numpy.__file__, sys.prefix)';
    const { stdout } = await native(['--python', env, '-c', code]);
    expect(stdout).toBe(`${env} ${join(distPackages, 'numpy', '__init__.py')} ${env}\n`);
    const isolated = await native(['--python', env, '-S', '-c', 'import mine']);
    expect(isolated.stderr).toContain("No module named 'mine'");
  });

  it('asks a Python once, and not again before it has changed', async () => {
    const folder = temporaryFolder();
    const asked = join(folder, 'asked');
    const script = join(folder, 'python3.11');
    writeFileSync(script, `#!/bin/sh\necho once >> ${asked}\nexec ${python} "$@"\n`);
    chmodSync(script, 0o755);
    const env = environment({ XDG_CACHE_HOME: folder });
    const code = `import os; print(len(open(${JSON.stringify(asked)}).readlines()) if os.path.exists(${JSON.stringify(asked)}) else 0)`;
    const count = async (path: string): Promise<string> =>
      (await native(['--python', path, '-c', code], { env })).stdout;
    // A script may be about another Python tomorrow, so it is asked each time.
    expect(await count(script)).toBe('1\n');
    expect(await count(script)).toBe('2\n');
    expect(await count(python)).toBe('2\n');
    // What it said is known to what may not ask.
    const check = async (): Promise<string> => {
      const args = ['check', '--target', 'x86-32', sourceFile('import lxml.etree\n')];
      const more = { XDG_CACHE_HOME: folder, NATIVECOMPILE_PYTHON: python };
      return (await nativecompile(args, { env: environment(more) })).stdout;
    };
    expect(await check()).toContain('NC104');
    rmSync(join(folder, 'nativecompile'), { recursive: true });
    expect(await check()).not.toContain('NC104');
  });

  it('refuses what cannot be used, with status 2', async () => {
    const folder = temporaryFolder();
    const wrong = made({ version: '3.12.1' });
    const other = made({ more: 'implementation = PyPy\n' });
    for (const [path, why] of [
      [join(folder, 'nothing'), `there is no Python at ${join(folder, 'nothing')}`],
      [folder, `${folder} is neither a virtual environment nor a Python`],
      [wrong, `${wrong} is Python 3.12.1, not 3.11`],
      [other, `${other} is PyPy 3.11.7, not CPython 3.11`],
      ['/bin/true', '/bin/true does not answer as a Python does'],
      ['no-such-python', 'there is no Python at no-such-python'],
    ] as const) {
      const outcome = await native(['--python', path, '-c', 'print(1)']);
      expect(outcome).toEqual({
        status: 2,
        signal: null,
        stdout: '',
        stderr: `nativecompile: --python: ${why}\nTry: nativecompile --help\n`,
      });
    }
  });

  it('is told by --stats and by doctor', async () => {
    const env = made();
    const { stderr } = await native(['--python', env, '--stats', '--json', '-c', '']);
    expect(JSON.parse(stderr).python).toEqual({
      path: env,
      version: '3.11.7',
      kind: 'environment',
      origin: '--python',
      passedOver: [],
    });
    const wrong = made({ version: '3.10.4' });
    const text = await native(['--stats', '-c', ''], { env: environment({ VIRTUAL_ENV: wrong }) });
    expect(text.stderr).toContain(
      `python nativecompile's own, without packages\n  not used: ${wrong} is Python 3.10.4, not 3.11 (VIRTUAL_ENV)\n`,
    );
    const rows = await native(['doctor', '--python', env, '--json']);
    expect(JSON.parse(rows.stdout)).toContainEqual({
      name: 'packages',
      ok: true,
      detail: `3.11.7, ${env} (--python)`,
      remedy: '',
    });
  });
});

describe('without --python', () => {
  it('it is the activated environment, or .venv beside the program or above it', async () => {
    const activated = made();
    const folder = temporaryFolder();
    const beside = environmentAt(join(folder, '.venv'));
    mkdirSync(join(folder, 'source'));
    for (const place of ['', 'source']) writeFileSync(join(folder, place, 'program.py'), show);
    const stdout = async (
      args: string[],
      cwd: string,
      more: NodeJS.ProcessEnv = {},
    ): Promise<string> => (await native(args, { cwd, env: environment(more) })).stdout;
    const elsewhere = temporaryFolder();
    expect(await stdout(['program.py'], folder)).toBe(of(beside));
    expect(await stdout(['source/program.py'], folder)).toBe(of(beside));
    expect(await stdout(['-m', 'source.program'], folder)).toBe(of(beside));
    expect(await stdout([join(folder, 'program.py')], elsewhere)).toBe(of(beside));
    expect(await stdout([join(folder, 'source', 'program.py')], elsewhere)).toBe(own);
    expect(await stdout([sourceFile(show)], folder)).toBe(own);
    expect(await stdout(['program.py'], folder, { VIRTUAL_ENV: activated })).toBe(of(activated));
    expect(await stdout(['--python', 'none', 'program.py'], folder)).toBe(own);
    expect(await stdout(['program.py'], folder, { NATIVECOMPILE_PYTHON: 'none' })).toBe(own);
    expect(await stdout(['program.py'], folder, { NATIVECOMPILE_PYTHON: activated })).toBe(
      of(activated),
    );
  });

  it('one that cannot be used is passed over', async () => {
    const folder = temporaryFolder();
    const beside = environmentAt(join(folder, '.venv'));
    const env = environment({ VIRTUAL_ENV: made({ version: '3.12.0' }) });
    writeFileSync(join(folder, 'program.py'), show);
    const outcome = await native(['program.py'], { cwd: folder, env });
    expect(outcome).toEqual({ status: 0, signal: null, stdout: of(beside), stderr: '' });
  });

  it('it is the environment that the program is a script of', async () => {
    const env = made();
    writeFileSync(join(env, 'bin', 'tool'), show);
    expect((await native([join(env, 'bin', 'tool')])).stdout).toBe(of(env));
  });
});

describe('children', () => {
  const children = `
import multiprocessing, os, subprocess, sys
code = 'import mine, nativecompile, sys; print(mine.where, nativecompile._size((lambda: 0).__code__) is not None)'
def work(n):
    import mine
    return n, mine.where
if __name__ == '__main__':
    for env in (None, dict(os.environ), {}):
        print(subprocess.run([sys.executable, '-c', code], env=env, capture_output=True, text=True))
    nested = 'import subprocess, sys; subprocess.run([sys.executable, "-c", sys.argv[1]], env={})'
    subprocess.run([sys.executable, '-c', nested, code])
    with multiprocessing.get_context('spawn').Pool(1) as pool:
        print(pool.map(work, [1, 2]))
    print('NATIVECOMPILE_PYTHON' in os.environ)
`;
  const successor = `
import os, sys
os.execv(sys.executable, [sys.executable, '-c', 'import mine; print(mine.where)'])
`;

  it('have the same packages, whatever way they are started, and are native', async () => {
    const env = made();
    const outcome = await native(['--compile', 'all', '--python', env, sourceFile(children)]);
    expect(outcome.stderr).toBe('');
    expect(outcome.status).toBe(0);
    const line = `${env} True`;
    const lines = outcome.stdout.trimEnd().split('\n');
    expect(lines).toContain(line);
    expect(lines.filter((one) => one.includes(`stdout='${line}\\n'`))).toHaveLength(3);
    expect(lines).toContain(`[(1, '${env}'), (2, '${env}')]`);
    expect(lines).toContain('False');
    const after = await native(['--python', env, sourceFile(successor)]);
    expect(after).toEqual({ status: 0, signal: null, stdout: `${env}\n`, stderr: '' });
  });
});

describe('an environment made by nativecompile', () => {
  it('has our own program as its Python, and children of its own', async () => {
    const env = join(temporaryFolder(), 'env');
    const outer = made();
    const outcome = await native(['--python', outer, '-m', 'venv', '--without-pip', env]);
    expect(outcome).toEqual({ status: 0, signal: null, stdout: '', stderr: '' });
    writeFileSync(join(env, 'lib', 'python3.11', 'site-packages', 'mine.py'), `where = '${env}'\n`);
    const file = sourceFile(show);
    const program = join(env, 'bin', 'python');
    const inside = `${env}\nFalse ${program}\n`;
    expect((await native(['--python', env, file])).stdout).toBe(of(env));
    const code = `import subprocess; subprocess.run([${JSON.stringify(program)}, ${JSON.stringify(file)}])`;
    expect((await native(['--python', outer, '-c', code])).stdout).toBe(inside);
  });
});

describe('x86-32', () => {
  it('takes what is pure Python, and says what is not', async () => {
    const env = made({ packages: distPackages });
    const code = 'import mine, yaml; print(mine.where, yaml.safe_load("[1]"))\nimport lxml.etree';
    const outcome = await nativecompile(['--target', 'x86-32', '--python', env, '-c', code], {
      env: environment(),
    });
    expect(outcome.stdout).toBe(`${env} [1]\n`);
    expect(outcome.stderr).toContain(
      `nativecompile runs a 32-bit Python, which cannot load ${distPackages}/lxml/etree.cpython-311-x86_64-linux-gnu.so`,
    );
    const check = await nativecompile([
      'check',
      '--python',
      env,
      sourceFile('import lxml.etree\n'),
    ]);
    expect(check.stdout).toContain('NC104');
  });
});
