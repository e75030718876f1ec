/* The next item of CPython's enumerate. Maps from: the object. Maps to: what its tp_iternext
   gives and does, at less cost. Knows nothing of opcodes. */
#ifndef NC_KNOWN_ITERATORS_H
#define NC_KNOWN_ITERATORS_H

#include <Python.h>

/* A new reference; NULL at the end and on errors, as tp_iternext. */
PyObject *nc_enumerate_next(PyObject *iterator);

#endif
