/* f(*args, **kwargs). Maps from: a function, a tuple and a dict. Maps to: the result, where the
   general way would unpack both into an array and a tuple of names. Knows nothing of frames.
   References within the function are counted as if there were that array, which CPython makes
   where there are names. */
#include "call.h"

#include "runtime_values.h"

/* More arguments go the general way. */
#define MOST 24

/* Without names: the tuple is the array, but for the object of a method. */
static PyObject *call_without_names(PyThreadState *tstate, PyFunctionObject *function,
                                    PyObject *self, PyObject *tuple, bool *done)
{
    PyObject *values[MOST + 1], **args = &PyTuple_GET_ITEM(tuple, 0);
    int count = (int)PyTuple_GET_SIZE(tuple);
    if (self != NULL) {
        values[0] = self;
        for (int i = 0; i < count; i++) {
            values[i + 1] = args[i];
        }
        args = values;
        count++;
    }
    return nc_call_borrowed(tstate, function, args, count, &(Keywords){NULL, 0}, done);
}

PyObject *nc_call_spread(PyThreadState *tstate, PyObject *callable, PyObject *tuple, PyObject *dict,
                         bool *done)
{
    PyObject *function = callable, *self = NULL;
    if (Py_IS_TYPE(callable, &PyMethod_Type)) {
        function = ((PyMethodObject *)callable)->im_func;
        self = ((PyMethodObject *)callable)->im_self;
    }
    Py_ssize_t positional = PyTuple_GET_SIZE(tuple),
               named = dict == NULL ? 0 : PyDict_GET_SIZE(dict);
    if (!Py_IS_TYPE(function, &PyFunction_Type) || positional > MOST || named > MOST - positional) {
        return NULL;
    }
    NativeCode *native = nc_native_of((PyCodeObject *)((PyFunctionObject *)function)->func_code);
    if (native == NULL || native->parameters < 0) {
        return NULL;
    }
    if (named == 0) {
        return call_without_names(tstate, (PyFunctionObject *)function, self, tuple, done);
    }
    PyObject *values[MOST + 1] = {self}, *names[MOST], **args = values + 1;
    for (Py_ssize_t i = 0; i < positional; i++) {
        args[i] = PyTuple_GET_ITEM(tuple, i);
    }
    Py_ssize_t position = 0;
    int count = (int)positional, bound = self != NULL;
    for (int i = 0; PyDict_Next(dict, &position, &names[i], &args[count]); i++) {
        count++;
    }
    nc_hold(args, count);
    PyObject *result = nc_call_borrowed(tstate, (PyFunctionObject *)function, args - bound,
                                        count + bound, &(Keywords){names, (int)named}, done);
    nc_release(args, count);
    return result;
}
