/* See function_objects.h. What a program can see is as in Objects/funcobject.c: the collector's
   counts, the order in which things are dropped. */
#include "function_objects.h"

#include "freed_objects.h"

#include "internal/pycore_ceval.h"
#include "internal/pycore_dict.h"
#include "internal/pycore_function.h"
#include "internal/pycore_global_strings.h"
#include "internal/pycore_runtime.h"

/* -- memory -- */

#define MOST_FREED 32
static FreedObjects freed;
static destructor cpython_dealloc;

void nc_free_functions(void)
{
    nc_free_freed(&freed, sizeof(PyGC_Head));
}

/* A function without what functions rarely have. */
static void dealloc(PyObject *self)
{
    PyFunctionObject *function = (PyFunctionObject *)self;
    if (function->func_weakreflist != NULL || function->func_dict != NULL
        || function->func_annotations != NULL) {
        cpython_dealloc(self);
        return;
    }
    _PyObject_GC_UNTRACK(self);
    function->func_version = 0;
    Py_XDECREF(function->func_globals);
    Py_XDECREF(function->func_builtins);
    Py_XDECREF(function->func_module);
    Py_CLEAR(function->func_defaults);
    Py_CLEAR(function->func_kwdefaults);
    Py_XDECREF(function->func_doc);
    Py_CLEAR(function->func_closure);
    Py_DECREF(function->func_code);
    Py_DECREF(function->func_name);
    Py_DECREF(function->func_qualname);
    nc_delete_to_freed(&freed, self, MOST_FREED);
}

void nc_function_objects_install(void)
{
    cpython_dealloc = PyFunction_Type.tp_dealloc;
    PyFunction_Type.tp_dealloc = dealloc;
}

/* -- making -- */

/* Where dicts of globals have two names: bytes from their keys to the values, known by the version
   of the keys, which no two have. */
typedef struct {
    uint32_t version; /* 0: empty */
    uint32_t name;
    uint32_t builtins;
} Place;
#define PLACES 64
static Place places[PLACES];

static PyObject **value_of(PyDictKeysObject *keys, PyObject *name)
{
    Py_ssize_t index = _PyDictKeys_StringLookup(keys, name);
    return index < 0 ? NULL : &DK_UNICODE_ENTRIES(keys)[index].me_value;
}

/* False: the dict, or what it holds, is not as usual. */
static bool find_names(PyObject *globals, PyObject **name, PyObject **builtins)
{
    PyDictObject *dict = (PyDictObject *)globals;
    PyDictKeysObject *keys = dict->ma_keys;
    if (!PyDict_CheckExact(globals) || dict->ma_values != NULL || !DK_IS_UNICODE(keys)) {
        return false;
    }
    Place *place = &places[keys->dk_version % PLACES];
    if (keys->dk_version == 0 || place->version != keys->dk_version) {
        PyObject **name_value = value_of(keys, &_Py_ID(__name__));
        PyObject **builtins_value = value_of(keys, &_Py_ID(__builtins__));
        uint32_t version = _PyDictKeys_GetVersionForCurrentState(keys);
        if (version == 0 || name_value == NULL || builtins_value == NULL
            || !nc_is_near(name_value, keys) || !nc_is_near(builtins_value, keys)) {
            return false;
        }
        place = &places[version % PLACES];
        place->version = version;
        place->name = (uint32_t)((char *)name_value - (char *)keys);
        place->builtins = (uint32_t)((char *)builtins_value - (char *)keys);
    }
    *name = *(PyObject **)((char *)keys + place->name);
    *builtins = *(PyObject **)((char *)keys + place->builtins);
    if (*builtins != NULL && PyModule_Check(*builtins)) {
        *builtins = PyModule_GetDict(*builtins);
    }
    return *name != NULL && *builtins != NULL;
}

PyFunctionObject *nc_make_function(PyObject *code, PyObject *globals)
{
    PyObject *name, *builtins;
    if (!find_names(globals, &name, &builtins)) {
        return (PyFunctionObject *)PyFunction_New(code, globals);
    }
    /* Held before memory is asked for, since a collection may run then. */
    Py_INCREF(name);
    Py_INCREF(builtins);
    PyFunctionObject *function =
        (PyFunctionObject *)nc_make_of_freed(&freed, &PyFunction_Type);
    if (function == NULL) {
        function = PyObject_GC_New(PyFunctionObject, &PyFunction_Type);
        if (function == NULL) {
            Py_DECREF(name);
            Py_DECREF(builtins);
            return NULL;
        }
    }
    PyCodeObject *code_object = (PyCodeObject *)Py_NewRef(code);
    PyObject *consts = code_object->co_consts;
    PyObject *doc = PyTuple_GET_SIZE(consts) >= 1 ? PyTuple_GET_ITEM(consts, 0) : Py_None;
    function->func_globals = Py_NewRef(globals);
    function->func_builtins = builtins;
    function->func_name = Py_NewRef(code_object->co_name);
    function->func_qualname = Py_NewRef(code_object->co_qualname);
    function->func_code = code;
    function->func_defaults = NULL;
    function->func_kwdefaults = NULL;
    function->func_closure = NULL;
    function->func_doc = Py_NewRef(PyUnicode_Check(doc) ? doc : Py_None);
    function->func_dict = NULL;
    function->func_weakreflist = NULL;
    function->func_module = name;
    function->func_annotations = NULL;
    function->vectorcall = _PyFunction_Vectorcall;
    function->func_version = 0;
    _PyObject_GC_TRACK(function);
    return function;
}
