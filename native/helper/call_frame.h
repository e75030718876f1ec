/* The frame of a call, pushed and cleared the short way. Maps from: a native function and its
   arguments. Maps to: a frame on the data stack whose locals are the arguments' own references, as
   the interpreter does when no evaluation hook is installed: so reference counts are those of an
   unhooked CPython. Knows nothing of how a callable was found. */
#ifndef NC_CALL_FRAME_H
#define NC_CALL_FRAME_H

#include "bind.h"
#include "frames.h"
#include "runtime_values.h"

#include "internal/pycore_code.h"

/* As _PyFrame_Clear. */
static inline void nc_clear_frame(Frame *frame)
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
}

/* With recursion_remaining as it was while the frame ran: finalizers run one level deeper than its
   caller. */
static inline void nc_clear_and_pop(PyThreadState *tstate, Frame *frame)
{
    nc_clear_frame(frame);
    if (NC_LIKELY((PyObject **)frame != &tstate->datastack_chunk->data[0])) {
        tstate->datastack_top = (PyObject **)frame;
    }
    else {
        _PyThreadState_PopFrame(tstate, frame);
    }
}

/* All of a frame on top of the data stack but its locals. Steals func. */
static inline void nc_fill_head(Frame *frame, PyFunctionObject *func, const NativeCode *native)
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
static inline void nc_fill_plain_locals(PyObject **locals, PyFunctionObject *func,
                                        const NativeCode *native, PyObject *const *args, int nargs)
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
static inline Frame *nc_bump_frame(PyThreadState *tstate, const NativeCode *native)
{
    PyObject **base = tstate->datastack_top;
    if (NC_UNLIKELY(base == NULL
                    || native->frame_words >= (size_t)(tstate->datastack_limit - base))) {
        return NULL;
    }
    tstate->datastack_top = base + native->frame_words;
    return (Frame *)base;
}

/* Whether a call with so many positional arguments needs nothing but perhaps defaults. */
static inline bool nc_fits(PyFunctionObject *func, const NativeCode *native, int nargs)
{
    int missing = native->argcount - nargs;
    if (missing == 0) {
        return true;
    }
    return missing > 0 && func->func_defaults != NULL
           && missing <= PyTuple_GET_SIZE(func->func_defaults);
}

/* For nc_push_frame: a frame whose arguments need more than defaults at the end. */
Frame *nc_push_bound_frame(PyThreadState *tstate, PyFunctionObject *func, const NativeCode *native,
                           PyObject *const *args, int nargs, const Keywords *keywords);

/* A frame pushed the short way, or NULL: then nothing has happened. Steals func and args. `nargs`
   counts keyword arguments too. */
static inline __attribute__((always_inline)) Frame *nc_push_frame(PyThreadState *tstate,
                                                                  PyFunctionObject *func,
                                                                  const NativeCode *native,
                                                                  PyObject *const *args, int nargs,
                                                                  const Keywords *keywords)
{
    if (NC_UNLIKELY(keywords->count != 0 || !nc_fits(func, native, nargs))) {
        return nc_push_bound_frame(tstate, func, native, args, nargs, keywords);
    }
    Frame *frame = nc_bump_frame(tstate, native);
    if (NC_LIKELY(frame != NULL)) {
        nc_fill_head(frame, func, native);
        nc_fill_plain_locals(frame->localsplus, func, native, args, nargs);
    }
    return frame;
}

/* Runs native code in a frame of its own, which is pushed here and cleared; `count` arguments
   are all that it takes. False in *done: recursion, the machine stack or the data stack may be
   at their limits, and nothing has happened. Steals func and args if it is done. use_tracing is
   off. */
static inline __attribute__((always_inline)) PyObject *nc_run_exact(PyThreadState *tstate,
                                                                    PyFunctionObject *func,
                                                                    NativeCode *native,
                                                                    PyObject *const *args,
                                                                    int count, bool *done)
{
    if (NC_UNLIKELY(tstate->recursion_remaining <= 0 || nc_stack_is_low())) {
        return NULL;
    }
    Frame *frame = nc_bump_frame(tstate, native);
    if (NC_UNLIKELY(frame == NULL)) {
        return NULL;
    }
    *done = true;
    nc_fill_head(frame, func, native);
    nc_fill_plain_locals(frame->localsplus, func, native, args, count);
    PyObject *result = nc_run_within_limits(tstate, frame, native);
    nc_clear_and_pop(tstate, frame);
    tstate->recursion_remaining++;
    return result;
}

#endif
