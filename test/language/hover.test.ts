/**
 * What hovers show: machine instructions first, of whom they speak, and how many rows there are.
 */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Analysis } from '../../server/src/language/analysis.js';
import { type HoverOptions, pythonHover } from '../../server/src/language/hover.js';
import { analyseText } from './analyseText.js';
import { service } from './compileText.js';

afterAll(() => service.stop());

const options: HoverOptions = {
  content: 'full',
  maxRows: 16,
  syntax: 'intel',
  stale: '',
  runData: null,
  links: null,
};

/** At the first place of `needle` in the first line that has it. */
async function hoverAt(
  analysis: Analysis,
  needle: string,
  more: Partial<HoverOptions> & { readonly shift?: number } = {},
): Promise<string> {
  const line = analysis.source.lines.findIndex((text) => text.includes(needle));
  const column = (analysis.source.lines[line] ?? '').indexOf(needle) + (more.shift ?? 0);
  return (await pythonHover(analysis, { line, column }, { ...options, ...more }))?.markdown ?? '';
}

/** The rows of all fences. */
const rowsOf = (markdown: string): string[] =>
  [...markdown.matchAll(/^(`{3,})nativecompile-asm\n([\s\S]*?)^\1$/gm)].flatMap(([, , rows = '']) =>
    rows.trimEnd().split('\n'),
  );
const isMachine = (row: string): boolean => /^ {2}[0-9a-f]{4} {2}/.test(row);

const source = `def integrate(function, low, high, steps=len("abc"), *, name="x"):
    """Not code."""
    width = (high - low) / steps  # not code either
    total = 0.0
    for i in range(steps):
        total += function(low + i * width)
    a, b = divmod(low, high)
    return [n * n for n in (a, b)]

@staticmethod
def decorated(): return integrate

class Point:
    def norm(self):
        if self.x:
            # a comment
            return self.x

async def wait(x): await x
`;

describe('rows of a hover', () => {
  let analysis: Analysis;
  beforeAll(async () => {
    analysis = await analyseText(source);
  });

  it('of a statement are the machine code of its operation', async () => {
    const rows = rowsOf(await hoverAt(analysis, '+='));
    expect(rows[0]).toMatch(/^BINARY_OP 13 \(\+=\) +\[/);
    expect(rows.filter(isMachine).length).toBeGreaterThanOrEqual(11);
    expect(rows).toHaveLength(16);
    expect(rows.join('\n')).toContain('; total');
  });

  it('have none for bytecode that emits nothing', async () => {
    const markdown = await hoverAt(analysis, '* width)', { maxRows: 1000, shift: 7 });
    expect(markdown).toContain('CALL 1 ');
    expect(markdown).not.toMatch(/^(?:LOAD_FAST|PRECALL|PUSH_NULL|LOAD_CONST)/m);
  });

  it.each([
    ['low + i', '`LOAD_FAST 1 (low)` needs no instructions: those of `BINARY_OP` do it', '; low'],
    ['i * width', '`LOAD_FAST 7 (i)` needs no instructions: those of `BINARY_OP` do it', '; i'],
    [
      'function(low',
      '`PUSH_NULL` and `LOAD_FAST 0 (function)` need no instructions: those of `CALL` do it',
      '; function',
    ],
    [
      'total +=',
      '`LOAD_FAST 6 (total)` and `STORE_FAST 6 (total)` need no instructions: those of ' +
        '`BINARY_OP` do it',
      '; total',
    ],
  ])('of `%s` are those of the code that takes it', async (needle, words, comment) => {
    const markdown = await hoverAt(analysis, needle);
    expect(markdown).toContain(`**native** · ${words}`);
    const rows = rowsOf(markdown);
    expect(rows.filter(isMachine).length).toBeGreaterThanOrEqual(3);
    expect(rows.join('\n')).toContain(comment);
  });

  it('stand first, then the line in one sentence, then what is known of a run', async () => {
    const markdown = await hoverAt(analysis, '+=', {
      runData: {
        lines: new Map([[6, { count: 59_506_740 }]]),
        functions: new Map(),
        parameters: new Map(),
        operations: new Map(),
        live: false,
        stale: false,
      },
    });
    const blocks = markdown.split('\n\n').map((block) => block.split('\n')[0]);
    expect(blocks[0]).toBe('```nativecompile-asm');
    expect(blocks.slice(1)).toEqual([
      expect.stringMatching(/^…\d+ more rows$/),
      expect.stringMatching(/^\*\*native\*\* · [\d,]+ bytes · /),
      expect.stringMatching(
        /^Line 6: five type checks, .* and two additions inline; .*`function\(low\+\(i\*width\)\)` through `rt_call`/,
      ),
      'Last run: executed 59.5M× (its line)',
    ]);
  });

  it('of the end of a loop are not those of the last expression in it', async () => {
    const markdown = await hoverAt(analysis, 'total +=', { maxRows: 1000 });
    expect(markdown).not.toContain('JUMP_BACKWARD');
    expect(await hoverAt(analysis, ' total +=', { maxRows: 1000 })).toContain('JUMP_BACKWARD');
  });

  it('are none in comments and docstrings, and those of the line elsewhere', async () => {
    expect(await hoverAt(analysis, 'Not code')).toBe('');
    expect(await hoverAt(analysis, 'a comment')).toBe('');
    expect(await hoverAt(analysis, '= divmod')).toContain('CALL 2 ');
  });
});

