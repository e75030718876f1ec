/* Items by slice, without a slice object where nobody could see one. Maps from: BUILD_SLICE
   before BINARY_SUBSCR or STORE_SUBSCR. Maps to: the part of an exact builtin sequence that ints
   or None delimit, and anything else to the two instructions. Knows nothing of machine code. */
#include "runtime.h"

#include "runtime_values.h"

#include "internal/pycore_object.h"

#include <stdbool.h>

#define NOT_SHORT_CUT ((PyObject *)-1)

typedef struct {
    Py_ssize_t start, stop, step;
} Bounds;

/* An exact int as a slice takes it, cut to what a size can be. */
static bool bound(PyObject *object, Py_ssize_t *value)
{
    if (!nc_is_int(object) || !nc_is_wide(object)) {
        return false;
    }
    long long number = nc_wide_value(object);
    *value = number > PY_SSIZE_T_MAX   ? PY_SSIZE_T_MAX
             : number < PY_SSIZE_T_MIN ? PY_SSIZE_T_MIN
                                       : (Py_ssize_t)number;
    return true;
}

static inline bool is_none(PyObject *item)
{
    return item == NULL || item == Py_None;
}

/* Whether they are ints or None, and the step not 0. */
static bool bounds_of(PyObject **items, int count, Bounds *bounds)
{
    bounds->step = 1;
    if (count == 3 && !is_none(items[2])
        && (!bound(items[2], &bounds->step) || bounds->step == 0)) {
        return false;
    }
    if (bounds->step < -PY_SSIZE_T_MAX) {
        bounds->step = -PY_SSIZE_T_MAX;
    }
    bool isBackward = bounds->step < 0;
    bounds->start = isBackward ? PY_SSIZE_T_MAX : 0;
    bounds->stop = isBackward ? PY_SSIZE_T_MIN : PY_SSIZE_T_MAX;
    return (is_none(items[0]) || bound(items[0], &bounds->start)) &&
           (is_none(items[1]) || bound(items[1], &bounds->stop));
}

static inline Py_ssize_t cut_to(Py_ssize_t index, Py_ssize_t size)
{
    if (index < 0) {
        index += size;
        return index < 0 ? 0 : index;
    }
    return index > size ? size : index;
}

/* Cuts the bounds to so many items; how many they delimit. With the usual step that takes no
   division. */
static inline Py_ssize_t adjust(Bounds *at, Py_ssize_t size)
{
    if (at->step != 1) {
        return PySlice_AdjustIndices(size, &at->start, &at->stop, at->step);
    }
    at->start = cut_to(at->start, size);
    at->stop = cut_to(at->stop, size);
    return at->start < at->stop ? at->stop - at->start : 0;
}

static PyObject *slice_of(PyObject **items, int count)
{
    for (int i = 0; i < count; i++) {
        if (items[i] == NULL) {
            items[i] = Py_NewRef(Py_None);
        }
    }
    return rt_build_slice(items, count);
}

static void copy_items(PyObject **to, PyObject *const *from, Py_ssize_t count, Py_ssize_t step)
{
    for (Py_ssize_t i = 0; i < count; i++, from += step) {
        to[i] = Py_NewRef(*from);
    }
}

static PyObject *list_part(PyObject *list, Bounds at)
{
    Py_ssize_t count = adjust(&at, PyList_GET_SIZE(list));
    if (at.step == 1) {
        return PyList_GetSlice(list, at.start, at.stop);
    }
    PyObject *part = PyList_New(count);
    if (part != NULL && count > 0) {
        copy_items(((PyListObject *)part)->ob_item, ((PyListObject *)list)->ob_item + at.start,
                   count, at.step);
    }
    return part;
}

static PyObject *tuple_part(PyObject *tuple, Bounds at)
{
    Py_ssize_t size = PyTuple_GET_SIZE(tuple);
    Py_ssize_t count = adjust(&at, size);
    if (count == size && at.step == 1) {
        return Py_NewRef(tuple);
    }
    PyObject *part = PyTuple_New(count);
    if (part != NULL && count > 0) {
        copy_items(((PyTupleObject *)part)->ob_item, ((PyTupleObject *)tuple)->ob_item + at.start,
                   count, at.step);
    }
    return part;
}

