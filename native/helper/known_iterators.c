/* See known_iterators.h. */
#include "known_iterators.h"

#include "cpython_iterators.h"
#include "runtime_values.h"

#include "internal/pycore_object.h"

/* What is counted is a list, a tuple or a range most often. */
static inline PyObject *next_inner(PyObject *iterator)
{
    PyTypeObject *type = Py_TYPE(iterator);
    if (type == &PyListIter_Type) {
        ListIterator *list = (ListIterator *)iterator;
        if (list->it_seq != NULL && list->it_index < PyList_GET_SIZE(list->it_seq)) {
            return Py_NewRef(PyList_GET_ITEM(list->it_seq, list->it_index++));
        }
    } else if (type == &PyTupleIter_Type) {
        TupleIterator *tuple = (TupleIterator *)iterator;
        if (tuple->it_seq != NULL && tuple->it_index < PyTuple_GET_SIZE(tuple->it_seq)) {
            return Py_NewRef(PyTuple_GET_ITEM(tuple->it_seq, tuple->it_index++));
        }
    } else if (type == &PyRangeIter_Type) {
        RangeIterator *range = (RangeIterator *)iterator;
        if (range->index < range->len) {
            /* As CPython: unsigned, for what leaves the longs is never reached. */
            return rt_new_int(
                (long)(range->start + (unsigned long)range->index++ * (unsigned long)range->step));
        }
    }
    return type->tp_iternext(iterator);
}

PyObject *nc_enumerate_next(PyObject *iterator)
{
    Enumerate *enumerate = (Enumerate *)iterator;
    if (enumerate->en_index >= (Py_ssize_t)PyLong_MASK) {
        return PyEnum_Type.tp_iternext(iterator);
    }
    PyObject *item = next_inner(enumerate->en_sit);
    if (item == NULL) {
        return NULL;
    }
    PyObject *index = rt_new_int(enumerate->en_index);
    if (index == NULL) {
        nc_drop(item);
        return NULL;
    }
    enumerate->en_index++;
    PyObject *result = enumerate->en_result;
    if (Py_REFCNT(result) != 1) {
        result = PyTuple_New(2);
        if (result == NULL) {
            nc_drop(index);
            nc_drop(item);
            return NULL;
        }
        PyTuple_SET_ITEM(result, 0, index);
        PyTuple_SET_ITEM(result, 1, item);
        return result;
    }
    Py_INCREF(result);
    PyObject *old_index = PyTuple_GET_ITEM(result, 0), *old_item = PyTuple_GET_ITEM(result, 1);
    PyTuple_SET_ITEM(result, 0, index);
    PyTuple_SET_ITEM(result, 1, item);
    nc_drop(old_index);
    nc_drop(old_item);
    if (!_PyObject_GC_IS_TRACKED(result)) {
        /* The collector may have left it alone since it had nothing in it to follow. */
        _PyObject_GC_TRACK(result);
    }
    return result;
}
