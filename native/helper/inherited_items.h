/* Item methods of dict and list that a class in Python inherits, as collections.Counter does. Maps
   from: such a class. Maps to: the builtin's own function, where the class has no other method. The
   slot of the class would look the method up and call it as any other, with a wrapper and a tuple
   between. Knows nothing of what the functions do. */
#ifndef NC_INHERITED_ITEMS_H
#define NC_INHERITED_ITEMS_H

#include "runtime_values.h"

#include "internal/pycore_ceval.h"
#include "internal/pycore_object.h"

#include <stdbool.h>

/* A method as the builtin type has it; types and their methods live for ever. */
typedef struct {
    PyTypeObject *type;
    PyObject *name;
    PyObject *method;
} OwnMethod;

/* The builtin type that a class in Python has its items of; NULL: another, or none. */
static inline PyTypeObject *nc_items_base(PyTypeObject *type)
{
    if (!(type->tp_flags & Py_TPFLAGS_HEAPTYPE)) {
        return NULL;
    }
    return type->tp_flags & Py_TPFLAGS_DICT_SUBCLASS   ? &PyDict_Type
           : type->tp_flags & Py_TPFLAGS_LIST_SUBCLASS ? &PyList_Type
                                                       : NULL;
}

/* Whether `found`, borrowed, is the method itself. */
static inline bool nc_is_own(OwnMethod *own, const PyObject *found)
{
    if (own->method == NULL) {
        own->method = PyDict_GetItemWithError(own->type->tp_dict, own->name);
    }
    return found != NULL && found == own->method;
}

/* The call of the slot counts as a level of recursion. True: an exception is set. */
static inline bool nc_enter_own(PyThreadState *tstate)
{
    return _Py_EnterRecursiveCallTstate(tstate, " while calling a Python object") != 0;
}

#endif
