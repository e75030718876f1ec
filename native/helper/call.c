/* CALL of Python functions. Maps from: a callable and its arguments on the value stack. Maps to:
   the result, by the shortest way that the interpreter's rules allow. Knows nothing of machine code
   but its entry; callables that are not Python functions are call_other.c's.

   A Python function gets its frame pushed here, its locals being the stack's own references, as the
   interpreter does when no evaluation hook is installed: so reference counts are those of an
   unhooked CPython. */
#include "call.h"

#include "bind.h"
#include "call_frame.h"
#include "ceval_access.h"
#include "generator_objects.h"
#include "hook.h"
#include "runtime_values.h"

#include "internal/pycore_code.h"
#include "internal/pycore_interp.h"
#include "internal/pycore_runtime.h"

Frame *nc_push_bound_frame(PyThreadState *tstate, PyFunctionObject *func, const NativeCode *native,
                           PyObject *const *args, int nargs, const Keywords *keywords)
{
    Frame *frame = native->parameters < 0 ? NULL : nc_bump_frame(tstate, native);
    if (frame == NULL) {
        return NULL;
    }
    if (!nc_bind(frame->localsplus, func, native, args, nargs, keywords)) {
        tstate->datastack_top = (PyObject **)frame;
        return NULL;
    }
    nc_fill_head(frame, func, native);
    return frame;
}

PyObject *nc_call_function(PyThreadState *tstate, PyFunctionObject *func, PyObject **args,
                           int nargs, PyObject *kwnames)
{
    PyCodeObject *code = (PyCodeObject *)func->func_code;
    NativeCode *native = nc_native_of(code);
    Keywords keywords = nc_keywords(kwnames);
    if (native != NULL && native->generator_type != NULL && !tstate->cframe->use_tracing) {
        bool done = false;
        PyObject *result = nc_make_generator(tstate, func, native, args, nargs, &keywords, &done);
        if (done) {
            return result;
        }
    }
    Frame *frame = NULL;
    if (NC_LIKELY(native != NULL && native->parameters >= 0)) {
        frame = nc_push_frame(tstate, func, native, args, nargs, &keywords);
    }
    if (NC_UNLIKELY(frame == NULL)) {
        int positional = nargs - keywords.count;
        PyObject *locals = (code->co_flags & CO_OPTIMIZED) ? NULL : func->func_globals;
        frame = nc_ceval_push_frame(tstate, func, locals, args, (size_t)positional, kwnames);
        if (frame == NULL) {
            return NULL;
        }
    }
    PyObject *result;
    if (NC_LIKELY(native != NULL && native->entry != NULL && !tstate->cframe->use_tracing)) {
        result = nc_run(tstate, frame, 0, native);
    }
    else {
        result = nc_eval_frame(tstate, frame, 0);
    }
    tstate->recursion_remaining--;
    nc_clear_and_pop(tstate, frame);
    tstate->recursion_remaining++;
    return result;
}

static inline void hold(PyFunctionObject *func, PyObject *const *args, int nargs)
{
    Py_INCREF(func);
    for (int i = 0; i < nargs; i++) {
        Py_INCREF(args[i]);
    }
}

static __attribute__((noinline)) PyObject *make_generator_borrowed(
    PyThreadState *tstate, PyFunctionObject *func, NativeCode *native, PyObject *const *args,
    int nargs, const Keywords *keywords, bool *done)
{
    hold(func, args, nargs);
    PyObject *result = nc_make_generator(tstate, func, native, args, nargs, keywords, done);
    if (!*done) {
        for (int i = 0; i < nargs; i++) {
            Py_DECREF(args[i]);
        }
        Py_DECREF(func);
    }
    return result;
}

