/* Items of the builtin sequences, of array.array and of memoryview by a small int. Maps from: a
   container, the int, perhaps a value. Maps to: the item read or written, without a call of the
   type's own functions. Knows nothing of opcodes. */
#ifndef NC_KNOWN_ITEMS_H
#define NC_KNOWN_ITEMS_H

#include "runtime.h"

/* What only the type's own function can decide: another type, index or value, also an error.
   Nothing has happened then. */
#define NC_NOT_KNOWN ((PyObject *)-1)

/* A new reference, NC_NOT_KNOWN, or NULL where there is no memory for the item. Runs no Python
   code. */
PyObject *nc_known_item(PyObject *container, Py_ssize_t index);

/* Whether the value has been stored; it is not stolen. Not for lists. Runs no Python code. */
int nc_store_known_item(PyObject *container, Py_ssize_t index, PyObject *value);

/* From then on its items are known if it is an array.array. The container's type is none of the
   others. */
void nc_learn_items(PyObject *container);

#endif
