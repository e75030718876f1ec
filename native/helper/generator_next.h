/* Resuming native generators directly; see generator_next.c. */
#ifndef NC_GENERATOR_NEXT_H
#define NC_GENERATOR_NEXT_H

#include "image.h"

/* The native code of a generator that can be resumed directly, or NULL: tp_iternext is the way then. */
NativeCode *nc_native_generator(PyThreadState *tstate, PyObject *iterator);

/* The next value, a new reference; NULL without an exception when the generator has returned. */
PyObject *nc_generator_next(PyThreadState *tstate, PyObject *iterator_borrowed, NativeCode *native);

#endif