/* A new reference, NULL with an exception, or NOT_SHORT_CUT. */
static PyObject *part_of(PyObject *container, Bounds at)
{
    PyTypeObject *type = Py_TYPE(container);
    if (type == &PyList_Type) {
        return list_part(container, at);
    }
    if (type == &PyTuple_Type) {
        return tuple_part(container, at);
    }
    if (at.step != 1) {
        return NOT_SHORT_CUT;
    }
    if (type == &PyUnicode_Type && PyUnicode_IS_READY(container)) {
        adjust(&at, PyUnicode_GET_LENGTH(container));
        return PyUnicode_Substring(container, at.start, at.stop);
    }
    if (type == &PyBytes_Type) {
        Py_ssize_t size = PyBytes_GET_SIZE(container);
        Py_ssize_t count = adjust(&at, size);
        return count == size
                   ? Py_NewRef(container)
                   : PyBytes_FromStringAndSize(PyBytes_AS_STRING(container) + at.start, count);
    }
    if (type == &PyByteArray_Type) {
        Py_ssize_t count = adjust(&at, PyByteArray_GET_SIZE(container));
        return PyByteArray_FromStringAndSize(PyByteArray_AS_STRING(container) + at.start, count);
    }
    return NOT_SHORT_CUT;
}

RT PyObject *rt_get_slice(PyObject **items, int count)
{
    Bounds at;
    PyObject *part = bounds_of(items + 1, count, &at) ? part_of(items[0], at) : NOT_SHORT_CUT;
    if (part == NOT_SHORT_CUT) {
        PyObject *slice = slice_of(items + 1, count);
        if (slice == NULL) {
            nc_drop(items[0]);
            return NULL;
        }
        return rt_subscr(items[0], slice);
    }
    nc_drop(items[0]);
    for (int i = 1; i <= count; i++) {
        nc_xdrop(items[i]);
    }
    return part;
}

/* Whether nobody is told when these lose a reference. */
static bool die_silently(PyObject *const *items, Py_ssize_t count)
{
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *item = items[i];
        if (Py_REFCNT(item) == 1 && !nc_is_int(item) && !nc_is_float(item) && !nc_is_str(item)) {
            return false;
        }
    }
    return true;
}

/* Items of the list for as many of a list that nobody else has and that is about to be dropped:
   each has the other's then. */
static bool exchange(PyObject *list, Bounds at, PyObject *value)
{
    if (!PyList_CheckExact(value) || Py_REFCNT(value) != 1) {
        return false;
    }
    Py_ssize_t count = adjust(&at, PyList_GET_SIZE(list));
    PyObject **to = ((PyListObject *)list)->ob_item + at.start,
             **from = ((PyListObject *)value)->ob_item;
    if (count == 0 || count != PyList_GET_SIZE(value) || !die_silently(to, count)) {
        return false;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *old = to[i];
        to[i] = from[i];
        from[i] = old;
    }
    return true;
}

RT int rt_set_slice(PyObject **items, int count)
{
    PyObject *value = items[0], *container = items[1];
    Bounds at;
    if (!PyList_CheckExact(container) || !bounds_of(items + 2, count, &at) || at.step != 1) {
        PyObject *slice = slice_of(items + 2, count);
        if (slice == NULL) {
            nc_drop(container);
            nc_drop(value);
            return -1;
        }
        return rt_store_subscr(container, slice, value);
    }
    int status = 0;
    if (!exchange(container, at, value)) {
        adjust(&at, PyList_GET_SIZE(container));
        status = PyList_SetSlice(container, at.start, at.stop, value);
    }
    nc_drop(value);
    nc_drop(container);
    for (int i = 0; i < count; i++) {
        nc_xdrop(items[2 + i]);
    }
    return status;
}
