/* The functions that compiled code calls. Maps from: one call out of machine code. Maps to:
   CPython's semantics for one opcode. Knows nothing of machine code.

   Conventions, for every function here unless its comment says otherwise:
   - RT is how compiled code calls. x86-32: regparm(3), the first three words in eax, edx, ecx, the
     rest on the stack, doubles too. x86-64: System V, words in rdi, rsi, rdx, rcx, r8, r9, doubles
     in xmm0; an int is the lower half of its register.
   - An operand that the opcode pops is *stolen*: the function drops the reference in every case, in
     the order the interpreter drops it. "borrowed" in a parameter's name marks the exceptions;
     `name` is one of the code object's names, which it keeps.
   - `items` points to the deepest of a run of value-stack slots in ascending addresses; their
     references are stolen too. Slots are not cleared: compiled code forgets them. `out` points to
     slots that the function fills.
   - A PyObject * result is a new reference; NULL means an exception is set.
   - A Status or Truth is as below; what an int result says is told where it is declared.
   - The caller has stored frame->prev_instr.

   scripts/generate.mjs reads this from the types and names: a call that does it otherwise does not
   type-check. Source of the semantics: Python/ceval.c of CPython 3.11. */
#ifndef NC_RUNTIME_H
#define NC_RUNTIME_H

#include <Python.h>
#include <stdint.h>

#include "internal/pycore_frame.h"

#ifdef __i386__
#define RT __attribute__((regparm(3)))
#else
#define RT
#endif
typedef _PyInterpreterFrame Frame;
typedef int Status; /* 0; -1: an exception is set */
typedef int Truth;  /* 0 or 1; -1: an exception is set */

/* How a CALL does a kind of call, see call_site.h. */
typedef struct CallCache CallCache;
typedef RT PyObject *CallHandler(PyObject **items, int nargs, PyObject *kwnames_borrowed,
                                 CallCache *cache);

#include "shared_declare.h"
#include "caches.def"
#include "shared_end.h"

/* A place in compiled code where control can leave it, or come to it in the middle: image.def. */
typedef struct Site Site;

/* Before a frame is linked: a signal handler of this thread that walks the frames then finds all of
   it written (profile_stack.c, fault.c). It is no instruction, only an order for the compiler. */
#define NC_FRAME_IS_WRITTEN() __atomic_signal_fence(__ATOMIC_RELEASE)
/* What a counting program notes of an operand: counters.def. */
typedef struct CounterCell CounterCell;

/* -- operators (runtime_operators.c) -- */
RT PyObject *rt_unary_positive(PyObject *value);
RT PyObject *rt_unary_negative(PyObject *value);
RT PyObject *rt_unary_invert(PyObject *value);
RT PyObject *rt_binary_op(PyObject *left, PyObject *right, int operator_index); /* NB_*: 0..25 */
/* BINARY_OP + or += whose next instruction stores into the local that `left` came from, when both
   are exact strings: extends in place as the interpreter does. `local` is that fast local's
   address: NULL afterwards if its string is the result, unchanged if not, also on errors. Any
   operands are accepted. */
RT PyObject *rt_add_into_local(PyObject *left, PyObject *right, PyObject **local);
RT PyObject *rt_compare(PyObject *left, PyObject *right, int op); /* Py_LT.. */
RT Truth rt_compare_truth(PyObject *left, PyObject *right, int op); /* compare, then truth */
RT Truth rt_contains(PyObject *item, PyObject *container);          /* left in right */
RT Truth rt_truth(PyObject *value);
/* the same of a value that stays on the stack */
RT Truth rt_is_true(PyObject *value_borrowed);
RT PyObject *rt_subscr(PyObject *container, PyObject *key);
RT Status rt_store_subscr(PyObject *container, PyObject *key, PyObject *value);
RT Status rt_delete_subscr(PyObject *container, PyObject *key);
RT PyObject *rt_build_slice(PyObject **items, int count); /* 2 or 3 */
/* (runtime_slices.c) BUILD_SLICE and BINARY_SUBSCR in one: a container and the 2 or 3 items of
   the slice; BUILD_SLICE and STORE_SUBSCR in one: the value comes before. An item that is NULL
   counts as None. */
RT PyObject *rt_get_slice(PyObject **items, int count);
RT Status rt_set_slice(PyObject **items, int count);

