/* CALL of a class, the common shapes. Maps from: a class whose instances object.__new__ makes
   and whose __init__ is a Python function, or object's own; or one with a Python function as
   __new__ and object's __init__, as named tuples have. Maps to: an instance, without the tuple
   and the dict of arguments that the general way builds and takes apart. Knows nothing of
   frames. What a program can see is as ever: the order of everything, reference counts within
   the two (those of the tuple and the dict are counted), the levels of recursion. */
#include "call.h"

#include "attribute_cache.h"
#include "call_frame.h"
#include "call_site.h"
#include "ceval_access.h"
#include "runtime_values.h"

#include "internal/pycore_ceval.h"
#include "internal/pycore_object.h"
#include "internal/pycore_runtime.h"
#include "internal/pycore_typeobject.h"

#include <stdint.h>

/* What was found out about a class, for as long as its version is the same. Versions are never
   used twice, so an entry of a class that has died cannot be mistaken for another's. */
typedef struct {
    PyTypeObject *type;
    uint32_t version;         /* 0: empty */
    PyFunctionObject *init;   /* borrowed from the class or a base; NULL: not of the shape */
    PyFunctionObject *new;    /* likewise, of classes of the other shape */
    bool is_bare;             /* object's own __init__, which takes nothing and does nothing */
} ClassEntry;

#define CLASS_ENTRIES 256
static ClassEntry entries[CLASS_ENTRIES];

static bool has_common_shape(const PyTypeObject *type)
{
    return type->tp_new == PyBaseObject_Type.tp_new && type->tp_vectorcall == NULL
           && PyType_HasFeature((PyTypeObject *)type, Py_TPFLAGS_HEAPTYPE)
           && !PyType_HasFeature((PyTypeObject *)type, Py_TPFLAGS_IS_ABSTRACT);
}

/* The Python function that the type's slot finds as __new__ and calls, borrowed, or NULL. Its
   __init__ is object's, which does nothing then. */
static PyFunctionObject *python_new(PyTypeObject *type)
{
    if (type->tp_init != PyBaseObject_Type.tp_init || type->tp_new == PyBaseObject_Type.tp_new
        || type->tp_vectorcall != NULL || !PyType_HasFeature(type, Py_TPFLAGS_HEAPTYPE)
        || Py_TYPE(type)->tp_getattro != PyType_Type.tp_getattro) {
        return NULL;
    }
    PyObject *method = _PyType_Lookup(type, &_Py_ID(__new__));
    if (method == NULL || !Py_IS_TYPE(method, &PyStaticMethod_Type)) {
        return NULL;
    }
    PyObject *function = nc_staticmethod_function(method);
    return function != NULL && Py_IS_TYPE(function, &PyFunction_Type) ? (PyFunctionObject *)function
                                                                      : NULL;
}

