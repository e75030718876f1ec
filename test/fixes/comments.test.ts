/**
 * Comments that speak to the compiler: what they are about, what they do to findings and to a run.
 */

import { afterAll, describe, expect, it } from 'vitest';
import { readDirectives } from '../../server/src/language/directives.js';
import { slowPathFindings } from '../../server/src/language/runFindings.js';
import { nativecompile, removeFolders, sourceFile } from '../cli/command.js';
import { analyseText, fixed, fixedAll, fixer, service } from './harness.js';

afterAll(() => {
  service.stop();
  removeFolders();
});

const without = ['FORMAT_VALUE'] as const;

/** `kind first-last`, or `kind file`. */
const reach = (text: string): string[] =>
  readDirectives(text.split('\n')).map(
    ({ kind, first, last, isForFile }) => `${kind} ${isForFile ? 'file' : `${first}-${last}`}`,
  );

describe('a comment is about', () => {
  it.each([
    ['a def', 'x = 1\ndef f():  # nativecompile: interpret\n  a\n\n  b\nc', 'interpret 2-5'],
    ['its decorators', '@a\n@b(\n)\ndef f(\n): # nativecompile:interpret\n  a\n', 'interpret 1-6'],
    ['a def, from a decorator', '@a # nativecompile: interpret\ndef f():\n  a\n', 'interpret 1-3'],
    [
      'a def in the next line',
      'x\n# nativecompile: interpret\nasync def f():\n  a',
      'interpret 3-4',
    ],
    ['a class', 'class C: # nativecompile: interpret\n  def f(self):\n    a\n', 'interpret 1-3'],
    ['a def above', '# nativecompile: interpret\n# more\ndef f(): a\n', 'interpret 3-3'],
    ['the file', '#!python\n# nativecompile: interpret\n\ndef f(): a\n', 'interpret file'],
    ['the file with a docstring', '# nativecompile: interpret\n"""x"""\n', 'interpret file'],
    ['an empty file', '# nativecompile: interpret', 'interpret file'],
    ['nothing', 'x = 1  # nativecompile: interpret\n', 'interpret 1-0'],
    ['a statement', 'f(\n  a) # nativecompile: ignore[NC101]\n', 'ignore 1-2'],
    ['a line within', 'f( # nativecompile: ignore\n  a)\n', 'ignore 1-2'],
    ['the next statement', '# nativecompile: ignore[NC101]\n\nf(\n)', 'ignore 3-4'],
  ])('%s', (_, text, expected) => {
    expect(reach(text)).toEqual([expected]);
  });

  it('nothing when it is in a string, or says something else', () => {
    expect(
      reach('x = "# nativecompile: interpret"\ny = """\n# nativecompile: ignore\n"""'),
    ).toEqual([]);
    expect(reach('x  # nativecompile: interpreted\ny  # nativecompile ignore')).toEqual([]);
  });
});

async function findings(text: string): Promise<string[]> {
  const analysis = await analyseText(text, { without });
  return (analysis?.findings ?? []).map(({ code, range }) => `${code} ${range.line}`);
}

