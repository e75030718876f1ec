/* Generators and coroutines as seen from the one who drives them. Maps from: SEND,
   GET_AWAITABLE, GET_AITER, GET_ANEXT, ASYNC_GEN_WRAP. Maps to: CPython's generator and
   awaitable protocols. Knows nothing of machine code; making a generator out of a frame is
   rt_return_generator in frames.c. */
#include "runtime.h"
#include "ceval_access.h"
#include "generator_next.h"
#include "runtime_values.h"

#include "internal/pycore_genobject.h"
#include "internal/pycore_global_strings.h"
#include "internal/pycore_pyerrors.h"
#include "internal/pycore_runtime.h"

/* The way of sending that lets a trace function see the StopIteration that a finished iterator
   raises. */
static PySendResult send_traced(PyThreadState *tstate, PyObject *receiver, PyObject *value,
                                PyObject **result)
{
    if (Py_IsNone(value) && PyIter_Check(receiver)) {
        *result = Py_TYPE(receiver)->tp_iternext(receiver);
    } else {
        *result = PyObject_CallMethodOneArg(receiver, &_Py_ID(send), value);
    }
    if (*result != NULL) {
        return PYGEN_NEXT;
    }
    if (tstate->c_tracefunc != NULL && _PyErr_ExceptionMatches(tstate, PyExc_StopIteration)) {
        nc_ceval_call_exc_trace(tstate, tstate->cframe->current_frame);
    }
    return _PyGen_FetchStopIterationValue(result) == 0 ? PYGEN_RETURN : PYGEN_ERROR;
}

static __attribute__((noinline)) int send_other(PyThreadState *tstate, PyObject *receiver,
                                                PyObject *value, PyObject **out)
{
    NativeCode *native = nc_native_receiver(tstate, receiver, value);
    PySendResult status = native != NULL ? nc_generator_send(tstate, receiver, value, native, out)
                          : tstate->c_tracefunc == NULL
                              ? PyIter_Send(receiver, value, out)
                              : send_traced(tstate, receiver, value, out);
    nc_drop(value);
    switch (status) {
        case PYGEN_NEXT:
            return 1;
        case PYGEN_RETURN:
            return 0;
        default:
            return -1;
    }
}

static __attribute__((noinline)) int end_of_send(PyGenObject *gen, PyObject *result, PyObject **out)
{
    *out = nc_generator_end(gen, result);
    return *out != NULL ? 0 : -1;
}

RT int rt_send(PyObject *receiver_borrowed, PyObject *value, PyObject **out)
{
    PyThreadState *tstate = nc_tstate();
    NativeCode *native = value == Py_None
                             ? nc_native_receiver(tstate, receiver_borrowed, value)
                             : NULL;
    if (native == NULL) {
        return send_other(tstate, receiver_borrowed, value, out);
    }
    /* None's reference becomes the generator's; another value's is the sender's until the generator
       has run. */
    PyGenObject *gen = (PyGenObject *)receiver_borrowed;
    PyObject *result = nc_resume(tstate, gen, value, native);
    if (nc_has_yielded(gen, result)) {
        *out = result;
        return 1;
    }
    return end_of_send(gen, result, out);
}

RT PyObject *rt_async_gen_wrap(PyObject *value)
{
    PyObject *wrapped = _PyAsyncGenValueWrapperNew(value);
    nc_drop(value);
    return wrapped;
}

RT PyObject *rt_get_aiter(PyObject *iterable)
{
    PyTypeObject *type = Py_TYPE(iterable);
    PyAsyncMethods *methods = type->tp_as_async;
    if (methods == NULL || methods->am_aiter == NULL) {
        PyErr_Format(PyExc_TypeError,
                     "'async for' requires an object with __aiter__ method, got %.100s",
                     type->tp_name);
        nc_drop(iterable);
        return NULL;
    }
    PyObject *iterator = methods->am_aiter(iterable);
    nc_drop(iterable);
    if (iterator == NULL) {
        return NULL;
    }
    type = Py_TYPE(iterator);
    if (type->tp_as_async == NULL || type->tp_as_async->am_anext == NULL) {
        PyErr_Format(PyExc_TypeError,
                     "'async for' received an object from __aiter__ that does not implement "
                     "__anext__: %.100s",
                     type->tp_name);
        nc_drop(iterator);
        return NULL;
    }
    return iterator;
}

RT PyObject *rt_get_anext(PyObject *iterator_borrowed)
{
    PyTypeObject *type = Py_TYPE(iterator_borrowed);
    PyAsyncMethods *methods = type->tp_as_async;
    if (PyAsyncGen_CheckExact(iterator_borrowed)) {
        return methods->am_anext(iterator_borrowed);
    }
    if (methods == NULL || methods->am_anext == NULL) {
        PyErr_Format(PyExc_TypeError,
                     "'async for' requires an iterator with __anext__ method, got %.100s",
                     type->tp_name);
        return NULL;
    }
    PyObject *next = methods->am_anext(iterator_borrowed);
    if (next == NULL) {
        return NULL;
    }
    PyObject *awaitable = _PyCoro_GetAwaitableIter(next);
    if (awaitable == NULL) {
        _PyErr_FormatFromCause(PyExc_TypeError,
                               "'async for' received an invalid object from __anext__: %.100s",
                               Py_TYPE(next)->tp_name);
    }
    nc_drop(next);
    return awaitable;
}

RT PyObject *rt_get_awaitable(PyObject *iterable, int oparg, Frame *Py_UNUSED(frame))
{
    if (PyCoro_CheckExact(iterable) && ((PyGenObject *)iterable)->gi_frame_state == FRAME_CREATED) {
        return iterable;
    }
    PyObject *iterator = _PyCoro_GetAwaitableIter(iterable);
    if (iterator == NULL) {
        nc_ceval_format_awaitable_error(nc_tstate(), Py_TYPE(iterable), oparg);
    }
    nc_drop(iterable);
    if (iterator == NULL || !PyCoro_CheckExact(iterator)) {
        return iterator;
    }
    PyObject *awaited = _PyGen_yf((PyGenObject *)iterator);
    if (awaited != NULL) {
        Py_DECREF(awaited);
        nc_drop(iterator);
        PyErr_SetString(PyExc_RuntimeError, "coroutine is being awaited already");
        return NULL;
    }
    return iterator;
}
