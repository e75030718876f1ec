/* The small inline tools of the runtime functions. Maps from: a PyObject *. Maps to: its plain C
   value, or one reference less. Knows nothing of opcodes. */
#ifndef NC_RUNTIME_VALUES_H
#define NC_RUNTIME_VALUES_H

#include "runtime.h"
#include "internal/pycore_long.h"
#include "internal/pycore_pystate.h"

static inline PyThreadState *nc_tstate(void)
{
    return _PyThreadState_GET();
}

/* CPython's debug build counts references all together too: here is what changes a reference count
   without its macros. */
static inline void nc_count_references(Py_ssize_t difference)
{
#ifdef Py_REF_DEBUG
    _Py_RefTotal += difference;
#else
    (void)difference;
#endif
}

/* Drops one reference. Through rt_dealloc, because that feeds the free lists that compiled code
   allocates from. */
static inline void nc_drop(PyObject *object)
{
    nc_count_references(-1);
    if (--object->ob_refcnt == 0) {
        rt_dealloc(object);
    }
}

static inline void nc_xdrop(PyObject *object)
{
    if (object != NULL) {
        nc_drop(object);
    }
}

/* Drops a run of value-stack slots from the top down, as unwinding does; NULLs are skipped. */
static inline void nc_drop_items(PyObject **items, int count)
{
    while (--count >= 0) {
        nc_xdrop(items[count]);
    }
}

/* Whether the distance between the two is one that a cache, and machine code, has 4 bytes for. */
static inline int nc_is_near(const void *inside, const void *begin)
{
    return (const char *)inside - (const char *)begin <= INT32_MAX;
}

static inline int nc_is_int(PyObject *object)
{
    return Py_IS_TYPE(object, &PyLong_Type);
}

static inline int nc_is_float(PyObject *object)
{
    return Py_IS_TYPE(object, &PyFloat_Type);
}

static inline int nc_is_str(PyObject *object)
{
    return Py_IS_TYPE(object, &PyUnicode_Type);
}

/* An int as rt_new_int makes it (free_lists.c); NULL with MemoryError. */
PyObject *nc_int_from_64(long long value);

/* An int of two digits at most: its magnitude is below 2**60. */
static inline int nc_is_wide(PyObject *integer)
{
    return (size_t)(Py_SIZE(integer) + 2) <= 4;
}

static inline long long nc_wide_value(PyObject *integer)
{
    const digit *digits = ((PyLongObject *)integer)->ob_digit;
    switch (Py_SIZE(integer)) {
    case 0:
        return 0;
    case 1:
        return digits[0];
    case -1:
        return -(long long)digits[0];
    case 2:
        return (long long)digits[1] << PyLong_SHIFT | digits[0];
    default:
        return -((long long)digits[1] << PyLong_SHIFT | digits[0]);
    }
}

/* An int of no or one digit: its magnitude is below 2**30. */
static inline int nc_is_short(PyObject *integer)
{
    return (size_t)(Py_SIZE(integer) + 1) <= 2;
}

static inline int nc_short_value(PyObject *integer)
{
    return (int)Py_SIZE(integer) * (int)((PyLongObject *)integer)->ob_digit[0];
}

static inline double nc_float_value(PyObject *number)
{
    return ((PyFloatObject *)number)->ob_fval;
}

#endif
