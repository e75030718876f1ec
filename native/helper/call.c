/* CALL of Python functions. Maps from: a callable and its arguments on the value stack. Maps to:
   the result, by the shortest way that the interpreter's rules allow. Knows nothing of machine code
   but its entry; callables that are not Python functions are call_other.c's.

   A Python function gets its frame pushed here, its locals being the stack's own references, as the
   interpreter does when no evaluation hook is installed: so reference counts are those of an
   unhooked CPython. */
#include "call.h"

#include "bind.h"
#include "ceval_access.h"
#include "frames.h"
#include "hook.h"
#include "runtime_values.h"

#include "internal/pycore_code.h"
#include "internal/pycore_interp.h"
#include "internal/pycore_runtime.h"

/* With recursion_remaining as it was while the frame ran: finalizers run one level deeper than its
   caller. */
static inline void clear_and_pop(PyThreadState *tstate, Frame *frame)
{
    if (NC_LIKELY(frame->frame_obj == NULL)) {
        PyObject **local = frame->localsplus;
        for (PyObject **end = local + frame->stacktop; local < end; local++) {
            nc_xdrop(*local);
        }
        Py_XDECREF(frame->f_locals);
        Py_DECREF(frame->f_func);
        Py_DECREF(frame->f_code);
    }
    else {
        _PyFrame_Clear(frame);
    }
    if (NC_LIKELY((PyObject **)frame != &tstate->datastack_chunk->data[0])) {
        tstate->datastack_top = (PyObject **)frame;
    }
    else {
        _PyThreadState_PopFrame(tstate, frame);
    }
}

/* All of a frame on top of the data stack but its locals. Steals func. */
static inline void fill_head(Frame *frame, PyFunctionObject *func, const NativeCode *native)
{
    PyCodeObject *code = native->owner;
    Py_INCREF(code);
    frame->f_func = func;
    frame->f_globals = func->func_globals;
    frame->f_builtins = func->func_builtins;
    frame->f_locals = NULL;
    frame->f_code = code;
    frame->frame_obj = NULL;
    frame->prev_instr = _PyCode_CODE(code) - 1;
    frame->stacktop = native->nlocalsplus;
    frame->is_entry = true;
    frame->owner = FRAME_OWNED_BY_THREAD;
}

/* The locals of a function whose parameters are all plain, defaults included. Steals args. */
static inline void fill_plain_locals(PyObject **locals, PyFunctionObject *func, const NativeCode *native,
                                     PyObject *const *args, int nargs)
{
    int i = 0;
    for (; i < nargs; i++) {
        locals[i] = args[i];
    }
    if (NC_UNLIKELY(i < native->argcount)) {
        Py_ssize_t first = PyTuple_GET_SIZE(func->func_defaults) - native->argcount;
        for (; i < native->argcount; i++) {
            locals[i] = Py_NewRef(PyTuple_GET_ITEM(func->func_defaults, first + i));
        }
    }
    for (; i < native->nlocalsplus; i++) {
        locals[i] = NULL;
    }
}

/* Room for a frame where the data stack has it already; else NULL. */
static inline Frame *bump_frame(PyThreadState *tstate, const NativeCode *native)
{
    PyObject **base = tstate->datastack_top;
    if (NC_UNLIKELY(base == NULL || native->frame_words >= (size_t)(tstate->datastack_limit - base))) {
        return NULL;
    }
    tstate->datastack_top = base + native->frame_words;
    return (Frame *)base;
}

/* Whether a call with so many positional arguments needs nothing but perhaps defaults. */
static inline bool fits(PyFunctionObject *func, const NativeCode *native, int nargs)
{
    int missing = native->argcount - nargs;
    if (missing == 0) {
        return true;
    }
    return missing > 0 && func->func_defaults != NULL
           && missing <= PyTuple_GET_SIZE(func->func_defaults);
}

/* push_frame for what needs more than defaults at the end. */
static __attribute__((noinline)) Frame *push_bound_frame(PyThreadState *tstate, PyFunctionObject *func,
                                                         const NativeCode *native, PyObject *const *args, int nargs,
                                                         const Keywords *keywords)
{
    Frame *frame = native->parameters < 0 ? NULL : bump_frame(tstate, native);
    if (frame == NULL) {
        return NULL;
    }
    if (!nc_bind(frame->localsplus, func, native, args, nargs, keywords)) {
        tstate->datastack_top = (PyObject **)frame;
        return NULL;
    }
    fill_head(frame, func, native);
    return frame;
}

/* A frame pushed the short way, or NULL: then nothing has happened. Steals func and args. `nargs`
   counts keyword arguments too. */
static inline __attribute__((always_inline)) Frame *push_frame(PyThreadState *tstate, PyFunctionObject *func,
                                                               const NativeCode *native, PyObject *const *args,
                                                               int nargs, const Keywords *keywords)
{
    if (NC_UNLIKELY(keywords->count != 0 || !fits(func, native, nargs))) {
        return push_bound_frame(tstate, func, native, args, nargs, keywords);
    }
    Frame *frame = bump_frame(tstate, native);
    if (NC_LIKELY(frame != NULL)) {
        fill_head(frame, func, native);
        fill_plain_locals(frame->localsplus, func, native, args, nargs);
    }
    return frame;
}

