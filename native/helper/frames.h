/* Entering native code and leaving it. Maps from: a frame that CPython's rules have pushed and
   initialised. Maps to: its result, the frame unlinked again. Knows nothing of when code is
   compiled (hook.h) or how it came here (image.h).

   A native frame is a real _PyInterpreterFrame that shares its caller's _PyCFrame. While native
   code runs, stacktop is nlocalsplus: the value stack is in registers and on the machine stack,
   invisible to everybody else. */
#ifndef NC_FRAMES_H
#define NC_FRAMES_H

#include "image.h"
#include "stack.h"

#include "internal/pycore_ceval.h"

#define NC_LIKELY(condition) __builtin_expect(!!(condition), 1)
#define NC_UNLIKELY(condition) __builtin_expect(!!(condition), 0)

/* For nc_run, after it counted: the limit of recursion, or of the machine stack, has perhaps
   been reached. 0: go on; -1: RecursionError is set and the count given back. */
int nc_recursion_check(PyThreadState *tstate);

/* Raises RecursionError: the machine stack is used up. */
void nc_stack_overflow(PyThreadState *tstate);

static inline bool nc_stack_is_low(void)
{
    return (char *)__builtin_frame_address(0) < nc_stack_limit;
}

/* Runs native code in the frame: links, counts, and undoes both. native->entry is set and
   use_tracing is off; the thread's stack limit is known. A new reference, or NULL with an
   exception. The caller clears the frame. */
static inline PyObject *nc_run(PyThreadState *tstate, Frame *frame, int throwflag,
                               NativeCode *native)
{
    _PyCFrame *cframe = tstate->cframe;
    frame->previous = cframe->current_frame;
    NC_FRAME_IS_WRITTEN();
    cframe->current_frame = frame;
    PyObject *result = NULL;
    if (NC_LIKELY((tstate->recursion_remaining-- > 0 && !nc_stack_is_low())
                  || nc_recursion_check(tstate) == 0)) {
        native->frames++;
        result = native->entry(tstate, frame, throwflag);
        tstate->recursion_remaining++;
    }
    cframe->current_frame = frame->previous;
    return result;
}

/* nc_run where the limits have been looked at: the level of recursion is counted, and left counted
   for the caller to take back. */
static inline PyObject *nc_run_within_limits(PyThreadState *tstate, Frame *frame,
                                             NativeCode *native)
{
    _PyCFrame *cframe = tstate->cframe;
    tstate->recursion_remaining--;
    frame->previous = cframe->current_frame;
    NC_FRAME_IS_WRITTEN();
    cframe->current_frame = frame;
    native->frames++;
    PyObject *result = native->entry(tstate, frame, 0);
    cframe->current_frame = frame->previous;
    return result;
}

/* Runs native code in a frame that the interpreter has brought to a loop's head: it is linked
   and counted, its stack and prev_instr are written, and the interpreter undoes that. False: the
   code has no entry there. The rest as nc_run. */
bool nc_run_from_loop(PyThreadState *tstate, Frame *frame, NativeCode *native, PyObject **result);

#endif