/* -- attributes (runtime_attributes.c) -- */
RT PyObject *rt_load_attr(PyObject *owner, PyObject *name, AttributeCache *cache);
/* LOAD_METHOD: out[0], out[1] get (method, self) or (NULL, callable), new references. */
RT Status rt_load_method(PyObject *owner, PyObject *name, AttributeCache *cache, PyObject **out);
/* CALL of `super` without arguments before LOAD_METHOD, in a method whose first local is no cell.
   items: NULL and the callable, stolen if it returns 1; then they are the method and its owner. 0:
   nothing has happened. class_index: the free variable __class__ among the fast locals. */
RT int rt_super_method(PyObject **items, PyObject *name, SuperCache *cache, int class_index);
RT Status rt_store_attr(PyObject *value, PyObject *owner, PyObject *name, AttributeCache *cache);
RT Status rt_delete_attr(PyObject *owner, PyObject *name);

/* -- variables (runtime_variables.c) -- */
RT PyObject *rt_load_name(Frame *frame, PyObject *name);
RT Status rt_store_name(Frame *frame, PyObject *name, PyObject *value);
RT Status rt_delete_name(Frame *frame, PyObject *name);
RT PyObject *rt_load_global(Frame *frame, PyObject *name, GlobalCache *cache);
RT Status rt_store_global(Frame *frame, PyObject *name, PyObject *value);
RT Status rt_delete_global(Frame *frame, PyObject *name);
RT void rt_unbound_local(Frame *frame, int index); /* sets UnboundLocalError */
RT Status rt_make_cell(Frame *frame, int index);
RT PyObject *rt_load_deref(Frame *frame, int index);
RT PyObject *rt_load_classderef(Frame *frame, int index);
RT Status rt_store_deref(Frame *frame, int index, PyObject *value);
RT Status rt_delete_deref(Frame *frame, int index);
RT void rt_copy_free_vars(Frame *frame, int count);

/* -- containers (runtime_containers.c) -- */
RT PyObject *rt_build_tuple(PyObject **items, int count);
RT PyObject *rt_build_list(PyObject **items, int count);
RT PyObject *rt_build_set(PyObject **items, int count);
RT PyObject *rt_build_map(PyObject **items, int count);           /* 2 * count items */
/* count values, then the keys tuple */
RT PyObject *rt_build_const_key_map(PyObject **items, int count);
RT PyObject *rt_build_string(PyObject **items, int count);
RT PyObject *rt_format_value(PyObject **items, int oparg);
RT PyObject *rt_list_to_tuple(PyObject *list);
RT Status rt_list_append(PyObject *list_borrowed, PyObject *value);
RT Status rt_list_extend(PyObject *list_borrowed, PyObject *iterable);
RT Status rt_set_add(PyObject *set_borrowed, PyObject *value);
RT Status rt_set_update(PyObject *set_borrowed, PyObject *iterable);
RT Status rt_map_add(PyObject *dict_borrowed, PyObject *key, PyObject *value);
RT Status rt_dict_update(PyObject *dict_borrowed, PyObject *mapping);
/* callable_borrowed: what DICT_MERGE's error message names (PEEK(2 + oparg) after the pop). */
RT Status rt_dict_merge(PyObject *dict_borrowed, PyObject *mapping, PyObject *callable_borrowed);
/* out[0] is the deepest slot: the interpreter's push order, so out[count - 1] is the first item. */
RT Status rt_unpack_sequence(PyObject *sequence, int count, PyObject **out);
RT Status rt_unpack_ex(PyObject *iterable, int oparg, PyObject **out);

/* -- iteration (runtime_iteration.c) -- */
RT PyObject *rt_get_iter(PyObject *iterable);
RT PyObject *rt_get_yield_from_iter(PyObject *iterable, Frame *frame);
/* The next value; NULL without an exception set: exhausted (a StopIteration has been cleared,
   traced if need be). */
RT PyObject *rt_for_iter(PyObject *iterator_borrowed, Frame *frame);

/* -- calls (rt_call in call_site.c, the others in runtime_calls.c) -- */
/* items: method_or_null, self_or_callable, args[nargs]; kwnames borrowed or NULL. */
RT PyObject *rt_call(PyObject **items, int nargs, PyObject *kwnames_borrowed, CallCache *cache);
/* null, callable, args, kwargs? */
RT PyObject *rt_call_function_ex(PyObject **items, int oparg, Frame *frame);
/* defaults…, code last */
RT PyObject *rt_make_function(PyObject **items, int oparg, Frame *frame);
RT PyObject *rt_load_build_class(Frame *frame);
RT Status rt_print_expr(PyObject *value);

