/* Resuming native generators directly; see generator_next.c. */
#ifndef NC_GENERATOR_NEXT_H
#define NC_GENERATOR_NEXT_H

#include "image.h"

/* The native code of a generator that can be resumed directly, or NULL: tp_iternext is the way
   then. */
NativeCode *nc_native_generator(PyThreadState *tstate, PyObject *iterator);

/* The next value, a new reference; NULL without an exception when the generator has returned. */
PyObject *nc_generator_next(PyThreadState *tstate, PyObject *iterator_borrowed, NativeCode *native);

/* The same for SEND, whose receiver may be a coroutine: NULL when PyIter_Send is the way. */
NativeCode *nc_native_receiver(PyThreadState *tstate, PyObject *receiver, PyObject *value);

/* As PyIter_Send. */
PySendResult nc_generator_send(PyThreadState *tstate, PyObject *receiver_borrowed,
                               PyObject *value_borrowed, NativeCode *native, PyObject **result);

#endif
