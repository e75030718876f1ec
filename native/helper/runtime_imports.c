/* Imports and annotations. Maps from: IMPORT_NAME, IMPORT_FROM, IMPORT_STAR, SETUP_ANNOTATIONS.
   Maps to: CPython's import functions and the frame's namespace. Knows nothing of machine code. */
#include "runtime.h"
#include "ceval_access.h"
#include "runtime_values.h"

#include "internal/pycore_global_strings.h"
#include "internal/pycore_pyerrors.h"
#include "internal/pycore_runtime.h"

RT PyObject *rt_import_name(Frame *frame, PyObject *name, PyObject **items)
{
    PyObject *level = items[0], *fromlist = items[1];
    PyObject *module = nc_ceval_import_name(nc_tstate(), frame, name, fromlist, level);
    nc_drop(level);
    nc_drop(fromlist);
    return module;
}

RT PyObject *rt_import_from(PyObject *module_borrowed, PyObject *name)
{
    return nc_ceval_import_from(nc_tstate(), module_borrowed, name);
}

RT int rt_import_star(Frame *frame, PyObject *module)
{
    PyThreadState *tstate = nc_tstate();
    int status = -1;
    if (_PyFrame_FastToLocalsWithError(frame) == 0) {
        if (frame->f_locals == NULL) {
            _PyErr_SetString(tstate, PyExc_SystemError, "no locals found during 'import *'");
        } else {
            status = nc_ceval_import_all_from(tstate, frame->f_locals, module);
            _PyFrame_LocalsToFast(frame, 0);
        }
    }
    nc_drop(module);
    return status != 0 ? -1 : 0;
}

/* 1: the namespace has __annotations__; 0: not yet; -1: an exception is set. */
static int has_annotations(PyThreadState *tstate, PyObject *namespace)
{
    PyObject *annotations;
    if (PyDict_CheckExact(namespace)) {
        annotations = PyDict_GetItemWithError(namespace, &_Py_ID(__annotations__));
        if (annotations != NULL) {
            return 1;
        }
        return _PyErr_Occurred(tstate) ? -1 : 0;
    }
    annotations = PyObject_GetItem(namespace, &_Py_ID(__annotations__));
    if (annotations != NULL) {
        Py_DECREF(annotations);
        return 1;
    }
    if (!_PyErr_ExceptionMatches(tstate, PyExc_KeyError)) {
        return -1;
    }
    _PyErr_Clear(tstate);
    return 0;
}

RT int rt_setup_annotations(Frame *frame)
{
    PyThreadState *tstate = nc_tstate();
    PyObject *namespace = frame->f_locals;
    if (namespace == NULL) {
        _PyErr_Format(tstate, PyExc_SystemError, "no locals found when setting up annotations");
        return -1;
    }
    int found = has_annotations(tstate, namespace);
    if (found != 0) {
        return found < 0 ? -1 : 0;
    }
    PyObject *annotations = PyDict_New();
    if (annotations == NULL) {
        return -1;
    }
    int status = PyObject_SetItem(namespace, &_Py_ID(__annotations__), annotations);
    Py_DECREF(annotations);
    return status != 0 ? -1 : 0;
}
