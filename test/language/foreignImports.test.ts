/**
 * NC104: imports of what is there for Pythons of other bits only, by the folders that a run would
 * look in.
 */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readCode } from '../../server/src/bytecode/marshal.js';
import { foreignModuleFinder, searchPath } from '../../server/src/helper/foreignModules.js';
import { analyseAtOnce } from '../../server/src/language/analysis.js';
import type { Diagnostic } from '../../server/src/language/diagnostics.js';
import { service } from './compileText.js';

const FOR_64 = '.cpython-311-x86_64-linux-gnu.so';
const root = mkdtempSync(join(tmpdir(), 'nc-imports-'));
const nowhere = { PYTHONUSERBASE: join(root, 'nobody') };

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
  service.stop();
});

function put(name: string, content: string | Uint8Array = ''): void {
  const path = join(root, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

const elf = (bits: 32 | 64): Uint8Array => Buffer.from([0x7f, 0x45, 0x4c, 0x46, bits / 32, 1, 1]);

put(`app/direct${FOR_64}`);
put(`app/both${FOR_64}`);
put('app/both.cpython-311-i386-linux-gnu.so', elf(32));
put(`app/pure${FOR_64}`);
put('app/pure.py');
put('app/wrong.abi3.so', elf(64));
put('app/right.abi3.so', elf(32));
put(`app/other.cpython-312-x86_64-linux-gnu.so`);
put('app/package/__init__.py');
put(`app/package/core/deep${FOR_64}`);
put(`app/package/near${FOR_64}`);
put(`app/package/compiled${FOR_64}`);
put('app/package/compiled.py');
put('app/package/plain.py');
put(`app/space/part${FOR_64}`);
put('app/harmless/__init__.py');
put(`app/json${FOR_64}`);
put(`path/added${FOR_64}`);
put(`user/lib/python3.11/site-packages/installed${FOR_64}`);
put(`user/lib/python3.11/site-packages/math${FOR_64}`);

describe('a module', () => {
  const find = foreignModuleFinder({ folder: join(root, 'app'), env: nowhere, target: 'x86-32' });

  it.each([
    ['direct', `direct${FOR_64}`],
    ['wrong', 'wrong.abi3.so'],
    ['space.part', `part${FOR_64}`],
    ['package.near', `near${FOR_64}`],
  ])('%s is there for 64 bits only', (module, file) => {
    expect(find(module, 0)).toEqual({ target: 'x86-32', module, files: [file], isPackage: false });
  });

  it.each(['both', 'pure', 'right', 'other', 'harmless', 'nothing', 'space', 'sys', 'os.path', ''])(
    '%s is not',
    (module) => {
      expect(find(module, 0)).toBe(null);
    },
  );

  it('in a package is not needed where a source is, and the package is imported first', () => {
    const files = [`near${FOR_64}`, `core/deep${FOR_64}`];
    const whole = { target: 'x86-32', module: 'package', files, isPackage: true };
    expect(find('package', 0)).toEqual(whole);
    expect(find('package.plain', 0)).toEqual(whole);
    expect(find('package.compiled', 0)).toEqual(whole);
  });

  it('of the user or beside the program does not hide that of the standard library', () => {
    const inUserSite = foreignModuleFinder({
      folder: null,
      env: { PYTHONUSERBASE: join(root, 'user') },
      target: 'x86-32',
    });
    expect(inUserSite('installed', 0)).not.toBe(null);
    expect(inUserSite('json', 0)).toBe(null);
    expect(find('json', 0)).toBe(null);
    const without = { PYTHONUSERBASE: join(root, 'user'), PYTHONNOUSERSITE: '1' };
    expect(
      foreignModuleFinder({ folder: null, env: without, target: 'x86-32' })('installed', 0),
    ).toBe(null);
  });

  it('is found in PYTHONPATH, and by a relative import from where the program is', () => {
    const env = { ...nowhere, PYTHONPATH: `:${join(root, 'path')}` };
    expect(foreignModuleFinder({ folder: null, env: env, target: 'x86-32' })('added', 0)).not.toBe(
      null,
    );
    const inside = foreignModuleFinder({
      folder: join(root, 'app', 'package'),
      env: nowhere,
      target: 'x86-32',
    });
    expect(inside('near', 1)).toMatchObject({ module: '.near', isPackage: false });
    expect(inside('direct', 2)).toMatchObject({ module: '..direct' });
    expect(inside('direct', 1)).toBe(null);
    expect(foreignModuleFinder({ folder: null, env: nowhere, target: 'x86-32' })('near', 1)).toBe(
      null,
    );
  });

  it('is looked for as the helper does', () => {
    const path = searchPath({
      folder: '/folder',
      env: { PYTHONPATH: '/a::/b', HOME: '/home/me' },
      target: 'x86-32',
      project: '/project',
    });
    expect([path[0], path[1], path[2], path.at(-1)]).toEqual([
      '/folder',
      '/a',
      '/b',
      '/home/me/.local/lib/python3.11/site-packages',
    ]);
  });

  it("is looked for among the packages of the user's Python, and where their .pth files say", () => {
    put('env/site-packages/some.pth', '# text\nimport sys; sys.exit()\n../more\n\n/abs \n');
    put(`env/more/named${FOR_64}`);
    put(`env/site-packages/own${FOR_64}`);
    const packages = [join(root, 'env', 'site-packages')];
    const about = { path: '', executable: '', version: '3.11', packages };
    const python = { kind: 'environment', ...about } as const;
    const place = { folder: null, env: { HOME: '/home/me' }, target: 'x86-32', python } as const;
    const path = searchPath(place);
    expect(path.slice(-3)).toEqual([...packages, join(root, 'env', 'more'), '/abs']);
    expect(path.join()).not.toContain('/home/me');
    const open = { ...python, packages: [...packages, '/system'] };
    expect(searchPath({ ...place, python: open }).join()).toContain('/home/me/.local');
    const found = foreignModuleFinder(place);
    expect([found('own', 0)?.module, found('named', 0)?.module]).toEqual(['own', 'named']);
  });
});

describe('for x86-64', () => {
  const FOR_32 = '.cpython-311-i386-linux-gnu.so';
  const folder = join(root, 'wide');
  put('wide/old.so', elf(32));
  put('wide/new.so', elf(64));
  put(`wide/direct${FOR_64}`);
  put(`wide/tagged${FOR_32}`);
  const find = foreignModuleFinder({ folder: folder, env: nowhere, target: 'x86-64' });

  it('modules for 32 bits are those that cannot be loaded', () => {
    expect([find('direct', 0), find('new', 0)]).toEqual([null, null]);
    const module = { target: 'x86-64', isPackage: false };
    expect(find('old', 0)).toEqual({ ...module, module: 'old', files: ['old.so'] });
    const files = [`tagged${FOR_32}`];
    expect(find('tagged', 0)).toEqual({ ...module, module: 'tagged', files });
  });

  it('the standard library is that of the target', () => {
    const path = searchPath({
      folder: null,
      env: { HOME: '/home/me' },
      target: 'x86-64',
      project: '/project',
    });
    expect(path[0]).toBe('/project/.runtime/root-x86-64/usr/lib/python3.11');
  });

  it('a finding names the target that can', async () => {
    const answer = await service.compile('hot.py', Buffer.from('import old\n'));
    if (answer.kind !== 'marshal') throw new Error(answer.text);
    const { findings } = analyseAtOnce({
      uri: '',
      version: 1,
      source: { fileName: 'hot.py', text: '', lines: ['import old'], sha256: '' },
      code: readCode(answer.code),
      target: 'x86-64',
      without: new Set<never>(),
      earlier: null,
      findForeign: find,
    });
    expect(findings.map(({ message }) => message)).toEqual([
      '`old` cannot be imported in a native run for x86-64, which is a 64-bit Python: old.so ' +
        'is an extension module for 32-bit Python only. The target x86-32 can load it.',
    ]);
  });
});

describe('an import', () => {
  const findForeign = foreignModuleFinder({
    folder: join(root, 'app'),
    env: nowhere,
    target: 'x86-32',
  });

  async function findings(text: string): Promise<readonly Diagnostic[]> {
    const answer = await service.compile('hot.py', Buffer.from(text));
    if (answer.kind !== 'marshal') throw new Error(answer.text);
    const source = { fileName: 'hot.py', text, lines: text.split('\n'), sha256: '' };
    const code = readCode(answer.code);
    const options = { target: 'x86-32', without: new Set<never>(), earlier: null } as const;
    const input = { uri: '', version: 1, source, code, ...options };
    expect(analyseAtOnce(input).findings.filter((one) => one.code === 'NC104')).toEqual([]);
    return analyseAtOnce({ ...input, findForeign }).findings;
  }

  it('has a finding that names the file', async () => {
    expect(await findings('x = 1\nimport os, direct as d\n')).toEqual([
      {
        code: 'NC104',
        severity: 'warning',
        message: `\`direct\` cannot be imported in a native run for x86-32, which is a 32-bit Python: direct${FOR_64} is an extension module for 64-bit Python only. The target x86-64 can load it.`,
        range: { line: 2, column: 0, endLine: 2, endColumn: 22 },
        scope: '<module>',
        place: { bytecodeOffset: expect.any(Number) },
      },
    ]);
  });

  it('of a package that has some such files may do without them', async () => {
    const [finding, ...others] = await findings('def f():\n    import package.plain\n');
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      severity: 'information',
      scope: 'f',
      message: `\`package\` may fail in a native run for x86-32, which is a 32-bit Python: near${FOR_64} and 1 more in it are extension modules for 64-bit Python only. The target x86-64 can load them.`,
    });
  });

  it('of names is one of modules where they are modules', async () => {
    const texts = await findings(
      'from package import plain, near\nfrom package import *\nfrom space import part\nfrom ' +
        'os import path\n',
    );
    expect(texts.map(({ message }) => message.split('`')[1])).toEqual([
      'package.near',
      'package',
      'space.part',
    ]);
  });

  it('in try has none, and a comment takes it away', async () => {
    const handled = 'try:\n    import direct\nexcept ImportError:\n    direct = None\n';
    expect(await findings(handled)).toEqual([]);
    expect(await findings('import direct  # nativecompile: ignore[NC104]\n')).toEqual([]);
    expect(await findings('import os  # nativecompile: ignore[NC104]\n')).toMatchObject([
      { code: 'NC002' },
    ]);
  });
});
