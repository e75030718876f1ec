/**
 * What C functions of CPython and of the helper do, in words of Python.
 *
 * Maps from: names of C functions. Maps to: a few words, which begin a sentence of advice as well
 * (advice.ts). Knows no stacks.
 */

export const BOXING_FLOATS = 'boxing floats';
export const BOXING_INTS = 'boxing ints';
export const ATTRIBUTES = 'looking up attributes';
export const GARBAGE_COLLECTION = 'garbage collection';
export const ALLOCATING = 'allocating objects';
export const FREEING = 'freeing objects';
export const INSTANCES = 'making instances';
export const CALLING = 'calling functions';
export const BINDING = 'binding arguments';
export const EXCEPTIONS = 'raising exceptions';
export const CONCATENATING = 'concatenating texts';
export const JOINING = 'joining texts';
export const FORMATTING = 'formatting texts';
export const COMPILING = 'being compiled';
export const DICTIONARIES = 'dictionaries';
export const GLOBALS = 'looking up globals';
export const THREADS = 'waiting for other threads';
export const SYSTEM = 'calls to the system';
export const IMPORTING = 'importing';
export const EXPRESSIONS = 'regular expressions';

export type Words = readonly (readonly [RegExp, string])[];

/** Patterns with blanks between them, as the alternatives of one. */
function alternatives({ raw }: TemplateStringsArray): string {
  return raw.join('').trim().split(/\s+/).join('|');
}

/** Of a whole name. */
const oneOf = (patterns: TemplateStringsArray): RegExp =>
  new RegExp(`^(${alternatives(patterns)})$`);

/** Whatever these call, and whoever has called them. */
export const whole: Words = [
  [
    oneOf`
      act_on_heat request_and_wait load_cached take_images nc_images?_.* nc_host_.* nc_compile.*
      nc_look_for_images
    `,
    COMPILING,
  ],
  [/^gc_collect_(main|with_callback|generations)$/, GARBAGE_COLLECTION],
  [oneOf`rt_import_\w+ PyImport_\w+ import_\w+ r_object PyMarshal_\w+`, IMPORTING],
];

