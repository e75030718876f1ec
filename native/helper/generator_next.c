/* The next value of a generator whose code is native. Maps from: FOR_ITER over such a generator. Maps to: its frame resumed
   directly, without the evaluation hook and what is between it and tp_iternext. Knows nothing of machine code but its
   entry. What a program can see is as in Objects/genobject.c: states, the chain of handled exceptions, the order in
   which things are dropped. */
#include "generator_next.h"

#include "frames.h"
#include "runtime_values.h"

#include "internal/pycore_pyerrors.h"

NativeCode *nc_native_generator(PyThreadState *tstate, PyObject *iterator)
{
    if (!PyGen_CheckExact(iterator)) {
        return NULL;
    }
    PyGenObject *gen = (PyGenObject *)iterator;
    if (gen->gi_frame_state >= FRAME_EXECUTING || tstate->cframe->use_tracing || tstate->c_tracefunc != NULL) {
        return NULL;
    }
    NativeCode *native = nc_native_of(gen->gi_code);
    return native != NULL && native->entry != NULL ? native : NULL;
}

PyObject *nc_generator_next(PyThreadState *tstate, PyObject *iterator, NativeCode *native)
{
    PyGenObject *gen = (PyGenObject *)iterator;
    Frame *frame = (Frame *)gen->gi_iframe;
    _PyFrame_StackPush(frame, Py_NewRef(Py_None));
    gen->gi_exc_state.previous_item = tstate->exc_info;
    tstate->exc_info = &gen->gi_exc_state;
    gen->gi_frame_state = FRAME_EXECUTING;
    PyObject *result = nc_run(tstate, frame, 0, native);
    tstate->exc_info = gen->gi_exc_state.previous_item;
    gen->gi_exc_state.previous_item = NULL;
    frame->previous = NULL;
    if (NC_LIKELY(gen->gi_frame_state == FRAME_SUSPENDED && result != NULL)) {
        return result;
    }
    /* It has returned, or raised. What it returns is of no use to a loop. */
    if (result == NULL && _PyErr_ExceptionMatches(tstate, PyExc_StopIteration)) {
        _PyErr_FormatFromCause(PyExc_RuntimeError, "%s", "generator raised StopIteration");
    }
    if (result == Py_None) {
        Py_DECREF(result);
        result = NULL;
    }
    _PyErr_ClearExcState(&gen->gi_exc_state);
    gen->gi_frame_state = FRAME_CLEARED;
    _PyFrame_Clear(frame);
    Py_XDECREF(result);
    return NULL;
}
