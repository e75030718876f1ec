/** Generated from native/helper/symbols.def by scripts/generate.mjs; do not edit. */

/** A function of runtime.h. */
export type RuntimeFunction =
  | 'rt_unary_positive'
  | 'rt_unary_negative'
  | 'rt_unary_invert'
  | 'rt_binary_op'
  | 'rt_add_into_local'
  | 'rt_compare'
  | 'rt_compare_truth'
  | 'rt_contains'
  | 'rt_truth'
  | 'rt_is_true'
  | 'rt_subscr'
  | 'rt_store_subscr'
  | 'rt_delete_subscr'
  | 'rt_build_slice'
  | 'rt_load_attr'
  | 'rt_load_method'
  | 'rt_super_method'
  | 'rt_store_attr'
  | 'rt_delete_attr'
  | 'rt_load_name'
  | 'rt_store_name'
  | 'rt_delete_name'
  | 'rt_load_global'
  | 'rt_store_global'
  | 'rt_delete_global'
  | 'rt_unbound_local'
  | 'rt_make_cell'
  | 'rt_load_deref'
  | 'rt_load_classderef'
  | 'rt_store_deref'
  | 'rt_delete_deref'
  | 'rt_copy_free_vars'
  | 'rt_build_tuple'
  | 'rt_build_list'
  | 'rt_build_set'
  | 'rt_build_map'
  | 'rt_build_const_key_map'
  | 'rt_build_string'
  | 'rt_format_value'
  | 'rt_list_to_tuple'
  | 'rt_list_append'
  | 'rt_list_extend'
  | 'rt_set_add'
  | 'rt_set_update'
  | 'rt_map_add'
  | 'rt_dict_update'
  | 'rt_dict_merge'
  | 'rt_unpack_sequence'
  | 'rt_unpack_ex'
  | 'rt_get_iter'
  | 'rt_get_yield_from_iter'
  | 'rt_for_iter'
  | 'rt_call'
  | 'rt_call_function_ex'
  | 'rt_make_function'
  | 'rt_load_build_class'
  | 'rt_print_expr'
  | 'rt_import_name'
  | 'rt_import_from'
  | 'rt_import_star'
  | 'rt_setup_annotations'
  | 'rt_raise'
  | 'rt_reraise'
  | 'rt_push_exc_info'
  | 'rt_pop_except'
  | 'rt_check_exc_match'
  | 'rt_check_eg_match'
  | 'rt_prep_reraise_star'
  | 'rt_with_except_start'
  | 'rt_before_with'
  | 'rt_before_async_with'
  | 'rt_return_generator'
  | 'rt_send'
  | 'rt_async_gen_wrap'
  | 'rt_get_aiter'
  | 'rt_get_anext'
  | 'rt_get_awaitable'
  | 'rt_end_async_for'
  | 'rt_get_len'
  | 'rt_match_keys'
  | 'rt_match_class'
  | 'rt_dealloc'
  | 'rt_new_int'
  | 'rt_new_float'
  | 'rt_int_for_local'
  | 'rt_get_slice'
  | 'rt_set_slice'
  | 'rt_handle_pending'
  | 'rt_error'
  | 'rt_exit'
  | 'rt_interpret'
  | 'rt_observe_type';

/** A function or an object of CPython. */
export type CPythonSymbol =
  | 'PyLong_Type'
  | 'PyFloat_Type'
  | 'PyBool_Type'
  | 'PyUnicode_Type'
  | 'PyList_Type'
  | 'PyTuple_Type'
  | 'PyDict_Type'
  | 'PyRange_Type'
  | 'PyFunction_Type'
  | 'PyMethod_Type'
  | 'PyType_Type'
  | 'PyCFunction_Type'
  | 'PyListIter_Type'
  | 'PyTupleIter_Type'
  | 'PyRangeIter_Type'
  | 'PyGen_Type';

/** An address of the helper's own, or inside CPython's state. */
export type DataSymbol =
  | 'None'
  | 'True'
  | 'False'
  | 'small_ints'
  | 'eval_breaker'
  | 'AssertionError'
  | 'reference_total';

/** A number that compiled code uses as an immediate. */
export type ConstantSymbol = never;

export type RuntimeSymbol = RuntimeFunction | CPythonSymbol | DataSymbol | ConstantSymbol;

