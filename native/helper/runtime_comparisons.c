/* Comparison, membership and truth. Maps from: COMPARE_OP, CONTAINS_OP and the conditional
   jumps. Maps to: CPython's rich comparison and truth protocols, after short cuts for exact
   builtin types. Knows nothing of machine code. */
#include "runtime.h"
#include "inherited_items.h"
#include "runtime_values.h"

#include "internal/pycore_global_strings.h"
#include "internal/pycore_runtime.h"

#include <math.h>
#include <string.h>

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

/* Most texts that differ do in their length or their first character. */
static int equal_texts(PyObject *left, PyObject *right)
{
    Py_ssize_t length = PyUnicode_GET_LENGTH(left);
    unsigned kind = PyUnicode_KIND(left);
    if (length != PyUnicode_GET_LENGTH(right) || kind != PyUnicode_KIND(right)) {
        return 0;
    }
    const char *a = PyUnicode_DATA(left), *b = PyUnicode_DATA(right);
    return length == 0 || (a[0] == b[0] && memcmp(a, b, (size_t)length * kind) == 0);
}

static int compare_doubles(double a, double b, int op)
{
    if (isnan(a) || isnan(b)) {
        return op == Py_NE;
    }
    return order_holds(a < b, a == b, op);
}

/* The value of a number that a double holds as it is: of a float, and of an int of one digit. */
static int exact_double(PyObject *number, double *value)
{
    if (nc_is_float(number)) {
        *value = nc_float_value(number);
        return 1;
    }
    if (nc_is_int(number) && nc_is_short(number)) {
        *value = nc_short_value(number);
        return 1;
    }
    return 0;
}

/* Whether it is None, or of a type of which nothing is equal to None. */
static int is_simple(PyObject *object)
{
    return object == Py_None || nc_is_int(object) || nc_is_float(object) || nc_is_str(object) ||
           PyTuple_CheckExact(object) || PyList_CheckExact(object) || PyDict_CheckExact(object);
}

/* 0, 1, or NOT_SHORT_CUT where the protocol has to decide. Nothing is stolen. */
static int compare_short_cut(PyObject *left, PyObject *right, int op)
{
    PyTypeObject *type = Py_TYPE(left);
    if (type == &PyUnicode_Type) {
        if (op != Py_EQ && op != Py_NE) {
            return NOT_SHORT_CUT;
        }
        if (type != Py_TYPE(right)) {
            return right == Py_None ? op == Py_NE : NOT_SHORT_CUT;
        }
        if (left == right) {
            return op == Py_EQ;
        }
        if (!PyUnicode_IS_READY(left) || !PyUnicode_IS_READY(right)) {
            return NOT_SHORT_CUT;
        }
        return equal_texts(left, right) == (op == Py_EQ);
    }
    if (type == &PyLong_Type && Py_TYPE(right) == &PyLong_Type) {
        if (nc_is_wide(left) && nc_is_wide(right)) {
            long long a = nc_wide_value(left), b = nc_wide_value(right);
            return order_holds(a < b, a == b, op);
        }
        return NOT_SHORT_CUT;
    }
    if ((left == Py_None || right == Py_None) && (op == Py_EQ || op == Py_NE) && is_simple(left)
        && is_simple(right)) {
        return (left == right) == (op == Py_EQ);
    }
    double a, b;
    return exact_double(left, &a) && exact_double(right, &b) ? compare_doubles(a, b, op)
                                                             : NOT_SHORT_CUT;
}

/* item == value as `in` asks it, where no Python code can run; NOT_SHORT_CUT otherwise. `value`
   is an exact str or int. */
static inline int equals_simple(PyObject *item, PyObject *value)
{
    if (item == value) {
        return 1;
    }
    PyTypeObject *type = Py_TYPE(item);
    if (type != Py_TYPE(value)) {
        return item == Py_None ? 0 : NOT_SHORT_CUT;
    }
    return compare_short_cut(item, value, Py_EQ);
}

/* Of an exact list or tuple; -1 with an exception. */
static int contains_item(PyObject *container, PyObject *value)
{
    int isSimple = nc_is_int(value) || nc_is_str(value), isList = PyList_CheckExact(container);
    /* What compares in Python may change a list. */
    for (Py_ssize_t i = 0; i < Py_SIZE(container); i++) {
        PyObject *item = isList ? PyList_GET_ITEM(container, i) : PyTuple_GET_ITEM(container, i);
        int found = isSimple ? equals_simple(item, value) : NOT_SHORT_CUT;
        if (found == NOT_SHORT_CUT && isList) {
            Py_INCREF(item);
            found = PyObject_RichCompareBool(item, value, Py_EQ);
            nc_drop(item);
        } else if (found == NOT_SHORT_CUT) {
            found = PyObject_RichCompareBool(item, value, Py_EQ);
        }
        if (found != 0) {
            return found;
        }
    }
    return 0;
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

static OwnMethod dict_contains = {&PyDict_Type, &_Py_ID(__contains__), NULL};

/* Whether a class in Python has dict's own __contains__. */
static bool inherits_contains(PyTypeObject *type)
{
    return nc_items_base(type) == &PyDict_Type
           && nc_is_own(&dict_contains, _PyType_Lookup(type, dict_contains.name));
}

static int contains_inherited(PyObject *item, PyObject *dict)
{
    PyThreadState *tstate = nc_tstate();
    if (nc_enter_own(tstate)) {
        return -1;
    }
    int found = PyDict_Contains(dict, item);
    _Py_LeaveRecursiveCallTstate(tstate);
    return found;
}

RT int rt_contains(PyObject *item, PyObject *container)
{
    int found;
    if (PyDict_CheckExact(container)) {
        found = PyDict_Contains(container, item);
    } else if (PyTuple_CheckExact(container) || PyList_CheckExact(container)) {
        found = contains_item(container, item);
    } else if (inherits_contains(Py_TYPE(container))) {
        found = contains_inherited(item, container);
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
