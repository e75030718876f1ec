/* Raising, handling and context managers. Maps from: RAISE_VARARGS, RERAISE, PUSH_EXC_INFO,
   CHECK_EXC_MATCH, except*, BEFORE_WITH, …. Maps to: the thread's error indicator and its stack
   of handled exceptions. Knows nothing of machine code; finding a handler and unwinding to it is
   rt_error's. */
#include "runtime.h"
#include "call.h"
#include "ceval_access.h"
#include "runtime_values.h"

#include "internal/pycore_call.h"
#include "internal/pycore_exceptions.h"
#include "internal/pycore_global_strings.h"
#include "internal/pycore_object.h"
#include "internal/pycore_pyerrors.h"
#include "internal/pycore_runtime.h"

RT int rt_raise(PyObject **items, int count)
{
    if (count < 0 || count > 2) {
        PyErr_SetString(PyExc_SystemError, "bad RAISE_VARARGS oparg");
        return 0;
    }
    PyObject *exception = count >= 1 ? items[0] : NULL;
    PyObject *cause = count == 2 ? items[1] : NULL;
    return nc_ceval_do_raise(nc_tstate(), exception, cause);
}

/* Makes a caught exception the raised one again, traceback and all; steals it. */
static void restore(PyThreadState *tstate, PyObject *exception)
{
    PyObject *type = Py_NewRef(PyExceptionInstance_Class(exception));
    PyObject *traceback = PyException_GetTraceback(exception);
    _PyErr_Restore(tstate, type, exception, traceback);
}

RT int rt_reraise(Frame *frame, PyObject *exception, PyObject *lasti_borrowed)
{
    PyThreadState *tstate = nc_tstate();
    if (lasti_borrowed != NULL) {
        if (!PyLong_Check(lasti_borrowed)) {
            _PyErr_SetString(tstate, PyExc_SystemError, "lasti is not an int");
            nc_drop(exception);
            return 0;
        }
        frame->prev_instr = _PyCode_CODE(frame->f_code) + PyLong_AsLong(lasti_borrowed);
    }
    restore(tstate, exception);
    return 1;
}

RT PyObject *rt_push_exc_info(PyObject *exception_borrowed)
{
    _PyErr_StackItem *handled = nc_tstate()->exc_info;
    PyObject *previous = handled->exc_value;
    handled->exc_value = Py_NewRef(exception_borrowed);
    return previous != NULL ? previous : Py_NewRef(Py_None);
}

RT void rt_pop_except(PyObject *previous)
{
    _PyErr_StackItem *handled = nc_tstate()->exc_info;
    PyObject *value = handled->exc_value;
    handled->exc_value = previous;
    nc_xdrop(value);
}

RT int rt_check_exc_match(PyObject *exception_borrowed, PyObject *type)
{
    int match = -1;
    if (nc_ceval_check_except_type_valid(nc_tstate(), type) == 0) {
        match = PyErr_GivenExceptionMatches(exception_borrowed, type) != 0;
    }
    nc_drop(type);
    return match;
}

RT int rt_check_eg_match(PyObject *group, PyObject *type, PyObject **out)
{
    PyThreadState *tstate = nc_tstate();
    PyObject *match = NULL, *rest = NULL;
    int status = nc_ceval_check_except_star_type_valid(tstate, type);
    if (status == 0) {
        status = nc_ceval_exception_group_match(group, type, &match, &rest);
    }
    nc_drop(type);
    if (status < 0 || match == NULL || rest == NULL) {
        nc_drop(group);
        return -1;
    }
    out[1] = match;
    if (Py_IsNone(match)) {
        out[0] = group;
        nc_drop(rest);
        return 0;
    }
    /* A whole or partial match: what is left to the next clause is the rest (perhaps None), and
       the match is what is being handled now. */
    out[0] = rest;
    PyErr_SetExcInfo(NULL, Py_NewRef(match), NULL);
    nc_drop(group);
    return 0;
}

RT PyObject *rt_prep_reraise_star(PyObject *original, PyObject *excs)
{
    PyObject *value = _PyExc_PrepReraiseStar(original, excs);
    nc_drop(excs);
    nc_drop(original);
    return value;
}

RT PyObject *rt_with_except_start(PyObject *exit_borrowed, PyObject *Py_UNUSED(lasti_borrowed),
                                  PyObject *Py_UNUSED(previous_borrowed),
                                  PyObject *exception_borrowed)
{
    PyObject *traceback = PyException_GetTraceback(exception_borrowed);
    /* The exception keeps its traceback alive, and the interpreter passes it as borrowed. */
    Py_XDECREF(traceback);
    PyObject *stack[4] = {NULL, PyExceptionInstance_Class(exception_borrowed), exception_borrowed,
                          traceback};
    return PyObject_Vectorcall(exit_borrowed, stack + 1, 3 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
}

/* The method that enters: a function as the class has it, which needs no bound method to be
   called, or else bound. */
static PyObject *look_up_enter(PyObject *manager, PyObject *name, bool *is_function)
{
    PyObject *found = _PyType_Lookup(Py_TYPE(manager), name);
    *is_function = found != NULL && Py_IS_TYPE(found, &PyFunction_Type);
    return *is_function ? Py_NewRef(found) : _PyObject_LookupSpecial(manager, name);
}

/* Looks up both methods of a context manager before calling the first; steals manager. The
   messages differ only in the protocol's name and the second method's. */
static int enter(PyObject *manager, PyObject *enter_name, PyObject *exit_name, const char *protocol,
                 PyObject **out)
{
    bool is_function;
    PyObject *enter_method = look_up_enter(manager, enter_name, &is_function);
    if (enter_method == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_Format(PyExc_TypeError, "'%.200s' object does not support the %s protocol",
                         Py_TYPE(manager)->tp_name, protocol);
        }
        nc_drop(manager);
        return -1;
    }
    PyObject *exit_method = _PyObject_LookupSpecial(manager, exit_name);
    if (exit_method == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_Format(PyExc_TypeError,
                         "'%.200s' object does not support the %s protocol (missed %U method)",
                         Py_TYPE(manager)->tp_name, protocol, exit_name);
        }
        Py_DECREF(enter_method);
        nc_drop(manager);
        return -1;
    }
    PyObject *value;
    if (is_function) {
        /* The references of the bound method are ours meanwhile. */
        PyObject *args[1] = {Py_NewRef(manager)};
        PyFunctionObject *function = (PyFunctionObject *)Py_NewRef(enter_method);
        value = nc_call_function(nc_tstate(), function, args, 1, NULL);
        Py_DECREF(enter_method);
        nc_drop(manager);
    } else {
        nc_drop(manager);
        value = _PyObject_CallNoArgs(enter_method);
        Py_DECREF(enter_method);
    }
    if (value == NULL) {
        nc_drop(exit_method);
        return -1;
    }
    out[0] = exit_method;
    out[1] = value;
    return 0;
}

RT int rt_before_with(PyObject *manager, PyObject **out)
{
    return enter(manager, &_Py_ID(__enter__), &_Py_ID(__exit__), "context manager", out);
}

RT int rt_before_async_with(PyObject *manager, PyObject **out)
{
    return enter(manager, &_Py_ID(__aenter__), &_Py_ID(__aexit__), "asynchronous context manager",
                 out);
}

RT int rt_end_async_for(PyObject *iterator, PyObject *exception)
{
    if (PyErr_GivenExceptionMatches(exception, PyExc_StopAsyncIteration)) {
        nc_drop(exception);
        nc_drop(iterator);
        return 1;
    }
    restore(nc_tstate(), exception);
    nc_drop(iterator);
    return 0;
}
