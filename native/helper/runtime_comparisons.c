/* Comparison, membership and truth. Maps from: COMPARE_OP, CONTAINS_OP and the conditional jumps. Maps to: CPython's
   rich comparison and truth protocols, after short cuts for exact builtin types. Knows nothing of machine code. */
#include "runtime.h"
#include "runtime_values.h"

#include <math.h>

#include "internal/pycore_unicodeobject.h"

#define NOT_SHORT_CUT (-2)

static int order_holds(int less, int equal, int op)
{
    switch (op) {
        case Py_LT:
            return less;
        case Py_LE:
            return less || equal;
        case Py_EQ:
            return equal;
        case Py_NE:
            return !equal;
        case Py_GT:
            return !less && !equal;
        default:
            return !less;
    }
}

/* 0, 1, or NOT_SHORT_CUT where the protocol has to decide. Nothing is stolen. */
static int compare_short_cut(PyObject *left, PyObject *right, int op)
{
    PyTypeObject *type = Py_TYPE(left);
    if (type != Py_TYPE(right)) {
        return NOT_SHORT_CUT;
    }
    if (type == &PyLong_Type) {
        if (!nc_is_short(left) || !nc_is_short(right)) {
            return NOT_SHORT_CUT;
        }
        int a = nc_short_value(left), b = nc_short_value(right);
        return order_holds(a < b, a == b, op);
    }
    if (type == &PyFloat_Type) {
        double a = nc_float_value(left), b = nc_float_value(right);
        if (isnan(a) || isnan(b)) {
            return op == Py_NE;
        }
        return order_holds(a < b, a == b, op);
    }
    if (type == &PyUnicode_Type && (op == Py_EQ || op == Py_NE)) {
        if (left == right) {
            return op == Py_EQ;
        }
        if (PyUnicode_READY(left) < 0 || PyUnicode_READY(right) < 0) {
            PyErr_Clear();
            return NOT_SHORT_CUT;
        }
        return _PyUnicode_EQ(left, right) == (op == Py_EQ);
    }
    return NOT_SHORT_CUT;
}

RT PyObject *rt_compare(PyObject *left, PyObject *right, int op)
{
    PyObject *result;
    int holds = compare_short_cut(left, right, op);
    if (holds == NOT_SHORT_CUT) {
        result = PyObject_RichCompare(left, right, op);
    } else {
        result = Py_NewRef(holds ? Py_True : Py_False);
    }
    nc_drop(left);
    nc_drop(right);
    return result;
}

RT int rt_compare_truth(PyObject *left, PyObject *right, int op)
{
    int holds = compare_short_cut(left, right, op);
    if (holds != NOT_SHORT_CUT) {
        nc_drop(left);
        nc_drop(right);
        return holds;
    }
    PyObject *result = PyObject_RichCompare(left, right, op);
    nc_drop(left);
    nc_drop(right);
    if (result == NULL) {
        return -1;
    }
    return rt_truth(result);
}

RT int rt_contains(PyObject *item, PyObject *container)
{
    int found;
    if (PyDict_CheckExact(container)) {
        found = PyDict_Contains(container, item);
    } else {
        found = PySequence_Contains(container, item);
    }
    nc_drop(item);
    nc_drop(container);
    return found;
}

RT int rt_is_true(PyObject *value)
{
    int truth;
    if (value == Py_True) {
        truth = 1;
    } else if (value == Py_False || value == Py_None) {
        truth = 0;
    } else {
        PyTypeObject *type = Py_TYPE(value);
        if (type == &PyLong_Type || type == &PyList_Type || type == &PyTuple_Type) {
            truth = Py_SIZE(value) != 0;
        } else if (type == &PyUnicode_Type) {
            truth = PyUnicode_GET_LENGTH(value) != 0;
        } else if (type == &PyDict_Type) {
            truth = PyDict_GET_SIZE(value) != 0;
        } else {
            truth = PyObject_IsTrue(value);
        }
    }
    return truth;
}

RT int rt_truth(PyObject *value)
{
    int truth = rt_is_true(value);
    nc_drop(value);
    return truth;
}
