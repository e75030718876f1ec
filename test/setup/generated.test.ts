/** The generated files say what the .def files and the C headers say, in the order of the wire, and nothing that nobody uses. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  buildHash,
  debugVariant,
  formatBuildHashes,
  formatFunctions,
  formatLayout,
  formatSymbols,
  formatTargetLayouts,
  parseLayout,
  parseSymbols,
} from '../../scripts/generate.mjs';
import { paths } from '../../scripts/setup/paths.mjs';
import { debugHelperBuildHashes, helperBuildHashes } from '../../server/src/generated/buildHash.js';
import * as generated from '../../server/src/generated/layout.js';
import { runtimeSymbols, symbolKinds } from '../../server/src/generated/runtimeSymbols.js';
import { targetLayouts } from '../../server/src/generated/targetLayouts.js';

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
  /** What two targets have that differ in their words alone. */
  const layouts = (here: readonly string[], there: readonly string[]) => ({
    'x86-32': parseLayout(here.join('\n')),
    'x86-64': parseLayout(there.join('\n')),
  });
  const wire = ['wire W 12', 'field x 0 4', 'field y 4 8', 'enumeration E', 'value one 1'];

  it('of the wire, enumerations and constants that are the same are there once', () => {
    const text = formatLayout(
      layouts(
        [...wire, 'structure A 4', 'field z 0 4', 'constant N -3', 'constant M 4'],
        [...wire, 'structure A 8', 'field z 0 8', 'constant N -3', 'constant M 8'],
      ),
    );
    expect(text).toContain(
      'layout = {\n  W: {\n    x: { offset: 0, width: 4 },\n    y: { offset: 4, width: 8 },\n  },\n}',
    );
    expect(text).toContain('sizes = {\n  W: 12,\n}');
    expect(text).toContain('constants = {\n  N: -3,\n}');
    expect(text).toContain('export const E = {\n  one: 1,\n}');
  });

  it('has all other structures, their sizes and other constants by target', () => {
    const text = formatTargetLayouts(
      layouts(
        ['structure A 8', 'field x 0 4', 'field y 4 4', 'foreign B', 'field z 4 1', 'constant M 4'],
        [
          'structure A 16',
          'field x 0 4',
          'field y 8 8',
          'foreign B',
          'field z 4 1',
          'constant M 8',
        ],
      ),
    );
    expect(text).toContain(
      "    readonly A: {\n      readonly x: Field<4>;\n      readonly y: Field<'word'>;\n    };\n",
    );
    expect(text).toContain('readonly z: Field<1>;');
    expect(text).toContain(
      "'x86-64': {\n    layout: {\n      A: {\n        x: { offset: 0, width: 4 },\n" +
        "        y: { offset: 8, width: 'word' },\n      },\n      B: {\n        z: { offset: 4, width: 1 },\n      },\n    },\n" +
        '    sizes: {\n      A: 16,\n    },\n    constants: {\n      M: 8,\n    },\n',
    );
  });

  it('has no structure of the wire that differs, and no field of another width than a word', () => {
    expect(() => formatLayout(layouts(['wire W 4'], ['wire W 8']))).toThrow(
      'a structure of the wire is another on x86-64',
    );
    const field = (width: number) => ['foreign B', `field x 0 ${width}`];
    expect(() => formatTargetLayouts(layouts(field(4), field(2)))).toThrow(
      'B.x has 4 bytes on x86-32 and 2 on x86-64',
    );
    expect(() => formatTargetLayouts(layouts(field(16), field(16)))).toThrow('B.x has 16 bytes');
    expect(() => formatTargetLayouts(layouts(field(4), ['foreign B']))).toThrow('other fields');
  });

  it('takes no line that it does not know', () => {
    expect(() => parseLayout('offset A x 0')).toThrow('unknown kind');
  });

  it('is that of CPython 3.11', () => {
    const here = targetLayouts['x86-32'].layout;
    const there = targetLayouts['x86-64'].layout;
    expect(here.PyFloatObject).toEqual({ ob_fval: { offset: 8, width: 8 } });
    expect(there.PyFloatObject).toEqual({ ob_fval: { offset: 16, width: 8 } });
    expect(here._PyInterpreterFrame.localsplus).toEqual({ offset: 40, width: 'word' });
    expect(there._PyInterpreterFrame.localsplus).toEqual({ offset: 72, width: 'word' });
    expect(here.PyLongObject.ob_digit).toEqual({ offset: 12, width: 4 });
    expect(there.PyLongObject.ob_digit).toEqual({ offset: 24, width: 4 });
    expect(generated.constants.PyLong_MASK).toBe(2 ** 30 - 1);
  });

  it('mirrors nothing that nobody uses', () => {
    const { layout, sizes: wireSizes, constants, ...enumerations } = generated;
    const own = targetLayouts['x86-32'];
    const structures = { ...layout, ...own.layout };
    const sizes = { ...wireSizes, ...own.sizes };
    const numbers = { ...constants, ...own.constants };
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
    expect(new Set([texts, ...changed].map(buildHash)).size).toBe(texts.length + 1);
  });

  it('is one of each target', () => {
    expect(helperBuildHashes['x86-32']).not.toBe(helperBuildHashes['x86-64']);
    const text = formatBuildHashes(
      { 'x86-32': '0x1', 'x86-64': '0x2' },
      { 'x86-32': '0x3', 'x86-64': '0x4' },
    );
    expect(text).toContain("  'x86-32': 0x1,\n  'x86-64': 0x2,\n");
    expect(text).toContain("  'x86-32': 0x3,\n  'x86-64': 0x4,\n");
  });

  it('of the debug build is another, and the same for who builds it and who generates', () => {
    for (const target of ['x86-32', 'x86-64'] as const) {
      expect(debugHelperBuildHashes[target]).not.toBe(helperBuildHashes[target]);
    }
    const makefile = readFileSync(join(paths.helperSource, 'targets', 'debug.mk'), 'utf8');
    expect(makefile).toContain(`VARIANT := ${debugVariant}\n`);
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
