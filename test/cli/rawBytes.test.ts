/**
 * File names, arguments and variables that are no UTF-8 reach the program byte by byte, in all
 * verbs.
 */

import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, writeSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { command, removeFolders, temporaryFolder, testEnvironment } from './command.js';

afterAll(removeFolders);

/** `name` in latin-1, as bytes. */
function writeRaw(folder: string, name: string, text: string): void {
  const file = openSync(
    Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name, 'latin1')]),
    'w',
  );
  writeSync(file, text);
  closeSync(file);
}

interface Output {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** By a shell, since Node cannot write such words itself. They are in latin-1, as bytes. */
function shell(folder: string, variables: readonly string[], words: readonly string[]): Output {
  const quoted = (list: readonly string[]): string => list.map(shellWord).join(' ');
  const script = `exec env ${quoted(variables)} "$0" ${quoted(words)}`;
  const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', script, command], {
    cwd: folder,
    env: testEnvironment(),
  });
  return { status, stdout, stderr: stderr.toString('latin1') };
}

function shellWord(word: string): string {
  const octal = Array.from(Buffer.from(word, 'latin1'), (byte) => `\\0${byte.toString(8)}`);
  return `"$(printf %b '${octal.join('')}')"`;
}

describe('a program', () => {
  const show = `
import os, sys
print(ascii(sys.argv), ascii(__file__[-5:]))
print({name: os.environb[name] for name in sorted(os.environb) if name.startswith(b'ZZ')})
`;

  it('has the bytes of its name, arguments and variables', () => {
    const folder = temporaryFolder();
    writeRaw(folder, 'bad\xff.py', show);
    const variables = ['ZZ=a\xfe%41', 'ZZ_plain=%FF', 'ZZ\xff=1', 'ZZ.x=2'];
    const words = ['bad\xff.py', '\xff\xfe', '%41\xc3\xa9', '', 'last\x80'];
    const { stdout, stderr } = shell(folder, variables, words);
    expect(stderr).toBe('');
    expect(stdout.toString()).toBe(
      `['bad\\udcff.py', '\\udcff\\udcfe', '%41\\xe9', '', 'last\\udc80'] 'd\\udcff.py'\n` +
        `{b'ZZ': b'a\\xfe%41', b'ZZ.x': b'2', b'ZZ_plain': b'%FF', b'ZZ\\xff': b'1'}\n`,
    );
  });

  it('has every byte there is', () => {
    const all = String.fromCharCode(...Array.from({ length: 255 }, (_, index) => index + 1));
    const code =
      'import os, sys; print(os.fsencode(sys.argv[1]) == os.environb[b"ZZ"] == bytes(range(1, ' +
      '256)))';
    const { stdout } = shell(temporaryFolder(), [`ZZ=${all}`], ['-c', code, all]);
    expect(stdout.toString()).toBe('True\n');
  });

  it('keeps variables whose names are no identifiers, also when all is UTF-8', () => {
    const code = 'import os; print(os.environ["ZZ-1"], os.environ["ZZ.2"])';
    expect(shell(temporaryFolder(), ['ZZ-1=one', 'ZZ.2=two'], ['-c', code]).stdout.toString()).toBe(
      'one two\n',
    );
  });

  it('hands them to its children', () => {
    const child = 'import os, sys; print(ascii(sys.argv[1:]), os.environb[b"ZZ"])';
    const code = `import subprocess, sys; subprocess.run([sys.executable, "-c", ${JSON.stringify(child)}, sys.argv[1], b"\\xfe"], check=True)`;
    expect(shell(temporaryFolder(), ['ZZ=\xff'], ['-c', code, '\xfd']).stdout.toString()).toBe(
      `['\\udcfd', '\\udcfe'] b'\\xff'\n`,
    );
  });

  it('is compiled wherever it lies, modules beside it too, and comments in it are read', () => {
    const folder = temporaryFolder();
    const inner = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x64, 0xfe])]);
    mkdirSync(inner);
    const source = `import beside\n\n\n# nativecompile: interpret\ndef kept(a):\n    return a + 1\n\n\nkept(1)\n`;
    const strict = ['--strict', '--without', 'BINARY_OP', '--compile', 'main'];
    writeRaw(folder, 'd\xfe/main\xff.py', source);
    writeRaw(folder, 'd\xfe/beside.py', 'print("beside")\n');
    const kept = shell(folder, [], [...strict, 'd\xfe/main\xff.py']);
    expect(kept).toMatchObject({ status: 0, stderr: '' });
    writeRaw(folder, 'd\xfe/main\xff.py', 'def f(a):\n    return a + 1\nf(1)\n');
    const { status, stderr } = shell(folder, [], [...strict, 'd\xfe/main\xff.py']);
    expect(status).toBe(70);
    expect(stderr).toMatch(
      /^nativecompile: strict: f, .*d\\udcfe\/main\\udcff\.py line 2, BINARY_OP/,
    );
    writeRaw(folder, 'd\xfe/beside.py', 'def f(a):\n    return a + 1\nf(1)\n');
    writeRaw(folder, 'd\xfe/main\xff.py', 'import beside\n');
    expect(shell(folder, [], [...strict, 'd\xfe/main\xff.py']).status).toBe(70);
  });

  it('goes into such a folder, and imports what is there', () => {
    const folder = temporaryFolder();
    mkdirSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x64, 0xfe])]));
    const kept = '# nativecompile: interpret\ndef f(a):\n    return a + 1\n';
    writeRaw(folder, 'd\xfe/inside.py', kept);
    const code =
      'import os; os.chdir(b"d\\xfe"); import inside; print(inside.f(1), ascii(inside.__file__))';
    const options = ['--strict', '--without', 'BINARY_OP'];
    const { stdout, stderr } = shell(folder, [], [...options, '-c', code]);
    expect(stderr).toBe('');
    expect(stdout.toString()).toMatch(/^2 '.*\/d\\udcfe\/inside\.py'\n$/);
  });

  it('is counted under its name', () => {
    const folder = temporaryFolder();
    writeRaw(folder, 'bad\xff.py', 'pass\n');
    const words = ['--counters', 'lines', '--json', 'bad\xff.py'];
    const { stderr } = shell(folder, [], words);
    expect(JSON.parse(stderr).functions[0].file).toBe(`${folder}/bad\udcff.py`);
  });
});

