/* Names, globals, locals and cells. Maps from: LOAD_NAME, LOAD_GLOBAL, LOAD_CLASSDEREF, MAKE_CELL,
   … and their store and delete forms. Maps to: the frame's namespaces and cells, as the interpreter
   uses them. Knows nothing of machine code; GlobalCache is filled here for compiled code to
   test. */
#include "runtime.h"
#include "ceval_access.h"
#include "runtime_values.h"

#include "internal/pycore_dict.h"
#include "internal/pycore_pyerrors.h"

/* The value in a namespace, or NULL: with an exception set, or without one if there is no such
   name. */
static PyObject *namespace_lookup(PyObject *namespace, PyObject *name)
{
    PyObject *value;
    if (PyDict_CheckExact(namespace)) {
        value = PyDict_GetItemWithError(namespace, name);
        Py_XINCREF(value);
        return value;
    }
    value = PyObject_GetItem(namespace, name);
    if (value == NULL && _PyErr_ExceptionMatches(nc_tstate(), PyExc_KeyError)) {
        PyErr_Clear();
    }
    return value;
}

/* The last namespace to be asked: a missing name is a NameError. */
static PyObject *builtins_lookup(PyObject *builtins, PyObject *name)
{
    PyThreadState *tstate = nc_tstate();
    PyObject *value;
    if (PyDict_CheckExact(builtins)) {
        value = PyDict_GetItemWithError(builtins, name);
        if (value != NULL) {
            return Py_NewRef(value);
        }
        if (!_PyErr_Occurred(tstate)) {
            nc_ceval_name_error(tstate, name);
        }
        return NULL;
    }
    /* The KeyError stays set while the NameError is made, as in the interpreter: it becomes no
       context either way. */
    value = PyObject_GetItem(builtins, name);
    if (value == NULL && _PyErr_ExceptionMatches(tstate, PyExc_KeyError)) {
        nc_ceval_name_error(tstate, name);
    }
    return value;
}

RT PyObject *rt_load_name(Frame *frame, PyObject *name)
{
    PyThreadState *tstate = nc_tstate();
    if (frame->f_locals == NULL) {
        _PyErr_Format(tstate, PyExc_SystemError, "no locals when loading %R", name);
        return NULL;
    }
    PyObject *value = namespace_lookup(frame->f_locals, name);
    if (value != NULL || _PyErr_Occurred(tstate)) {
        return value;
    }
    /* LOAD_NAME, unlike LOAD_GLOBAL, reads a dict subclass as globals without its __getitem__. */
    value = PyDict_GetItemWithError(frame->f_globals, name);
    if (value != NULL) {
        return Py_NewRef(value);
    }
    if (_PyErr_Occurred(tstate)) {
        return NULL;
    }
    return builtins_lookup(frame->f_builtins, name);
}

RT int rt_store_name(Frame *frame, PyObject *name, PyObject *value)
{
    PyObject *namespace = frame->f_locals;
    int status;
    if (namespace == NULL) {
        _PyErr_Format(nc_tstate(), PyExc_SystemError, "no locals found when storing %R", name);
        status = -1;
    } else if (PyDict_CheckExact(namespace)) {
        status = PyDict_SetItem(namespace, name, value);
    } else {
        status = PyObject_SetItem(namespace, name, value);
    }
    nc_drop(value);
    return status != 0 ? -1 : 0;
}

RT int rt_delete_name(Frame *frame, PyObject *name)
{
    PyThreadState *tstate = nc_tstate();
    if (frame->f_locals == NULL) {
        _PyErr_Format(tstate, PyExc_SystemError, "no locals when deleting %R", name);
        return -1;
    }
    if (PyObject_DelItem(frame->f_locals, name) != 0) {
        nc_ceval_name_error(tstate, name);
        return -1;
    }
    return 0;
}

/* A dict whose values compiled code may read at a fixed offset from its keys while their version
   stays. */
static int is_cacheable(PyObject *namespace)
{
    PyDictObject *dict = (PyDictObject *)namespace;
    return DK_IS_UNICODE(dict->ma_keys) && dict->ma_values == NULL;
}

static PyObject **entry_value(PyDictKeysObject *keys, Py_ssize_t index)
{
    return &DK_UNICODE_ENTRIES(keys)[index].me_value;
}

