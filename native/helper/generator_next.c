/* Generators and coroutines whose code is native, resumed. Maps from: FOR_ITER and SEND over
   such a one. Maps to: its frame resumed directly, without the evaluation hook and what is
   between it and the instruction. Knows nothing of machine code but its entry. What a program
   can see is as in Objects/genobject.c: states, the chain of handled exceptions, the order in
   which things are dropped. */
#include "generator_next.h"

#include "frames.h"
#include "runtime_values.h"

#include "internal/pycore_pyerrors.h"

/* NULL: not to be resumed here. The generator is suspended or has not begun. */
static inline NativeCode *resumable(PyThreadState *tstate, PyGenObject *gen)
{
    if (gen->gi_frame_state >= FRAME_EXECUTING || tstate->cframe->use_tracing
        || tstate->c_tracefunc != NULL) {
        return NULL;
    }
    NativeCode *native = nc_native_of(gen->gi_code);
    return native != NULL && native->entry != NULL ? native : NULL;
}

NativeCode *nc_native_generator(PyThreadState *tstate, PyObject *iterator)
{
    return PyGen_CheckExact(iterator) ? resumable(tstate, (PyGenObject *)iterator) : NULL;
}

NativeCode *nc_native_receiver(PyThreadState *tstate, PyObject *receiver, PyObject *value)
{
    if (!PyGen_CheckExact(receiver) && !PyCoro_CheckExact(receiver)) {
        return NULL;
    }
    PyGenObject *gen = (PyGenObject *)receiver;
    /* What has not begun takes nothing but None, or else raises. */
    return gen->gi_frame_state == FRAME_CREATED && value != Py_None ? NULL : resumable(tstate, gen);
}

/* Steals value. */
static inline PyObject *resume(PyThreadState *tstate, PyGenObject *gen, PyObject *value,
                               NativeCode *native)
{
    Frame *frame = (Frame *)gen->gi_iframe;
    _PyFrame_StackPush(frame, value);
    gen->gi_exc_state.previous_item = tstate->exc_info;
    tstate->exc_info = &gen->gi_exc_state;
    gen->gi_frame_state = FRAME_EXECUTING;
    PyObject *result = nc_run(tstate, frame, 0, native);
    tstate->exc_info = gen->gi_exc_state.previous_item;
    gen->gi_exc_state.previous_item = NULL;
    frame->previous = NULL;
    return result;
}

static inline bool has_yielded(const PyGenObject *gen, const PyObject *result)
{
    return NC_LIKELY(gen->gi_frame_state == FRAME_SUSPENDED && result != NULL);
}

/* It has returned, or raised. A loop has no use for None. */
static PyObject *finish(PyGenObject *gen, PyObject *result, bool wants_none)
{
    if (gen->gi_frame_state == FRAME_EXECUTING) {
        gen->gi_frame_state = FRAME_COMPLETED;
    }
    if (result == NULL && PyErr_ExceptionMatches(PyExc_StopIteration)) {
        const char *kind = PyCoro_CheckExact((PyObject *)gen) ? "coroutine" : "generator";
        _PyErr_FormatFromCause(PyExc_RuntimeError, "%s raised StopIteration", kind);
    }
    if (result == Py_None && !wants_none) {
        Py_DECREF(result);
        result = NULL;
    }
    _PyErr_ClearExcState(&gen->gi_exc_state);
    gen->gi_frame_state = FRAME_CLEARED;
    _PyFrame_Clear((Frame *)gen->gi_iframe);
    return result;
}

PyObject *nc_generator_next(PyThreadState *tstate, PyObject *iterator, NativeCode *native)
{
    PyGenObject *gen = (PyGenObject *)iterator;
    PyObject *result = resume(tstate, gen, Py_NewRef(Py_None), native);
    if (has_yielded(gen, result)) {
        return result;
    }
    /* What it returns is of no use to a loop. */
    Py_XDECREF(finish(gen, result, false));
    return NULL;
}

PySendResult nc_generator_send(PyThreadState *tstate, PyObject *receiver, PyObject *value,
                               NativeCode *native, PyObject **result)
{
    PyGenObject *gen = (PyGenObject *)receiver;
    *result = resume(tstate, gen, Py_NewRef(value), native);
    if (has_yielded(gen, *result)) {
        return PYGEN_NEXT;
    }
    *result = finish(gen, *result, true);
    return *result != NULL ? PYGEN_RETURN : PYGEN_ERROR;
}