/** Of the innermost function that one fits. */
export const strong: Words = [
  [oneOf`PyFloat_FromDouble float_dealloc _PyFloat_ExactDealloc rt_new_float`, BOXING_FLOATS],
  [
    oneOf`
      subtype_dealloc _Py_Dealloc \w+_dealloc nc_x?drop rt_dealloc _PyTrash_\w+ free_keys_object
      clear_slots
    `,
    FREEING,
  ],
  [
    oneOf`
      PyLong_From(Long|LongLong|Ssize_t|Size_t|Unsigned\w+)
      _PyLong_(FromSTwoDigits|New|Copy|FromMedium) rt_new_int rt_int_for_local int_from_unsigned
      store_int
    `,
    BOXING_INTS,
  ],
  [oneOf`PyUnicode_(Concat|Append|AppendAndDel) unicode_concatenate`, CONCATENATING],
  // Also the parts of an f-string.
  [oneOf`PyUnicode_Join _PyUnicode_JoinArray rt_build_string`, JOINING],
  [
    oneOf`
      _?PyUnicode_Format\w* PyObject_Format _Py(Long|Float|Unicode)_FormatAdvancedWriter
      rt_format_value PyOS_double_to_string format_\w+
    `,
    FORMATTING,
  ],
  [
    oneOf`
      _?PyErr_\w+ PyTraceBack_\w+ PyException_\w+ BaseException_\w+
      rt_(raise|reraise|error|push_exc_info|pop_except|check_\w+_match|prep_reraise_star)
      add_traceback push_exception tb_\w+
    `,
    EXCEPTIONS,
  ],
  [
    oneOf`
      _?PyLong_(Add|Subtract|Multiply|DivmodNear|GCD) x_(add|sub|mul|divrem) k_mul l_(divmod|mod)
      fast_(mod|floor_div) long_\w+ int_operator rt_add_into_local
    `,
    'arithmetic of large ints',
  ],
  [oneOf`float_\w+ float_operator power`, 'arithmetic of floats'],
  [
    oneOf`
      _?PyType_Lookup
      _?PyObject_(GenericGetAttr\w*|GenericSetAttr\w*|GetAttr\w*|SetAttr\w*)
      _?PyObject_(GetMethod|LookupAttr\w*|GetInstanceAttribute|StoreInstanceAttribute)
      _PyObject_Generic\w+ type_getattro module_getattro slot_tp_getattr\w* super_getattro
      rt_(load|store|delete)_attr rt_load_method rt_super_method nc_(load|store|known)_attr\w*
      find_name_in_mro method_get property_\w+ call_property
    `,
    ATTRIBUTES,
  ],
  [
    oneOf`
      _Py_dict_lookup dict_\w+ insertdict insert_to_emptydict dictresize _?PyDict_\w+
      unicodekeys_lookup\w* dictkeys_\w+ lookdict\w* rt_(build_(const_key_)?map|map_add|dict_\w+)
      find_empty_slot dictiter_\w+
    `,
    DICTIONARIES,
  ],
  [oneOf`set_\w+ _?PySet_\w+ rt_(build_set|set_add|set_update) frozenset_\w+`, 'sets'],
  [oneOf`list_\w+ _?PyList_\w+ rt_(build_list|list_\w+) listextend array_item`, 'lists'],
  [oneOf`tuple\w* _?PyTuple_\w+ rt_build_tuple`, 'tuples'],
  [
    oneOf`
      PySlice_\w+ rt_(get|set)_slice rt_build_slice slice_\w+ list_slice list_subscript
    `,
    'slices',
  ],
  [
    oneOf`
      unicode_\w+ _?PyUnicode_\w+ ascii\w* ucs[124]lib_\w+ stringlib_\w+ equal_texts str_operator
      resize_compact compare_short_cut
    `,
    'texts',
  ],
  [oneOf`bytes_\w+ _?PyBytes_\w+ bytearray_\w+`, 'bytes'],
  [
    oneOf`
      gen_\w+ _?PyGen_\w+ _PyCoro_\w+ coro_\w+ nc_generator_\w+ generator_send
      rt_(send|return_generator|get_awaitable|get_yield_from_iter|get_a(iter|next)|async_gen_wrap)
      async_gen_\w+ async_\w+
    `,
    'generators',
  ],
  [
    oneOf`
      range\w* enum_next zip_next map_next filter_next \w*iter_(next|iternext)
      rt_(for_iter|get_iter|unpack_\w+) PyIter_\w+ PyObject_GetIter calliter_\w+ iter_\w+
      reversed_next
    `,
    'iterating',
  ],
  [
    oneOf`
      PyObject_RichCompare(Bool)? do_richcompare rt_compare\w* slot_tp_richcompare compare_doubles
    `,
    'comparing',
  ],
  [oneOf`rt_contains PySequence_Contains contains_item slot_sq_contains`, 'testing `in`'],
  [
    oneOf`
      PyType_Generic(Alloc|New) _PyType_AllocNoTrack object_(new|init) type_call
      slot_tp_(new|init) _PyObject_(InitializeDict|AllocFor\w+) init_inline_values
      class_with_(init|new) make make_by_new new_instance nc_call_class initialize\w* \w+_new
    `,
    INSTANCES,
  ],
  [
    oneOf`
      rt_(make_cell|copy_free_vars|(load|store|delete)_(deref|classderef)) cell_\w+
    `,
    'variables of closures',
  ],
  [oneOf`rt_make_function PyFunction_\w+ func_\w+`, 'making functions'],
  [oneOf`sre_\w+ pattern_\w+ match_\w+ _?sre_\w+ state_\w+`, EXPRESSIONS],
  [
    oneOf`
      rt_load_build_class builtin___build_class__ type_new\w* PyType_Ready type_ready\w* mro_\w+
    `,
    'making classes',
  ],
  [oneOf`rt_match_\w+`, 'matching patterns'],
];

const SYSTEM_CALLS = alternatives`
  read write open openat close poll select epoll_\w+ recv recvfrom send sendto fstat\w* stat\w*
  lseek mmap munmap mprotect brk sched_yield clock_\w+ nanosleep getrandom ioctl fork clone\w*
  vfork wait\w* getdents\w* madvise fcntl _exit
`;

