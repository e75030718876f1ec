/**
 * Where time goes, in words.
 *
 * Maps from: a Python frame and the C functions that it called, the outermost first. Maps to: a name that a Python programmer
 * understands: a method such as `set.add` where Python has called one, otherwise what was done.
 */

import { type CFrame, cName, type PythonFrame } from './profile.js';

export const MACHINE_CODE = 'machine code';
export const INTERPRETED = 'interpreted';
export const BOXING_FLOATS = 'boxing floats';
export const BOXING_INTS = 'boxing ints';
export const ATTRIBUTES = 'looking up attributes';
export const GARBAGE_COLLECTION = 'garbage collection';
export const ALLOCATING = 'allocating objects';
export const FREEING = 'freeing objects';
export const CALLING = 'calling functions';
export const MAKING_ARGUMENTS = 'binding arguments';
export const EXCEPTIONS = 'raising exceptions';
export const CONCATENATING = 'joining texts';

type Words = readonly (readonly [RegExp, string])[];

/** Of the innermost function that one fits. */
const done: Words = [
  [/^(PyFloat_FromDouble|float_dealloc|_PyFloat_ExactDealloc|rt_.*float.*|nc_float.*)$/, BOXING_FLOATS],
  [/^(PyLong_From(Long|LongLong|Ssize_t|Size_t|Unsigned.*)|_PyLong_(FromSTwoDigits|New|Copy)|_PyLong_FromMedium|rt_.*_int)$/, BOXING_INTS],
  [/^(gc_collect_.*|deduce_unreachable|subtract_refs|update_refs|move_unreachable|visit_(decref|reachable)|.*_traverse|delete_garbage)$/, GARBAGE_COLLECTION],
  [/^(PyUnicode_(Concat|Append)|unicode_concatenate|PyUnicode_AppendAndDel)$/, CONCATENATING],
  [/^(PyUnicode_Join|_PyUnicode_JoinArray)$/, CONCATENATING],
  [/^(PyUnicode_Format|_PyUnicode_Format.*|PyObject_Format|.*__format__|_Py(Long|Float|Unicode)_FormatAdvancedWriter|rt_format.*)$/, 'formatting texts'],
  [/^(_?PyErr_|PyTraceBack_|BaseException_|rt_(raise|error|match_exception|check_exc).*)/, EXCEPTIONS],
  [/^(_?PyLong_(Add|Subtract|Multiply)|long_(add|sub|mul|pow|div|mod|divrem|true_divide|rshift|lshift|bitwise|and|or|xor|neg|richcompare|hash|invmod)|x_(add|sub|mul|divrem)|k_mul|l_(divmod|mod)|fast_.*mod|pylong_.*|long_.*)$/, 'arithmetic of large ints'],
  [/^float_(add|sub|mul|div|pow|rem|floor_div|divmod|richcompare|hash|neg|abs|.*)$/, 'arithmetic of floats'],
  [/^(_?PyType_Lookup|_PyObject_GenericGetAttr.*|PyObject_GenericGetAttr|PyObject_(Get|Set)Attr|_PyObject_(GetMethod|LookupAttr.*|GetInstanceAttribute|StoreInstanceAttribute|Generic.*)|type_getattro|module_getattro|slot_tp_getattr.*|super_getattro|rt_(load|store)_(attr|method).*|nc_(known_)?attribute.*|find_name_in_mro)$/, ATTRIBUTES],
  [/^(_Py_dict_lookup|dict_.*|insertdict|insert_to_emptydict|dictresize|_?PyDict_.*|unicodekeys_lookup.*|dictkeys_.*|unicode_get_hash|lookdict.*)$/, 'dictionaries'],
  [/^(set_.*|_?PySet_.*)$/, 'sets'],
  [/^(list_.*|_?PyList_.*)$/, 'lists'],
  [/^(tuple.*|_?PyTuple_.*)$/, 'tuples'],
  [/^(unicode_.*|_?PyUnicode_.*|_Py_ReleaseInternedUnicodeStrings|ascii.*|ucs[124]lib_.*|stringlib_.*)$/, 'texts'],
  [/^(bytes_.*|_?PyBytes_.*|bytearray_.*)$/, 'bytes'],
  [/^(range.*|enum_next|zip_next|map_next|filter_next|.*iter_next|rt_for_iter.*|rt_get_iter|PyIter_Next|nc_known_iter.*)$/, 'iterating'],
  [/^(PyObject_RichCompare(Bool)?|do_richcompare|rt_compare.*)$/, 'comparing'],
  [/^(PyType_GenericAlloc|PyType_GenericNew|_PyType_AllocNoTrack|object_new|object_init|type_call|slot_tp_(new|init)|_PyObject_InitializeDict|init_inline_values|nc_.*instance.*)$/, 'making instances'],
  [/^(subtype_dealloc|_Py_Dealloc|.*_dealloc|nc_x?drop|rt_dealloc|nc_free.*|_PyTrash.*)$/, FREEING],
  [/^(gen_.*|_?PyGen_.*|_PyCoro_.*|coro_.*|nc_.*generator.*|rt_(send|yield|resume).*|async_gen.*)$/, 'generators'],
  [/^(import_.*|PyImport_.*|rt_import.*|marshal_.*|r_object|PyMarshal_.*)$/, 'importing'],
  [/^(sre_.*|pattern_.*|_?sre_.*|match_.*)$/, 'regular expressions'],
];

