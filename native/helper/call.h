/* The parts of CALL that know each other. Maps from: a callable and its arguments in an array.
   Maps to: the result. Knows nothing of the value stack. `nargs` counts keyword arguments too;
   they come last, named by `kwnames`. */
#ifndef NC_CALL_H
#define NC_CALL_H

#include "bind.h"
#include "runtime.h"

#include "internal/pycore_pystate.h"

#include <stdbool.h>

/* CPython specialises an instruction when its function is entered for the eighth time
   (QUICKENING_WARMUP_DELAY): then calls of C code need no level of recursion, and some operands
   are handed over that its caller holds before. */
#define NC_WARM 8

static inline bool nc_is_warm(PyThreadState *tstate)
{
    const NativeCode *native = nc_native_of(tstate->cframe->current_frame->f_code);
    return native != NULL && native->frames >= NC_WARM;
}

/* CALL of anything: `items` as for rt_call, whose place knows nothing. */
PyObject *nc_call(PyObject **items, int nargs, PyObject *kwnames);

/* Steals func and args. */
PyObject *nc_call_function(PyThreadState *tstate, PyFunctionObject *func, PyObject **args,
                           int nargs, PyObject *kwnames);

/* Borrows everything. *done: false when the short way is none: then nothing has happened. */
PyObject *nc_call_borrowed(PyThreadState *tstate, PyFunctionObject *func, PyObject *const *args,
                           int nargs, const Keywords *keywords, bool *done);

/* A Python function or a method of one, with a tuple and a dict (NULL: none) of arguments; as
   nc_call_borrowed. */
PyObject *nc_call_spread(PyThreadState *tstate, PyObject *callable, PyObject *tuple, PyObject *dict,
                         bool *done);

/* Anything but a Python function or a bound method. Borrows callable and args; args[-1] may be
   written and is written back. */
PyObject *nc_call_other(PyThreadState *tstate, PyObject *callable, PyObject **args, int nargs,
                        PyObject *kwnames);

/* A class whose instances object.__new__ makes and a Python __init__ fills, or nothing; or a
   Python __new__ makes. *done: false when it is none such: then nothing has happened. The rest
   as nc_call_other. */
PyObject *nc_call_class(PyThreadState *tstate, PyTypeObject *type, PyObject **args, int nargs,
                        PyObject *kwnames, bool *done);

/* An instance of a class with a Python __call__, likewise. */
PyObject *nc_call_instance(PyThreadState *tstate, PyObject *callable, PyObject **args, int nargs,
                           PyObject *kwnames, bool *done);

/* For both: func is what the type has for the slot, which the caller has passed a tuple and a
   dict that hold args. Borrows everything; args[-1] as above. */
PyObject *nc_call_by_slot(PyThreadState *tstate, PyFunctionObject *func, PyObject *self,
                          PyObject **args, int nargs, PyObject *kwnames);

/* The references of that tuple and that dict. */
void nc_hold(PyObject **args, int nargs);
void nc_release(PyObject **args, int nargs);

#endif
