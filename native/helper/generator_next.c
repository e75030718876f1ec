/* Generators and coroutines whose code is native, resumed. Maps from: FOR_ITER and SEND over such a
   one, and what C code calls for its next value. Maps to: its frame resumed directly, without the
   evaluation hook and what is between it and the instruction. Knows nothing of machine code but its
   entry. What a program can see is as in Objects/genobject.c: states, the chain of handled
   exceptions, the order in which things are dropped. */
#include "generator_next.h"

#include "call_frame.h"
#include "hook.h"

#include "internal/pycore_genobject.h"
#include "internal/pycore_interp.h"
#include "internal/pycore_pyerrors.h"

PyObject *nc_generator_end(PyGenObject *gen, PyObject *result)
{
    if (gen->gi_frame_state == FRAME_EXECUTING) {
        gen->gi_frame_state = FRAME_COMPLETED;
    }
    if (result == NULL && PyErr_ExceptionMatches(PyExc_StopIteration)) {
        const char *kind = PyCoro_CheckExact((PyObject *)gen) ? "coroutine" : "generator";
        _PyErr_FormatFromCause(PyExc_RuntimeError, "%s raised StopIteration", kind);
    }
    _PyErr_ClearExcState(&gen->gi_exc_state);
    gen->gi_frame_state = FRAME_CLEARED;
    nc_clear_frame((Frame *)gen->gi_iframe);
    return result;
}

/* None is dropped before the frame is cleared, as CPython does; another value after it. */
PyObject *nc_generator_end_of_loop(PyGenObject *gen, PyObject *result)
{
    if (result == Py_None) {
        Py_DECREF(result);
    }
    result = nc_generator_end(gen, result);
    if (result != Py_None) {
        Py_XDECREF(result);
    }
    return NULL;
}

PySendResult nc_generator_send(PyThreadState *tstate, PyObject *receiver, PyObject *value,
                               NativeCode *native, PyObject **result)
{
    PyGenObject *gen = (PyGenObject *)receiver;
    *result = nc_resume(tstate, gen, Py_NewRef(value), native);
    if (nc_has_yielded(gen, *result)) {
        return PYGEN_NEXT;
    }
    *result = nc_generator_end(gen, *result);
    return *result != NULL ? PYGEN_RETURN : PYGEN_ERROR;
}

/* -- what C code calls -- */

static iternextfunc cpython_iternext;
static sendfunc cpython_send;

/* Code objects of frozen modules are shared with subinterpreters, which have no hook; and a thread
   may not know its stack yet. */
static inline bool is_ours(PyThreadState *tstate)
{
    return tstate->interp->eval_frame == nc_eval_frame && nc_stack_limit != NULL;
}

/* With a value that is not None, the exception that brings it to the caller is set. */
static __attribute__((noinline)) PyObject *end_of_next(PyGenObject *gen, PyObject *result)
{
    bool is_none = result == Py_None;
    if (is_none) {
        Py_DECREF(result);
    }
    result = nc_generator_end(gen, result);
    if (!is_none && result != NULL) {
        _PyGen_SetStopIterationValue(result);
        Py_DECREF(result);
    }
    return NULL;
}

static PyObject *next_value(PyObject *self)
{
    PyThreadState *tstate = nc_tstate();
    PyGenObject *gen = (PyGenObject *)self;
    NativeCode *native = is_ours(tstate) ? nc_resumable(tstate, gen) : NULL;
    if (NC_UNLIKELY(native == NULL)) {
        return cpython_iternext(self);
    }
    PyObject *result = nc_resume(tstate, gen, Py_NewRef(Py_None), native);
    return nc_has_yielded(gen, result) ? result : end_of_next(gen, result);
}

static PySendResult send(PyObject *self, PyObject *value, PyObject **result)
{
    PyThreadState *tstate = nc_tstate();
    NativeCode *native = is_ours(tstate) ? nc_native_receiver(tstate, self, value) : NULL;
    return native == NULL ? cpython_send(self, value, result)
                          : nc_generator_send(tstate, self, value, native, result);
}

void nc_generators_install(void)
{
    cpython_iternext = PyGen_Type.tp_iternext;
    cpython_send = PyGen_Type.tp_as_async->am_send;
    PyGen_Type.tp_iternext = next_value;
    PyGen_Type.tp_as_async->am_send = send;
    PyCoro_Type.tp_as_async->am_send = send;
}
