/* Lists of freed objects that the next one of their kind is made of. Maps from: an object that
   nobody refers to any more. Maps to: memory of its size. Knows nothing of what the objects are.
   Guarded by the GIL; native code runs in the main interpreter only, so one list of a kind is
   enough. While tracemalloc traces there is no list: it is to see objects made and freed as it does
   without us. A full collection empties the lists (free_lists.c). */
#ifndef NC_FREED_OBJECTS_H
#define NC_FREED_OBJECTS_H

#include "runtime_values.h"

#include "internal/pycore_gc.h"
#include "internal/pycore_interp.h"
#include "internal/pycore_object.h"
#include "internal/pycore_pymem.h"

#include <stdbool.h>

/* Linked through ob_type, as CPython links freed floats. */
typedef struct {
    PyObject *first;
    int count;
} FreedObjects;

static inline bool nc_put_freed(FreedObjects *list, PyObject *object, int most)
{
    if (list->count >= most || _Py_tracemalloc_config.tracing) {
        return false;
    }
    object->ob_type = (PyTypeObject *)list->first;
    list->first = object;
    list->count++;
    return true;
}

/* Neither a type nor a count of references is set. NULL: there is none. */
static inline PyObject *nc_take_freed(FreedObjects *list)
{
    PyObject *object = list->first;
    if (object == NULL || _Py_tracemalloc_config.tracing) {
        return NULL;
    }
    list->first = (PyObject *)object->ob_type;
    list->count--;
    return object;
}

/* The memory of each begins so many bytes before it. */
static inline void nc_free_freed(FreedObjects *list, size_t bytes_before)
{
    while (list->first != NULL) {
        PyObject *gone = list->first;
        list->first = (PyObject *)gone->ob_type;
        PyObject_Free((char *)gone - bytes_before);
    }
    list->count = 0;
}

/* -- objects that the collector knows -- */

/* A new reference, untracked, of such a type; counted, and a collection may run, as when memory is
   allocated. NULL: there is none. */
static inline PyObject *nc_make_of_freed(FreedObjects *list, PyTypeObject *type)
{
    PyObject *object = nc_take_freed(list);
    if (object == NULL) {
        return NULL;
    }
    _PyObject_GC_Link(object);
    nc_count_references(1);
    object->ob_type = type;
    object->ob_refcnt = 1;
    return object;
}

/* In place of PyObject_GC_Del; the object is untracked. */
static inline void nc_delete_to_freed(FreedObjects *list, PyObject *object, int most)
{
    if (!nc_put_freed(list, object, most)) {
        PyObject_GC_Del(object);
        return;
    }
    int *allocated = &_PyThreadState_GET()->interp->gc.generations[0].count;
    if (*allocated > 0) {
        --*allocated;
    }
}

#endif
