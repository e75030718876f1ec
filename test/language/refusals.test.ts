/**
 * Findings about functions that stay interpreted as a whole (NC102, NC103), and what is offered for
 * them.
 */

import { afterAll, expect, it } from 'vitest';
import type { CodeObject } from '../../server/src/bytecode/codeObject.js';
import { MAX_BYTECODE } from '../../server/src/compiler/index.js';
import { analyseAtOnce, type Analysis } from '../../server/src/language/analysis.js';
import { fixes } from '../../server/src/language/fixes/index.js';
import { fixer, service } from '../fixes/harness.js';

afterAll(() => service.stop());

const text = 'x = 1\n\ndef f(a):\n    return a + x\n\ndef g(a):\n    return f(a)\n';

/** The analysis with other bytecode in `f`, as no compiler of Python makes it. */
async function analysisWith(bytecode: (code: Uint8Array) => Uint8Array): Promise<Analysis> {
  const { analysis } = await fixer(text);
  const module = analysis.functions[0]!.result.code;
  const consts = module.consts.map((constant) =>
    constant.kind === 'code' && constant.code.qualname === 'f'
      ? { ...constant, code: withBytecode(constant.code, bytecode(constant.code.code)) }
      : constant,
  );
  const { uri, version, source, target, without } = analysis;
  return analyseAtOnce({
    uri,
    version,
    source,
    target,
    without,
    code: { ...module, consts },
    earlier: null,
  });
}

const withBytecode = (object: CodeObject, code: Uint8Array): CodeObject => ({ ...object, code });

it('NC102: a function whose bytecode is none, once, at its def', async () => {
  const { findings } = await analysisWith((code) => code.slice(0, -2));
  expect(findings).toMatchObject([
    {
      code: 'NC102',
      severity: 'warning',
      scope: 'f',
      range: { line: 3, column: 0, endLine: 3, endColumn: 9 },
    },
  ]);
  expect(findings[0]?.message).toMatch(/^`f` stays interpreted: .*[^.]\.$/);
});

it('NC102: the comment that keeps the function interpreted is offered', async () => {
  const analysis = await analysisWith((code) => code.slice(0, -2));
  const { context, apply } = await fixer(text);
  const start = { line: 2, column: 0 };
  const offers = await fixes.offer(analysis, { start, end: start }, context);
  expect(offers.map(({ title }) => title)).toEqual(['Keep f interpreted']);
  expect(apply(offers[0]?.edits ?? [])).toBe(
    text.replace('def f(a):', 'def f(a):  # nativecompile: interpret'),
  );
});

it('NC103: a function with more bytecode than is compiled, with the limit and what happens', async () => {
  const { findings } = await analysisWith(() => new Uint8Array(MAX_BYTECODE + 2));
  expect(findings).toMatchObject([{ code: 'NC103', severity: 'information', scope: 'f' }]);
  expect(findings[0]?.message).toBe(
    '`f` is too large to be compiled (4194306 bytes of bytecode are more than 4194304): it ' +
      'stays interpreted.',
  );
});