/* -- imports (runtime_imports.c) -- */
RT PyObject *rt_import_name(Frame *frame, PyObject *name, PyObject **items); /* level, fromlist */
RT PyObject *rt_import_from(PyObject *module_borrowed, PyObject *name);
RT Status rt_import_star(Frame *frame, PyObject *module);
RT Status rt_setup_annotations(Frame *frame);

/* -- exceptions (runtime_exceptions.c) -- */
/* RAISE_VARARGS, always raises. 1: a re-raise, no traceback entry to add; 0: raised. */
RT int rt_raise(PyObject **items, int count);
/* RERAISE: restores exc; with lasti (borrowed, may be NULL) sets frame->prev_instr first. 1:
   restored, no traceback entry to add (the interpreter goes to exception_unwind); 0: lasti was bad
   and SystemError is set. */
RT int rt_reraise(Frame *frame, PyObject *exception, PyObject *lasti_borrowed);
/* Makes it the handled one; the previous one, new ref, None if there was none. */
RT PyObject *rt_push_exc_info(PyObject *exception_borrowed);
RT void rt_pop_except(PyObject *previous);
RT Truth rt_check_exc_match(PyObject *exception_borrowed, PyObject *type);
RT Status rt_check_eg_match(PyObject *group, PyObject *type, PyObject **out); /* out: rest, match */
RT PyObject *rt_prep_reraise_star(PyObject *original, PyObject *excs);
/* Calls exit(type, value, traceback) of the exception. */
RT PyObject *rt_with_except_start(PyObject *exit_borrowed, PyObject *lasti_borrowed,
                                  PyObject *previous_borrowed, PyObject *exception_borrowed);
RT Status rt_before_with(PyObject *manager, PyObject **out);                  /* out: exit, value */
/* out: exit, awaitable */
RT Status rt_before_async_with(PyObject *manager, PyObject **out);

/* -- generators and coroutines (runtime_generators.c) -- */
/* RETURN_GENERATOR: makes the generator, copies the frame into it and leaves `frame` valid for the
   caller's clearing (stacktop 0, f_locals NULL, f_func and f_code increfed). */
RT PyObject *rt_return_generator(Frame *frame);
/* SEND: 1: yielded, 0: returned (receiver still the caller's), -1: error; *out is a new ref. */
RT int rt_send(PyObject *receiver_borrowed, PyObject *value, PyObject **out);
RT PyObject *rt_async_gen_wrap(PyObject *value);
RT PyObject *rt_get_aiter(PyObject *iterable);
RT PyObject *rt_get_anext(PyObject *iterator_borrowed);
RT PyObject *rt_get_awaitable(PyObject *iterable, int oparg, Frame *frame);
/* END_ASYNC_FOR. 1: it was StopAsyncIteration, both dropped; 0: exception restored (iterator
   dropped as the interpreter does when unwinding), unwind without traceback entry. */
RT int rt_end_async_for(PyObject *iterator, PyObject *exception);

/* -- match (runtime_match.c) -- */
RT PyObject *rt_get_len(PyObject *object_borrowed);
RT PyObject *rt_match_keys(PyObject *subject_borrowed, PyObject *keys_borrowed); /* tuple or None */
/* Tuple or None. */
RT PyObject *rt_match_class(PyObject *subject, PyObject *type, PyObject *names, int nargs);

/* -- control (frames.c) -- */
RT void rt_dealloc(PyObject *object);      /* its refcount has just become 0 */
/* of a machine word: the small-int singleton or a fresh int */
RT PyObject *rt_new_int(long value);
RT PyObject *rt_new_float(double value);
/* The same as rt_new_int where the next instruction stores the int into the fast local: its own
   int, with a reference more, has the value then if nobody else has it. */
RT PyObject *rt_int_for_local(long value, PyObject **local);
/* Eval breaker set: signals, pending calls, GIL drop request, asynchronous exceptions. */
RT Status rt_handle_pending(void);
/* An exception is set: see the contract in ARCHITECTURE.md. slots[-1] is the result when NULL is
   returned. */
RT void *rt_error(Frame *frame, const Site *site, PyObject **slots);
/* Leaves for the interpreter for good. */
RT PyObject *rt_exit(Frame *frame, const Site *site, PyObject **slots);
/* A frame whose suspended place compiled code does not know, its stack still in the frame:
   interprets to the end. */
RT PyObject *rt_interpret(Frame *frame, int throwflag);
/* (observed_types.c) Enters the type into a cell that has not seen it last. Takes and gives no
   references. */
RT void rt_observe_type(CounterCell *cell, PyTypeObject *type_borrowed);

#endif
