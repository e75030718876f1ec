/* What CPython's evaluation loop asks of us, at the places where edit_ceval.mjs edits it. Maps
   from: a call that the loop is about to make, or a jump back that it has made. Maps to: whether it
   goes on as it does when there is no evaluation hook, or whether native code takes the function or
   the loop over. Knows nothing of how.

   CPython itself inlines no call while there is a hook. Its callers then keep their references
   to arguments, which a program sees: finalizers run later, reference counts are higher. */
#ifndef NC_CEVAL_LOOP_H
#define NC_CEVAL_LOOP_H

#include "hook.h"

#include <stdbool.h>

/* Whether the loop may push the function's frame itself; counts the call if so. False: the
   function is native, or about to become so, or somebody else's hook wants its frame. Never
   gives the GIL away. */
bool nc_loop_may_inline(PyThreadState *tstate, PyFunctionObject *func);

/* CPython's own _Py_Specialize_Call, which specialises calls of functions in Python only where
   there is no hook: those that nc_loop_may_inline is asked about need not know of ours. */
int nc_loop_specialize_call(PyThreadState *tstate, PyObject *callable, _Py_CODEUNIT *instr,
                            int nargs, PyObject *kwnames);

/* Whether the hook is ours, so that nc_call_function is right for a function that is not
   inlined. */
bool nc_loop_is_hooked(PyThreadState *tstate);

/* (call.c) See call.h. */
PyObject *nc_call_function(PyThreadState *tstate, PyFunctionObject *func, PyObject **args,
                           int nargs, PyObject *kwnames);

/* Within the loop: calls a function that is not inlined. func and args, which have left the
   stack, are stolen, as an inlined frame steals them. next_instr is behind the instruction's
   caches. */
#define NC_CALL(func, args, nargs)                                                                \
    do {                                                                                          \
        frame->prev_instr = next_instr - 1;                                                       \
        PyObject *result = nc_call_function(tstate, (PyFunctionObject *)(func), (args), (nargs),  \
                                            call_shape.kwnames);                                  \
        call_shape.kwnames = NULL;                                                                \
        if (result == NULL) {                                                                     \
            goto error;                                                                           \
        }                                                                                         \
        PUSH(result);                                                                             \
        DISPATCH();                                                                               \
    } while (0)

/* -- loops -- */

/* In throwflag: the frame has just left native code, and is to be interpreted to its end. */
#define NC_HAS_LEFT 2

/* At the loop's beginning: the frame that has left native code, or NULL. Frames that it calls
   may enter. */
#define NC_NOTE_LEAVING()                                                                         \
    const _PyInterpreterFrame *const nc_left = (throwflag & NC_HAS_LEFT) ? frame : NULL;          \
    throwflag &= ~NC_HAS_LEFT

/* Counts a jump back. */
static inline bool nc_loop_is_hot(_PyInterpreterFrame *frame)
{
    NativeCode *native = nc_native_of(frame->f_code);
    return native != NULL && ++native->heat >= NC_HOT;
}

/* After a jump back, when nothing is pending. */
#define NC_BACK_EDGE()                                                                            \
    if (nc_loop_is_hot(frame) && frame != nc_left) {                                              \
        goto nc_at_loop_head;                                                                     \
    }

/* The frame, linked, is at a loop's head, its stack and prev_instr written; its code is hot.
   Compiles it if that is still to be done, and runs it natively to its end: true, with a result
   or an exception, like a frame evaluation function's. False: nothing has happened that the
   interpreter would not do here. May give the GIL away. */
bool nc_loop_enter(PyThreadState *tstate, _PyInterpreterFrame *frame, PyObject **result);

/* Behind the label nc_at_loop_head. What follows an entry is what follows RETURN_VALUE and
   YIELD_VALUE. */
#define NC_ENTER_LOOP()                                                                           \
    do {                                                                                          \
        PyObject *retval;                                                                         \
        _Py_CODEUNIT *jump = frame->prev_instr;                                                   \
        _PyFrame_SetStackPointer(frame, stack_pointer);                                           \
        frame->prev_instr = next_instr - 1;                                                       \
        if (!nc_loop_enter(tstate, frame, &retval)) {                                             \
            frame->prev_instr = jump;                                                             \
            frame->stacktop = -1;                                                                 \
            DISPATCH();                                                                           \
        }                                                                                         \
        if (retval == NULL) {                                                                     \
            goto exit_unwind;                                                                     \
        }                                                                                         \
        _Py_LeaveRecursiveCallTstate(tstate);                                                     \
        if (!frame->is_entry) {                                                                   \
            _PyInterpreterFrame *dying = frame;                                                   \
            frame = cframe.current_frame = dying->previous;                                       \
            _PyEvalFrameClearAndPop(tstate, dying);                                               \
            _PyFrame_StackPush(frame, retval);                                                    \
            goto resume_frame;                                                                    \
        }                                                                                         \
        tstate->cframe = cframe.previous;                                                         \
        tstate->cframe->use_tracing = cframe.use_tracing;                                         \
        return retval;                                                                            \
    } while (0)

#endif
