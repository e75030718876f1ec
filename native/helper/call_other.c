/* CALL of what is not a Python function. Maps from: a callable and borrowed arguments. Maps to:
   the result, by the callable's own calling convention where that needs nothing but the array.
   Knows nothing of frames. */
#include "call.h"

#include "ceval_access.h"
#include "image.h"
#include "runtime_values.h"

#include "internal/pycore_call.h"
#include "internal/pycore_ceval.h"
#include "internal/pycore_interp.h"
#include "internal/pycore_list.h"
#include "internal/pycore_runtime.h"

/* The calling conventions that need no more than the stack; *done is false for the others, and
   for errors: those are CPython's own affair. args are what comes after self. With one argument
   or none a call of C code counts as a level of recursion, with an array of them it does not
   once the call site is warm, nor is it the interpreter that calls. */
static inline PyObject *call_c(PyThreadState *tstate, PyMethodDef *method, PyObject *self,
                               PyObject **args, int nargs, PyObject *kwnames, bool *done)
{
    int flags = method->ml_flags & ~(METH_CLASS | METH_STATIC | METH_COEXIST);
    int keywords = kwnames == NULL ? 0 : (int)PyTuple_GET_SIZE(kwnames);
    bool fitting = false;
    switch (flags) {
    case METH_O:
        fitting = nargs == 1 && keywords == 0;
        break;
    case METH_NOARGS:
        fitting = nargs == 0;
        break;
    case METH_FASTCALL:
        fitting = keywords == 0;
        break;
    case METH_FASTCALL | METH_KEYWORDS:
        fitting = true;
        break;
    default:
        break;
    }
    if (!fitting) {
        return NULL;
    }
    *done = true;
    bool counts = !(flags & METH_FASTCALL) || !nc_is_warm(tstate);
    if (counts && _Py_EnterRecursiveCallTstate(tstate, " while calling a Python object")) {
        return NULL;
    }
    void (*function)(void) = (void (*)(void))method->ml_meth;
    PyObject *result;
    if (flags == METH_FASTCALL) {
        result = ((_PyCFunctionFast)function)(self, args, nargs);
    }
    else if (flags & METH_FASTCALL) {
        result = ((_PyCFunctionFastWithKeywords)function)(self, args, nargs - keywords, kwnames);
    }
    else {
        result = method->ml_meth(self, flags == METH_O ? args[0] : NULL);
    }
    if (counts) {
        _Py_LeaveRecursiveCallTstate(tstate);
    }
    return result;
}

/* The three that CPython specialises by identity. */
static inline PyObject *call_famous(PyObject *callable, PyObject **args, int nargs, bool *done)
{
    const struct callable_cache *famous = &_PyRuntime._main_interpreter.callable_cache;
    if (callable == famous->list_append && nargs == 2 && PyList_CheckExact(args[0])) {
        *done = true;
        return _PyList_AppendTakeRef((PyListObject *)args[0], Py_NewRef(args[1])) < 0
                   ? NULL
                   : Py_NewRef(Py_None);
    }
    if (callable == famous->len && nargs == 1) {
        *done = true;
        Py_ssize_t length = PyObject_Size(args[0]);
        return length < 0 ? NULL : rt_new_int(length);
    }
    if (callable == famous->isinstance && nargs == 2) {
        *done = true;
        int answer = PyObject_IsInstance(args[0], args[1]);
        return answer < 0 ? NULL : Py_NewRef(answer ? Py_True : Py_False);
    }
    return NULL;
}

/* The three classes whose call with one argument CPython specialises. A cold call of str has a
   tuple of arguments, which a __str__ in Python sees in the count of references. */
static inline PyObject *call_famous_class(PyThreadState *tstate, PyObject *class, PyObject *arg,
                                          bool *done)
{
    *done = true;
    if (class == (PyObject *)&PyUnicode_Type
        && (!PyType_HasFeature(Py_TYPE(arg), Py_TPFLAGS_HEAPTYPE) || nc_is_warm(tstate))) {
        return PyObject_Str(arg);
    }
    if (class == (PyObject *)&PyType_Type) {
        return Py_NewRef(Py_TYPE(arg));
    }
    if (class == (PyObject *)&PyTuple_Type) {
        return PySequence_Tuple(arg);
    }
    *done = false;
    return NULL;
}

PyObject *nc_call_other(PyThreadState *tstate, PyObject *callable, PyObject **args, int nargs,
                        PyObject *kwnames)
{
    int positional = nargs - (kwnames == NULL ? 0 : (int)PyTuple_GET_SIZE(kwnames));
    if (__builtin_expect(tstate->cframe->use_tracing, 0)) {
        return nc_ceval_trace_call_function(tstate, callable, args, positional, kwnames);
    }
    bool done = false;
    PyObject *result = NULL;
    PyTypeObject *type = Py_TYPE(callable);
    if (type == &PyCFunction_Type) {
        PyCFunctionObject *function = (PyCFunctionObject *)callable;
        if (kwnames == NULL) {
            result = call_famous(callable, args, nargs, &done);
        }
        if (!done) {
            result = call_c(tstate, function->m_ml, PyCFunction_GET_SELF(callable), args, nargs,
                            kwnames, &done);
        }
    }
    else if (type == &PyMethodDescr_Type) {
        PyMethodDescrObject *descriptor = (PyMethodDescrObject *)callable;
        if (kwnames == NULL) {
            result = call_famous(callable, args, nargs, &done);
        }
        if (!done && positional > 0 && Py_IS_TYPE(args[0], PyDescr_TYPE(descriptor))) {
            result =
                call_c(tstate, descriptor->d_method, args[0], args + 1, nargs - 1, kwnames, &done);
        }
    }
    else if (PyType_Check(callable)) {
        if (nargs == 1 && kwnames == NULL) {
            result = call_famous_class(tstate, callable, args[0], &done);
        }
        if (!done) {
            result = nc_call_class(tstate, (PyTypeObject *)callable, args, nargs, kwnames, &done);
        }
    }
    else {
        result = nc_call_instance(tstate, callable, args, nargs, kwnames, &done);
    }
    if (!done) {
        return PyObject_Vectorcall(callable, args,
                                   (size_t)positional | PY_VECTORCALL_ARGUMENTS_OFFSET, kwnames);
    }
    if (__builtin_expect((result == NULL) != (tstate->curexc_type != NULL), 0)) {
        result = _Py_CheckFunctionResult(tstate, callable, result, NULL);
    }
    return result;
}
