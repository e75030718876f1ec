/* Making and freeing the objects that native code makes most. Maps from: a machine number, or an
   object that nobody refers to any more. Maps to: an object, taken from a list of freed ones where
   possible. Knows nothing of code. */
#include "freed_objects.h"
#include "function_objects.h"
#include "generator_objects.h"
#include "runtime.h"
#include "runtime_values.h"

#include "internal/pycore_floatobject.h"
#include "internal/pycore_interp.h"
#include "internal/pycore_long.h"
#include "internal/pycore_object.h"
#include "internal/pycore_pymem.h"
#include "internal/pycore_runtime.h"

#include <stdbool.h>

/* Ints made with room for one digit, or for more and cut to one since; and ints of two digits. */
static FreedObjects free_short, free_wide;
#define MAX_FREE_INTS 200

/* An int whose size and digits are the caller's to set, from the list; NULL: there is none. */
static inline PyLongObject *take(FreedObjects *list)
{
    PyLongObject *result = (PyLongObject *)nc_take_freed(list);
    if (result != NULL) {
        nc_count_references(1);
        result->ob_base.ob_base.ob_refcnt = 1;
        result->ob_base.ob_base.ob_type = &PyLong_Type;
    }
    return result;
}

RT void rt_dealloc(PyObject *object)
{
    PyTypeObject *type = Py_TYPE(object);
    if (type == &PyLong_Type) {
        if (nc_is_short(object)
                ? !nc_put_freed(&free_short, object, MAX_FREE_INTS)
                : !nc_is_wide(object) || !nc_put_freed(&free_wide, object, MAX_FREE_INTS)) {
            PyObject_Free(object);
        }
        return;
    }
    if (type == &PyFloat_Type) {
        struct _Py_float_state *state = &_PyRuntime._main_interpreter.float_state;
        if (state->numfree < PyFloat_MAXFREELIST) {
            object->ob_type = (PyTypeObject *)state->free_list;
            state->free_list = (PyFloatObject *)object;
            state->numfree++;
            return;
        }
        PyObject_Free(object);
        return;
    }
    _Py_Dealloc(object);
}

/* A full collection frees what is in the lists of freed floats and of others: ours of ints,
   generators and functions too. */
void __wrap__PyFloat_ClearFreeList(PyInterpreterState *interpreter);
void __real__PyFloat_ClearFreeList(PyInterpreterState *interpreter);

void __wrap__PyFloat_ClearFreeList(PyInterpreterState *interpreter)
{
    nc_free_freed(&free_short, 0);
    nc_free_freed(&free_wide, 0);
    nc_free_generators();
    nc_free_functions();
    __real__PyFloat_ClearFreeList(interpreter);
}

/* An int of two digits at most, of a freed one; NULL: there is none, or it has more. */
static inline PyObject *made_again(unsigned long long magnitude, bool is_negative)
{
    if (magnitude <= PyLong_MASK) {
        PyLongObject *result = take(&free_short);
        if (result != NULL) {
            result->ob_base.ob_size = is_negative ? -1 : 1;
            result->ob_digit[0] = (digit)magnitude;
        }
        return (PyObject *)result;
    }
    PyLongObject *result = magnitude >> (2 * PyLong_SHIFT) == 0 ? take(&free_wide) : NULL;
    if (result != NULL) {
        result->ob_base.ob_size = is_negative ? -2 : 2;
        result->ob_digit[0] = (digit)(magnitude & PyLong_MASK);
        result->ob_digit[1] = (digit)(magnitude >> PyLong_SHIFT);
    }
    return (PyObject *)result;
}

RT PyObject *rt_new_int(long value)
{
    if (value >= -_PY_NSMALLNEGINTS && value < _PY_NSMALLPOSINTS) {
        return Py_NewRef((PyObject *)&_PyLong_SMALL_INTS[_PY_NSMALLNEGINTS + value]);
    }
    PyObject *result =
        made_again(value < 0 ? 0ul - (unsigned long)value : (unsigned long)value, value < 0);
    return result != NULL ? result : PyLong_FromLong(value);
}

PyObject *nc_int_from_64(long long value)
{
    if (value == (long)value) {
        return rt_new_int((long)value);
    }
    PyObject *result = made_again(
        value < 0 ? 0ull - (unsigned long long)value : (unsigned long long)value, value < 0);
    return result != NULL ? result : PyLong_FromLongLong(value);
}

RT PyObject *rt_int_for_local(long value, PyObject **local)
{
    PyObject *old = *local;
    if (old == NULL || Py_REFCNT(old) != 1 || !nc_is_int(old) || value < _PY_NSMALLPOSINTS
        || value > (long)PyLong_MASK || _Py_tracemalloc_config.tracing) {
        return rt_new_int(value);
    }
    Py_SET_SIZE(old, 1);
    ((PyLongObject *)old)->ob_digit[0] = (digit)value;
    return Py_NewRef(old);
}

RT PyObject *rt_new_float(double value)
{
    struct _Py_float_state *state = &_PyRuntime._main_interpreter.float_state;
    PyFloatObject *result = state->free_list;
    if (result == NULL) {
        return PyFloat_FromDouble(value);
    }
    state->free_list = (PyFloatObject *)result->ob_base.ob_type;
    state->numfree--;
    nc_count_references(1);
    result->ob_base.ob_refcnt = 1;
    result->ob_base.ob_type = &PyFloat_Type;
    if (_Py_tracemalloc_config.tracing) {
        _PyTraceMalloc_NewReference((PyObject *)result); /* reads the type */
    }
    result->ob_fval = value;
    return (PyObject *)result;
}
