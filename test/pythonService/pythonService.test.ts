/**
 * A CPython of the machine compiles what the helper compiles, with the same findings. (Patch
 * releases of 3.11 differ in a few jumps, so the bytes are compared only where both are the same
 * release.)
 */

import { defaultTarget } from '../../server/src/compiler/target/target.js';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { readCode } from '../../server/src/bytecode/marshal.js';
import { compileTree } from '../../server/src/compiler/index.js';
import { makeCompileService } from '../../server/src/helper/compilers.js';
import { findPython } from '../../server/src/helper/pythonService.js';

const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const python = findPython();

describe('a Python that is not wanted', () => {
  it('is not found', () => {
    expect(findPython('/nonexistent/python')).toBeNull();
    expect(findPython(process.execPath)).toBeNull();
  });

  it('is told with the setting that names one', async () => {
    const service = makeCompileService({
      path: '/nonexistent/helper',
      python: '/nonexistent/python',
    });
    await expect(service.compile('a.py', Buffer.from('a'))).rejects.toThrow(/is not there/);
  });
});

// The machine's own Python need not be a 3.11.
describe.skipIf(python === null)('a CPython 3.11 in place of the helper', () => {
  const helper = makeCompileService();
  const service = makeCompileService({ path: '/nonexistent/helper', python: '' });

  afterAll(() => {
    helper.stop();
    service.stop();
  });

  it('greets as the helper does', async () => {
    expect((await service.start()).python).toMatch(/^3\.11\./);
    expect(service.standIn).toBe(python);
  });

  const examples = readdirSync(join(project, 'examples')).filter((name) => name.endsWith('.py'));

  it.each(examples)('compiles %s to the same functions', async (name) => {
    const source = readFileSync(join(project, 'examples', name));
    const [here, there] = await Promise.all([
      service.compile(name, source),
      helper.compile(name, source),
    ]);
    if (here.kind !== 'marshal' || there.kind !== 'marshal') throw new Error('does not compile');
    const isSame = (await service.start()).python === (await helper.start()).python;
    const functions = (code: Uint8Array) =>
      compileTree(readCode(code), { target: defaultTarget, without: new Set<never>() }).map(
        (result) =>
          'refused' in result
            ? [result.code.qualname, result.refused]
            : [
                result.code.qualname,
                result.unsupported.length,
                isSame ? Buffer.from(result.assembled.bytes).toString('hex') : '',
              ],
      );
    expect(functions(here.code)).toEqual(functions(there.code));
  });

  it.each(['def f(:\n', 'a = 1\n  b = 2\n', "f'{'\n", 'a = "\n', 'return\n', 'é = (\n'])(
    'places the error of %j where the helper does',
    async (text) => {
      const source = Buffer.from(text);
      const [here, there] = await Promise.all([
        service.compile('e.py', source),
        helper.compile('e.py', source),
      ]);
      if (here.kind !== 'syntaxError' || there.kind !== 'syntaxError') throw new Error('compiles');
      expect([here.message, here.line]).toEqual([there.message, there.line]);
      expect(here.text).toContain(here.message);
    },
  );

  it('warns, and gives syntax trees', async () => {
    const source = Buffer.from('a = 1 is 1\n');
    const answer = await service.compile('w.py', source);
    expect(answer.warnings.map(({ category, line }) => [category, line])).toEqual([
      ['SyntaxWarning', 1],
    ]);
    expect(await service.parse(source)).toBe(await helper.parse(source));
  });

  it('outlives text that is no Python at all', async () => {
    const odd = [
      Buffer.from([0]),
      Buffer.from([0xff, 0xfe]),
      Buffer.alloc(0),
      Buffer.alloc(3e5, '('),
    ];
    for (const source of odd) {
      expect(['marshal', 'syntaxError']).toContain((await service.compile('o.py', source)).kind);
    }
  });
});