describe('a cache', () => {
  it('is where the variable says, byte by byte', () => {
    const folder = temporaryFolder();
    shell(folder, [`XDG_CACHE_HOME=${folder}/c\xff`], ['--compile', 'all', '-c', 'pass']);
    const names = readdirSync(folder, { encoding: 'buffer' });
    expect(names).toEqual([Buffer.from([0x63, 0xff])]);
  });
});

describe('files that the command itself reads', () => {
  const folder = temporaryFolder();
  writeRaw(folder, 'w\xff.py', 'def f(a, b):\n    return a @ b\n');

  it('are found by asm and dis, whole and by function', () => {
    for (const words of [
      ['asm', 'w\xff.py:f'],
      ['dis', 'w\xff.py'],
    ]) {
      const { stdout, status } = shell(folder, [], words);
      expect(status).toBe(0);
      expect(stdout.subarray(0, 7)).toEqual(Buffer.from('; w\xff.py', 'latin1'));
    }
  });

  it('are checked, also in folders, and named by their bytes', () => {
    const words = ['check', '--without', 'BINARY_OP'];
    for (const path of ['w\xff.py', '.']) {
      const { stdout } = shell(folder, [], [...words, path]);
      expect(stdout.toString('latin1')).toMatch(/^w\xff\.py:2:12: warning NC101: /);
    }
    const [{ file }] = JSON.parse(
      shell(folder, [], ['check', '--json', 'w\xff.py']).stdout.toString(),
    );
    expect(file).toBe('w\udcff.py');
    const sarif = shell(folder, [], [...words, '--sarif', 'w\xff.py']).stdout.toString();
    expect(sarif).toContain('"uri": "w%FF.py"');
  });

  it('are fixed where they are', () => {
    writeRaw(folder, 'x\xff.py', 'x = 1  # nativecompile: ignore\n');
    const { status, stderr } = shell(folder, [], ['check', '--fix', 'x\xff.py']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: 'x\xff.py: fixed\n' });
    expect(existsSync(`${folder}/x\ufffd.py`)).toBe(false);
  });

  it('are run by verify', () => {
    const { stdout } = shell(folder, [], ['verify', '--report', 'r\xff', 'w\xff.py']);
    expect(stdout.toString()).toMatch(/^the same: /);
    expect(readdirSync(folder, { encoding: 'buffer' })).toContainEqual(Buffer.from([0x72, 0xff]));
  });

  it('are named as they are when they are not there', () => {
    const { stdout, status, stderr } = shell(folder, [], ['asm', 'no\xff.py']);
    expect([stdout.toString(), status]).toEqual(['', 2]);
    expect(stderr).toMatch(/^nativecompile: can't open file 'no\xff\.py'/);
  });
});
