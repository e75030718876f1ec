/* See known_items.h. */
#include "known_items.h"

#include "runtime_values.h"

#include "internal/pycore_global_strings.h"
#include "internal/pycore_runtime.h"

#include <limits.h>
#include <stdbool.h>
#include <string.h>

/* -- array.array -- */

/* The beginning of what Modules/arraymodule.c keeps to itself; `learn` tests it on an array. */
typedef struct {
    PyObject_VAR_HEAD
    char *items;
    Py_ssize_t allocated;
    const char *typecode; /* at the beginning of a descriptor */
} Array;

/* The type, once one has been seen; a reference. The module can be imported anew, with a type of
   its own. */
static PyTypeObject *array_type;

extern PyObject *PyInit_array(void);

/* Whether the type is one that the module itself made, and not one of the same name. */
static bool is_of_array_module(PyTypeObject *type)
{
    if (!(type->tp_flags & Py_TPFLAGS_HEAPTYPE) || strcmp(type->tp_name, "array.array") != 0) {
        return false;
    }
    PyObject *module = ((PyHeapTypeObject *)type)->ht_module;
    /* The module is initialised in phases: what this returns is its definition. */
    return module != NULL && (PyObject *)PyModule_GetDef(module) == PyInit_array();
}

void nc_learn_items(PyObject *container)
{
    PyTypeObject *type = Py_TYPE(container);
    if (!is_of_array_module(type) || Py_SIZE(container) <= 0) {
        return;
    }
    Py_buffer view;
    if (PyObject_GetBuffer(container, &view, PyBUF_FORMAT) != 0) {
        PyErr_Clear();
        return;
    }
    const Array *array = (Array *)container;
    if (array->items == view.buf && Py_SIZE(container) * view.itemsize == view.len &&
        (array->typecode[0] == view.format[0] || array->typecode[0] == 'u')) {
        Py_INCREF(type);
        Py_XSETREF(array_type, type);
    }
    PyBuffer_Release(&view);
}

/* -- numbers in memory -- */

static PyObject *int_from_unsigned(unsigned long long value)
{
    return value <= LONG_MAX ? rt_new_int((long)value) : PyLong_FromUnsignedLongLong(value);
}

/* A number of a type of C, wherever its bytes begin. */
#define LOAD(type, from)                       \
    ({                                         \
        type number_;                          \
        memcpy(&number_, (from), sizeof(type)); \
        number_;                               \
    })
#define STORE(type, to, value)                 \
    do {                                       \
        type number_ = (type)(value);          \
        memcpy((to), &number_, sizeof(type));  \
    } while (0)

/* Codes of the struct module, in the machine's own sizes. */
static PyObject *load_number(char code, const char *from)
{
    switch (code) {
    case 'd':
        return rt_new_float(LOAD(double, from));
    case 'f':
        return rt_new_float(LOAD(float, from));
    case 'b':
        return rt_new_int(*(const signed char *)from);
    case 'B':
        return rt_new_int(*(const unsigned char *)from);
    case 'h':
        return rt_new_int(LOAD(short, from));
    case 'H':
        return rt_new_int(LOAD(unsigned short, from));
    case 'i':
        return rt_new_int(LOAD(int, from));
    case 'I':
        return int_from_unsigned(LOAD(unsigned, from));
    case 'l':
        return rt_new_int(LOAD(long, from));
    case 'L':
        return int_from_unsigned(LOAD(unsigned long, from));
    case 'q':
        return nc_int_from_64(LOAD(long long, from));
    case 'Q':
        return int_from_unsigned(LOAD(unsigned long long, from));
    default:
        return NC_NOT_KNOWN;
    }
}

static bool store_double(char code, char *to, double value)
{
    if (code == 'd') {
        STORE(double, to, value);
        return true;
    }
    if (code == 'f') {
        STORE(float, to, value);
        return true;
    }
    return false;
}

/* Stores what fits. */
static bool store_int(char code, char *to, long long value)
{
#define STORE_WITHIN(type, least, most)         \
    if (value < (least) || value > (most)) {    \
        return false;                           \
    }                                           \
    STORE(type, to, value);                     \
    return true
    switch (code) {
    case 'b':
        STORE_WITHIN(signed char, SCHAR_MIN, SCHAR_MAX);
    case 'B':
        STORE_WITHIN(unsigned char, 0, UCHAR_MAX);
    case 'h':
        STORE_WITHIN(short, SHRT_MIN, SHRT_MAX);
    case 'H':
        STORE_WITHIN(unsigned short, 0, USHRT_MAX);
    case 'i':
        STORE_WITHIN(int, INT_MIN, INT_MAX);
    case 'I':
        STORE_WITHIN(unsigned, 0, (long long)UINT_MAX);
    case 'l':
        STORE_WITHIN(long, LONG_MIN, LONG_MAX);
    case 'L':
        STORE_WITHIN(unsigned long, 0,
                     sizeof(long) < sizeof(long long) ? (long long)ULONG_MAX : LLONG_MAX);
    case 'q':
        STORE_WITHIN(long long, LLONG_MIN, LLONG_MAX);
    case 'Q':
        STORE_WITHIN(unsigned long long, 0, LLONG_MAX);
    default:
        return false;
    }
#undef STORE_WITHIN
}