it('at least two thirds of the rows are machine instructions, wherever there are that many', async () => {
  const path = fileURLToPath(new URL('../../examples/bank.py', import.meta.url));
  const analysis = await analyseText(readFileSync(path, 'utf8'));
  let full = 0;
  for (const [line, text] of analysis.source.lines.entries()) {
    for (const { index: column } of text.matchAll(/\w+|[^\w\s]+|\s/g)) {
      const shown = async (maxRows: number): Promise<string> =>
        (await pythonHover(analysis, { line, column }, { ...options, maxRows }))?.markdown ?? '';
      const all = rowsOf(await shown(100_000)).filter(isMachine).length;
      for (const maxRows of [1, 2, 3, 16]) {
        const markdown = await shown(maxRows);
        const rows = rowsOf(markdown);
        const machine = rows.filter(isMachine).length;
        const where = `${line + 1}:${column}, ${maxRows} rows of ${text}`;
        expect(rows.length, where).toBeLessThanOrEqual(maxRows);
        expect(machine, where).toBeGreaterThanOrEqual(Math.min(all, Math.ceil((2 * maxRows) / 3)));
        const more = Number(/^…(\d+) more rows?$/m.exec(markdown)?.[1] ?? 0);
        expect(machine + more, where).toBe(all);
        if (more > 0) full += 1;
        for (const [at, row] of rows.entries()) {
          if (!isMachine(row)) expect(isMachine(rows[at + 1] ?? ''), where).toBe(true);
        }
      }
    }
  }
  expect(full).toBeGreaterThan(1000);
});

describe('a hover on a definition', () => {
  let analysis: Analysis;
  beforeAll(async () => {
    analysis = await analyseText(source);
  });

  const facts =
    /^`integrate\(function, low, high, steps, \*, name\)` · \*\*native\*\* · [\d,]+ bytes · \d+ runtime calls · \d+ bytes of stack$/m;

  it.each(['def integrate', 'integrate(', 'low, high', '):', ' integrate'])(
    'is about the function, at `%s`',
    async (needle) => {
      const markdown = await hoverAt(analysis, needle);
      expect(markdown).toMatch(facts);
      expect(markdown).toMatch(/\d+ instructions of bytecode · [\d,]+ bytes on the straight path/);
      expect(markdown).toMatch(/^Inside: `<listcomp>` [\d,]+ bytes$/m);
      expect(markdown).not.toContain('MAKE_FUNCTION');
    },
  );

  it('is about a default where one is, and about a body on the same line', async () => {
    expect(await hoverAt(analysis, 'len(')).toContain('LOAD_NAME');
    const body = await hoverAt(analysis, 'return integrate', { maxRows: 1000 });
    expect(body).toContain('RETURN_VALUE');
    expect(await hoverAt(analysis, 'def decorated')).toMatch(/^`decorated\(\)` · \*\*native\*\*/);
    expect(await hoverAt(analysis, 'staticmethod')).toContain('LOAD_NAME');
  });

  it('is about a class with its functions, a method, a coroutine', async () => {
    expect(await hoverAt(analysis, 'class Point')).toMatch(
      /^`Point` · \*\*native\*\*[\s\S]*^Inside: `norm` [\d,]+ bytes$/m,
    );
    expect(await hoverAt(analysis, 'norm')).toMatch(/^`Point\.norm\(self\)` · \*\*native\*\*/);
    expect(await hoverAt(analysis, 'async def')).toMatch(/^`wait\(x\)` · \*\*native\*\*/);
  });

  it('has one line in a summary, and says what is kept interpreted', async () => {
    expect(await hoverAt(analysis, 'def integrate', { content: 'summary' })).toMatch(
      new RegExp(`${facts.source}(?![\\s\\S])`),
    );
    const kept = await analyseText('def f(a):  # nativecompile: interpret\n    return a\n');
    expect(await hoverAt(kept, 'def f')).toMatch(/^`f\(a\)` · \*\*interpreted\*\*: a comment/);
  });
});
