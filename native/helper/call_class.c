/* CALL of a class, the common shape. Maps from: a class whose instances object.__new__ makes and whose __init__ is a Python
   function. Maps to: an instance, without the tuple of arguments that the general way builds and takes apart. Knows nothing
   of frames. What a program can see is as ever: the order of everything, reference counts within __init__ (the tuple's references
   are counted), the levels of recursion. */
#include "call.h"

#include "runtime_values.h"

#include "internal/pycore_ceval.h"
#include "internal/pycore_object.h"
#include "internal/pycore_runtime.h"
#include "internal/pycore_typeobject.h"

#include <stdint.h>

/* What was found out about a class, for as long as its version is the same. Versions are never used twice, so an
   entry of a class that has died cannot be mistaken for another's. */
typedef struct {
    PyTypeObject *type;
    uint32_t version;         /* 0: empty */
    PyFunctionObject *init;   /* borrowed from the class or a base; NULL: not of the shape */
} ClassEntry;

#define CLASS_ENTRIES 256
static ClassEntry entries[CLASS_ENTRIES];

static PyFunctionObject *find_init(PyTypeObject *type)
{
    if (type->tp_new != PyBaseObject_Type.tp_new || type->tp_vectorcall != NULL
        || !PyType_HasFeature(type, Py_TPFLAGS_HEAPTYPE) || PyType_HasFeature(type, Py_TPFLAGS_IS_ABSTRACT)) {
        return NULL;
    }
    /* A Python function as __init__ means that tp_init is the slot that calls it. */
    PyObject *init = _PyType_Lookup(type, &_Py_ID(__init__));
    return init != NULL && Py_IS_TYPE(init, &PyFunction_Type) ? (PyFunctionObject *)init : NULL;
}

static ClassEntry *find_entry(PyTypeObject *type)
{
    ClassEntry *entry = &entries[((uintptr_t)type >> 4) % CLASS_ENTRIES];
    if (entry->type == type && entry->version == type->tp_version_tag && entry->version != 0) {
        return entry;
    }
    /* The lookup gives the class its version. */
    PyFunctionObject *init = find_init(type);
    entry->type = type;
    entry->version = PyType_HasFeature(type, Py_TPFLAGS_VALID_VERSION_TAG) ? type->tp_version_tag : 0;
    entry->init = init;
    return entry;
}

static PyObject *new_instance(PyTypeObject *type)
{
    PyObject *instance = type->tp_alloc(type, 0);
    if (instance != NULL && _PyObject_InitializeDict(instance) != 0) {
        Py_DECREF(instance);
        return NULL;
    }
    return instance;
}

/* When making the instance has changed the class: tp_init's own way. */
static int initialize_anyhow(PyObject *instance, PyObject **args, int nargs)
{
    PyObject *tuple = PyTuple_New(nargs);
    if (tuple == NULL) {
        return -1;
    }
    for (int i = 0; i < nargs; i++) {
        PyTuple_SET_ITEM(tuple, i, Py_NewRef(args[i]));
    }
    int result = Py_TYPE(instance)->tp_init(instance, tuple, NULL);
    Py_DECREF(tuple);
    return result;
}

static int initialize(PyThreadState *tstate, PyFunctionObject *init, PyObject *instance, PyObject **args, int nargs)
{
    for (int i = 0; i < nargs; i++) {
        args[i]->ob_refcnt += 2; /* the frame's and the tuple's */
    }
    PyObject *before = args[-1];
    args[-1] = Py_NewRef(instance);
    Py_INCREF(init); /* what looking it up gives */
    PyObject *result = nc_call_function(tstate, (PyFunctionObject *)Py_NewRef(init), args - 1, nargs + 1, NULL);
    Py_DECREF(init);
    args[-1] = before;
    int status = -1;
    if (result == Py_None) {
        status = 0;
    }
    else if (result != NULL) {
        PyErr_Format(PyExc_TypeError, "__init__() should return None, not '%.200s'", Py_TYPE(result)->tp_name);
    }
    Py_XDECREF(result);
    if (status < 0) {
        Py_DECREF(instance);
    }
    for (int i = nargs; i-- > 0;) {
        Py_DECREF(args[i]);
    }
    return status;
}

PyObject *nc_call_class(PyThreadState *tstate, PyTypeObject *type, PyObject **args, int nargs, bool *done)
{
    ClassEntry *entry = find_entry(type);
    PyFunctionObject *init = entry->init;
    uint32_t version = entry->version;
    /* The metaclass can change without a new version of the class. */
    if (init == NULL || version == 0 || Py_TYPE(type)->tp_call != PyType_Type.tp_call) {
        return NULL;
    }
    *done = true;
    if (_Py_EnterRecursiveCallTstate(tstate, " while calling a Python object")) {
        return NULL;
    }
    PyObject *instance = new_instance(type);
    if (instance != NULL) {
        if (type->tp_version_tag == version) {
            if (initialize(tstate, init, instance, args, nargs) < 0) {
                instance = NULL;
            }
        }
        else if (initialize_anyhow(instance, args, nargs) < 0) {
            Py_CLEAR(instance);
        }
    }
    _Py_LeaveRecursiveCallTstate(tstate);
    return instance;
}
