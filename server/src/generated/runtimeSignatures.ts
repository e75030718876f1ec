/** Generated from native/helper/runtime.h by scripts/generate.mjs; do not edit. */

export interface RuntimeSignature {
  /** As in C. */
  readonly signature: string;
  /** What the header says of it; often empty. */
  readonly comment: string;
}

export const runtimeSignatures: Readonly<Record<string, RuntimeSignature>> = {
  rt_unary_positive: {
    signature: "PyObject *rt_unary_positive(PyObject *value)",
    comment: "",
  },
  rt_unary_negative: {
    signature: "PyObject *rt_unary_negative(PyObject *value)",
    comment: "",
  },
  rt_unary_invert: {
    signature: "PyObject *rt_unary_invert(PyObject *value)",
    comment: "",
  },
  rt_binary_op: {
    signature: "PyObject *rt_binary_op(PyObject *left, PyObject *right, int operator_index)",
    comment: "NB_*: 0..25",
  },
  rt_add_into_local: {
    signature: "PyObject *rt_add_into_local(PyObject *left, PyObject *right, PyObject **local)",
    comment: "BINARY_OP + or += whose next instruction stores into the local that `left` came from, when both are exact strings: extends in place as the interpreter does. `local` is that fast local's address: NULL afterwards if its string is the result, unchanged if not, also on errors. Any operands are accepted.",
  },
  rt_compare: {
    signature: "PyObject *rt_compare(PyObject *left, PyObject *right, int op)",
    comment: "Py_LT..",
  },
  rt_compare_truth: {
    signature: "Truth rt_compare_truth(PyObject *left, PyObject *right, int op)",
    comment: "compare, then truth. Returns 0 or 1; -1: an exception is set.",
  },
  rt_contains: {
    signature: "Truth rt_contains(PyObject *item, PyObject *container)",
    comment: "left in right. Returns 0 or 1; -1: an exception is set.",
  },
  rt_truth: {
    signature: "Truth rt_truth(PyObject *value)",
    comment: "Returns 0 or 1; -1: an exception is set.",
  },
  rt_is_true: {
    signature: "Truth rt_is_true(PyObject *value_borrowed)",
    comment: "the same of a value that stays on the stack. Returns 0 or 1; -1: an exception is set.",
  },
  rt_subscr: {
    signature: "PyObject *rt_subscr(PyObject *container, PyObject *key)",
    comment: "",
  },
  rt_store_subscr: {
    signature: "Status rt_store_subscr(PyObject *container, PyObject *key, PyObject *value)",
    comment: "Returns 0; -1: an exception is set.",
  },
  rt_delete_subscr: {
    signature: "Status rt_delete_subscr(PyObject *container, PyObject *key)",
    comment: "Returns 0; -1: an exception is set.",
  },
  rt_build_slice: {
    signature: "PyObject *rt_build_slice(PyObject **items, int count)",
    comment: "2 or 3",
  },
  rt_get_slice: {
    signature: "PyObject *rt_get_slice(PyObject **items, int count)",
    comment: "(runtime_slices.c) BUILD_SLICE and BINARY_SUBSCR in one: a container and the 2 or 3 items of the slice; BUILD_SLICE and STORE_SUBSCR in one: the value comes before. An item that is NULL counts as None.",
  },
  rt_set_slice: {
    signature: "Status rt_set_slice(PyObject **items, int count)",
    comment: "Returns 0; -1: an exception is set.",
  },
  rt_load_attr: {
    signature: "PyObject *rt_load_attr(PyObject *owner, PyObject *name, AttributeCache *cache)",
    comment: "",
  },
  rt_load_method: {
    signature: "Status rt_load_method(PyObject *owner, PyObject *name, AttributeCache *cache, PyObject **out)",
    comment: "LOAD_METHOD: out[0], out[1] get (method, self) or (NULL, callable), new references. Returns 0; -1: an exception is set.",
  },
  rt_super_method: {
    signature: "int rt_super_method(PyObject **items, PyObject *name, SuperCache *cache, int class_index)",
    comment: "CALL of `super` without arguments before LOAD_METHOD, in a method whose first local is no cell. items: NULL and the callable, stolen if it returns 1; then they are the method and its owner. 0: nothing has happened. class_index: the free variable __class__ among the fast locals.",
  },
  rt_store_attr: {
    signature: "Status rt_store_attr(PyObject *value, PyObject *owner, PyObject *name, AttributeCache *cache)",
    comment: "Returns 0; -1: an exception is set.",
  },
  rt_delete_attr: {
    signature: "Status rt_delete_attr(PyObject *owner, PyObject *name)",
    comment: "Returns 0; -1: an exception is set.",
  },
  rt_load_name: {
    signature: "PyObject *rt_load_name(Frame *frame, PyObject *name)",
    comment: "",
  },
  rt_store_name: {
    signature: "Status rt_store_name(Frame *frame, PyObject *name, PyObject *value)",
    comment: "Returns 0; -1: an exception is set.",
  },
  rt_delete_name: {
    signature: "Status rt_delete_name(Frame *frame, PyObject *name)",
    comment: "Returns 0; -1: an exception is set.",
  },
  rt_load_global: {
    signature: "PyObject *rt_load_global(Frame *frame, PyObject *name, GlobalCache *cache)",
    comment: "",
  },
  rt_store_global: {
    signature: "Status rt_store_global(Frame *frame, PyObject *name, PyObject *value)",
    comment: "Returns 0; -1: an exception is set.",
  },
  rt_delete_global: {
    signature: "Status rt_delete_global(Frame *frame, PyObject *name)",
    comment: "Returns 0; -1: an exception is set.",
  },
  rt_unbound_local: {
    signature: "void rt_unbound_local(Frame *frame, int index)",
    comment: "sets UnboundLocalError",
  },
  rt_make_cell: {
    signature: "Status rt_make_cell(Frame *frame, int index)",
    comment: "Returns 0; -1: an exception is set.",
  },
  rt_load_deref: {
    signature: "PyObject *rt_load_deref(Frame *frame, int index)",
    comment: "",
  },
  rt_load_classderef: {
    signature: "PyObject *rt_load_classderef(Frame *frame, int index)",
    comment: "",
  },
  rt_store_deref: {
    signature: "Status rt_store_deref(Frame *frame, int index, PyObject *value)",
    comment: "Returns 0; -1: an exception is set.",
  },
  rt_delete_deref: {
    signature: "Status rt_delete_deref(Frame *frame, int index)",
    comment: "Returns 0; -1: an exception is set.",
  },
  rt_copy_free_vars: {
    signature: "void rt_copy_free_vars(Frame *frame, int count)",
    comment: "",
  },
  rt_build_tuple: {
    signature: "PyObject *rt_build_tuple(PyObject **items, int count)",
    comment: "",
  },
  rt_build_list: {
    signature: "PyObject *rt_build_list(PyObject **items, int count)",
    comment: "",
  },
  rt_build_set: {
    signature: "PyObject *rt_build_set(PyObject **items, int count)",
    comment: "",
  },
  rt_build_map: {
    signature: "PyObject *rt_build_map(PyObject **items, int count)",
    comment: "2 * count items",
  },
  rt_build_const_key_map: {
    signature: "PyObject *rt_build_const_key_map(PyObject **items, int count)",
    comment: "count values, then the keys tuple",
  },
  rt_build_string: {
    signature: "PyObject *rt_build_string(PyObject **items, int count)",
    comment: "",
  },
  rt_format_value: {
    signature: "PyObject *rt_format_value(PyObject **items, int oparg)",
    comment: "",
  },
  rt_list_to_tuple: {
    signature: "PyObject *rt_list_to_tuple(PyObject *list)",
    comment: "",
  },
  rt_list_append: {
    signature: "Status rt_list_append(PyObject *list_borrowed, PyObject *value)",
    comment: "Returns 0; -1: an exception is set.",
  },
  rt_list_extend: {
    signature: "Status rt_list_extend(PyObject *list_borrowed, PyObject *iterable)",
    comment: "Returns 0; -1: an exception is set.",
  },
  rt_set_add: {
    signature: "Status rt_set_add(PyObject *set_borrowed, PyObject *value)",
    comment: "Returns 0; -1: an exception is set.",
  },
  rt_set_update: {
    signature: "Status rt_set_update(PyObject *set_borrowed, PyObject *iterable)",
    comment: "Returns 0; -1: an exception is set.",
  },
  rt_map_add: {
    signature: "Status rt_map_add(PyObject *dict_borrowed, PyObject *key, PyObject *value)",
    comment: "Returns 0; -1: an exception is set.",
  },
  rt_dict_update: {
    signature: "Status rt_dict_update(PyObject *dict_borrowed, PyObject *mapping)",
    comment: "Returns 0; -1: an exception is set.",
  },
  rt_dict_merge: {
    signature: "Status rt_dict_merge(PyObject *dict_borrowed, PyObject *mapping, PyObject *callable_borrowed)",
    comment: "callable_borrowed: what DICT_MERGE's error message names (PEEK(2 + oparg) after the pop). Returns 0; -1: an exception is set.",
  },
  rt_unpack_sequence: {
    signature: "Status rt_unpack_sequence(PyObject *sequence, int count, PyObject **out)",
    comment: "out[0] is the deepest slot: the interpreter's push order, so out[count - 1] is the first item. Returns 0; -1: an exception is set.",
  },
  rt_unpack_ex: {
    signature: "Status rt_unpack_ex(PyObject *iterable, int oparg, PyObject **out)",
    comment: "Returns 0; -1: an exception is set.",
  },
  rt_get_iter: {
    signature: "PyObject *rt_get_iter(PyObject *iterable)",
    comment: "",
  },
  rt_get_yield_from_iter: {
    signature: "PyObject *rt_get_yield_from_iter(PyObject *iterable, Frame *frame)",
    comment: "",
  },
  rt_for_iter: {
    signature: "PyObject *rt_for_iter(PyObject *iterator_borrowed, Frame *frame)",
    comment: "The next value; NULL without an exception set: exhausted (a StopIteration has been cleared, traced if need be).",
  },
  rt_call: {
    signature: "PyObject *rt_call(PyObject **items, int nargs, PyObject *kwnames_borrowed, CallCache *cache)",
    comment: "items: method_or_null, self_or_callable, args[nargs]; kwnames borrowed or NULL.",
  },
  rt_call_function_ex: {
    signature: "PyObject *rt_call_function_ex(PyObject **items, int oparg, Frame *frame)",
    comment: "null, callable, args, kwargs?",
  },
  rt_make_function: {
    signature: "PyObject *rt_make_function(PyObject **items, int oparg, Frame *frame)",
    comment: "defaults…, code last",
  },
  rt_load_build_class: {
    signature: "PyObject *rt_load_build_class(Frame *frame)",
    comment: "",
  },
  rt_print_expr: {
    signature: "Status rt_print_expr(PyObject *value)",
    comment: "Returns 0; -1: an exception is set.",
  },
  rt_import_name: {
    signature: "PyObject *rt_import_name(Frame *frame, PyObject *name, PyObject **items)",
    comment: "level, fromlist",
  },
  rt_import_from: {
    signature: "PyObject *rt_import_from(PyObject *module_borrowed, PyObject *name)",
    comment: "",
  },
  rt_import_star: {
    signature: "Status rt_import_star(Frame *frame, PyObject *module)",
    comment: "Returns 0; -1: an exception is set.",
  },
  rt_setup_annotations: {
    signature: "Status rt_setup_annotations(Frame *frame)",
    comment: "Returns 0; -1: an exception is set.",
  },
  rt_raise: {
    signature: "int rt_raise(PyObject **items, int count)",
    comment: "RAISE_VARARGS, always raises. 1: a re-raise, no traceback entry to add; 0: raised.",
  },
  rt_reraise: {
    signature: "int rt_reraise(Frame *frame, PyObject *exception, PyObject *lasti_borrowed)",
    comment: "RERAISE: restores exc; with lasti (borrowed, may be NULL) sets frame->prev_instr first. 1: restored, no traceback entry to add (the interpreter goes to exception_unwind); 0: lasti was bad and SystemError is set.",
  },
  rt_push_exc_info: {
    signature: "PyObject *rt_push_exc_info(PyObject *exception_borrowed)",
    comment: "Makes it the handled one; the previous one, new ref, None if there was none.",
  },
  rt_pop_except: {
    signature: "void rt_pop_except(PyObject *previous)",
    comment: "",
  },
  rt_check_exc_match: {
    signature: "Truth rt_check_exc_match(PyObject *exception_borrowed, PyObject *type)",
    comment: "Returns 0 or 1; -1: an exception is set.",
  },
  rt_check_eg_match: {
    signature: "Status rt_check_eg_match(PyObject *group, PyObject *type, PyObject **out)",
    comment: "out: rest, match. Returns 0; -1: an exception is set.",
  },
  rt_prep_reraise_star: {
    signature: "PyObject *rt_prep_reraise_star(PyObject *original, PyObject *excs)",
    comment: "",
  },
  rt_with_except_start: {
    signature: "PyObject *rt_with_except_start(PyObject *exit_borrowed, PyObject *lasti_borrowed, PyObject *previous_borrowed, PyObject *exception_borrowed)",
    comment: "Calls exit(type, value, traceback) of the exception.",
  },
  rt_before_with: {
    signature: "Status rt_before_with(PyObject *manager, PyObject **out)",
    comment: "out: exit, value. Returns 0; -1: an exception is set.",
  },
  rt_before_async_with: {
    signature: "Status rt_before_async_with(PyObject *manager, PyObject **out)",
    comment: "out: exit, awaitable. Returns 0; -1: an exception is set.",
  },
  rt_return_generator: {
    signature: "PyObject *rt_return_generator(Frame *frame)",
    comment: "RETURN_GENERATOR: makes the generator, copies the frame into it and leaves `frame` valid for the caller's clearing (stacktop 0, f_locals NULL, f_func and f_code increfed).",
  },
  rt_send: {
    signature: "int rt_send(PyObject *receiver_borrowed, PyObject *value, PyObject **out)",
    comment: "SEND: 1: yielded, 0: returned (receiver still the caller's), -1: error; *out is a new ref.",
  },
  rt_async_gen_wrap: {
    signature: "PyObject *rt_async_gen_wrap(PyObject *value)",
    comment: "",
  },
  rt_get_aiter: {
    signature: "PyObject *rt_get_aiter(PyObject *iterable)",
    comment: "",
  },
  rt_get_anext: {
    signature: "PyObject *rt_get_anext(PyObject *iterator_borrowed)",
    comment: "",
  },
  rt_get_awaitable: {
    signature: "PyObject *rt_get_awaitable(PyObject *iterable, int oparg, Frame *frame)",
    comment: "",
  },
  rt_end_async_for: {
    signature: "int rt_end_async_for(PyObject *iterator, PyObject *exception)",
    comment: "END_ASYNC_FOR. 1: it was StopAsyncIteration, both dropped; 0: exception restored (iterator dropped as the interpreter does when unwinding), unwind without traceback entry.",
  },
  rt_get_len: {
    signature: "PyObject *rt_get_len(PyObject *object_borrowed)",
    comment: "",
  },
  rt_match_keys: {
    signature: "PyObject *rt_match_keys(PyObject *subject_borrowed, PyObject *keys_borrowed)",
    comment: "tuple or None",
  },
  rt_match_class: {
    signature: "PyObject *rt_match_class(PyObject *subject, PyObject *type, PyObject *names, int nargs)",
    comment: "Tuple or None.",
  },
  rt_dealloc: {
    signature: "void rt_dealloc(PyObject *object)",
    comment: "its refcount has just become 0",
  },
  rt_new_int: {
    signature: "PyObject *rt_new_int(long value)",
    comment: "of a machine word: the small-int singleton or a fresh int",
  },
  rt_new_float: {
    signature: "PyObject *rt_new_float(double value)",
    comment: "",
  },
  rt_int_for_local: {
    signature: "PyObject *rt_int_for_local(long value, PyObject **local)",
    comment: "The same as rt_new_int where the next instruction stores the int into the fast local: its own int, with a reference more, has the value then if nobody else has it.",
  },
  rt_handle_pending: {
    signature: "Status rt_handle_pending(void)",
    comment: "Eval breaker set: signals, pending calls, GIL drop request, asynchronous exceptions. Returns 0; -1: an exception is set.",
  },
  rt_error: {
    signature: "void *rt_error(Frame *frame, const Site *site, PyObject **slots)",
    comment: "An exception is set: see the contract in ARCHITECTURE.md. slots[-1] is the result when NULL is returned.",
  },
  rt_exit: {
    signature: "PyObject *rt_exit(Frame *frame, const Site *site, PyObject **slots)",
    comment: "Leaves for the interpreter for good.",
  },
  rt_interpret: {
    signature: "PyObject *rt_interpret(Frame *frame, int throwflag)",
    comment: "A frame whose suspended place compiled code does not know, its stack still in the frame: interprets to the end.",
  },
  rt_observe_type: {
    signature: "void rt_observe_type(CounterCell *cell, PyTypeObject *type_borrowed)",
    comment: "(observed_types.c) Enters the type into a cell that has not seen it last. Takes and gives no references.",
  },
};
