/* Arguments given to parameters. Maps from: positional arguments, and others by name. Maps to: a
   frame's locals, where that is possible without what only CPython's own binding does: names
   that are equal and not the same, errors. Knows nothing of frames and calls. */
#ifndef NC_BIND_H
#define NC_BIND_H

#include "image.h"

/* The names of keyword arguments, borrowed. Passed by address: copies of two words at once stall
   behind their stores. */
typedef struct {
    PyObject *const *names;
    int count;
} Keywords;

static inline Keywords nc_keywords(PyObject *kwnames)
{
    return kwnames == NULL
               ? (Keywords){NULL, 0}
               : (Keywords){&PyTuple_GET_ITEM(kwnames, 0), (int)PyTuple_GET_SIZE(kwnames)};
}

/* Fills all of nlocalsplus; steals args if it returns true and has done nothing else if not.
   `nargs` counts keyword arguments too; they come last. */
bool nc_bind(PyObject **locals, PyFunctionObject *func, const NativeCode *native,
             PyObject *const *args, int nargs, const Keywords *keywords);

#endif