/** Of the innermost function that one fits, where nothing above does. */
export const weak: Words = [
  [
    oneOf`
      _?PyObject_(Malloc|Calloc|Realloc) pymalloc_\w+ _?PyObject_GC_\w+ gc_alloc _?PyMem_\w+
      malloc calloc realloc _int_malloc new_arena allocate_from_new_pool _PyArena_\w+ arena_\w+
    `,
    ALLOCATING,
  ],
  [
    oneOf`
      _?PyObject_(Free|GC_Del) free _int_free insert_to_(free|used)pool cfree nc_free\w*
    `,
    FREEING,
  ],
  [
    oneOf`
      nc_bind\w* bind_\w+ bounds_of keyword_dict argument_tuple default_of initialize_locals
    `,
    BINDING,
  ],
  [
    oneOf`
      nc_call\w* rt_call\w* call_\w+ nc_run\w* nc_eval_frame nc_push\w* nc_pop\w*
      _?PyObject_(Vectorcall|Call|FastCall|Make)\w* __wrap__PyFunction_Vectorcall
      _?PyFunction_Vectorcall _PyVectorcall\w* method_vectorcall\w* cfunction_\w+ wrapper_call
      wrap_\w+ slot_\w+ vectorcall_\w+ lookup_maybe_method _PyEval_\w+ _PyFrame_\w+
      _PyThreadState_\w+ (function|method)_(\d|n|o|noargs|fast|keywords|bound) bound_method
      object_vacall partial_\w+ finish enter nc_learn\w* nc_hold nc_release
    `,
    CALLING,
  ],
  [
    oneOf`
      rt_binary_op rt_unary_\w+ binary_i?op1? PyNumber_\w+ nc_binary\w* bool_operator
      rt_(is_true|truth) PyObject_IsTrue load_number store_number
    `,
    'operators',
  ],
  [
    oneOf`
      rt_(store_|delete_)?subscr PyObject_[GSD]\w+Item PySequence_\w+ PyMapping_\w+
      nc_known_item\w* call_getitem view_item
    `,
    'items',
  ],
  [
    oneOf`
      rt_(load|store|delete)_(global|name) builtins_lookup namespace_lookup load_cacheable_global
    `,
    GLOBALS,
  ],
  [oneOf`PyObject_Hash _Py_Hash\w+ siphash\w*`, 'hashing'],
  [
    oneOf`
      rt_handle_pending take_gil drop_gil nc_ceval_\w+ PyEval_(Save|Restore|Acquire|Release)\w*
      pthread_\w+ \w*futex\w* __lll_\w+ sem_\w+ PyThread_\w+ lock_\w+
    `,
    THREADS,
  ],
  [oneOf`mem(cpy|move|set|cmp|chr|rchr) __mem\w*`, 'copying memory'],
  [new RegExp(`^(__)?(${SYSTEM_CALLS})(64)?$`), SYSTEM],
];

const MODULES = alternatives`
  math cmath time os posix zlib binascii select bisect heapq operator functools itertools random
  json struct hashlib collections datetime decimal array string statistics sys gc io pickle csv
  sqlite3 socket ssl lzma bz2 codecs abc signal weakref contextvars thread queue asyncio
`;

/**
 * Functions that Argument Clinic or custom has named for a module's own: math_sqrt,
 * _heapq_heappush.
 */
const MODULE_FUNCTION = new RegExp(`^_?(${MODULES})_(\\w+)$`);

/** `math.sqrt` for `math_sqrt`; null where a name is not of that form. */
export function moduleFunction(symbol: string): string | null {
  const [, module, name] = MODULE_FUNCTION.exec(symbol) ?? [];
  if (module === undefined || name === undefined) return null;
  const own = name.replace(new RegExp(`^_?${module}_`), '').replace(/_impl$/, '');
  return `${module}.${own}`;
}

/**
 * What machine code calls instead of CPython's method or builtin, by the name that Python has for
 * it.
 */
export function builtinOf(symbol: string): string | null {
  if (symbol === 'list_append' || symbol === 'rt_list_append') return 'list.append';
  return /^builtin_([a-z]+)$/.exec(symbol)?.[1] ?? null;
}
