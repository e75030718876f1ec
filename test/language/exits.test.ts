/**
 * What is said of code behind the place where a function leaves native code: the interpreter
 * executes it.
 */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRefusal } from '../../server/src/compiler/index.js';
import type { Analysis } from '../../server/src/language/analysis.js';
import { codeLenses } from '../../server/src/language/codeLens.js';
import { type Executor, exitsOf } from '../../server/src/language/exits.js';
import { hintsOf } from '../../server/src/language/hints/index.js';
import { pythonHover } from '../../server/src/language/hover.js';
import { type Result, renderListing } from '../../server/src/language/listing.js';
import { locationsOf } from '../../server/src/language/locations.js';
import { locationAt } from '../../server/src/bytecode/locationTable.js';
import { analyseText } from './analyseText.js';
import { service } from './compileText.js';

afterAll(() => service.stop());

function functionNamed({ functions }: Analysis, name: string): Result {
  const found = functions.find(({ result }) => result.code.qualname === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found.result;
}

/** Who executes each line: the executors of its instructions, `native` first. */
function executors(analysis: Analysis, name: string): Record<number, string> {
  const result = functionNamed(analysis, name);
  if (isRefusal(result)) throw new Error(result.refused);
  const exits = exitsOf(result);
  const order: readonly Executor[] = ['native', 'both', 'interpreter', 'never'];
  const lines: Record<number, Set<Executor>> = {};
  result.instructions.forEach(({ offset }, index) => {
    const { line } = locationAt(locationsOf(result.code), offset);
    if (line === null || line === result.code.firstlineno) return;
    lines[line] ??= new Set();
    lines[line].add(exits.executorOf(index));
  });
  return Object.fromEntries(
    Object.entries(lines).map(([line, found]) => [
      line,
      order.filter((one) => found.has(one)).join(' '),
    ]),
  );
}

/** `f"…"` is excluded. */
const analyse = (text: string): Promise<Analysis> => analyseText(text, 'FORMAT_VALUE');

describe('who executes what', () => {
  it('the interpreter, from the exit to the end of the call', async () => {
    const analysis = await analyse(`def f(a, b):
    c = a + b
    label = f"{a}"
    area = a * b
    for n in b:
        area += n
    second = f"{b}"
    return area, label
`);
    expect(executors(analysis, 'f')).toEqual({
      2: 'native',
      3: 'native interpreter',
      4: 'interpreter',
      5: 'interpreter',
      6: 'interpreter',
      7: 'interpreter',
      8: 'interpreter',
    });
  });

  it('both, in a loop and where two ways meet', async () => {
    const analysis = await analyse(`def f(items):
    total = 0
    for i in items:
        total += i
        if i:
            text = f"{i}"
            total += 1
        else:
            total -= 1
    return total
`);
    expect(executors(analysis, 'f')).toMatchObject({
      2: 'native',
      3: 'native both',
      4: 'both',
      6: 'both interpreter',
      7: 'interpreter',
      9: 'both',
      10: 'both',
    });
  });

  it('native code again, where a suspended generator is resumed', async () => {
    const analysis = await analyse(`def f(items):
    a = f"{items}"
    if items:
        b = items
    yield 1
    c = items * 2
    yield f"{c}"
    d = c * 2
`);
    expect(executors(analysis, 'f')).toMatchObject({
      2: 'native interpreter',
      4: 'interpreter',
      6: 'native',
      8: 'interpreter',
    });
  });

  it('handlers, as what raised was executed', async () => {
    const analysis = await analyse(`def f(a):
    try:
        a.before()
    except ValueError:
        a.first()
    try:
        x = f"{a}"
        a.after()
    except ValueError:
        a.second()
    finally:
        a.last()
`);
    expect(executors(analysis, 'f')).toMatchObject({
      3: 'native',
      5: 'native',
      7: 'native interpreter',
      8: 'interpreter',
      10: 'interpreter',
      12: 'interpreter',
    });
  });

  it('native code alone, where nothing is excluded', async () => {
    const analysis = await analyse('def f(a):\n    return a\n');
    expect(executors(analysis, 'f')).toEqual({ 2: 'native' });
  });
});

describe('what is said', () => {
  const text = `def greet(a, b, names):
    label = f"{a}"
    area = a * b
    pair = (area, label)
    for n in names:
        area += b ** n
    second = f"{b}"
    return pair

def loop(items):
    for i in items:
        total = i ** 2
        text = f"{i}"
    return total
`;
  let analysis: Analysis;
  beforeAll(async () => {
    analysis = await analyse(text);
  });

  async function hover(line: number, needle: string): Promise<string> {
    const column = (analysis.source.lines[line - 1] ?? '').indexOf(needle);
    const options = { content: 'full', maxRows: 16, syntax: 'intel', stale: '' } as const;
    const none = { runData: null, links: null };
    const shown = await pythonHover(analysis, { line: line - 1, column }, { ...options, ...none });
    return shown?.markdown ?? '';
  }

  const since =
    '**interpreted**: native code was left at line 2 (`f"{a}"`: `FORMAT_VALUE`, excluded by ' +
    'the options)';

  it.each([
    [3, '*', 'BINARY_OP 5 (*)'],
    [3, 'a * b', 'LOAD_FAST 0 (a)'],
    [4, '(', 'BUILD_TUPLE 2'],
    [5, 'for', 'FOR_ITER'],
    [6, '+=', 'BINARY_OP 13 (+=)'],
    [6, 'n', 'LOAD_FAST'],
    [7, 'f"', 'FORMAT_VALUE 0'],
    [8, 'return', 'RETURN_VALUE'],
  ])('a hover on line %i at `%s`', async (line, needle, opcode) => {
    const markdown = await hover(line, needle);
    expect(markdown.split('\n')[0]).toContain(since);
    expect(markdown).toContain(opcode);
    expect(markdown).not.toContain('**native**');
    expect(markdown).not.toMatch(/^ {2}[0-9a-f]{4} {2}/m);
  });

  it('a hover at the exit, before it, in a loop, and on the definition', async () => {
    expect(await hover(2, 'f"')).toMatch(/^\*\*leaves native code here\*\*: `FORMAT_VALUE`, /);
    expect(await hover(2, 'a}')).toMatch(/^\*\*native\*\* · /m);
    expect(await hover(12, '**')).toMatch(
      /^\*\*native\*\*, but \*\*interpreted\*\* once native code was left at line 13 \(`f"\{i\}"`: /,
    );
    expect(await hover(1, 'greet')).toContain(
      '**leaves native code** at line 2 (`f"{a}"`: `FORMAT_VALUE`, excluded by the options); ' +
        'the rest of that call is interpreted',
    );
  });

  it('findings', () => {
    const messages = analysis.findings.map(({ message }) => message);
    expect(messages).toEqual([
      expect.stringMatching(/^`greet` continues in the interpreter here: `f"\{a\}"` /),
      '`greet` is interpreted here already: `f"{b}"` (`FORMAT_VALUE`, 2 places) is excluded ' +
        'by the options; native code was left at line 2 (`f"{a}"`: `FORMAT_VALUE`, excluded by ' +
        'the options).',
      expect.stringMatching(/^`loop` continues in the interpreter here: `f"\{i\}"` /),
    ]);
  });

  it('hints, which are about native code', () => {
    expect(hintsOf(analysis).map(({ code, range }) => [code, range.line])).toEqual([
      ['NC201', 12],
      ['NC203', 12],
    ]);
  });

  it('lenses, which count the exits that native code comes to', () => {
    const titles = codeLenses(analysis, null).map(({ title }) => title);
    expect(titles[1]).toMatch(/ · 1 exit$/);
  });

  it.each(['assembly', 'bytecode', 'mixed'] as const)('listings: %s', async (view) => {
    const { source } = analysis;
    const listed = (name: string): Promise<string> =>
      renderListing([functionNamed(analysis, name)], { source, view, syntax: 'intel' });
    const notes = (listing: string): string[] =>
      listing.split('\n').filter((row) => /^; (?:native from|interpreted)/.test(row));
    expect(notes(await listed('greet'))).toEqual([
      '; interpreted from here: native code is left at 2:12-18 (FORMAT_VALUE)',
    ]);
    expect(notes(await listed('loop'))).toEqual([
      '; native from here, but interpreted after 13:15-21 (FORMAT_VALUE)',
      '; interpreted from here: native code is left at 13:15-21 (FORMAT_VALUE)',
      '; native from here, but interpreted after 13:15-21 (FORMAT_VALUE)',
    ]);
    if (view !== 'assembly') {
      expect(await listed('greet')).toMatch(/ 2:12-18 .* leaves native code: excluded/);
      expect(await listed('greet')).toMatch(/ 7:13-19 .* not compiled: excluded/);
    }
  });
});