describe('NC002', () => {
  it('is not said of a comment that leaves a finding out', async () => {
    expect(await findings(`a = 1\nf'{a}'  # nativecompile: ignore[NC101]\n`)).toEqual([]);
    expect(await findings(`a = 1\nf'{a}'  # nativecompile: ignore\n`)).toEqual([]);
    expect(await findings(`a = 1\nf'{a}'\n`)).toEqual(['NC101 2']);
  });

  it('is not said of codes that only a run brings', async () => {
    expect(await findings('a = 1  # nativecompile: ignore[NC301, NC302]\n')).toEqual([]);
    expect(await findings('a = 1  # nativecompile: ignore[NC402]\n')).toEqual(['NC002 1']);
  });

  it('findings of a run are ignored as well', async () => {
    const found = async (comment: string): Promise<string[]> => {
      const analysis = await analyseText(`def f(a):\n    return a + 1${comment}\n`);
      if (analysis === null) throw new Error('the program does not compile');
      const { code } = analysis.functions[1]?.result ?? {};
      const counted = {
        name: 'f',
        firstLine: 1,
        units: (code?.code.length ?? 0) / 2,
        lines: new Map([[2, 50_000]]),
        slow: new Map([[6, 50_000]]),
        operands: new Map(),
      };
      return slowPathFindings(analysis, [counted]).map((finding) => finding.code);
    };
    expect(await found('')).toEqual(['NC302']);
    expect(await found('  # nativecompile: ignore[NC302]')).toEqual([]);
  });

  it('knows hints that nobody sees', async () => {
    const loop = 'def f(a):\n    for b in a:\n        len(b)  # nativecompile: ignore[NC202]\n';
    expect(await findings(loop)).toEqual([]);
    expect(await findings('def f(a):\n    len(a)  # nativecompile: ignore[NC202]\n')).toEqual([
      'NC002 2',
    ]);
  });

  it('is said of comments without use, and removes them', async () => {
    const text = `# nativecompile: ignore\na = 1  # nativecompile: ignore[NC101] # why\nf'{a}'  # x # nativecompile: ignore[NC101, NC103]\nb = 2  # nativecompile: interpret\n`;
    expect(await findings(text)).toEqual(['NC002 1', 'NC002 2', 'NC002 3', 'NC002 4']);
    const offers = await (await fixer(text, { without })).offers();
    const removals = offers.filter(
      ({ kind, codes }) => kind === 'quickFix' && codes.includes('NC002'),
    );
    expect(removals.map(({ isPreferred }) => isPreferred)).toEqual([true, true, true, true]);
    const after = `a = 1  # why\nf'{a}'  # x # nativecompile: ignore[NC101]\nb = 2\n`;
    expect(await fixedAll(text, { without })).toBe(after);
    expect(await findings(after)).toEqual([]);
  });
});

describe('the fix that ignores', () => {
  it('puts a comment at the end of the statement', async () => {
    const text = `def f(a):\n    return (f'{a}',\n            a)  # b\n`;
    expect(await fixed(text, /Ignore NC101/, { without })).toBe(
      `def f(a):\n    return (f'{a}',\n            a)  # b  # nativecompile: ignore[NC101]\n`,
    );
  });

  it('adds to the comment that is there', async () => {
    const text = `def f(a):\n    return f'{a}'  # nativecompile: ignore[NC301]\n`;
    expect(await fixed(text, /Ignore NC101/, { without })).toBe(
      `def f(a):\n    return f'{a}'  # nativecompile: ignore[NC301, NC101]\n`,
    );
  });
});

describe('the fix that keeps interpreted', () => {
  it('is a comment at the def', async () => {
    const text = `class C:\n    @staticmethod\n    def f(a,\n          b):  # c\n        return [f'{x}' for x in a]\n`;
    expect(await fixed(text, /Keep C.f interpreted/, { without })).toBe(
      text.replace('# c', '# c  # nativecompile: interpret'),
    );
  });

  it('is a comment at the top of the file for the code of the module', async () => {
    const text = `#!/usr/bin/env python\r\ndef f(): pass\r\nprint(f'{f}')\r\n`;
    expect(await fixed(text, /whole file/, { without })).toBe(
      `#!/usr/bin/env python\r\n# nativecompile: interpret\r\n\r\ndef f(): pass\r\nprint(f'{f}')\r\n`,
    );
  });
});

describe('a run', () => {
  const program = `import sys
def f(a):  # nativecompile: interpret
    return f'{a}' + ''.join(str(x) for x in range(a))

def g(a):
    return f(a)

print(g(3))
`;

  it('keeps what it is asked to keep, and is not the less strict', async () => {
    const file = sourceFile(program);
    const options = ['--compile', 'all', '--strict', '--stats', file];
    for (const time of ['first', 'with the cache']) {
      const { status, stdout, stderr } = await nativecompile(options);
      expect({ time, status, stdout }).toEqual({ time, status: 0, stdout: '3012\n' });
      expect(stderr).toMatch(/refused/);
    }
    const excluded = ['--strict', '--without', 'FORMAT_VALUE', file];
    expect((await nativecompile(excluded)).status).toBe(0);
    const unmarked = sourceFile(program.replace('  # nativecompile: interpret', ''));
    expect((await nativecompile([...excluded.slice(0, -1), unmarked])).status).toBe(70);
  });

  it('is told by check and asm', async () => {
    const file = sourceFile(program);
    const check = await nativecompile(['check', '--without', 'FORMAT_VALUE', file]);
    expect(check.status).toBe(0);
    expect(check.stdout).toContain('2 of 4 code objects compiled, 2 kept interpreted by comments');
    const { stdout } = await nativecompile(['asm', `${file}:f`]);
    expect(stdout).toContain('; not compiled: a comment keeps it interpreted');
  });
});