static bool store_number(char code, char *to, PyObject *value)
{
    if (nc_is_float(value)) {
        return store_double(code, to, nc_float_value(value));
    }
    if (!nc_is_int(value)) {
        return false;
    }
    if (!nc_is_wide(value)) {
        return false;
    }
    long long number = nc_wide_value(value);
    return store_int(code, to, number)
           || (nc_is_short(value) && store_double(code, to, (double)number));
}

/* -- containers -- */

/* Of a view of one dimension with a format of one character; NULL: none such, or no item there. */
static char *view_item(PyObject *view, Py_ssize_t index, char *code)
{
    const PyMemoryViewObject *object = (PyMemoryViewObject *)view;
    const Py_buffer *buffer = &object->view;
    if ((object->flags & _Py_MEMORYVIEW_RELEASED)
        || (object->mbuf->flags & _Py_MANAGED_BUFFER_RELEASED) || buffer->ndim != 1
        || buffer->suboffsets != NULL || buffer->format[0] == 0 || buffer->format[1] != 0) {
        return NULL;
    }
    if (index < 0) {
        index += buffer->shape[0];
    }
    if ((size_t)index >= (size_t)buffer->shape[0]) {
        return NULL;
    }
    *code = buffer->format[0];
    return (char *)buffer->buf + buffer->strides[0] * index;
}

static char *array_item(PyObject *container, Py_ssize_t index, char *code)
{
    const Array *array = (Array *)container;
    Py_ssize_t itemsize;
    *code = array->typecode[0];
    switch (*code) {
    case 'b':
    case 'B':
        itemsize = sizeof(char);
        break;
    case 'h':
    case 'H':
        itemsize = sizeof(short);
        break;
    case 'i':
    case 'I':
    case 'f':
        itemsize = sizeof(int);
        break;
    case 'l':
    case 'L':
        itemsize = sizeof(long);
        break;
    case 'q':
    case 'Q':
    case 'd':
        itemsize = sizeof(long long);
        break;
    default:
        return NULL;
    }
    return array->items + index * itemsize;
}

/* One of the 256 characters that are there once and for all. */
static PyObject *character(PyObject *text, Py_ssize_t index)
{
    Py_UCS4 found = PyUnicode_READ_CHAR(text, index);
    if (found < 128) {
        return Py_NewRef((PyObject *)&_Py_SINGLETON(strings).ascii[found]);
    }
    return found < 256 ? Py_NewRef((PyObject *)&_Py_SINGLETON(strings).latin1[found - 128])
                       : NC_NOT_KNOWN;
}

/* The position that an index selects among so many items; -1: none. */
static inline Py_ssize_t position(Py_ssize_t index, Py_ssize_t size)
{
    if (index < 0) {
        index += size;
    }
    return (size_t)index < (size_t)size ? index : -1;
}

PyObject *nc_known_item(PyObject *container, Py_ssize_t index)
{
    PyTypeObject *type = Py_TYPE(container);
    if (type == &PyUnicode_Type) {
        index =
            PyUnicode_IS_READY(container) ? position(index, PyUnicode_GET_LENGTH(container)) : -1;
        return index < 0 ? NC_NOT_KNOWN : character(container, index);
    }
    char code;
    if (type == &PyMemoryView_Type) {
        const char *item = view_item(container, index, &code);
        return item == NULL ? NC_NOT_KNOWN : load_number(code, item);
    }
    bool isList = type == &PyList_Type, isTuple = type == &PyTuple_Type,
         isBytes = type == &PyBytes_Type;
    bool isArray = type == array_type, isByteArray = type == &PyByteArray_Type;
    if (!(isList | isTuple | isBytes | isArray | isByteArray)
        || (index = position(index, Py_SIZE(container))) < 0) {
        return NC_NOT_KNOWN;
    }
    if (isList) {
        return Py_NewRef(PyList_GET_ITEM(container, index));
    }
    if (isTuple) {
        return Py_NewRef(PyTuple_GET_ITEM(container, index));
    }
    if (isArray) {
        const char *item = array_item(container, index, &code);
        return item == NULL ? NC_NOT_KNOWN : load_number(code, item);
    }
    const char *bytes = isBytes ? PyBytes_AS_STRING(container) : PyByteArray_AS_STRING(container);
    return rt_new_int((unsigned char)bytes[index]);
}

int nc_store_known_item(PyObject *container, Py_ssize_t index, PyObject *value)
{
    PyTypeObject *type = Py_TYPE(container);
    char code = 'B';
    char *item;
    if (type == &PyMemoryView_Type) {
        item = ((PyMemoryViewObject *)container)->view.readonly
                   ? NULL
                   : view_item(container, index, &code);
    } else if (type != array_type && type != &PyByteArray_Type) {
        return false;
    } else if ((index = position(index, Py_SIZE(container))) < 0) {
        return false;
    } else {
        item = type == array_type ? array_item(container, index, &code)
                                  : PyByteArray_AS_STRING(container) + index;
    }
    return item != NULL && store_number(code, item, value);
}