/** Of the innermost function that one fits, where nothing above does. */
const besides: Words = [
  [/^(_?PyObject_(Malloc|Calloc|Realloc)|pymalloc_alloc|_PyObject_GC_.*|gc_alloc|PyMem_.*|_PyMem_.*|malloc|calloc|realloc|_int_malloc|new_arena|allocate_from_new_pool)$/, ALLOCATING],
  [/^(_?PyObject_(Free|GC_Del)|free|_int_free|insert_to_freepool|cfree)$/, FREEING],
  [/^(nc_bind.*|bind_.*)$/, MAKING_ARGUMENTS],
  [/^(nc_call.*|rt_call.*|nc_run.*|nc_eval_frame|call_.*|_?PyObject_(Vectorcall|Call).*|_PyFunction_Vectorcall|__wrap__PyFunction_Vectorcall|method_vectorcall.*|cfunction_(call|vectorcall).*|_PyEval_.*|nc_frame.*|_PyFrame_.*|_PyThreadState_(Push|Pop)Frame|vectorcall_.*|slot_.*|python_function.*)$/, CALLING],
  [/^(rt_binary_op|binary_op1|PyNumber_.*|nc_binary.*)$/, 'operators'],
  [/^(rt_(load|store|delete)_(subscr|slice).*|PyObject_(Get|Set)Item|rt_binary_subscr.*|nc_known_items?.*)$/, 'items'],
  [/^(rt_load_(global|name).*)$/, 'looking up globals'],
  [/^(mem(cpy|move|set|cmp|chr)|__mem.*)$/, 'copying memory'],
  [/^(rt_handle_pending|take_gil|drop_gil|nc_ceval_handle_pending|eval_frame_handle_pending|pthread_.*|futex.*|__lll_.*|sem_.*)$/, 'waiting for other threads'],
  [/^(__)?(read|write|open|openat|close|poll|select|epoll_wait|recv|recvfrom|send|sendto|fstat.*|stat.*|lseek|mmap|munmap|brk|sched_yield|clock_.*|nanosleep|getrandom|ioctl|fork|clone.*|vfork|wait.*|getdents.*)(64)?$/, 'calls to the system'],
];

/** @param functions the outermost first; empty: Python's own instructions */
export function leafWords(frame: PythonFrame | null, functions: readonly CFrame[]): string {
  const begun = functions.findIndex(({ symbol }) => symbol?.startsWith('_PyEval_EvalFrame') === true);
  const called = begun < 0 ? functions : functions.slice(begun + 1);
  if (called.length === 0) {
    return frame !== null && frame.isNative && begun < 0 ? MACHINE_CODE : INTERPRETED;
  }
  const method = called.find((one) => one.method !== null)?.method;
  if (method !== undefined && method !== null) return methodName(method);
  const names = called.map(cName).reverse();
  const own = extensionName(called);
  if (own !== null) return own;
  return wordsOf(names, done) ?? wordsOf(names, besides) ?? `${names[0] ?? ''} (C)`;
}

/** `builtins.len` is `len` to everybody. */
const methodName = (method: string): string => method.replace(/^builtins\./, '');

/** Of a library of its own, such as numpy's, its name is known better than its functions. */
function extensionName(functions: readonly CFrame[]): string | null {
  const library = functions.find(({ library }) => EXTENSION.test(library))?.library;
  return library === undefined ? null : (EXTENSION.exec(library)?.[1] ?? library);
}
const EXTENSION = /^(.+?)\.(?:cpython-311|abi3).*\.so$/;

function wordsOf(names: readonly string[], table: Words): string | null {
  for (const name of names) {
    const found = table.find(([pattern]) => pattern.test(name));
    if (found !== undefined) return found[1];
  }
  return null;
}
