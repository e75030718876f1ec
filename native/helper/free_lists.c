/* Making and freeing the objects that native code makes most. Maps from: a machine number, or an
   object that nobody refers to any more. Maps to: an object, taken from a list of freed ones where
   possible. Knows nothing of code. */
#include "runtime.h"
#include "runtime_values.h"

#include "internal/pycore_floatobject.h"
#include "internal/pycore_interp.h"
#include "internal/pycore_long.h"
#include "internal/pycore_object.h"
#include "internal/pycore_pymem.h"
#include "internal/pycore_runtime.h"

/* Freed ints, linked through ob_type as CPython links freed floats. Guarded by the GIL. Native code
   runs in the main interpreter only, so one list is enough. */
static PyLongObject *free_ints;
static int free_int_count;
#define MAX_FREE_INTS 200

RT void rt_dealloc(PyObject *object)
{
    PyTypeObject *type = Py_TYPE(object);
    if (type == &PyLong_Type) {
        /* An int of at most one digit; a longer one that was cut to it has room enough as
           well. tracemalloc is to see ints made and freed as it does without us. */
        if ((size_t)(Py_SIZE(object) + 1) <= 2 && free_int_count < MAX_FREE_INTS && !_Py_tracemalloc_config.tracing) {
            object->ob_type = (PyTypeObject *)free_ints;
            free_ints = (PyLongObject *)object;
            free_int_count++;
            return;
        }
        PyObject_Free(object);
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

/* A full collection frees what is in the lists of freed floats and of others: ours of ints too. */
void __wrap__PyFloat_ClearFreeList(PyInterpreterState *interpreter);
void __real__PyFloat_ClearFreeList(PyInterpreterState *interpreter);

void __wrap__PyFloat_ClearFreeList(PyInterpreterState *interpreter)
{
    while (free_ints != NULL) {
        PyLongObject *gone = free_ints;
        free_ints = (PyLongObject *)gone->ob_base.ob_base.ob_type;
        PyObject_Free(gone);
    }
    free_int_count = 0;
    __real__PyFloat_ClearFreeList(interpreter);
}

RT PyObject *rt_new_int(long value)
{
    if (value >= -_PY_NSMALLNEGINTS && value < _PY_NSMALLPOSINTS) {
        return Py_NewRef((PyObject *)&_PyLong_SMALL_INTS[_PY_NSMALLNEGINTS + value]);
    }
    unsigned long magnitude = value < 0 ? 0ul - (unsigned long)value : (unsigned long)value;
    if (magnitude > PyLong_MASK) {
        return PyLong_FromLong(value);
    }
    PyLongObject *result = free_ints;
    if (result != NULL && !_Py_tracemalloc_config.tracing) {
        free_ints = (PyLongObject *)result->ob_base.ob_base.ob_type;
        free_int_count--;
    }
    else {
        result = PyObject_Malloc(sizeof(PyLongObject));
        if (result == NULL) {
            return PyErr_NoMemory();
        }
    }
    nc_count_references(1);
    result->ob_base.ob_base.ob_refcnt = 1;
    result->ob_base.ob_base.ob_type = &PyLong_Type;
    result->ob_base.ob_size = value < 0 ? -1 : 1;
    result->ob_digit[0] = (digit)magnitude;
    return (PyObject *)result;
}

RT PyObject *rt_int_for_local(long value, PyObject **local)
{
    PyObject *old = *local;
    if (old == NULL || Py_REFCNT(old) != 1 || !nc_is_int(old) || value < _PY_NSMALLPOSINTS || value > (long)PyLong_MASK ||
        _Py_tracemalloc_config.tracing) {
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
