/* What the wrappers of the runtime functions share. Maps from: a Python call's arguments. Maps
   to: operands with references of their own, caches, results. Knows nothing of single functions. */
#ifndef NC_RUNTIME_TEST_H
#define NC_RUNTIME_TEST_H

#include "../runtime.h"

extern PyMethodDef value_methods[];
extern PyMethodDef control_methods[];

static inline PyThreadState *thread(void)
{
    return PyThreadState_Get();
}

static inline Frame *caller(void)
{
    return thread()->cframe->current_frame;
}

static inline PyObject *own(PyObject *object)
{
    return Py_NewRef(object);
}

static inline PyObject *status_result(int status)
{
    if (status < 0) {
        return NULL;
    }
    return PyLong_FromLong(status);
}

/* The address of a cache in a bytearray. */
static inline void *cache_of(PyObject *object, Py_ssize_t size)
{
    if (!PyByteArray_Check(object) || PyByteArray_GET_SIZE(object) != size) {
        PyErr_SetString(PyExc_TypeError, "a cache is a bytearray of its size");
        return NULL;
    }
    return PyByteArray_AS_STRING(object);
}

/* A new object of equal value that nobody else has a reference to, for the operands that are
   reused in place. */
static inline PyObject *fresh(PyObject *object)
{
    if (PyFloat_CheckExact(object)) {
        return PyFloat_FromDouble(PyFloat_AS_DOUBLE(object));
    }
    if (PyUnicode_CheckExact(object)) {
        return _PyUnicode_Copy(object);
    }
    return own(object);
}

#define TEST(name) static PyObject *test_##name(PyObject *Py_UNUSED(module), PyObject *args)
#define PARSE(...)                            \
    if (!PyArg_ParseTuple(args, __VA_ARGS__)) \
    return NULL

#define UNARY(name)                       \
    TEST(name)                            \
    {                                     \
        PyObject *a;                      \
        PARSE("O", &a);                   \
        return rt_##name(own(a));         \
    }
#define BINARY(name)                         \
    TEST(name)                               \
    {                                        \
        PyObject *a, *b;                     \
        PARSE("OO", &a, &b);                 \
        return rt_##name(own(a), own(b));    \
    }
#define BINARY_STATUS(name)                                  \
    TEST(name)                                               \
    {                                                        \
        PyObject *a, *b;                                     \
        PARSE("OO", &a, &b);                                 \
        return status_result(rt_##name(own(a), own(b)));     \
    }
#define UNARY_STATUS(name)                           \
    TEST(name)                                       \
    {                                                \
        PyObject *a;                                 \
        PARSE("O", &a);                              \
        return status_result(rt_##name(own(a)));     \
    }
/* The container is borrowed, the value is not. */
#define INTO(name)                                       \
    TEST(name)                                           \
    {                                                    \
        PyObject *a, *b;                                 \
        PARSE("OO", &a, &b);                             \
        return status_result(rt_##name(a, own(b)));      \
    }
#define BUILD(name)                                                     \
    TEST(name)                                                          \
    {                                                                   \
        PyObject *operands, *items[64];                                 \
        int count;                                                      \
        PARSE("O!i", &PyTuple_Type, &operands, &count);                 \
        own_items(operands, items);                                     \
        return rt_##name(items, count);                                 \
    }
#define OUTPUTS(name, call, count) \
    TEST(name)                     \
    {                              \
        PyObject *out[64];         \
        call;                      \
        return outputs(out, count); \
    }

/* At most 64; None stands for itself, Ellipsis for the NULL that PUSH_NULL makes. */
static inline void own_items(PyObject *operands, PyObject **items)
{
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(operands); i++) {
        PyObject *item = PyTuple_GET_ITEM(operands, i);
        items[i] = item == Py_Ellipsis ? NULL : own(item);
    }
}

/* The outputs as a tuple; Ellipsis where one is NULL. */
static inline PyObject *outputs(PyObject **out, int count)
{
    PyObject *tuple = PyTuple_New(count);
    for (int i = 0; i < count; i++) {
        PyTuple_SET_ITEM(tuple, i, out[i] != NULL ? out[i] : own(Py_Ellipsis));
    }
    return tuple;
}

#define METHOD(name) {#name, test_##name, METH_VARARGS, NULL}

#endif
