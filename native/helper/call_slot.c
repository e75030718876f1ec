/* Calls that CPython makes by way of a type's slot which a Python function fills: __call__ here,
   __init__ in call_class.c. Maps from: the function, the object and its arguments. Maps to: the
   result, without the tuple and the dict of arguments that the slot is passed and that are taken
   apart again. Knows nothing of frames. Levels of recursion and the counts of references within
   the function are as ever. */
#include "call.h"

#include "runtime_values.h"

#include "internal/pycore_ceval.h"
#include "internal/pycore_object.h"
#include "internal/pycore_runtime.h"
#include "internal/pycore_typeobject.h"

void nc_hold(PyObject **args, int nargs)
{
    for (int i = 0; i < nargs; i++) {
        Py_INCREF(args[i]);
    }
}

void nc_release(PyObject **args, int nargs)
{
    for (int i = nargs; i-- > 0;) {
        Py_DECREF(args[i]);
    }
}

PyObject *nc_call_by_slot(PyThreadState *tstate, PyFunctionObject *func, PyObject *self,
                          PyObject **args, int nargs, PyObject *kwnames)
{
    PyObject *before = args[-1];
    args[-1] = self;
    /* The array into which a dict of arguments is unpacked has references too; then the frame's. */
    if (kwnames != NULL) {
        nc_hold(args - 1, nargs + 1);
    }
    nc_hold(args - 1, nargs + 1);
    Py_INCREF(func); /* what looking it up gives */
    PyObject *result =
        nc_call_function(tstate, (PyFunctionObject *)Py_NewRef(func), args - 1, nargs + 1, kwnames);
    Py_DECREF(func);
    if (kwnames != NULL) {
        nc_release(args - 1, nargs + 1);
    }
    args[-1] = before;
    return result;
}

PyObject *nc_call_instance(PyThreadState *tstate, PyObject *callable, PyObject **args, int nargs,
                           PyObject *kwnames, bool *done)
{
    PyTypeObject *type = Py_TYPE(callable);
    if (!PyType_HasFeature(type, Py_TPFLAGS_HEAPTYPE)
        || PyType_HasFeature(type, Py_TPFLAGS_HAVE_VECTORCALL)) {
        return NULL;
    }
    /* A Python function as __call__ means that tp_call is the slot that calls it. */
    PyObject *function = _PyType_Lookup(type, &_Py_ID(__call__));
    if (function == NULL || !Py_IS_TYPE(function, &PyFunction_Type)) {
        return NULL;
    }
    *done = true;
    if (_Py_EnterRecursiveCallTstate(tstate, " while calling a Python object")) {
        return NULL;
    }
    nc_hold(args, nargs);
    PyObject *result =
        nc_call_by_slot(tstate, (PyFunctionObject *)function, callable, args, nargs, kwnames);
    _Py_LeaveRecursiveCallTstate(tstate);
    nc_release(args, nargs);
    return result;
}
