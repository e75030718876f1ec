/** The generated files say what symbols.def and the C headers say, in the order of the wire. */

import { describe, expect, it } from 'vitest';
import { formatLayout, formatSymbols, parseSymbols } from '../../scripts/generate.mjs';
import { constants, layout } from '../../server/src/generated/layout.js';
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
  it('groups fields by structure', () => {
    const text = formatLayout('offset A x 0\noffset A size 8\nconstant - N -3\noffset B y 4\n');
    expect(text).toContain('  A: {\n    x: 0,\n    size: 8,\n  },\n  B: {\n    y: 4,\n  },');
    expect(text).toContain('constants = {\n  N: -3,\n}');
  });

  it('is that of CPython 3.11 on i386', () => {
    expect(layout.PyFloatObject).toEqual({ ob_fval: 8, size: 16 });
    expect(layout._PyInterpreterFrame.localsplus).toBe(40);
    expect(layout.PyLongObject.ob_digit).toBe(12);
    expect(constants.PyLong_SHIFT).toBe(30);
  });
});
