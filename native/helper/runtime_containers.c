/* Displays, comprehensions, unpacking and f-strings. Maps from: BUILD_*, LIST_APPEND, DICT_MERGE,
   UNPACK_*, FORMAT_VALUE, …. Maps to: CPython's containers and their errors, word for word. Knows
   nothing of machine code.

   Where the interpreter leaves operands on the stack on an error, unwinding drops them from the
   top down; so do these. */
#include "runtime.h"
#include "ceval_access.h"
#include "runtime_values.h"

#include "internal/pycore_dict.h"
#include "internal/pycore_global_strings.h"
#include "internal/pycore_list.h"
#include "internal/pycore_pyerrors.h"
#include "internal/pycore_runtime.h"
#include "internal/pycore_tuple.h"

RT PyObject *rt_build_tuple(PyObject **items, int count)
{
    /* On failure it drops the items itself. */
    return _PyTuple_FromArraySteal(items, count);
}

RT PyObject *rt_build_list(PyObject **items, int count)
{
    PyObject *list = PyList_New(count);
    if (list == NULL) {
        nc_drop_items(items, count);
        return NULL;
    }
    for (int i = 0; i < count; i++) {
        PyList_SET_ITEM(list, i, items[i]);
    }
    return list;
}

RT PyObject *rt_build_set(PyObject **items, int count)
{
    PyObject *set = PySet_New(NULL);
    if (set == NULL) {
        nc_drop_items(items, count);
        return NULL;
    }
    int status = 0;
    for (int i = 0; i < count; i++) {
        if (status == 0) {
            status = PySet_Add(set, items[i]);
        }
        nc_drop(items[i]);
    }
    if (status != 0) {
        Py_DECREF(set);
        return NULL;
    }
    return set;
}

RT PyObject *rt_build_map(PyObject **items, int count)
{
    PyObject *map = _PyDict_FromItems(items, 2, items + 1, 2, count);
    nc_drop_items(items, 2 * count);
    return map;
}

RT PyObject *rt_build_const_key_map(PyObject **items, int count)
{
    PyObject *keys = items[count];
    PyObject *map = NULL;
    if (!PyTuple_CheckExact(keys) || PyTuple_GET_SIZE(keys) != count) {
        PyErr_SetString(PyExc_SystemError, "bad BUILD_CONST_KEY_MAP keys argument");
    } else {
        map = _PyDict_FromItems(&PyTuple_GET_ITEM(keys, 0), 1, items, 1, count);
    }
    nc_drop_items(items, count + 1);
    return map;
}

RT PyObject *rt_build_string(PyObject **items, int count)
{
    PyObject *string = _PyUnicode_JoinArray(&_Py_STR(empty), items, count);
    nc_drop_items(items, count);
    return string;
}

/* The conversion that FORMAT_VALUE's oparg asks for; steals value. */
static PyObject *converted(PyObject *value, int conversion)
{
    PyObject *result;
    switch (conversion) {
        case FVC_NONE:
            return value;
        case FVC_STR:
            result = PyObject_Str(value);
            break;
        case FVC_REPR:
            result = PyObject_Repr(value);
            break;
        case FVC_ASCII:
            result = PyObject_ASCII(value);
            break;
        default:
            result = PyErr_Format(PyExc_SystemError, "unexpected conversion flag %d", conversion);
    }
    nc_drop(value);
    return result;
}

RT PyObject *rt_format_value(PyObject **items, int oparg)
{
    PyObject *spec = (oparg & FVS_MASK) == FVS_HAVE_SPEC ? items[1] : NULL;
    PyObject *value = converted(items[0], oparg & FVC_MASK);
    if (value == NULL) {
        nc_xdrop(spec);
        return NULL;
    }
    if (spec == NULL && nc_is_str(value)) {
        return value;
    }
    PyObject *result = PyObject_Format(value, spec);
    nc_drop(value);
    nc_xdrop(spec);
    return result;
}

RT PyObject *rt_list_to_tuple(PyObject *list)
{
    PyObject *tuple = PyList_AsTuple(list);
    nc_drop(list);
    return tuple;
}

RT int rt_list_append(PyObject *list_borrowed, PyObject *value)
{
    return _PyList_AppendTakeRef((PyListObject *)list_borrowed, value);
}

RT int rt_list_extend(PyObject *list_borrowed, PyObject *iterable)
{
    PyObject *none = _PyList_Extend((PyListObject *)list_borrowed, iterable);
    if (none == NULL) {
        PyTypeObject *type = Py_TYPE(iterable);
        if (PyErr_ExceptionMatches(PyExc_TypeError) && type->tp_iter == NULL
            && !PySequence_Check(iterable)) {
            PyErr_Clear();
            PyErr_Format(PyExc_TypeError, "Value after * must be an iterable, not %.200s",
                         type->tp_name);
        }
        nc_drop(iterable);
        return -1;
    }
    Py_DECREF(none);
    nc_drop(iterable);
    return 0;
}

RT int rt_set_add(PyObject *set_borrowed, PyObject *value)
{
    int status = PySet_Add(set_borrowed, value);
    nc_drop(value);
    return status != 0 ? -1 : 0;
}

RT int rt_set_update(PyObject *set_borrowed, PyObject *iterable)
{
    int status = _PySet_Update(set_borrowed, iterable);
    nc_drop(iterable);
    return status < 0 ? -1 : 0;
}

RT int rt_map_add(PyObject *dict_borrowed, PyObject *key, PyObject *value)
{
    return _PyDict_SetItem_Take2((PyDictObject *)dict_borrowed, key, value) != 0 ? -1 : 0;
}

RT int rt_dict_update(PyObject *dict_borrowed, PyObject *mapping)
{
    int status = PyDict_Update(dict_borrowed, mapping);
    if (status < 0 && PyErr_ExceptionMatches(PyExc_AttributeError)) {
        PyErr_Format(PyExc_TypeError, "'%.200s' object is not a mapping",
                     Py_TYPE(mapping)->tp_name);
    }
    nc_drop(mapping);
    return status < 0 ? -1 : 0;
}

RT int rt_dict_merge(PyObject *dict_borrowed, PyObject *mapping, PyObject *callable_borrowed)
{
    int status = _PyDict_MergeEx(dict_borrowed, mapping, 2);
    if (status < 0) {
        nc_ceval_format_kwargs_error(nc_tstate(), callable_borrowed, mapping);
    }
    nc_drop(mapping);
    return status < 0 ? -1 : 0;
}

RT int rt_unpack_sequence(PyObject *sequence, int count, PyObject **out)
{
    PyObject **items = NULL;
    if (PyTuple_CheckExact(sequence) && PyTuple_GET_SIZE(sequence) == count) {
        items = _PyTuple_ITEMS(sequence);
    } else if (PyList_CheckExact(sequence) && PyList_GET_SIZE(sequence) == count) {
        items = _PyList_ITEMS(sequence);
    }
    if (items == NULL) {
        int done = nc_ceval_unpack_iterable(nc_tstate(), sequence, count, -1, out + count);
        nc_drop(sequence);
        return done ? 0 : -1;
    }
    for (int i = 0; i < count; i++) {
        out[count - 1 - i] = Py_NewRef(items[i]);
    }
    nc_drop(sequence);
    return 0;
}

RT int rt_unpack_ex(PyObject *iterable, int oparg, PyObject **out)
{
    int before = oparg & 0xff, after = oparg >> 8;
    int done =
        nc_ceval_unpack_iterable(nc_tstate(), iterable, before, after, out + before + 1 + after);
    nc_drop(iterable);
    return done ? 0 : -1;
}
