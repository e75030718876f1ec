/* Subscripts and slices. Maps from: BINARY_SUBSCR, STORE_SUBSCR, DELETE_SUBSCR, BUILD_SLICE.
   Maps to: CPython's item protocol, after short cuts for exact builtin containers, for classes
   that define __getitem__ in Python, and for those that inherit it. Knows nothing of machine
   code. */
#include "runtime.h"

#include "call.h"
#include "inherited_items.h"
#include "known_items.h"
#include "runtime_values.h"

#include "internal/pycore_dict.h"
#include "internal/pycore_global_strings.h"
#include "internal/pycore_object.h"
#include "internal/pycore_runtime.h"

static OwnMethod dict_getitem = {&PyDict_Type, &_Py_ID(__getitem__), NULL};
static OwnMethod list_getitem = {&PyList_Type, &_Py_ID(__getitem__), NULL};
static OwnMethod dict_setitem = {&PyDict_Type, &_Py_ID(__setitem__), NULL};
static OwnMethod list_setitem = {&PyList_Type, &_Py_ID(__setitem__), NULL};

/* The builtin type whose __getitem__, which is `method`, a class in Python has; NULL: another. */
static PyTypeObject *base_of_getitem(PyTypeObject *type, const PyObject *method)
{
    PyTypeObject *base = nc_items_base(type);
    OwnMethod *own = base == &PyDict_Type ? &dict_getitem : &list_getitem;
    return base != NULL && nc_is_own(own, method) ? base : NULL;
}

static PyTypeObject *base_of_setitem(PyTypeObject *type)
{
    PyTypeObject *base = nc_items_base(type);
    OwnMethod *own = base == &PyDict_Type ? &dict_setitem : &list_setitem;
    return base != NULL && nc_is_own(own, _PyType_Lookup(type, own->name)) ? base : NULL;
}

static PyObject *get_inherited(PyTypeObject *base, PyObject *container, PyObject *key)
{
    PyThreadState *tstate = nc_tstate();
    if (nc_enter_own(tstate)) {
        return NULL;
    }
    PyObject *result = base->tp_as_mapping->mp_subscript(container, key);
    _Py_LeaveRecursiveCallTstate(tstate);
    return result;
}

static int set_inherited(PyTypeObject *base, PyObject *container, PyObject *key, PyObject *value)
{
    PyThreadState *tstate = nc_tstate();
    if (nc_enter_own(tstate)) {
        return -1;
    }
    int status = base->tp_as_mapping->mp_ass_subscript(container, key, value);
    _Py_LeaveRecursiveCallTstate(tstate);
    return status;
}

/* Calls a Python __getitem__ without the type's slot between. A warm instruction of CPython's
   hands its operands over; a cold one holds them, and what looking the method up gives, until
   the call is over. Steals container and key. */
static PyObject *call_getitem(PyObject *function, PyObject *container, PyObject *key)
{
    const NativeCode *native =
        nc_native_of((PyCodeObject *)((PyFunctionObject *)function)->func_code);
    PyObject *items[3] = {Py_NewRef(function), container, key};
    if (native != NULL && native->argcount == 2 && nc_is_warm(nc_tstate())) {
        return nc_call(items, 1, NULL);
    }
    Py_INCREF(function);
    Py_INCREF(container);
    Py_INCREF(key);
    PyObject *result = nc_call(items, 1, NULL);
    Py_DECREF(function);
    nc_drop(container);
    nc_drop(key);
    return result;
}

RT PyObject *rt_subscr(PyObject *container, PyObject *key)
{
    PyTypeObject *type = Py_TYPE(container);
    PyObject *result;
    if (type == &PyDict_Type) {
        result = type->tp_as_mapping->mp_subscript(container, key);
        nc_drop(container);
        nc_drop(key);
        return result;
    }
    result = nc_is_int(key) && nc_is_short(key) ? nc_known_item(container, nc_short_value(key))
                                                : NC_NOT_KNOWN;
    if (result == NC_NOT_KNOWN) {
        PyObject *method = type->tp_flags & Py_TPFLAGS_HEAPTYPE
                               ? _PyType_Lookup(type, &_Py_ID(__getitem__))
                               : NULL;
        if (method != NULL && Py_IS_TYPE(method, &PyFunction_Type)) {
            return call_getitem(method, container, key);
        }
        PyTypeObject *base = base_of_getitem(type, method);
        if (base != NULL) {
            result = get_inherited(base, container, key);
        }
        else {
            nc_learn_items(container);
            result = PyObject_GetItem(container, key);
        }
    }
    nc_drop(container);
    nc_drop(key);
    return result;
}

/* The position that an int selects in a sequence of `size` items; -1: none, or the protocol has
   to decide. */
static Py_ssize_t short_index(PyObject *key, Py_ssize_t size)
{
    if (!nc_is_int(key) || !nc_is_short(key)) {
        return -1;
    }
    Py_ssize_t index = nc_short_value(key);
    if (index < 0) {
        index += size;
    }
    return (size_t)index < (size_t)size ? index : -1;
}

RT int rt_store_subscr(PyObject *container, PyObject *key, PyObject *value)
{
    int status;
    PyTypeObject *type = Py_TYPE(container);
    if (type == &PyDict_Type) {
        if (!PyType_HasFeature(Py_TYPE(key), Py_TPFLAGS_HEAPTYPE) || nc_is_warm(nc_tstate())) {
            /* As a warm instruction does. A cold one holds key and value, which a __hash__ in
               Python sees. */
            status = _PyDict_SetItem_Take2((PyDictObject *)container, key, value);
            nc_drop(container);
            return status != 0 ? -1 : 0;
        }
        status = PyObject_SetItem(container, key, value);
    } else if (type == &PyList_Type) {
        Py_ssize_t index = short_index(key, PyList_GET_SIZE(container));
        if (index >= 0) {
            PyObject *old = PyList_GET_ITEM(container, index);
            PyList_SET_ITEM(container, index, value);
            nc_drop(old);
            nc_drop(key);
            nc_drop(container);
            return 0;
        }
        status = PyObject_SetItem(container, key, value);
    }
    else if (nc_is_int(key) && nc_is_short(key)
             && nc_store_known_item(container, nc_short_value(key), value)) {
        status = 0;
    }
    else {
        PyTypeObject *base = base_of_setitem(type);
        if (base != NULL) {
            status = set_inherited(base, container, key, value);
        }
        else {
            nc_learn_items(container);
            status = PyObject_SetItem(container, key, value);
        }
    }
    nc_drop(value);
    nc_drop(container);
    nc_drop(key);
    return status != 0 ? -1 : 0;
}

RT int rt_delete_subscr(PyObject *container, PyObject *key)
{
    int status = PyObject_DelItem(container, key);
    nc_drop(container);
    nc_drop(key);
    return status != 0 ? -1 : 0;
}

RT PyObject *rt_build_slice(PyObject **items, int count)
{
    PyObject *step = count == 3 ? items[2] : NULL;
    PyObject *slice = PySlice_New(items[0], items[1], step);
    nc_drop(items[0]);
    nc_drop(items[1]);
    nc_xdrop(step);
    return slice;
}
