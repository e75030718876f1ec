/* Iteration. Maps from: GET_ITER, GET_YIELD_FROM_ITER, FOR_ITER. Maps to: CPython's iterator
   protocol. Knows nothing of machine code. */
#include "runtime.h"
#include "ceval_access.h"
#include "generator_next.h"
#include "known_iterators.h"
#include "runtime_values.h"

#include "internal/pycore_pyerrors.h"

RT PyObject *rt_get_iter(PyObject *iterable)
{
    if (PyGen_CheckExact(iterable)) {
        return iterable;
    }
    PyObject *iterator = PyObject_GetIter(iterable);
    nc_drop(iterable);
    return iterator;
}

RT PyObject *rt_get_yield_from_iter(PyObject *iterable, Frame *frame)
{
    if (PyCoro_CheckExact(iterable)) {
        if (!(frame->f_code->co_flags & (CO_COROUTINE | CO_ITERABLE_COROUTINE))) {
            /* Dropped first, as in the interpreter: the warning of a coroutine never awaited
               comes before. */
            nc_drop(iterable);
            PyErr_SetString(PyExc_TypeError,
                            "cannot 'yield from' a coroutine object in a non-coroutine generator");
            return NULL;
        }
        return iterable;
    }
    if (PyGen_CheckExact(iterable)) {
        return iterable;
    }
    return rt_get_iter(iterable);
}

/* Iterators that are no native generators. */
static __attribute__((noinline)) PyObject *next_of_other(PyThreadState *tstate, PyObject *iterator,
                                                         Frame *frame)
{
    PyTypeObject *type = Py_TYPE(iterator);
    PyObject *next = type == &PyEnum_Type ? nc_enumerate_next(iterator)
                                          : type->tp_iternext(iterator);
    if (next != NULL) {
        return next;
    }
    if (_PyErr_Occurred(tstate)) {
        if (!_PyErr_ExceptionMatches(tstate, PyExc_StopIteration)) {
            return NULL;
        }
        if (tstate->c_tracefunc != NULL) {
            nc_ceval_call_exc_trace(tstate, frame);
        }
        _PyErr_Clear(tstate);
    }
    return NULL;
}

RT PyObject *rt_for_iter(PyObject *iterator_borrowed, Frame *frame)
{
    PyThreadState *tstate = nc_tstate();
    NativeCode *native = nc_native_generator(tstate, iterator_borrowed);
    if (native == NULL) {
        return next_of_other(tstate, iterator_borrowed, frame);
    }
    PyGenObject *gen = (PyGenObject *)iterator_borrowed;
    PyObject *result = nc_resume(tstate, gen, Py_NewRef(Py_None), native);
    return nc_has_yielded(gen, result) ? result : nc_generator_end_of_loop(gen, result);
}
