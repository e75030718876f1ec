/** The generated files say what the .def files and the C headers say, in the order of the wire, and nothing that nobody uses. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  formatBuildHash,
  formatFunctions,
  formatLayout,
  formatSymbols,
  parseSymbols,
} from '../../scripts/generate.mjs';
import { paths } from '../../scripts/setup/paths.mjs';
import * as generated from '../../server/src/generated/layout.js';
import { runtimeSymbols, symbolKinds } from '../../server/src/generated/runtimeSymbols.js';

const definition = [
  '/* RUNTIME(not_this) */',
  'RUNTIME(rt_add)',
  'CPYTHON(PyLong_Type)',
  'DATA(None, &_Py_NoneStruct)',
  'CONSTANT(answer, 42)',
].join('\n');

describe('symbols', () => {
  it('are read in order, comments aside', () => {
    expect(parseSymbols(definition)).toEqual([
      { kind: 'RUNTIME', name: 'rt_add' },
      { kind: 'CPYTHON', name: 'PyLong_Type' },
      { kind: 'DATA', name: 'None' },
      { kind: 'CONSTANT', name: 'answer' },
    ]);
  });

  it('become one type a kind', () => {
    const text = formatSymbols(definition);
    expect(text).toContain("export type RuntimeFunction =\n  | 'rt_add';");
    expect(text).toContain("export type CPythonSymbol =\n  | 'PyLong_Type';");
  });

  it('have no name twice', () => {
    expect(new Set(runtimeSymbols).size).toBe(runtimeSymbols.length);
    expect(symbolKinds.size).toBe(runtimeSymbols.length);
  });
});

describe('the layout', () => {
  it('has fields by structure, values by enumeration, and sizes of our own structures', () => {
    const text = formatLayout(
      [
        'structure A 12',
        'field x 0 4',
        'field y 4 8',
        'enumeration E',
        'value one 1',
        'foreign B',
        'field y 4 1',
        'constant N -3',
      ].join('\n'),
    );
    expect(text).toContain(
      '  A: {\n    x: { offset: 0, width: 4 },\n    y: { offset: 4, width: 8 },\n  },\n' +
        '  B: {\n    y: { offset: 4, width: 1 },\n  },\n',
    );
    expect(text).toContain('sizes = {\n  A: 12,\n}');
    expect(text).toContain('constants = {\n  N: -3,\n}');
    expect(text).toContain('export const E = {\n  one: 1,\n}');
  });

  it('takes no line that it does not know', () => {
    expect(() => formatLayout('offset A x 0')).toThrow('unknown kind');
  });

  it('is that of CPython 3.11 on i386', () => {
    expect(generated.layout.PyFloatObject).toEqual({ ob_fval: { offset: 8, width: 8 } });
    expect(generated.layout._PyInterpreterFrame.localsplus).toEqual({ offset: 40, width: 4 });
    expect(generated.layout.PyLongObject.ob_digit.offset).toBe(12);
    expect(generated.constants.PyLong_MASK).toBe(2 ** 30 - 1);
  });

  it('mirrors nothing that nobody uses', () => {
    const { layout: structures, sizes, constants: numbers, ...enumerations } = generated;
    // What is the target's own, the compiler has from its description.
    const sources = sourceTexts().filter((text) =>
      /generated\/layout\.js|\b(?:layout|sizes|constants)\b/.test(text),
    );
    const isUsed = (...words: string[]): boolean =>
      sources.some((text) => words.every((word) => new RegExp(`\\b${word}\\b`).test(text)));
    const unused = [
      ...Object.entries(structures).flatMap(([name, fields]) =>
        Object.keys(fields)
          .filter((field) => !isUsed(name, field))
          .map((field) => `${name}.${field}`),
      ),
      ...Object.keys(sizes).filter((name) => !isUsed('sizes', name)),
      ...Object.keys(enumerations).filter((name) => !isUsed(name)),
      ...Object.keys(numbers).filter((name) => !isUsed(writtenPart(name))),
    ];
    expect(unused).toEqual([]);
  });
});

describe('what runtime functions take and give', () => {
  it('follows from types and names of parameters', () => {
    const text = formatFunctions(
      'RT PyObject *rt_a(PyObject *x, PyObject *y_borrowed, int n);\nRT Status rt_b(void);\n',
    );
    expect(text).toContain("rt_a: { takes: ['stolen', 'borrowed', 'number'], gives: 'object' },");
    expect(text).toContain("rt_b: { takes: [], gives: 'status' },");
  });

  it('is never guessed', () => {
    expect(() => formatFunctions('RT Status rt_a(char *text);')).toThrow('"char *text" of rt_a');
    expect(() => formatFunctions('RT long rt_a(void);')).toThrow('"long" of rt_a');
  });
});

describe('the build hash', () => {
  it('is of every text and of their order', () => {
    const texts = ['symbols', 'types', 'runtime', 'layout'];
    const changed = texts.map((_, place) => texts.with(place, 'other'));
    const hashes = [texts, ...changed].map((each) => formatBuildHash(...each));
    expect(new Set(hashes).size).toBe(texts.length + 1);
  });
});

/** What sources have of a name: flags of types are put together. */
function writtenPart(name: string): string {
  return name.replace(/^Py_TPFLAGS_(\w+)$/, '$1');
}

/** Of server/src, without what is generated. */
function sourceTexts(): string[] {
  const folder = join(paths.server, 'src');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.startsWith('generated'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
}
