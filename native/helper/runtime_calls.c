/* Calls with argument unpacking, functions and classes. Maps from: CALL_FUNCTION_EX,
   MAKE_FUNCTION, LOAD_BUILD_CLASS, PRINT_EXPR. Maps to: CPython's call protocol. Knows nothing
   of machine code; plain calls are in call.c. */
#include "runtime.h"
#include "call.h"
#include "ceval_access.h"
#include "function_objects.h"
#include "runtime_values.h"

#include "internal/pycore_dict.h"
#include "internal/pycore_global_strings.h"
#include "internal/pycore_pyerrors.h"
#include "internal/pycore_runtime.h"
#include "internal/pycore_sysmodule.h"

/* The keyword arguments as an exact dict; steals kwargs. */
static PyObject *keyword_dict(PyThreadState *tstate, PyObject *function_borrowed, PyObject *kwargs)
{
    if (PyDict_CheckExact(kwargs)) {
        return kwargs;
    }
    PyObject *dict = PyDict_New();
    if (dict != NULL && _PyDict_MergeEx(dict, kwargs, 2) < 0) {
        Py_CLEAR(dict);
        nc_ceval_format_kwargs_error(tstate, function_borrowed, kwargs);
    }
    nc_drop(kwargs);
    return dict;
}

/* The positional arguments as an exact tuple; steals args. */
static PyObject *argument_tuple(PyThreadState *tstate, PyObject *function_borrowed, PyObject *args)
{
    if (PyTuple_CheckExact(args)) {
        return args;
    }
    PyObject *tuple = NULL;
    if (nc_ceval_check_args_iterable(tstate, function_borrowed, args) == 0) {
        tuple = PySequence_Tuple(args);
    }
    nc_drop(args);
    return tuple;
}

RT PyObject *rt_call_function_ex(PyObject **items, int oparg, Frame *Py_UNUSED(frame))
{
    PyThreadState *tstate = nc_tstate();
    PyObject *function = items[1], *args = items[2], *kwargs = NULL;
    if (oparg & 1) {
        kwargs = keyword_dict(tstate, function, items[3]);
        if (kwargs == NULL) {
            nc_drop_items(items, 3);
            return NULL;
        }
    }
    args = argument_tuple(tstate, function, args);
    if (args == NULL) {
        nc_xdrop(kwargs);
        nc_drop_items(items, 2);
        return NULL;
    }
    bool done = false;
    PyObject *result = nc_call_spread(tstate, function, args, kwargs, &done);
    if (!done) {
        result = nc_ceval_do_call_core(tstate, function, args, kwargs, tstate->cframe->use_tracing);
    }
    nc_drop(function);
    nc_drop(args);
    nc_xdrop(kwargs);
    return result;
}

RT PyObject *rt_make_function(PyObject **items, int oparg, Frame *frame)
{
    int count = (oparg & 1) + (oparg >> 1 & 1) + (oparg >> 2 & 1) + (oparg >> 3 & 1);
    PyObject *code = items[count];
    PyFunctionObject *function = nc_make_function(code, frame->f_globals);
    nc_drop(code);
    if (function == NULL) {
        nc_drop_items(items, count);
        return NULL;
    }
    if (oparg & 0x08) {
        function->func_closure = items[--count];
    }
    if (oparg & 0x04) {
        function->func_annotations = items[--count];
    }
    if (oparg & 0x02) {
        function->func_kwdefaults = items[--count];
    }
    if (oparg & 0x01) {
        function->func_defaults = items[--count];
    }
    return (PyObject *)function;
}

RT PyObject *rt_load_build_class(Frame *frame)
{
    PyThreadState *tstate = nc_tstate();
    PyObject *builtins = frame->f_builtins, *build_class;
    if (PyDict_CheckExact(builtins)) {
        build_class = PyDict_GetItemWithError(builtins, &_Py_ID(__build_class__));
        if (build_class != NULL) {
            return Py_NewRef(build_class);
        }
        if (_PyErr_Occurred(tstate)) {
            return NULL;
        }
    } else {
        build_class = PyObject_GetItem(builtins, &_Py_ID(__build_class__));
        if (build_class != NULL || !_PyErr_ExceptionMatches(tstate, PyExc_KeyError)) {
            return build_class;
        }
    }
    _PyErr_SetString(tstate, PyExc_NameError, "__build_class__ not found");
    return NULL;
}

RT int rt_print_expr(PyObject *value)
{
    PyThreadState *tstate = nc_tstate();
    PyObject *hook = _PySys_GetAttr(tstate, &_Py_ID(displayhook));
    if (hook == NULL) {
        _PyErr_SetString(tstate, PyExc_RuntimeError, "lost sys.displayhook");
        nc_drop(value);
        return -1;
    }
    PyObject *result = PyObject_CallOneArg(hook, value);
    nc_drop(value);
    if (result == NULL) {
        return -1;
    }
    Py_DECREF(result);
    return 0;
}
