/**
 * The packages: the one for Linux carries all it needs and runs where it is put, whatever the
 * machine lacks; the universal one carries no program for a processor.
 */

import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TargetName } from '../../server/src/compiler/target/target.js';
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

type CLibrary = 'carried' | 'machine';

/**
 * The C libraries that a helper can run with; without being told it takes one of them
 * (test/launcher).
 */
const ways: readonly (readonly [target: TargetName, library: CLibrary])[] = [
  ['x86-32', 'carried'],
  ['x86-64', 'carried'],
  ...(machineHas('GLIBC_2.36') ? [['x86-64', 'machine'] as const] : []),
];

/** Whether the machine's C library has a version of symbols. */
function machineHas(version: string): boolean {
  const loader = '/lib64/ld-linux-x86-64.so.2';
  if (!existsSync(loader)) return false;
  return readFileSync(join(dirname(realpathSync(loader)), 'libc.so.6')).includes(`${version}\0`);
}

describe('the package for Linux', () => {
  let installed = '';

  beforeAll(() => {
    // As an extension of an administrator would be: elsewhere, with a space in the path, not to be
    // written.
    installed = join(home, 'an extension');
    cpSync(made.linuxFolder, installed, { recursive: true });
    execFileSync('chmod', ['-R', 'a-w', installed]);
  });

  /** With nothing of this machine but a few folders of programs. */
  const bare = (library: CLibrary) => ({
    cwd: home,
    env: { PATH: '/usr/bin:/bin', HOME: home, LANG: 'C.UTF-8', NATIVECOMPILE_C_LIBRARY: library },
    encoding: 'utf8' as const,
    timeout: patience(800),
  });

  const nativecompile = (library: CLibrary, ...args: string[]) => {
    return spawnSync(join(installed, 'server', 'bin', 'nativecompile'), args, bare(library));
  };

  it.each(ways)('runs a program for %s natively, with the C library "%s"', (target, library) => {
    const program = join(home, 'program.py');
    writeFileSync(program, "import sys\nprint(sum(range(1000)), sys.prefix, sep='\\n')\n");
    const args = ['--target', target, '--stats', '--json', '--compile', 'all', '--strict'];
    const { stdout, stderr, status } = nativecompile(library, ...args, program);
    expect(status, stderr).toBe(0);
    expect(stdout).toBe(`499500\n${join(installed, 'runtime', 'usr')}\n`);
    expect(JSON.parse(stderr)).toMatchObject({ target });
  });

  it.each(ways)('needs no Node.js to run a program for %s with "%s"', (target, library) => {
    const { env, ...rest } = bare(library);
    const program = join(installed, 'server', 'bin', 'nativecompile');
    const { stdout, stderr, status } = spawnSync(program, ['--target', target, '-c', 'print(1)'], {
      ...rest,
      env: { ...env, PATH: '/nonexistent' },
    });
    expect({ stdout, stderr, status }).toEqual({ stdout: '1\n', stderr: '', status: 0 });
  });

  it.each(ways)(
    'runs children for %s with "%s": subprocess and every way of multiprocessing',
    (target, library) => {
      const program = join(home, 'children.py');
      writeFileSync(
        program,
        `import json, multiprocessing, os, subprocess, sys

def loaded():
    """The folders of the C library and its loader."""
    with open('/proc/self/maps') as maps:
        files = {line.split(None, 5)[5].strip() for line in maps if '/' in line}
    return sorted({os.path.dirname(name) for name in files if '/libc.so' in name or '/ld-' in name})

def square(x):
    return x * x, loaded()

if __name__ == '__main__':
    print(os.readlink('/proc/self/exe'), sys.executable, json.dumps(loaded()), sep='\\n')
    code = 'import children; print(children.square(6))'
    child = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True)
    print(child.stdout == f'{square(6)}\\n', child)
    print(subprocess.run(['/bin/ls', '-d', '/'], capture_output=True, text=True))
    for way in multiprocessing.get_all_start_methods():
        with multiprocessing.get_context(way).Pool(2) as pool:
            print(way, pool.map(square, range(2)) == [square(0), square(1)])
`,
      );
      const { stdout, stderr, status } = nativecompile(library, '--target', target, program);
      expect([status, stderr]).toEqual([0, '']);
      const [executed, executable, folders = ''] = stdout.split('\n');
      const launcher = join(installed, 'native', 'helper', 'build', target, 'nativecompile-helper');
      // The emulator shows its program as what is executed.
      expect([executed, executable]).toEqual([`${launcher}-${target}`, launcher]);
      const carried = (folder: string) => folder.startsWith(join(installed, 'runtime'));
      const where: string[] = JSON.parse(folders);
      expect(where.map(carried)).toEqual(where.map(() => library === 'carried'));
      expect(where).not.toEqual([]);
      expect(stdout).toContain('True CompletedProcess');
      expect(stdout).toContain("returncode=0, stdout='/\\n', stderr=''");
      for (const way of ['fork', 'spawn', 'forkserver']) expect(stdout).toContain(`${way} True`);
    },
  );

  it('runs after its folder was moved', () => {
    const moved = join(home, 'moved elsewhere');
    renameSync(installed, moved);
    try {
      for (const [target, library] of ways) {
        const program = join(moved, 'server', 'bin', 'nativecompile-node');
        const args = [program, '--target', target, '-c', 'import ssl, sys; print(sys.prefix)'];
        const { stdout, stderr } = spawnSync(process.execPath, args, bare(library));
        expect([stdout, stderr]).toEqual([`${join(moved, 'runtime', 'usr')}\n`, '']);
      }
    } finally {
      renameSync(moved, installed);
    }
  });

  it('carries the emulator, licence and place of its source, and says when it was used', () => {
    const licences = readFileSync(join(installed, 'licences', 'README.txt'), 'utf8');
    expect(licences).toMatch(
      /qemu-i386 is the program of that name from Debian's package qemu-user/,
    );
    expect(licences).toMatch(/General Public License, version 2/);
    expect(existsSync(join(installed, 'licences', 'debian-qemu.txt'))).toBe(true);
    const env = { PATH: '/usr/bin:/bin', HOME: home, NATIVECOMPILE_EXECUTION: 'emulated' };
    const program = join(installed, 'server', 'bin', 'nativecompile-node');
    const args = [program, '--target', 'x86-32', '--stats', '--json', '-c', 'print(1)'];
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env });
    expect(stdout).toBe('1\n');
    expect(JSON.parse(stderr)).toMatchObject({ execution: 'emulated' });
  });

  it.each(ways)(
    'carries every library that the standard library loads for %s with "%s"',
    (target, library) => {
      const triplet = target === 'x86-32' ? '.cpython-311-i386-' : '.cpython-311-x86_64-';
      const names = readdirSync(join(installed, 'runtime/usr/lib/python3.11/lib-dynload'))
        .filter((name) => name.includes(triplet))
        .map((name) => name.split('.')[0] ?? '');
      expect(names.length).toBeGreaterThan(20);
      const { stdout, stderr, status } = nativecompile(
        library,
        '--target',
        target,
        '-c',
        `import importlib, warnings
warnings.simplefilter('ignore')
for name in ${JSON.stringify(names)}: importlib.import_module(name)
import encodings.idna, socket, ssl, sqlite3, ctypes, sysconfig
sysconfig.get_config_vars()
socket.getaddrinfo('localhost', 80)
sqlite3.connect(':memory:').execute('select 1')
print('all')`,
      );
      expect([status, stderr, stdout]).toEqual([0, '', 'all\n']);
    },
  );

  it.each(ways)('names what was deleted of the parts for %s with "%s"', (target, library) => {
    const broken = join(home, `broken ${target} ${library}`);
    cpSync(made.linuxFolder, broken, { recursive: true });
    const command = join(broken, 'server', 'bin', 'nativecompile-node');
    const helper = join(broken, 'native', 'helper', 'build', target, 'nativecompile-helper');
    const failureWithout = (part: string): { status: number | null; stderr: string } => {
      renameSync(join(broken, part), join(broken, 'deleted'));
      const args = [command, '--target', target, '-c', 'print(1)'];
      const { status, stderr, stdout } = spawnSync(process.execPath, args, bare(library));
      renameSync(join(broken, 'deleted'), join(broken, part));
      expect(stdout).toBe('');
      return { status, stderr };
    };
    const standardLibrary = join('runtime', 'usr', 'lib', 'python3.11');
    expect(failureWithout(standardLibrary)).toEqual({
      status: 3,
      stderr: expect.stringMatching(
        new RegExp(
          'standard library, runtime/usr/lib/python3\\.11, is not there; ' +
            '.*install the extension again',
        ),
      ),
    });
    const folder = join('native', 'helper', 'build', target);
    expect(failureWithout(folder)).toEqual({
      status: 3,
      stderr: expect.stringMatching(/helper is not there: .*install the extension again/),
    });
    expect(failureWithout(`${folder}/nativecompile-helper-${target}`)).toEqual({
      status: 3,
      stderr: expect.stringContaining(
        `the helper is not there, neither ${helper}-x86-64 nor ${helper}-x86-32; `,
      ),
    });
    if (library === 'carried') {
      expect(failureWithout(join('runtime', 'lib'))).toEqual({
        status: 3,
        stderr: expect.stringMatching(
          /the carried (?:32|64)-bit loader is not there\. Install the extension again/,
        ),
      });
    }
    rmSync(broken, { recursive: true });
  });

  it('names the emulator where it was deleted and is needed', () => {
    const broken = join(home, 'broken');
    cpSync(join(made.linuxFolder, 'native'), join(broken, 'native'), { recursive: true });
    const helper = join(broken, 'native', 'helper', 'build', 'x86-32', 'nativecompile-helper');
    const emulated = { ...process.env, NATIVECOMPILE_EXECUTION: 'emulated' };
    const { status, stderr } = spawnSync(helper, [], { encoding: 'utf8', env: emulated });
    expect(status).toBe(126);
    expect(stderr).toMatch(/the emulator that does it is not there; .*install the extension again/);
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
    const isForTheMachine = (name: string) =>
      readFileSync(join(made.linuxFolder, name)).subarray(0, 5).equals(Buffer.from('\x7fELF\x02'));
    const programs = allFiles(made.linuxFolder).filter(isForTheMachine);
    const helper = 'native/helper/build/x86-64/nativecompile-helper-x86-64';
    expect(programs).toEqual(
      expect.arrayContaining(['native/addon/build/nativecompile.node', helper]),
    );
    const tooNew = programs.flatMap((name) => {
      // What runs with the carried C library, of glibc 2.36, where the machine's is older.
      const isOfHelper = name === helper || /^runtime\/(?:lib|usr)\//.test(name);
      const newest = { GLIBC: isOfHelper ? '2.36' : '2.28', GLIBCXX: '3.4.25' };
      const about = execFileSync('objdump', ['-p', join(made.linuxFolder, name)], {
        encoding: 'utf8',
      });
      return [...about.matchAll(/ (GLIBC(?:XX)?)_([\d.]+)$/gm)]
        .filter(([, family = '', version = '']) => {
          const allowed = family === 'GLIBC' ? newest.GLIBC : newest.GLIBCXX;
          return version.localeCompare(allowed, 'en', { numeric: true }) > 0;
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
    for (const part of ['runtime/usr/lib/python3.11', 'native/helper', 'runtime/emulator']) {
      expect(made.report).toMatch(new RegExp(`\\d+\\.\\d MiB {2}${part}`));
    }
  });
});

describe('the universal package', () => {
  it('carries no program for a processor', () => {
    const programs = allFiles(made.universalFolder).filter((name) =>
      readFileSync(join(made.universalFolder, name)).subarray(0, 4).equals(Buffer.from('\x7fELF')),
    );
    expect(programs).toEqual([]);
  });

  it('has the same manifest, and what it names for browsers besides', () => {
    const manifest = (folder: string) =>
      JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const { browser, ...rest } = manifest(made.universalFolder);
    expect(rest).toEqual(manifest(made.linuxFolder));
    // VS Code takes the script for an ES module where the manifest says that such are, and then
    // refuses it.
    expect(rest).not.toHaveProperty('type');
    expect(browser).toMatch(/\.js$/);
    for (const file of [browser, 'server/web/server.js', 'server/web/pyodideWorker.js']) {
      expect(existsSync(join(made.universalFolder, file)), file).toBe(true);
    }
  });

  it('has the files of Pyodide once', () => {
    const names = allFiles(made.universalFolder).map((name) => basename(name));
    for (const name of ['pyodide.asm.wasm', 'pyodide.asm.js', 'python_stdlib.zip']) {
      expect(names.filter((other) => other === name)).toEqual([name]);
    }
  });

  /**
   * Elsewhere than the project, where no module of npm is in any folder above, and nothing but
   * Node.js on the PATH.
   */
  const alone = (...args: string[]) => {
    const installed = join(home, 'universal');
    if (!existsSync(installed)) cpSync(made.universalFolder, installed, { recursive: true });
    const program = join(installed, 'server', 'bin', 'nativecompile-node');
    const env = { HOME: home, PATH: '/nonexistent' };
    return spawnSync(process.execPath, [program, ...args], { cwd: home, encoding: 'utf8', env });
  };

  it('compiles where there is no Python, as the package with the helper does', () => {
    const program = join(project, 'examples', 'bank.py');
    const { stdout, stderr } = alone('mixed', '--detail', 'all', program);
    const command = join(made.linuxFolder, 'server', 'bin', 'nativecompile-node');
    const there = [command, 'mixed', '--detail', 'all', program];
    expect(stderr).toBe('');
    expect(stdout).toBe(spawnSync(process.execPath, there, { encoding: 'utf8' }).stdout);
    expect(stdout.length).toBeGreaterThan(10_000);
    expect(alone('check', program)).toMatchObject({ status: 0, stderr: '' });
  });

  it('compiles with a CPython 3.11 of the machine, if there is one', () => {
    const program = join(made.universalFolder, 'server', 'bin', 'nativecompile');
    const { stdout } = spawnSync(program, ['doctor'], { encoding: 'utf8' });
    expect(stdout).toContain(`${findPython() ?? 'Python in WebAssembly'} compiles`);
  });

  it('has the licence of Pyodide, and says where its source is', () => {
    const licences = join(made.universalFolder, 'licences');
    const about = readFileSync(join(licences, 'README.txt'), 'utf8');
    expect(about).toContain('https://github.com/pyodide/pyodide/tree/0.25.1');
    expect(readFileSync(join(licences, 'pyodide.txt'), 'utf8')).toContain('Mozilla Public License');
    expect(readFileSync(join(licences, 'cpython.txt'), 'utf8')).toContain('PYTHON SOFTWARE');
  });

  it('is smaller than 20 MB', () => {
    expect(statSync(made.universal).size).toBeLessThan(20e6);
  });

  it('says in one sentence why it runs nothing, and what does', () => {
    const { stderr, status } = alone('-c', 'pass');
    expect(status).toBe(3);
    expect(stderr).toBe(
      'nativecompile: Programs are run natively by the package nativecompile-linux-x64, which ' +
        'carries the helper; this one does not.\n',
    );
  });
});
