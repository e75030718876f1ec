/** Stacks of C functions in words of Python. */

import { describe, expect, it } from 'vitest';
import { leafWords } from '../../server/src/language/leafWords.js';
import type { CFrame, PythonFrame } from '../../server/src/language/profile.js';

const frame = (isNative: boolean): PythonFrame => ({
  kind: 'python',
  file: 'a.py',
  name: 'f',
  firstLine: 1,
  line: 1,
  range: null,
  isNative,
});
/** `symbol`, `symbol=method`, or `library!symbol`. */
function functions(words: string): CFrame[] {
  return words
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => {
      const [, library = '', symbol = '', method] =
        /^(?:(.*)!)?([^=]*)(?:=(.*))?$/.exec(word) ?? [];
      return { kind: 'c', symbol: symbol === '' ? null : symbol, library, method: method ?? null };
    });
}

describe('words for a stack', () => {
  it.each([
    ['', 'machine code'],
    ['method_o set_add=set.add set_add_entry unicode_eq', 'set.add'],
    ['function_1 builtin_len=builtins.len', 'len'],
    ['rt_new_float PyObject_Malloc', 'boxing floats'],
    ['rt_binary_op binary_op1 float_add PyFloat_FromDouble', 'boxing floats'],
    ['rt_binary_op binary_op1', 'operators'],
    ['rt_binary_op binary_op1 unicode_concatenate PyUnicode_New PyObject_Malloc', 'texts'],
    ['rt_binary_op PyUnicode_Append', 'concatenating texts'],
    ['rt_build_string _PyUnicode_JoinArray', 'joining texts'],
    ['rt_dealloc list_dealloc PyObject_Free', 'freeing objects'],
    ['subtype_dealloc PyObject_Free', 'freeing objects'],
    ['class_with_init make PyType_GenericAlloc gc_alloc PyObject_Malloc', 'making instances'],
    ['class_with_init make PyType_GenericAlloc gc_collect_main visit_decref', 'garbage collection'],
    ['rt_load_attr _PyType_Lookup', 'looking up attributes'],
    ['function_o math_sqrt', 'math.sqrt'],
    ['list_append', 'list.append'],
    [
      'function_fast _multiarray_umath.cpython-311-x86_64-linux-gnu.so!DOUBLE_add',
      'multiarray_umath',
    ],
    ['libc.so.6!read', 'calls to the system'],
    ['libfoo.so!foo_bar', 'foo_bar (C)'],
    ['libfoo.so!', 'libfoo.so (C)'],
    ['act_on_heat nc_host_take recv', 'being compiled'],
    ['rt_import_name PyImport_ImportModuleLevelObject r_object PyDict_New', 'importing'],
  ])('%s', (words, expected) => {
    expect(leafWords(frame(true), functions(words))).toBe(expected);
  });

  it('tells the interpreter from what it calls', () => {
    expect(leafWords(frame(false), [])).toBe('interpreted');
    expect(leafWords(frame(false), functions('_PyEval_EvalFrameDefault'))).toBe('interpreted');
    expect(leafWords(frame(false), functions('_PyEval_EvalFrameDefault dict_subscript'))).toBe(
      'dictionaries',
    );
  });
});
