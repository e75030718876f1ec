/**
 * The text of a reproduction: its fences hold whatever is inside, and rows of machine code are
 * those that ran.
 */

import { afterAll, describe, expect, it } from 'vitest';
import { compileCode, defaultTarget, isRefusal } from '../../server/src/compiler/index.js';
import {
  type ReproductionFacts,
  reproduction,
  shellWord,
} from '../../server/src/language/reproduction.js';
import { analyseText, service } from '../fixes/harness.js';

afterAll(() => service.stop());

const nothing: ReproductionFacts = {
  fileName: 'a.py',
  versions: ['x 1'],
  command: ['nativecompile', 'a.py'],
  end: 'exit status 0',
  messages: [],
  differences: [],
  faults: [],
  crashes: [],
  sources: [],
  target: defaultTarget,
  counters: 'off',
};

async function written(facts: Partial<ReproductionFacts>, text = 'a = 1\n'): Promise<string> {
  const analysis = await analyseText(text);
  if (analysis === null) throw new Error('the program does not compile');
  return await reproduction(analysis, { ...nothing, ...facts });
}

describe('a reproduction', () => {
  it('keeps backticks of a source inside of its fence', async () => {
    const text = 'a = """\n```\n# heading\n````\n"""\n';
    const said = await written({ sources: [{ fileName: 'b`c.py', text }] });
    expect(said).toContain(`\`\`\`\`\`python\n${text}\`\`\`\`\`\n`);
    expect(said).toContain("## `b'c.py`");
  });

  it('shows control characters of output as what they are', async () => {
    const said = await written({ differences: ['line 1: "\u001b[31m\u0007"'], faults: ['a\r\0b'] });
    expect(said).toContain('line 1: "\\x1b[31m\\x07"');
    expect(said).toContain('a\\x0d\\x00b');
  });

  it('leaves sources as they are', async () => {
    const text = 'a = 1\f\nb = "\u0001"';
    expect(await written({ sources: [{ fileName: 'a.py', text }] })).toContain(`python\n${text}\n`);
  });

  it.each(['off', 'functions', 'lines'] as const)(
    'marks the machine instruction of a crash, with %s counted',
    async (counters) => {
      const text = 'def f(a, b):\n    return a + b\n';
      const analysis = await analyseText(text);
      const code = analysis?.functions[1]?.result.code;
      if (code === undefined) throw new Error('the program does not compile');
      const compiled = compileCode(code, { target: defaultTarget, without: new Set(), counters });
      if (isRefusal(compiled)) throw new Error('the function is not compiled');
      const call = compiled.assembled.relocations.find(({ symbol }) => symbol === 'rt_binary_op');
      const codeOffset = (call?.offset ?? 0) - 1;
      const crash = { signal: 'SIGSEGV', name: 'f', firstLine: 1, bytecodeOffset: 6, codeOffset };
      const said = await written({ crashes: [crash], counters }, text);
      const marked = said.split('\n').filter((line) => line.startsWith('> '));
      expect(marked).toHaveLength(1);
      expect(marked[0]).toMatch(
        new RegExp(`^> +${codeOffset.toString(16).padStart(4, '0')} .*call.*rt_binary_op`),
      );
    },
  );

  it('has of long functions the rows around the place', async () => {
    const text = `def f(a, b):\n${'    a = a + b\n'.repeat(200)}`;
    const crash = {
      signal: 'SIGSEGV',
      name: 'f',
      firstLine: 1,
      bytecodeOffset: 2 + 100 * 10 + 4,
      codeOffset: null,
    };
    const said = await written({ crashes: [crash, crash] }, text);
    expect(said.match(/## Machine code/g)).toHaveLength(1);
    expect(said.match(/^ {2}… \d+ rows$/gm)?.length).toBeGreaterThan(1);
    expect(said).toMatch(/^> ; 102:.*BINARY_OP/m);
    expect(said.split('\n').length).toBeLessThan(2000);
  });

  it('says nothing of functions that are not there', async () => {
    const crash = { signal: 'SIGSEGV', name: 'g', firstLine: 1, bytecodeOffset: 0, codeOffset: 0 };
    expect(await written({ crashes: [crash] })).not.toContain('Machine code');
  });
});

it.each([
  ['a.py', 'a.py'],
  ['--x=1,2', '--x=1,2'],
  ['', "''"],
  ['a b', "'a b'"],
  ["it's", `'it'\\''s'`],
  ['$HOME', "'$HOME'"],
  ['~', "'~'"],
  ['*', "'*'"],
  ['é', "'é'"],
])('the word %j is %s in a shell', (word, expected) => {
  expect(shellWord(word)).toBe(expected);
});