PyObject *nc_call_function(PyThreadState *tstate, PyFunctionObject *func, PyObject **args, int nargs,
                           PyObject *kwnames)
{
    PyCodeObject *code = (PyCodeObject *)func->func_code;
    NativeCode *native = nc_native_of(code);
    Keywords keywords = nc_keywords(kwnames);
    Frame *frame = NULL;
    if (NC_LIKELY(native != NULL && native->parameters >= 0)) {
        frame = push_frame(tstate, func, native, args, nargs, &keywords);
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
    clear_and_pop(tstate, frame);
    tstate->recursion_remaining++;
    return result;
}

static inline __attribute__((always_inline)) PyObject *call_borrowed(PyThreadState *tstate, PyFunctionObject *func,
                                                                     PyObject *const *args, int nargs,
                                                                     const Keywords *keywords, bool *done)
{
    NativeCode *native = nc_native_of((PyCodeObject *)func->func_code);
    if (NC_UNLIKELY(native == NULL || native->entry == NULL || tstate->cframe->use_tracing)) {
        return NULL;
    }
    Frame *frame = push_frame(tstate, func, native, args, nargs, keywords);
    if (NC_UNLIKELY(frame == NULL)) {
        return NULL;
    }
    *done = true;
    Py_INCREF(func);
    for (int i = 0; i < nargs; i++) {
        Py_INCREF(args[i]);
    }
    PyObject *result = nc_run(tstate, frame, 0, native);
    tstate->recursion_remaining--;
    clear_and_pop(tstate, frame);
    tstate->recursion_remaining++;
    return result;
}

PyObject *nc_call_borrowed(PyThreadState *tstate, PyFunctionObject *func, PyObject *const *args, int nargs,
                           const Keywords *keywords, bool *done)
{
    return call_borrowed(tstate, func, args, nargs, keywords, done);
}

/* More of them are not counted here. */
#define MOST_ARGUMENTS (1 << 24)

/* What the linker (--wrap) gives function objects as their vectorcall in place of CPython's: C code
   that calls a function, as sort does its key, reaches native code without the hook. */
PyObject *__wrap__PyFunction_Vectorcall(PyObject *callable, PyObject *const *args, size_t nargsf, PyObject *kwnames);
PyObject *__real__PyFunction_Vectorcall(PyObject *callable, PyObject *const *args, size_t nargsf, PyObject *kwnames);

PyObject *__wrap__PyFunction_Vectorcall(PyObject *callable, PyObject *const *args, size_t nargsf, PyObject *kwnames)
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
    return NC_LIKELY(done) ? result : __real__PyFunction_Vectorcall(callable, args, nargsf, kwnames);
}

/* Every call that is not the plain one of rt_call. */
static __attribute__((noinline)) RT PyObject *call_any(PyObject **items, int nargs, PyObject *kwnames)
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
    if (NC_UNLIKELY(_Py_atomic_load_relaxed(&_PyRuntime._main_interpreter.ceval.eval_breaker)) && result != NULL
        && nc_ceval_handle_pending(tstate) != 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}

RT PyObject *rt_call(PyObject **items, int nargs, PyObject *kwnames)
{
    PyObject *callable = items[0];
    PyObject **args = items + 1;
    int count = nargs + 1;
    if (callable == NULL) {
        callable = items[1];
        args++;
        count--;
    }
    if (NC_UNLIKELY(!Py_IS_TYPE(callable, &PyFunction_Type) || kwnames != NULL)) {
        return call_any(items, nargs, kwnames);
    }
    PyFunctionObject *func = (PyFunctionObject *)callable;
    NativeCode *native = nc_native_of((PyCodeObject *)func->func_code);
    if (NC_UNLIKELY(native == NULL || native->entry == NULL || native->argcount != count)) {
        return call_any(items, nargs, kwnames);
    }
    PyThreadState *tstate = nc_tstate();
    _PyCFrame *cframe = tstate->cframe;
    if (NC_UNLIKELY(cframe->use_tracing || tstate->recursion_remaining <= 0 || nc_stack_is_low())) {
        return call_any(items, nargs, kwnames);
    }
    Frame *frame = bump_frame(tstate, native);
    if (NC_UNLIKELY(frame == NULL)) {
        return call_any(items, nargs, kwnames);
    }
    fill_head(frame, func, native);
    fill_plain_locals(frame->localsplus, func, native, args, count);
    /* nc_run, with the check of recursion done and its count kept until the frame has been
       cleared. */
    tstate->recursion_remaining--;
    frame->previous = cframe->current_frame;
    cframe->current_frame = frame;
    native->frames++;
    PyObject *result = native->entry(tstate, frame, 0);
    cframe->current_frame = frame->previous;
    clear_and_pop(tstate, frame);
    tstate->recursion_remaining++;
    return result;
}
