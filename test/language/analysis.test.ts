/**
 * Analyses of edited files: what has not changed is not compiled again, and is right all the same.
 */

import { defaultTarget } from '../../server/src/compiler/target/target.js';
import { afterAll, describe, expect, it } from 'vitest';
import { readCode } from '../../server/src/bytecode/marshal.js';
import { isRefusal } from '../../server/src/compiler/index.js';
import { makeCompileService } from '../../server/src/helper/compilers.js';
import {
  type Analysis,
  analyseAtOnce,
  analyse as stepsOf,
} from '../../server/src/language/analysis.js';
import { codeKey } from '../../server/src/language/codeKey.js';
import { renderListing } from '../../server/src/language/listing.js';
import { sourceOf } from '../../server/src/lsp/analyser.js';
import type { OpcodeName } from '../../server/src/opcodes/opcodeNames.js';

const service = makeCompileService();
afterAll(() => service.stop());

async function analyse(
  text: string,
  earlier: Analysis | null = null,
  ...without: OpcodeName[]
): Promise<Analysis> {
  const uri = 'file:///hot.py';
  const { bytes, source } = sourceOf(uri, text);
  const answer = await service.compile('/hot.py', bytes);
  if (answer.kind !== 'marshal') throw new Error(answer.text);
  const version = (earlier?.version ?? 0) + 1;
  const code = readCode(answer.code);
  const input = { uri, version, source, code, target: defaultTarget, without: new Set(without) };
  return analyseAtOnce({ ...input, earlier });
}

const source = `import sys

def first(a):
    return f"{a}" + 'é'

class C:
    def method(self):
        return [x for x in self.items if x]

def last():
    if 0:
        dead()
    return lambda: 1.5
`;

/** An analysis is right when it is what compiling everything anew gives. */
async function expectRight(edited: string, earlier: Analysis): Promise<Analysis> {
  const without: OpcodeName[] = [...earlier.without];
  const fresh = await analyse(edited, null, ...without);
  const reused = await analyse(edited, earlier, ...without);
  const listing = async ({ functions, source: shown }: Analysis): Promise<string> => {
    const options = { source: shown, view: 'mixed', syntax: 'intel' } as const;
    return await renderListing(
      functions.map(({ result }) => result),
      options,
    );
  };
  expect(await listing(reused)).toBe(await listing(fresh));
  expect(reused.findings).toEqual(fresh.findings);
  expect(fresh.compiledAnew).toBe(fresh.functions.length);
  return reused;
}

describe('unchanged functions', () => {
  it.each([
    ['nothing changes', source, 0],
    ['a line is added above', `# comment\n\n${source}`, 0],
    ['a comment grows inside of a function', source.replace('if 0:', '# why\n    if 0:'), 0],
    ['one function changes', source.replace("'é'", "'ü'"), 1],
    ['a method changes', source.replace('if x]', 'if not x]'), 1],
    // The module's own code has another instruction.
    ['a statement is added', `${source}x = 1\n`, 1],
    ['a function is renamed', source.replace('first', 'renamed'), 2],
    // An inner function's name has the outer's in it.
    ['an outer name changes', source.replace('class C', 'class D'), 4],
  ])('are not compiled again when %s', async (_name, edited, compiledAnew) => {
    const earlier = await analyse(source, null, 'FORMAT_VALUE');
    expect((await expectRight(edited, earlier)).compiledAnew).toBe(compiledAnew);
  });

  it('are compiled again with other opcodes left out', async () => {
    const earlier = await analyse(source);
    const { compiledAnew, functions, findings } = await analyse(source, earlier, 'LIST_APPEND');
    expect(compiledAnew).toBe(functions.length);
    expect(findings.map(({ code }) => code)).toContain('NC101');
  });

  it('stay known through many edits', async () => {
    let earlier = await analyse(source);
    for (let i = 0; i < 5; i += 1) {
      const next = await analyse(`${'\n'.repeat(i)}${source}`, earlier);
      expect(next.compiledAnew).toBe(0);
      earlier = next;
    }
  });
});

it('an analysis can be interrupted after each function, whether it is compiled or known', async () => {
  const earlier = await analyse(source);
  const { bytes, source: analysed } = sourceOf('file:///hot.py', source);
  const answer = await service.compile('/hot.py', bytes);
  if (answer.kind !== 'marshal') throw new Error(answer.text);
  const code = readCode(answer.code);
  const without = new Set<OpcodeName>();
  for (const known of [null, earlier]) {
    const about = { uri: 'file:///hot.py', version: 2, source: analysed, code };
    const input = { ...about, target: defaultTarget, without, earlier: known };
    const steps = [...stepsOf(input)];
    expect(steps).toHaveLength(earlier.functions.length);
  }
});

describe('keys of code', () => {
  const keys = async (text: string): Promise<string[]> =>
    (await analyse(text)).functions.map(({ result }) => codeKey(result.code));

  it.each([
    ['constants', 'x = 0.0\n', 'x = -0.0\n'],
    ['the type of a constant', 'x = 1\n', 'x = 1.0\n'],
    ['bool and int', 'x = (1, 2)\n', 'x = (True, 2)\n'],
    ['string and bytes', "x = 'a'\n", "x = b'a'\n"],
    ['names', 'x = 1\n', 'y = 1\n'],
    ['nesting of tuples', 'x = ((1,), 2)\n', 'x = ((1, 2),)\n'],
  ])('differ in %s', async (_name, one, other) => {
    expect((await keys(one))[0]).not.toBe((await keys(other))[0]);
  });

  it('do not depend on lines and columns, nor on what nested functions do', async () => {
    const one = await keys('def f():\n    return 1\n');
    const other = await keys('\n\ndef f( ):\n    return 2\n');
    expect(other[0]).toBe(one[0]);
    expect(other[1]).not.toBe(one[1]);
  });
});

it('what a document keeps can be read like what the compiler gave', async () => {
  const { functions } = await analyse(source);
  for (const { result } of functions) {
    if (isRefusal(result)) throw new Error(result.refused);
    const { positions, instructions, assembled } = result;
    expect(positions[0]).toEqual({ codeOffset: 0, instructionIndex: -1, cold: false });
    expect(positions.some(({ cold }) => cold)).toBe(true);
    expect(Math.max(...positions.map(({ instructionIndex }) => instructionIndex))).toBeLessThan(
      instructions.length,
    );
    expect(assembled.relocations.some(({ kind }) => kind === 'rel32')).toBe(true);
    expect(assembled.labelNames().size).toBeGreaterThan(2);
  }
});
