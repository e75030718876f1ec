/* f(*args, **kwargs). Maps from: a function, a tuple and a dict. Maps to: the result, where the general way would unpack both into
   an array and a tuple of names. Knows nothing of frames. References within the function are counted as if there
   were that array. */
#include "call.h"

#include "runtime_values.h"

/* More arguments go the general way. */
#define MOST 24

PyObject *nc_call_spread(PyThreadState *tstate, PyObject *callable, PyObject *tuple, PyObject *dict, bool *done)
{
    PyObject *values[MOST + 1] = {NULL}, *names[MOST];
    PyObject *function = callable;
    if (Py_IS_TYPE(callable, &PyMethod_Type)) {
        function = ((PyMethodObject *)callable)->im_func;
        values[0] = ((PyMethodObject *)callable)->im_self;
    }
    Py_ssize_t positional = PyTuple_GET_SIZE(tuple), named = PyDict_GET_SIZE(dict);
    if (!Py_IS_TYPE(function, &PyFunction_Type) || named == 0 || positional > MOST || named > MOST - positional) {
        return NULL;
    }
    NativeCode *native = nc_native_of((PyCodeObject *)((PyFunctionObject *)function)->func_code);
    if (native == NULL || native->parameters < 0) {
        return NULL;
    }
    PyObject **args = values + 1;
    for (Py_ssize_t i = 0; i < positional; i++) {
        args[i] = PyTuple_GET_ITEM(tuple, i);
    }
    Py_ssize_t position = 0;
    int count = (int)positional, bound = values[0] != NULL;
    for (int i = 0; PyDict_Next(dict, &position, &names[i], &args[count]); i++) {
        count++;
    }
    nc_hold(args, count);
    PyObject *result = nc_call_borrowed(tstate, (PyFunctionObject *)function, args - bound, count + bound,
                                        &(Keywords){names, (int)named}, done);
    nc_release(args, count);
    return result;
}
