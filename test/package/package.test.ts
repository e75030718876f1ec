/**
 * The packages: the one for Linux carries all it needs and runs where it is put, whatever the machine lacks; the universal one
 * carries no program for a processor.
 */

import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPython } from '../../server/src/helper/pythonService.js';
import { type Packages, packages } from './packaged.js';
import { patience } from '../harness/patience.mjs';

const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
let made: Packages;
let home = '';

beforeAll(async () => {
  made = await packages();
  home = mkdtempSync(join(tmpdir(), 'nativecompile-package-'));
}, patience(4_000));

afterAll(() => {
  execFileSync('chmod', ['-R', 'u+w', home]);
  rmSync(home, { recursive: true });
});

function allFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => !lstatSync(join(folder, name)).isDirectory(),
  );
}

describe('the package for Linux', () => {
  let installed = '';

  beforeAll(() => {
    // As an extension of an administrator would be: elsewhere, with a space in the path, not to be written.
    installed = join(home, 'an extension');
    cpSync(made.linuxFolder, installed, { recursive: true });
    execFileSync('chmod', ['-R', 'a-w', installed]);
  });

  /** With nothing of this machine but a few folders of programs. */
  const nativecompile = (...args: string[]) =>
    spawnSync(process.execPath, [join(installed, 'server', 'bin', 'nativecompile'), ...args], {
      cwd: home,
      env: { PATH: '/usr/bin:/bin', HOME: home, LANG: 'C.UTF-8' },
      encoding: 'utf8',
      timeout: patience(800),
    });

  it('runs a program natively, from a folder that cannot be written', () => {
    const program = join(home, 'program.py');
    writeFileSync(program, "import sys\nprint(sum(range(1000)), sys.prefix, sep='\\n')\n");
    const { stdout, stderr, status } = nativecompile('--compile', 'all', '--strict', program);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toBe(`499500\n${join(installed, 'runtime', 'usr')}\n`);
  });

  it('runs children: subprocess and every way of multiprocessing', () => {
    const program = join(home, 'children.py');
    writeFileSync(
      program,
      `import multiprocessing, subprocess, sys

def square(x):
    return x * x

if __name__ == '__main__':
    print(subprocess.run([sys.executable, '-c', 'print(6 * 7)'], capture_output=True, text=True))
    for way in multiprocessing.get_all_start_methods():
        with multiprocessing.get_context(way).Pool(2) as pool:
            print(way, pool.map(square, range(4)))
`,
    );
    const { stdout, stderr, status } = nativecompile(program);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain("returncode=0, stdout='42\\n', stderr=''");
    for (const way of ['fork', 'spawn', 'forkserver']) {
      expect(stdout).toContain(`${way} [0, 1, 4, 9]`);
    }
  });

  it('carries the emulator, with its licence and the place of its source, and says when it was used', () => {
    const licences = readFileSync(join(installed, 'licences', 'README.txt'), 'utf8');
    expect(licences).toMatch(
      /qemu-i386 is the program of that name from Debian's package qemu-user/,
    );
    expect(licences).toMatch(/General Public License, version 2/);
    expect(existsSync(join(installed, 'licences', 'debian-qemu.txt'))).toBe(true);
    const env = { PATH: '/usr/bin:/bin', HOME: home, NATIVECOMPILE_EXECUTION: 'emulated' };
    const program = join(installed, 'server', 'bin', 'nativecompile');
    const args = [program, '--stats', '--json', '-c', 'print(1)'];
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env });
    expect(stdout).toBe('1\n');
    expect(JSON.parse(stderr)).toMatchObject({ execution: 'emulated' });
  });

  it('carries every library that the standard library loads', () => {
    const names = readdirSync(join(installed, 'runtime/usr/lib/python3.11/lib-dynload'))
      .map((name) => name.split('.')[0] ?? '')
      .filter((name) => name !== '');
    expect(names.length).toBeGreaterThan(20);
    const { stdout, stderr, status } = nativecompile(
      '-c',
      `import importlib, warnings
warnings.simplefilter('ignore')
for name in ${JSON.stringify(names)}: importlib.import_module(name)
import encodings.idna, socket, ssl, sqlite3, ctypes
socket.getaddrinfo('localhost', 80)
sqlite3.connect(':memory:').execute('select 1')
print('all')`,
    );
    expect([status, stderr, stdout]).toEqual([0, '', 'all\n']);
  });

  it('says what is wrong when a part was deleted', () => {
    const broken = join(home, 'broken');
    cpSync(join(made.linuxFolder, 'native'), join(broken, 'native'), { recursive: true });
    const helper = join(broken, 'native', 'helper', 'build', 'x86-32', 'nativecompile-helper');
    const emulated = { ...process.env, NATIVECOMPILE_EXECUTION: 'emulated' };
    const noEmulator = spawnSync(helper, [], { encoding: 'utf8', env: emulated });
    expect(noEmulator.status).toBe(126);
    expect(noEmulator.stderr).toMatch(
      /the emulator that does it is not there; .*install the extension again/,
    );
    const emulator = join('runtime', 'emulator');
    cpSync(join(made.linuxFolder, emulator), join(broken, emulator), { recursive: true });
    const noLoader = spawnSync(helper, [], { encoding: 'utf8' });
    expect(noLoader.status).toBe(127);
    expect(noLoader.stderr).toMatch(/32-bit loader is not there\. Install the extension again/);
    rmSync(`${helper}-x86-32`);
    const noProgram = spawnSync(helper, [], { encoding: 'utf8' });
    expect(noProgram.status).toBe(127);
    expect(noProgram.stderr).toMatch(/nativecompile-helper-x86-32 cannot be started: No such file/);
  });

  it('has no links, no path of the machine it was made on, and no tests of Python', () => {
    const files = allFiles(made.linuxFolder);
    expect(
      files.filter((name) => lstatSync(join(made.linuxFolder, name)).isSymbolicLink()),
    ).toEqual([]);
    const telling = files.filter((name) =>
      readFileSync(join(made.linuxFolder, name)).includes(project),
    );
    expect(telling).toEqual([]);
    expect(files.filter((name) => /python3\.11\/(.*\/)?tests?\//.test(name))).toEqual([]);
  });

  it('asks a machine for no newer libraries than VS Code itself does', () => {
    // https://code.visualstudio.com/docs/supporting/requirements: glibc 2.28, libstdc++ 3.4.25.
    const newest: Readonly<Record<string, string>> = { GLIBC: '2.28', GLIBCXX: '3.4.25' };
    const isForTheMachine = (name: string) =>
      readFileSync(join(made.linuxFolder, name)).subarray(0, 5).equals(Buffer.from('\x7fELF\x02'));
    const programs = allFiles(made.linuxFolder).filter(isForTheMachine);
    expect(programs).toContain('native/addon/build/nativecompile.node');
    const tooNew = programs.flatMap((name) => {
      const about = execFileSync('objdump', ['-p', join(made.linuxFolder, name)], {
        encoding: 'utf8',
      });
      return [...about.matchAll(/ (GLIBC(?:XX)?)_([\d.]+)$/gm)]
        .filter(([, family = '', version = '']) => {
          const order = version.localeCompare(newest[family] ?? '', 'en', { numeric: true });
          return order > 0;
        })
        .map(([version]) => `${name}:${version}`);
    });
    expect(tooNew).toEqual([]);
  });

  it('has the licences of what it carries', () => {
    const about = readFileSync(join(made.linuxFolder, 'licences', 'README.txt'), 'utf8');
    for (const name of ['libc6', 'libpython3.11-stdlib', 'libssl3', 'iced-x86']) {
      expect(about).toContain(`${name} `);
    }
    for (const line of about.matchAll(/^(\S+)( \S+)? \(Debian package\)$/gm)) {
      const text = join(made.linuxFolder, 'licences', `debian-${line[1]}.txt`);
      expect(existsSync(text), text).toBe(true);
    }
    expect(existsSync(join(made.linuxFolder, 'LICENSE'))).toBe(true);
  });

  it('tells its size with the largest parts', () => {
    expect(made.report).toMatch(/nativecompile-linux-x64-\S+: \d+\.\d MiB, installed \d+\.\d MiB/);
    expect(made.report).toMatch(/\d+\.\d MiB {2}runtime\/usr\/lib\/python3\.11/);
  });
});

