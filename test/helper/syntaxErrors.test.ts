/** What the compile service says of bad source is, to the letter, what `python FILE` prints. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  decodeHelperMessage,
  encodeHostMessage,
  type HelperMessage,
} from '../../server/src/helper/protocol.js';
import { runUnderHost } from './rawHost.js';
import { Service } from './rawService.js';

const latin1 = (text: string) => Buffer.from(text, 'latin1');

/** Bytes that are no Python, each for another stage or another way of quoting the line. */
const sources: Readonly<Record<string, string | Buffer>> = {
  'never closed': 'x = (1,\ny = 2\n',
  'no indented block': 'def f():\nreturn 1\n',
  'found by the compiler': 'pass\nif 1:\n    return 5  # é\n',
  'no UTF-8': latin1('x = "\xff"\n'),
  'Latin-1, found by the parser': latin1('# -*- coding: latin-1 -*-\nx = "\xff" = 3\n'),
  'Latin-1, found by the compiler': latin1('# coding: latin-1\nx = "\xff\xe9"; return\n'),
  'unknown encoding': '# coding: nope\nx=1\n',
  'mark and declaration disagree': latin1('\xef\xbb\xbf# coding: latin-1\nx=1\n'),
  '2,000 parentheses': '('.repeat(2000) + ')'.repeat(2000),
  '100,000 signs': `x = ${'-'.repeat(100_000)}1\n`,
  '20,000 operators': `x = ${'1+'.repeat(20_000)}1\n`,
  'unterminated string': 'x = """abc\n',
  'tabs and spaces': 'if 1:\n\tx\n        y\n',
  'end of file': 'def f(:',
  'carriage returns': 'a = 1\r\nb = = 2\r\n',
  'in an f-string': 'x = f"{a b}"\n',
  'long number': `x = ${'1'.repeat(5000)}\n`,
  'nonlocal in vain': 'def f():\n  nonlocal x\n',
  'global too late': 'def f():\n  x = 1\n  global x\n',
  'unknown character name': 'x = "\\N{foo}"\n',
  'astral characters': 'x = "😀😀" b\n',
  'other spaces': 'a = 1\nx = \u00a0 3\n',
  dedent: 'if 1:\n    a\n  b\n',
  'old print': 'print "hi"\n',
  continuation: 'x = 1 + \\\n',
  'duplicate argument': 'def f(a, a): pass\n',
  'await outside': 'await x\n',
  'form feed': '\f\nx = = 1\n',
};

let folder: string;
let service: Service;
let lastId = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nc-syntax-'));
  service = await Service.start();
});

afterAll(() => {
  service.kill();
  rmSync(folder, { recursive: true });
});

async function compile(filename: string, source: Uint8Array): Promise<HelperMessage> {
  const id = ++lastId;
  const request = encodeHostMessage(id, { kind: 'compileSource', filename, source, flags: 0 });
  return decodeHelperMessage(await service.request(id, request));
}

describe('the compile service quotes', () => {
  for (const [name, text] of Object.entries(sources)) {
    it(name, async () => {
      const source = Buffer.from(text);
      const file = join(folder, `${name.replaceAll(/\W/g, '_')}.py`);
      writeFileSync(file, source);
      const printed = await runUnderHost([file], { options: { interpret: true } });
      expect(printed.status).toBe(1);
      const saved = await compile(file, source);
      expect(saved).toMatchObject({ kind: 'syntaxError', text: printed.stderr });

      // An editor's text is newer than the file: what is on disk must not matter.
      writeFileSync(file, 'other = text\n'.repeat(3));
      expect(await compile(file, source)).toEqual(saved);
      rmSync(file);
      expect(await compile(file, source)).toEqual(saved);
    });
  }
});

it.each(['x = 1\ny = \0 2\n', '# \0\nx = 1\n', 'x = "\0"\n', 'x = 1\n\0'])(
  'the compile service says of a null byte what an import says: %j',
  async (text) => {
    const source = Buffer.from(text);
    writeFileSync(join(folder, 'with_null.py'), source);
    const program = `import sys; sys.path.insert(0, ${JSON.stringify(folder)}); import with_null`;
    const { stderr } = await runUnderHost(['-c', program], { options: { interpret: true } });
    expect(await compile('with_null.py', source)).toMatchObject({
      kind: 'syntaxError',
      text: `${stderr.trimEnd().split('\n').at(-1)}\n`,
      message: 'source code string cannot contain null bytes',
    });
  },
);

it('the compile service says where an error is, and every warning', async () => {
  expect(await compile('x.py', Buffer.from('a = 1\nb = "e" c\n'))).toMatchObject({
    message: 'invalid syntax',
    line: 2,
    offset: 9,
    endLine: 2,
    endOffset: 10,
  });
  const source = Buffer.from('x = 1 is 1\n"\\d"\n');
  expect(await compile('x.py', source)).toMatchObject({
    kind: 'marshal',
    warnings: [
      { category: 'DeprecationWarning', message: "invalid escape sequence '\\d'", line: 2 },
      { category: 'SyntaxWarning', message: '"is" with a literal. Did you mean "=="?', line: 1 },
    ],
  });
});

it('the compile service compiles 100,000 lines, and never runs any', async () => {
  const source = Buffer.from(`raise SystemExit\n${'x = y + 1\n'.repeat(100_000)}`);
  expect((await compile('long.py', source)).kind).toBe('marshal');
  expect((await compile('e.py', Buffer.alloc(0))).kind).toBe('marshal');
});
