/** All preferred fixes at once, and what is never offered. */

import { afterAll, describe, expect, it } from 'vitest';
import { applyEdits, difference } from '../../server/src/language/fixes/edits.js';
import { removeFolders } from '../cli/command.js';
import { behaviours } from './behaviour.js';
import { analyseText, fixed, fixedAll, fixer, service } from './harness.js';

afterAll(() => {
  service.stop();
  removeFolders();
});

const program = `def f(rows, *, low=0, high=9):
    """A docstring that stays."""
    names = {*rows, 'last'}
    with open('/dev/null') as file:
        found = [f'{row}-{low < len(row) < high}' for row in rows]
        assert found, f'nothing in {rows}'
        file.close()
    match len(found):
        case 1:
            return f'one {found}'
        case n:
            return n, sorted(names), sorted(*[found], **{'reverse': True})

print(f(['a']), f(['b', 'cc']))
`;

describe('fix all', () => {
  it('applies what is preferred, in as many rounds as it takes', async () => {
    const without = [
      'FORMAT_VALUE',
      'BUILD_STRING',
      'SET_UPDATE',
      'BEFORE_WITH',
      'LIST_APPEND',
      'LOAD_ASSERTION_ERROR',
      'CALL_FUNCTION_EX',
      'SWAP',
    ] as const;
    const after = await fixedAll(program, { without });
    const left = await analyseText(after, { without });
    expect(left?.findings.map(({ message }) => message)).toEqual([]);
    const [one, two] = await behaviours([program, after]);
    expect(two).toEqual(one);
    expect(one?.ending).toBe('');
  });

  it('leaves alone what only a person should decide', async () => {
    const text = 'def f(g):\n    yield from g()\n';
    expect(await fixedAll(text, { without: ['GET_YIELD_FROM_ITER'] })).toBe(text);
  });

  it('leaves hints alone that nobody sees', async () => {
    const text = 'def f(a):\n    for b in a:\n        len(b)\n';
    expect(await fixedAll(text)).toBe(text);
    expect(await fixedAll(text, { hints: true })).toBe(
      'def f(a):\n    _len = len\n    for b in a:\n        _len(b)\n',
    );
  });
});

describe('nothing is offered that does not help', () => {
  it('because the other way uses what is excluded as well', async () => {
    const text = `def f(a):\n    return f'{a}'\n`;
    const without = ['FORMAT_VALUE', 'LOAD_GLOBAL'] as const;
    const offers = await (await fixer(text, { without })).offers();
    expect(offers.map(({ title }) => title)).not.toContainEqual(expect.stringMatching(/f-string/));
    expect(offers.map(({ title }) => title)).toContain('Keep f interpreted');
  });

  it('and no reasons when nobody asked', async () => {
    const text = `def f(g, x):\n    return g(**x)\n`;
    const options = { without: ['CALL_FUNCTION_EX'], automatic: true } as const;
    const offers = await (await fixer(text, options)).offers();
    expect(offers.filter(({ disabled }) => disabled !== undefined)).toEqual([]);
  });
});

describe('hints (NC201, NC202, NC203, NC204)', () => {
  const text = `import math
def helper(x): return x
def f(n, m):
    total = 0
    for i in range(n):
        total = total + helper(i) ** m
        if math.pi > len(str(i)):
            pass
    return total, g(*m)
`;

  it('tell of generic operations, globals, boxed numbers and calls', async () => {
    const { context } = await fixer(text, { hints: true });
    const told = context.hints.map(({ code, message }) => `${code} ${message}`);
    expect(told.map((text) => /^\w+ .*?`[^`]*`/.exec(text)?.[0]).sort()).toEqual([
      'NC201 `**`',
      'NC202 `helper`',
      'NC202 `len`',
      'NC202 `math`',
      'NC202 `str`',
      'NC203 The result of `total + helper(i) ** m`',
      'NC204 The call `g(*m)`',
      'NC204 The call `helper(i)`',
      'NC204 The call `len(str(i))`',
      'NC204 The call `str(i)`',
    ]);
    expect(told.join('\n')).toContain('`**` goes through PyNumber_Power: operand types unknown.');
  });

  it('are fixed by local variables', async () => {
    const after = await fixed(text, /Bind the global/, { hints: true });
    expect(after).toContain('    _helper = helper\n    for i in range(n):\n');
    expect(after).toContain('total + _helper(i) ** m');
  });

  it('are not fixed where the global may be bound anew', async () => {
    const bound = 'def f(a):\n    for b in a:\n        count(b)\n\ncount = len\n';
    const offers = await (await fixer(bound, { hints: true })).offers();
    expect(offers.find(({ disabled }) => disabled !== undefined)?.disabled).toMatch(/bound anew/);
  });
});

describe('edits', () => {
  it.each([
    ['a\nb\nc', 'a\nx\nc'],
    ['a\r\nb\r\n', 'a\r\n\r\nb\r\n'],
    ['', 'a'],
    ['a', ''],
    ['a\n', 'a\n\n'],
    ['\r\n\r\n', '\r\n'],
    ['x😀\ny', 'x😁\ny'],
    ['aa\nab\n', 'aa\nac\nab\n'],
    ['\na\n\na', '\na'],
  ])('%j becomes %j', (before, after) => {
    const edit = difference(before, after);
    expect(applyEdits(before, edit === null ? [] : [edit])).toBe(after);
    expect(difference(after, after)).toBeNull();
  });
});