static inline __attribute__((always_inline)) PyObject *call_borrowed(
    PyThreadState *tstate, PyFunctionObject *func, PyObject *const *args, int nargs,
    const Keywords *keywords, bool *done)
{
    NativeCode *native = nc_native_of((PyCodeObject *)func->func_code);
    if (NC_UNLIKELY(native == NULL || native->entry == NULL || tstate->cframe->use_tracing)) {
        return NULL;
    }
    if (native->generator_type != NULL) {
        return make_generator_borrowed(tstate, func, native, args, nargs, keywords, done);
    }
    Frame *frame = nc_push_frame(tstate, func, native, args, nargs, keywords);
    if (NC_UNLIKELY(frame == NULL)) {
        return NULL;
    }
    *done = true;
    hold(func, args, nargs);
    PyObject *result = nc_run(tstate, frame, 0, native);
    tstate->recursion_remaining--;
    nc_clear_and_pop(tstate, frame);
    tstate->recursion_remaining++;
    return result;
}

PyObject *nc_call_borrowed(PyThreadState *tstate, PyFunctionObject *func, PyObject *const *args,
                           int nargs, const Keywords *keywords, bool *done)
{
    return call_borrowed(tstate, func, args, nargs, keywords, done);
}

/* More of them are not counted here. */
#define MOST_ARGUMENTS (1 << 24)

/* What the linker (--wrap) gives function objects as their vectorcall in place of CPython's: C code
   that calls a function, as sort does its key, reaches native code without the hook. */
PyObject *__wrap__PyFunction_Vectorcall(PyObject *callable, PyObject *const *args, size_t nargsf,
                                        PyObject *kwnames);
PyObject *__real__PyFunction_Vectorcall(PyObject *callable, PyObject *const *args, size_t nargsf,
                                        PyObject *kwnames);

PyObject *__wrap__PyFunction_Vectorcall(PyObject *callable, PyObject *const *args, size_t nargsf,
                                        PyObject *kwnames)
{
    PyThreadState *tstate = nc_tstate();
    Keywords keywords = nc_keywords(kwnames);
    bool done = false;
    PyObject *result = NULL;
    /* Code objects of the standard library's frozen modules are shared with subinterpreters,
       which have no hook. */
    if (NC_LIKELY(tstate->interp->eval_frame == nc_eval_frame && nc_stack_limit != NULL
                  && PyVectorcall_NARGS(nargsf) <= MOST_ARGUMENTS)) {
        result = call_borrowed(tstate, (PyFunctionObject *)callable, args,
                               (int)PyVectorcall_NARGS(nargsf) + keywords.count, &keywords, &done);
    }
    return NC_LIKELY(done) ? result
                           : __real__PyFunction_Vectorcall(callable, args, nargsf, kwnames);
}

PyObject *nc_call(PyObject **items, int nargs, PyObject *kwnames)
{
    PyThreadState *tstate = nc_tstate();
    PyObject *callable = items[0];
    PyObject **args = items + 2;
    if (callable == NULL && Py_IS_TYPE(items[1], &PyMethod_Type)) {
        PyObject *method = items[1];
        callable = items[0] = Py_NewRef(((PyMethodObject *)method)->im_func);
        items[1] = Py_NewRef(((PyMethodObject *)method)->im_self);
        Py_DECREF(method);
    }
    if (callable == NULL) {
        callable = items[1];
    }
    else {
        args--;
        nargs++;
    }
    if (Py_IS_TYPE(callable, &PyFunction_Type)) {
        return nc_call_function(tstate, (PyFunctionObject *)callable, args, nargs, kwnames);
    }
    PyObject *result = nc_call_other(tstate, callable, args, nargs, kwnames);
    Py_DECREF(callable);
    for (int i = 0; i < nargs; i++) {
        nc_drop(args[i]);
    }
    /* The interpreter looks for signals after every call of C code: one that the call raised is
       handled here. */
    if (NC_UNLIKELY(_Py_atomic_load_relaxed(&_PyRuntime._main_interpreter.ceval.eval_breaker))
        && result != NULL && nc_ceval_handle_pending(tstate) != 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
