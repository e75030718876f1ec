/* CPython's evaluation loop, compiled here so that its static functions can be reached. Maps
   from: the source tree that set-up fetched. Maps to: the archive's ceval object plus the
   entrances of ceval_access.h. The include is the whole of Python/ceval.c, edited by
   edit_ceval.mjs where the loop asks us (ceval_loop.h). */
#include "edited/ceval.c"

#include "ceval_access.h"

const binaryfunc *const nc_ceval_binary_ops = binary_ops;

int nc_ceval_handle_pending(PyThreadState *tstate)
{
    return eval_frame_handle_pending(tstate);
}

_PyInterpreterFrame *nc_ceval_push_frame(PyThreadState *tstate, PyFunctionObject *func,
                                         PyObject *locals, PyObject *const *args, size_t argcount,
                                         PyObject *kwnames)
{
    return _PyEvalFramePushAndInit(tstate, func, locals, args, argcount, kwnames);
}

void nc_ceval_clear_and_pop_frame(PyThreadState *tstate, _PyInterpreterFrame *frame)
{
    _PyEvalFrameClearAndPop(tstate, frame);
}

int nc_ceval_get_exception_handler(PyCodeObject *code, int index, int *depth, int *handler,
                                   int *lasti)
{
    return get_exception_handler(code, index, depth, handler, lasti);
}

PyObject *nc_ceval_trace_call_function(PyThreadState *tstate, PyObject *func, PyObject **args,
                                       Py_ssize_t nargs, PyObject *kwnames)
{
    return trace_call_function(tstate, func, args, nargs, kwnames);
}

PyObject *nc_ceval_do_call_core(PyThreadState *tstate, PyObject *func, PyObject *args,
                                PyObject *kwargs, int use_tracing)
{
    return do_call_core(tstate, func, args, kwargs, use_tracing);
}

int nc_ceval_check_args_iterable(PyThreadState *tstate, PyObject *func, PyObject *args)
{
    return check_args_iterable(tstate, func, args);
}

void nc_ceval_format_kwargs_error(PyThreadState *tstate, PyObject *func, PyObject *kwargs)
{
    format_kwargs_error(tstate, func, kwargs);
}

void nc_ceval_call_exc_trace(PyThreadState *tstate, _PyInterpreterFrame *frame)
{
    call_exc_trace(tstate->c_tracefunc, tstate->c_traceobj, tstate, frame);
}

int nc_ceval_trace_function_entry(PyThreadState *tstate, _PyInterpreterFrame *frame)
{
    return trace_function_entry(tstate, frame);
}

int nc_ceval_trace_function_exit(PyThreadState *tstate, _PyInterpreterFrame *frame,
                                 PyObject *retval)
{
    return trace_function_exit(tstate, frame, retval);
}

int nc_ceval_call_trace(Py_tracefunc func, PyObject *obj, PyThreadState *tstate,
                        _PyInterpreterFrame *frame, int what, PyObject *arg)
{
    return call_trace(func, obj, tstate, frame, what, arg);
}

int nc_ceval_call_trace_protected(Py_tracefunc func, PyObject *obj, PyThreadState *tstate,
                                  _PyInterpreterFrame *frame, int what, PyObject *arg)
{
    return call_trace_protected(func, obj, tstate, frame, what, arg);
}

void nc_ceval_name_error(PyThreadState *tstate, PyObject *name)
{
    format_exc_check_arg(tstate, PyExc_NameError, NAME_ERROR_MSG, name);
}

void nc_ceval_unbound_local_error(PyThreadState *tstate, PyObject *name)
{
    format_exc_check_arg(tstate, PyExc_UnboundLocalError, UNBOUNDLOCAL_ERROR_MSG, name);
}

void nc_ceval_format_exc_unbound(PyThreadState *tstate, PyCodeObject *code, int index)
{
    format_exc_unbound(tstate, code, index);
}

int nc_ceval_unpack_iterable(PyThreadState *tstate, PyObject *iterable, int before, int after,
                             PyObject **end)
{
    return unpack_iterable(tstate, iterable, before, after, end);
}

PyObject *nc_ceval_import_name(PyThreadState *tstate, _PyInterpreterFrame *frame, PyObject *name,
                               PyObject *fromlist, PyObject *level)
{
    return import_name(tstate, frame, name, fromlist, level);
}

PyObject *nc_ceval_import_from(PyThreadState *tstate, PyObject *module, PyObject *name)
{
    return import_from(tstate, module, name);
}

int nc_ceval_import_all_from(PyThreadState *tstate, PyObject *locals, PyObject *module)
{
    return import_all_from(tstate, locals, module);
}

int nc_ceval_do_raise(PyThreadState *tstate, PyObject *exception, PyObject *cause)
{
    return do_raise(tstate, exception, cause);
}

int nc_ceval_check_except_type_valid(PyThreadState *tstate, PyObject *type)
{
    return check_except_type_valid(tstate, type);
}

int nc_ceval_check_except_star_type_valid(PyThreadState *tstate, PyObject *type)
{
    return check_except_star_type_valid(tstate, type);
}

int nc_ceval_exception_group_match(PyObject *exception, PyObject *type, PyObject **match,
                                   PyObject **rest)
{
    return exception_group_match(exception, type, match, rest);
}

void nc_ceval_format_awaitable_error(PyThreadState *tstate, PyTypeObject *type, int oparg)
{
    format_awaitable_error(tstate, type, oparg);
}

PyObject *nc_ceval_match_keys(PyThreadState *tstate, PyObject *subject, PyObject *keys)
{
    return match_keys(tstate, subject, keys);
}

PyObject *nc_ceval_match_class(PyThreadState *tstate, PyObject *subject, PyObject *type,
                               Py_ssize_t nargs, PyObject *names)
{
    return match_class(tstate, subject, type, nargs, names);
}
