/* Entrances to the static functions of CPython's evaluation loop. Maps from: a runtime function's
   need for exactly what the interpreter does. Maps to: the interpreter's own function, compiled
   into the same object. Knows nothing of machine code, nor of what its callers do with frames.

   Each nc_ceval_* function has the semantics, the ownership of references and the result of the
   function of Python/ceval.c that its name (without the prefix) names, unless a comment says
   otherwise. */
#ifndef NC_CEVAL_ACCESS_H
#define NC_CEVAL_ACCESS_H

#include <Python.h>
#include "internal/pycore_frame.h"

/* -- operators -- */
/* BINARY_OP's table, indexed by NB_*: 26 entries. */
extern const binaryfunc *const nc_ceval_binary_ops;

/* -- pending work -- */
int nc_ceval_handle_pending(PyThreadState *tstate);

/* -- frames and calls -- */
/* Steals func and all arguments, also when it fails. */
_PyInterpreterFrame *nc_ceval_push_frame(PyThreadState *tstate, PyFunctionObject *func,
                                         PyObject *locals, PyObject *const *args, size_t argcount,
                                         PyObject *kwnames);
void nc_ceval_clear_and_pop_frame(PyThreadState *tstate, _PyInterpreterFrame *frame);
/* 1: found; index and the outputs are in code units, depth in stack entries. */
int nc_ceval_get_exception_handler(PyCodeObject *code, int index, int *depth, int *handler,
                                   int *lasti);
PyObject *nc_ceval_trace_call_function(PyThreadState *tstate, PyObject *func, PyObject **args,
                                       Py_ssize_t nargs, PyObject *kwnames);
PyObject *nc_ceval_do_call_core(PyThreadState *tstate, PyObject *func, PyObject *args,
                                PyObject *kwargs, int use_tracing);
int nc_ceval_check_args_iterable(PyThreadState *tstate, PyObject *func, PyObject *args);
void nc_ceval_format_kwargs_error(PyThreadState *tstate, PyObject *func, PyObject *kwargs);

/* -- tracing -- */
void nc_ceval_call_exc_trace(PyThreadState *tstate, _PyInterpreterFrame *frame);
int nc_ceval_trace_function_entry(PyThreadState *tstate, _PyInterpreterFrame *frame);
int nc_ceval_trace_function_exit(PyThreadState *tstate, _PyInterpreterFrame *frame,
                                 PyObject *retval);
int nc_ceval_call_trace(Py_tracefunc func, PyObject *obj, PyThreadState *tstate,
                        _PyInterpreterFrame *frame, int what, PyObject *arg);
int nc_ceval_call_trace_protected(Py_tracefunc func, PyObject *obj, PyThreadState *tstate,
                                  _PyInterpreterFrame *frame, int what, PyObject *arg);

/* -- variables -- */
/* NameError: name 'x' is not defined, with the name attribute that suggestions need. */
void nc_ceval_name_error(PyThreadState *tstate, PyObject *name);
/* UnboundLocalError for the fast local of that name. */
void nc_ceval_unbound_local_error(PyThreadState *tstate, PyObject *name);
void nc_ceval_format_exc_unbound(PyThreadState *tstate, PyCodeObject *code, int index);

/* -- unpacking -- */
int nc_ceval_unpack_iterable(PyThreadState *tstate, PyObject *iterable, int before, int after,
                             PyObject **end);

/* -- imports -- */
PyObject *nc_ceval_import_name(PyThreadState *tstate, _PyInterpreterFrame *frame, PyObject *name,
                               PyObject *fromlist, PyObject *level);
PyObject *nc_ceval_import_from(PyThreadState *tstate, PyObject *module, PyObject *name);
int nc_ceval_import_all_from(PyThreadState *tstate, PyObject *locals, PyObject *module);

/* -- exceptions -- */
int nc_ceval_do_raise(PyThreadState *tstate, PyObject *exception, PyObject *cause);
int nc_ceval_check_except_type_valid(PyThreadState *tstate, PyObject *type);
int nc_ceval_check_except_star_type_valid(PyThreadState *tstate, PyObject *type);
int nc_ceval_exception_group_match(PyObject *exception, PyObject *type, PyObject **match,
                                   PyObject **rest);

/* -- coroutines -- */
void nc_ceval_format_awaitable_error(PyThreadState *tstate, PyTypeObject *type, int oparg);

/* -- match statement -- */
PyObject *nc_ceval_match_keys(PyThreadState *tstate, PyObject *subject, PyObject *keys);
PyObject *nc_ceval_match_class(PyThreadState *tstate, PyObject *subject, PyObject *type,
                               Py_ssize_t nargs, PyObject *names);

#endif