/* The value if both namespaces are of the cacheable kind and one has the name; fills the cache. */
static PyObject *load_cacheable_global(PyObject *globals, PyObject *builtins, PyObject *name,
                                       GlobalCache *cache)
{
    PyDictKeysObject *keys = ((PyDictObject *)globals)->ma_keys;
    if (!is_cacheable(globals)) {
        return NULL;
    }
    uint32_t builtins_version = 0;
    Py_ssize_t index = _PyDictKeys_StringLookup(keys, name);
    uint32_t version = _PyDictKeys_GetVersionForCurrentState(keys);
    if (index == DKIX_EMPTY) {
        keys = ((PyDictObject *)builtins)->ma_keys;
        if (!is_cacheable(builtins)) {
            return NULL;
        }
        index = _PyDictKeys_StringLookup(keys, name);
        builtins_version = _PyDictKeys_GetVersionForCurrentState(keys);
        if (builtins_version == 0) {
            version = 0;
        }
    }
    if (index < 0) {
        return NULL;
    }
    PyObject **value = entry_value(keys, index);
    if (nc_is_near(value, keys)) {
        cache->version = version;
        cache->builtins_version = builtins_version;
        cache->offset = (uint32_t)((char *)value - (char *)keys);
    }
    Py_XINCREF(*value);
    return *value;
}

RT PyObject *rt_load_global(Frame *frame, PyObject *name, GlobalCache *cache)
{
    PyThreadState *tstate = nc_tstate();
    PyObject *globals = frame->f_globals, *builtins = frame->f_builtins, *value;
    if (PyDict_CheckExact(globals) && PyDict_CheckExact(builtins)) {
        value = load_cacheable_global(globals, builtins, name, cache);
        if (value != NULL) {
            return value;
        }
        value = _PyDict_LoadGlobal((PyDictObject *)globals, (PyDictObject *)builtins, name);
        if (value != NULL) {
            return Py_NewRef(value);
        }
        if (!_PyErr_Occurred(tstate)) {
            nc_ceval_name_error(tstate, name);
        }
        return NULL;
    }
    /* When either is not a dict, both are read through their item protocol. */
    value = PyObject_GetItem(globals, name);
    if (value != NULL || !_PyErr_ExceptionMatches(tstate, PyExc_KeyError)) {
        return value;
    }
    _PyErr_Clear(tstate);
    value = PyObject_GetItem(builtins, name);
    if (value == NULL && _PyErr_ExceptionMatches(tstate, PyExc_KeyError)) {
        nc_ceval_name_error(tstate, name);
    }
    return value;
}

RT int rt_store_global(Frame *frame, PyObject *name, PyObject *value)
{
    int status = PyDict_SetItem(frame->f_globals, name, value);
    nc_drop(value);
    return status != 0 ? -1 : 0;
}

RT int rt_delete_global(Frame *frame, PyObject *name)
{
    if (PyDict_DelItem(frame->f_globals, name) != 0) {
        PyThreadState *tstate = nc_tstate();
        if (_PyErr_ExceptionMatches(tstate, PyExc_KeyError)) {
            nc_ceval_name_error(tstate, name);
        }
        return -1;
    }
    return 0;
}

RT void rt_unbound_local(Frame *frame, int index)
{
    nc_ceval_unbound_local_error(nc_tstate(),
                                 PyTuple_GET_ITEM(frame->f_code->co_localsplusnames, index));
}

RT int rt_make_cell(Frame *frame, int index)
{
    /* The initial value is an argument's, or one set through PyFrame_LocalsToFast before this
       ran. */
    PyObject *initial = frame->localsplus[index];
    PyObject *cell = PyCell_New(initial);
    if (cell == NULL) {
        return -1;
    }
    frame->localsplus[index] = cell;
    nc_xdrop(initial);
    return 0;
}

RT PyObject *rt_load_deref(Frame *frame, int index)
{
    PyObject *value = PyCell_GET(frame->localsplus[index]);
    if (value == NULL) {
        nc_ceval_format_exc_unbound(nc_tstate(), frame->f_code, index);
        return NULL;
    }
    return Py_NewRef(value);
}

RT PyObject *rt_load_classderef(Frame *frame, int index)
{
    PyObject *name = PyTuple_GET_ITEM(frame->f_code->co_localsplusnames, index);
    PyObject *value = namespace_lookup(frame->f_locals, name);
    if (value != NULL || _PyErr_Occurred(nc_tstate())) {
        return value;
    }
    return rt_load_deref(frame, index);
}

RT int rt_store_deref(Frame *frame, int index, PyObject *value)
{
    PyObject *cell = frame->localsplus[index];
    PyObject *old = PyCell_GET(cell);
    PyCell_SET(cell, value);
    nc_xdrop(old);
    return 0;
}

RT int rt_delete_deref(Frame *frame, int index)
{
    PyObject *cell = frame->localsplus[index];
    PyObject *old = PyCell_GET(cell);
    if (old == NULL) {
        nc_ceval_format_exc_unbound(nc_tstate(), frame->f_code, index);
        return -1;
    }
    PyCell_SET(cell, NULL);
    nc_drop(old);
    return 0;
}

RT void rt_copy_free_vars(Frame *frame, int count)
{
    PyCodeObject *code = frame->f_code;
    PyObject *closure = frame->f_func->func_closure;
    int offset = code->co_nlocals + code->co_nplaincellvars;
    for (int i = 0; i < count; i++) {
        frame->localsplus[offset + i] = Py_NewRef(PyTuple_GET_ITEM(closure, i));
    }
}