describe('the universal package', () => {
  it('carries no program for a processor', () => {
    const programs = allFiles(made.universalFolder).filter((name) =>
      readFileSync(join(made.universalFolder, name)).subarray(0, 4).equals(Buffer.from('\x7fELF')),
    );
    expect(programs).toEqual([]);
  });

  it('has the same manifest', () => {
    const manifest = (folder: string) => readFileSync(join(folder, 'package.json'), 'utf8');
    expect(manifest(made.universalFolder)).toBe(manifest(made.linuxFolder));
  });

  it('compiles with a CPython 3.11 of the machine, if there is one', () => {
    const program = join(made.universalFolder, 'server', 'bin', 'nativecompile');
    const args = ['asm', join(project, 'examples', 'hello.py')];
    const { stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
      encoding: 'utf8',
    });
    if (findPython() === null) expect(stderr).toMatch(/helper/);
    else expect(stdout).toMatch(/^; hello\.py · <module> · x86-32/);
  });

  it('says why it runs nothing', () => {
    const program = join(made.universalFolder, 'server', 'bin', 'nativecompile');
    const { stderr, status } = spawnSync(process.execPath, [program, '-c', 'pass'], {
      encoding: 'utf8',
    });
    expect(status).toBe(3);
    expect(stderr).toMatch(/helper/);
  });
});