export type SymbolKind = 'RUNTIME' | 'CPYTHON' | 'DATA' | 'CONSTANT';

interface SymbolRow {
  readonly name: RuntimeSymbol;
  readonly kind: SymbolKind;
}

const rows: readonly SymbolRow[] = [
  { name: 'rt_unary_positive', kind: 'RUNTIME' },
  { name: 'rt_unary_negative', kind: 'RUNTIME' },
  { name: 'rt_unary_invert', kind: 'RUNTIME' },
  { name: 'rt_binary_op', kind: 'RUNTIME' },
  { name: 'rt_add_into_local', kind: 'RUNTIME' },
  { name: 'rt_compare', kind: 'RUNTIME' },
  { name: 'rt_compare_truth', kind: 'RUNTIME' },
  { name: 'rt_contains', kind: 'RUNTIME' },
  { name: 'rt_truth', kind: 'RUNTIME' },
  { name: 'rt_is_true', kind: 'RUNTIME' },
  { name: 'rt_subscr', kind: 'RUNTIME' },
  { name: 'rt_store_subscr', kind: 'RUNTIME' },
  { name: 'rt_delete_subscr', kind: 'RUNTIME' },
  { name: 'rt_build_slice', kind: 'RUNTIME' },
  { name: 'rt_load_attr', kind: 'RUNTIME' },
  { name: 'rt_load_method', kind: 'RUNTIME' },
  { name: 'rt_super_method', kind: 'RUNTIME' },
  { name: 'rt_store_attr', kind: 'RUNTIME' },
  { name: 'rt_delete_attr', kind: 'RUNTIME' },
  { name: 'rt_load_name', kind: 'RUNTIME' },
  { name: 'rt_store_name', kind: 'RUNTIME' },
  { name: 'rt_delete_name', kind: 'RUNTIME' },
  { name: 'rt_load_global', kind: 'RUNTIME' },
  { name: 'rt_store_global', kind: 'RUNTIME' },
  { name: 'rt_delete_global', kind: 'RUNTIME' },
  { name: 'rt_unbound_local', kind: 'RUNTIME' },
  { name: 'rt_make_cell', kind: 'RUNTIME' },
  { name: 'rt_load_deref', kind: 'RUNTIME' },
  { name: 'rt_load_classderef', kind: 'RUNTIME' },
  { name: 'rt_store_deref', kind: 'RUNTIME' },
  { name: 'rt_delete_deref', kind: 'RUNTIME' },
  { name: 'rt_copy_free_vars', kind: 'RUNTIME' },
  { name: 'rt_build_tuple', kind: 'RUNTIME' },
  { name: 'rt_build_list', kind: 'RUNTIME' },
  { name: 'rt_build_set', kind: 'RUNTIME' },
  { name: 'rt_build_map', kind: 'RUNTIME' },
  { name: 'rt_build_const_key_map', kind: 'RUNTIME' },
  { name: 'rt_build_string', kind: 'RUNTIME' },
  { name: 'rt_format_value', kind: 'RUNTIME' },
  { name: 'rt_list_to_tuple', kind: 'RUNTIME' },
  { name: 'rt_list_append', kind: 'RUNTIME' },
  { name: 'rt_list_extend', kind: 'RUNTIME' },
  { name: 'rt_set_add', kind: 'RUNTIME' },
  { name: 'rt_set_update', kind: 'RUNTIME' },
  { name: 'rt_map_add', kind: 'RUNTIME' },
  { name: 'rt_dict_update', kind: 'RUNTIME' },
  { name: 'rt_dict_merge', kind: 'RUNTIME' },
  { name: 'rt_unpack_sequence', kind: 'RUNTIME' },
  { name: 'rt_unpack_ex', kind: 'RUNTIME' },
  { name: 'rt_get_iter', kind: 'RUNTIME' },
  { name: 'rt_get_yield_from_iter', kind: 'RUNTIME' },
  { name: 'rt_for_iter', kind: 'RUNTIME' },
  { name: 'rt_call', kind: 'RUNTIME' },
  { name: 'rt_call_function_ex', kind: 'RUNTIME' },
  { name: 'rt_make_function', kind: 'RUNTIME' },
  { name: 'rt_load_build_class', kind: 'RUNTIME' },
  { name: 'rt_print_expr', kind: 'RUNTIME' },
  { name: 'rt_import_name', kind: 'RUNTIME' },
  { name: 'rt_import_from', kind: 'RUNTIME' },
  { name: 'rt_import_star', kind: 'RUNTIME' },
  { name: 'rt_setup_annotations', kind: 'RUNTIME' },
  { name: 'rt_raise', kind: 'RUNTIME' },
  { name: 'rt_reraise', kind: 'RUNTIME' },
  { name: 'rt_push_exc_info', kind: 'RUNTIME' },
  { name: 'rt_pop_except', kind: 'RUNTIME' },
  { name: 'rt_check_exc_match', kind: 'RUNTIME' },
  { name: 'rt_check_eg_match', kind: 'RUNTIME' },
  { name: 'rt_prep_reraise_star', kind: 'RUNTIME' },
  { name: 'rt_with_except_start', kind: 'RUNTIME' },
  { name: 'rt_before_with', kind: 'RUNTIME' },
  { name: 'rt_before_async_with', kind: 'RUNTIME' },
  { name: 'rt_return_generator', kind: 'RUNTIME' },
  { name: 'rt_send', kind: 'RUNTIME' },
  { name: 'rt_async_gen_wrap', kind: 'RUNTIME' },
  { name: 'rt_get_aiter', kind: 'RUNTIME' },
  { name: 'rt_get_anext', kind: 'RUNTIME' },
  { name: 'rt_get_awaitable', kind: 'RUNTIME' },
  { name: 'rt_end_async_for', kind: 'RUNTIME' },
  { name: 'rt_get_len', kind: 'RUNTIME' },
  { name: 'rt_match_keys', kind: 'RUNTIME' },
  { name: 'rt_match_class', kind: 'RUNTIME' },
  { name: 'rt_dealloc', kind: 'RUNTIME' },
  { name: 'rt_new_int', kind: 'RUNTIME' },
  { name: 'rt_new_float', kind: 'RUNTIME' },
  { name: 'rt_int_for_local', kind: 'RUNTIME' },
  { name: 'rt_get_slice', kind: 'RUNTIME' },
  { name: 'rt_set_slice', kind: 'RUNTIME' },
  { name: 'rt_handle_pending', kind: 'RUNTIME' },
  { name: 'rt_error', kind: 'RUNTIME' },
  { name: 'rt_exit', kind: 'RUNTIME' },
  { name: 'rt_interpret', kind: 'RUNTIME' },
  { name: 'rt_observe_type', kind: 'RUNTIME' },
  { name: 'PyLong_Type', kind: 'CPYTHON' },
  { name: 'PyFloat_Type', kind: 'CPYTHON' },
  { name: 'PyBool_Type', kind: 'CPYTHON' },
  { name: 'PyUnicode_Type', kind: 'CPYTHON' },
  { name: 'PyList_Type', kind: 'CPYTHON' },
  { name: 'PyTuple_Type', kind: 'CPYTHON' },
  { name: 'PyDict_Type', kind: 'CPYTHON' },
  { name: 'PyRange_Type', kind: 'CPYTHON' },
  { name: 'PyFunction_Type', kind: 'CPYTHON' },
  { name: 'PyMethod_Type', kind: 'CPYTHON' },
  { name: 'PyType_Type', kind: 'CPYTHON' },
  { name: 'PyCFunction_Type', kind: 'CPYTHON' },
  { name: 'PyListIter_Type', kind: 'CPYTHON' },
  { name: 'PyTupleIter_Type', kind: 'CPYTHON' },
  { name: 'PyRangeIter_Type', kind: 'CPYTHON' },
  { name: 'PyGen_Type', kind: 'CPYTHON' },
  { name: 'None', kind: 'DATA' },
  { name: 'True', kind: 'DATA' },
  { name: 'False', kind: 'DATA' },
  { name: 'small_ints', kind: 'DATA' },
  { name: 'eval_breaker', kind: 'DATA' },
  { name: 'AssertionError', kind: 'DATA' },
  { name: 'reference_total', kind: 'DATA' },
];

/** In the order of the wire's symbol index. */
export const runtimeSymbols: readonly RuntimeSymbol[] = rows.map((row) => row.name);

export const symbolKinds: ReadonlyMap<RuntimeSymbol, SymbolKind> = new Map(
  rows.map((row) => [row.name, row.kind]),
);

export const symbolIndices: ReadonlyMap<string, number> = new Map(
  rows.map((row, index) => [row.name, index]),
);