static ClassEntry *find_entry(PyTypeObject *type)
{
    ClassEntry *entry = &entries[((uintptr_t)type >> 4) % CLASS_ENTRIES];
    if (entry->type == type && entry->version == type->tp_version_tag && entry->version != 0) {
        return entry;
    }
    /* The lookup gives the class its version. */
    PyObject *init = _PyType_Lookup(type, &_Py_ID(__init__));
    bool is_common = has_common_shape(type);
    entry->type = type;
    entry->version =
        PyType_HasFeature(type, Py_TPFLAGS_VALID_VERSION_TAG) ? type->tp_version_tag : 0;
    /* A Python function as __init__ means that tp_init is the slot that calls it. */
    bool is_function = is_common && init != NULL && Py_IS_TYPE(init, &PyFunction_Type);
    entry->init = is_function ? (PyFunctionObject *)init : NULL;
    entry->is_bare = is_common && type->tp_init == PyBaseObject_Type.tp_init;
    entry->new = python_new(type);
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
static int initialize_anyhow(PyObject *instance, PyObject **args, int nargs, PyObject *kwnames)
{
    int keywords = kwnames == NULL ? 0 : (int)PyTuple_GET_SIZE(kwnames),
        positional = nargs - keywords, status = -1;
    PyObject *tuple = PyTuple_New(positional), *dict = keywords == 0 ? NULL : PyDict_New();
    if (tuple != NULL && (dict != NULL || keywords == 0)) {
        for (int i = 0; i < positional; i++) {
            PyTuple_SET_ITEM(tuple, i, Py_NewRef(args[i]));
        }
        status = 0;
        for (int i = 0; i < keywords && status == 0; i++) {
            status = PyDict_SetItem(dict, PyTuple_GET_ITEM(kwnames, i), args[positional + i]);
        }
        if (status == 0) {
            status = Py_TYPE(instance)->tp_init(instance, tuple, dict);
        }
    }
    Py_XDECREF(tuple);
    Py_XDECREF(dict);
    return status;
}

/* A function with `first` and the arguments, and the references that a tuple of these would
   have, if it is native and takes just so many; *done: false if not, then nothing has happened. */
static inline PyObject *call_exact_slot(PyThreadState *tstate, PyFunctionObject *function,
                                        PyObject *first, PyObject **args, int nargs, bool *done)
{
    NativeCode *native = nc_native_of((PyCodeObject *)function->func_code);
    if (native == NULL || native->entry == NULL || native->argcount != nargs + 1
        || tstate->cframe->use_tracing) {
        return NULL;
    }
    PyObject *before = args[-1];
    args[-1] = Py_NewRef(first);
    nc_hold(args, nargs);
    nc_hold(args, nargs);
    Py_INCREF(function); /* what looking it up gives */
    Py_INCREF(function);
    PyObject *result = nc_run_exact(tstate, function, native, args - 1, nargs + 1, done);
    if (!*done) {
        Py_DECREF(function);
        nc_release(args, nargs);
        Py_DECREF(first);
    }
    nc_release(args, nargs);
    Py_DECREF(function);
    args[-1] = before;
    return result;
}

static PyObject *call_slot(PyThreadState *tstate, PyFunctionObject *function, PyObject *first,
                           PyObject **args, int nargs, PyObject *kwnames)
{
    bool done = false;
    PyObject *result =
        kwnames == NULL ? call_exact_slot(tstate, function, first, args, nargs, &done) : NULL;
    if (!done) {
        nc_hold(args, nargs);
        result = nc_call_by_slot(tstate, function, first, args, nargs, kwnames);
        nc_release(args, nargs);
    }
    return result;
}

static int initialize(PyThreadState *tstate, PyFunctionObject *init, PyObject *instance,
                      PyObject **args, int nargs, PyObject *kwnames)
{
    PyObject *result = call_slot(tstate, init, instance, args, nargs, kwnames);
    int status = -1;
    if (result == Py_None) {
        status = 0;
    }
    else if (result != NULL) {
        PyErr_Format(PyExc_TypeError, "__init__() should return None, not '%.200s'",
                     Py_TYPE(result)->tp_name);
    }
    Py_XDECREF(result);
    if (status < 0) {
        Py_DECREF(instance);
    }
    return status;
}

/* By __new__, which may give anything. An instance of a class that is derived from this one has
   perhaps an __init__. */
static PyObject *make_by_new(PyThreadState *tstate, PyTypeObject *type, PyFunctionObject *new,
                             PyObject **args, int nargs, PyObject *kwnames)
{
    if (_Py_EnterRecursiveCallTstate(tstate, " while calling a Python object")) {
        return NULL;
    }
    PyObject *result = call_slot(tstate, new, (PyObject *)type, args, nargs, kwnames);
    if (result != NULL && Py_TYPE(result)->tp_init != PyBaseObject_Type.tp_init
        && PyObject_TypeCheck(result, type)
        && initialize_anyhow(result, args, nargs, kwnames) < 0) {
        Py_CLEAR(result);
    }
    _Py_LeaveRecursiveCallTstate(tstate);
    return result;
}

/* `init` NULL: there is nothing to call. The version is the class's. */
static PyObject *make(PyThreadState *tstate, PyTypeObject *type, uint32_t version,
                      PyFunctionObject *init, PyObject **args, int nargs, PyObject *kwnames)
{
    if (_Py_EnterRecursiveCallTstate(tstate, " while calling a Python object")) {
        return NULL;
    }
    PyObject *instance = new_instance(type);
    if (instance != NULL) {
        if (type->tp_version_tag != version) {
            if (initialize_anyhow(instance, args, nargs, kwnames) < 0) {
                Py_CLEAR(instance);
            }
        }
        else if (init != NULL && initialize(tstate, init, instance, args, nargs, kwnames) < 0) {
            instance = NULL;
        }
    }
    _Py_LeaveRecursiveCallTstate(tstate);
    return instance;
}

/* What a class of a common shape is called with, NULL: nothing; false: it has none. */
static bool shape_of(const ClassEntry *entry, int nargs, PyFunctionObject **init,
                     PyFunctionObject **new)
{
    bool is_bare = entry->is_bare && nargs == 0;
    *init = is_bare ? NULL : entry->init;
    *new = entry->new;
    return entry->version != 0 && (is_bare || entry->init != NULL || entry->new != NULL);
}

PyObject *nc_call_class(PyThreadState *tstate, PyTypeObject *type, PyObject **args, int nargs,
                        PyObject *kwnames, bool *done)
{
    ClassEntry *entry = find_entry(type);
    PyFunctionObject *init, *new;
    /* The metaclass can change without a new version of the class. */
    if (!shape_of(entry, nargs, &init, &new) || Py_TYPE(type)->tp_call != PyType_Type.tp_call) {
        return NULL;
    }
    *done = true;
    return new != NULL ? make_by_new(tstate, type, new, args, nargs, kwnames)
                       : make(tstate, type, entry->version, init, args, nargs, kwnames);
}

/* -- at a place that knows its class -- */

static inline __attribute__((always_inline)) PyObject *call_known_class(PyObject **items, int nargs,
                                                                        PyObject *kwnames,
                                                                        CallCache *cache,
                                                                        bool by_new)
{
    PyThreadState *tstate = nc_tstate();
    PyObject *callable = items[1];
    PyTypeObject *type = (PyTypeObject *)callable;
    if (NC_UNLIKELY(items[0] != NULL || callable != cache->key || !PyType_Check(callable)
                    || type->tp_version_tag != cache->version
                    || Py_TYPE(type)->tp_call != PyType_Type.tp_call
                    || tstate->cframe->use_tracing)) {
        return nc_call_at(items, nargs, kwnames, cache);
    }
    PyObject *result =
        by_new ? make_by_new(tstate, type, cache->target, items + 2, nargs, kwnames)
               : make(tstate, type, cache->version, cache->target, items + 2, nargs, kwnames);
    return nc_finish_c_call(tstate, callable, items + 2, nargs, result);
}

static RT PyObject *class_with_init(PyObject **items, int nargs, PyObject *kwnames,
                                    CallCache *cache)
{
    return call_known_class(items, nargs, kwnames, cache, false);
}

static RT PyObject *class_with_new(PyObject **items, int nargs, PyObject *kwnames, CallCache *cache)
{
    return call_known_class(items, nargs, kwnames, cache, true);
}

void nc_learn_python_class(CallCache *cache, PyTypeObject *class, int count)
{
    ClassEntry *entry = find_entry(class);
    PyFunctionObject *init, *new;
    if (!shape_of(entry, count, &init, &new)) {
        return;
    }
    *cache = (CallCache){
        .handler = new != NULL ? class_with_new : class_with_init,
        .key = class,
        .target = new != NULL ? new : init,
        .version = entry->version,
        .seen = cache->seen,
    };
}
