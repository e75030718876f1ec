/**
 * CPython 3.11 in WebAssembly compiles what the helper compiles: the same bytes as any CPython
 * 3.11, the same errors, warnings and trees; and what it dies or hangs at concerns nobody else.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CompileService, type ServiceOptions } from '../../server/src/helper/compileService.js';
import { makeCompileService } from '../../server/src/helper/compilers.js';
import { HelperFailure } from '../../server/src/helper/failure.js';
import { pyodideFolder, startPyodide } from '../../server/src/helper/pyodide/nodeCompiler.js';
import { startPythonService } from '../../server/src/helper/pythonService.js';
import { patience } from '../harness/patience.mjs';

const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const standardLibrary = join(project, '.runtime', 'root-x86-64', 'usr', 'lib', 'python3.11');
const folder = pyodideFolder() ?? '';

const helper = makeCompileService({ target: 'x86-64' });
const service = new CompileService(() => startPyodide(folder));
const others: CompileService[] = [];

function another(options: ServiceOptions, memoryLimit?: number): CompileService {
  const made = new CompileService(() => startPyodide(folder, memoryLimit), options);
  others.push(made);
  return made;
}

// Each takes some seconds to start.
beforeAll(async () => {
  await service.compile('s.py', Buffer.from(''));
}, patience(60));

afterEach(() => {
  for (const other of others.splice(0)) other.stop();
});

afterAll(() => {
  helper.stop();
  service.stop();
});

const filesIn = (place: string): string[] =>
  readdirSync(place, { recursive: true, encoding: 'utf8' })
    .filter((name) => /^(?!(?:.*\/)?tests?\/).*\.py$/.test(name))
    .map((name) => join(place, name));

it(
  'compiles the standard library and the examples to the bytes that CPython does',
  async () => {
    const paths = [...filesIn(standardLibrary), ...filesIn(join(project, 'examples'))];
    expect(paths.length).toBeGreaterThan(500);
    // The same program in the helper's CPython: marks in the bytes depend on which names are known
    // to it.
    const python = join(project, 'native', 'helper', 'build', 'x86-64', 'nativecompile-helper');
    const reference = new CompileService(() => startPythonService(python));
    others.push(reference);
    const differing: string[] = [];
    for (const path of paths) {
      const source = readFileSync(path);
      const [here, there] = await Promise.all(
        [service, reference].map((one) => one.compile(path, source)),
      );
      if (!isDeepStrictEqual(here, there)) differing.push(path);
    }
    expect(differing).toEqual([]);
  },
  patience(600),
);

it.each(['def f(:\n', 'a = 1\n  b = 2\n', "f'{'\n", 'a = "\n', 'return\n', 'é = (\n', '\0'])(
  'tells the error of %j as the helper does',
  async (text) => {
    const source = Buffer.from(text);
    const there = await helper.compile('e.py', source);
    expect(there.kind).toBe('syntaxError');
    expect(await service.compile('e.py', source)).toEqual(there);
  },
);

it('warns, and gives syntax trees', async () => {
  const source = Buffer.from('a = 1 is 1\nprint(f"{a!r:>{10}}")\n');
  const answer = await service.compile('w.py', source);
  expect(answer.warnings).toEqual((await helper.compile('w.py', source)).warnings);
  expect(answer.warnings).toHaveLength(1);
  expect(await service.parse(source)).toBe(await helper.parse(source));
});

it('says what it is, and that it is no process', async () => {
  expect(await service.start()).toMatchObject({ python: '3.11.3', emulated: false });
  expect(service.standIn).toBe('Python in WebAssembly');
});

/** Some seconds of work. */
const long = Buffer.from(`x = [${'a,'.repeat(1_000_000)}]\n`);

describe('an interpreter that', () => {
  it(
    'outgrows its memory says so, and goes on',
    async () => {
      const small = another({}, 64 * 2 ** 20);
      expect(await small.compile('l.py', long)).toMatchObject({
        kind: 'syntaxError',
        text: expect.stringContaining('MemoryError'),
      });
      expect((await small.compile('s.py', Buffer.from('a = 1'))).kind).toBe('marshal');
    },
    patience(60),
  );

  it(
    'does not come to an end is ended, and the next request has another',
    async () => {
      const ends: string[] = [];
      const slow = another({ timeout: 400, onEnd: ({ problem }) => ends.push(problem) });
      // Its start takes longer than that, too.
      const failed = slow.compile('l.py', long).catch((error: unknown) => error);
      expect(await failed).toBeInstanceOf(HelperFailure);
      expect(ends[0]).toMatch(/^Python in WebAssembly did not start within \d seconds?/);
    },
    patience(60),
  );

  it(
    'is stopped answers nothing any more',
    async () => {
      const stopped = another({});
      await stopped.compile('s.py', Buffer.from('a = 1'));
      const open = stopped.compile('l.py', long);
      stopped.stop();
      await expect(open).rejects.toThrow('The helper was ended.');
      expect((await stopped.compile('s.py', Buffer.from('a = 1'))).kind).toBe('marshal');
    },
    patience(60),
  );
});

it('compiles what is nested as deeply as CPython allows', async () => {
  const nested = Buffer.from(`${'('.repeat(190)}a${')'.repeat(190)}\n`);
  expect((await service.compile('n.py', nested)).kind).toBe('marshal');
  for (const text of [`${'-'.repeat(50_000)}1`, `a${'.b'.repeat(30_000)}`, 'a+'.repeat(20_000)]) {
    const source = Buffer.from(text);
    const { kind } = await service.compile('d.py', source);
    expect(kind).toBe((await helper.compile('d.py', source)).kind);
  }
});

it('never runs what it compiles', async () => {
  await service.compile('r.py', Buffer.from('import sys\nsys.modules.clear()\nraise SystemExit\n'));
  expect((await service.compile('s.py', Buffer.from('a = 1'))).kind).toBe('marshal');
});
