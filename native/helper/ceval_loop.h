/* What CPython's evaluation loop asks of us, at the places where edit_ceval.mjs edits it. Maps from: a call that the loop is
   about to make. Maps to: whether it pushes the function's frame and goes on, as it does when there is no evaluation hook, or
   whether the function is entered otherwise. Knows nothing of how.

   CPython itself inlines no call while there is a hook. Its callers then keep their references to arguments, which a program sees:
   finalizers run later, reference counts are higher. */
#ifndef NC_CEVAL_LOOP_H
#define NC_CEVAL_LOOP_H

#include <Python.h>
#include <stdbool.h>

/* Whether the loop may push the function's frame itself; counts the call if so. False: the function is native, or about to
   become so, or somebody else's hook wants its frame. Never gives the GIL away. */
bool nc_loop_may_inline(PyThreadState *tstate, PyFunctionObject *func);

/* Whether the hook is ours, so that nc_call_function is right for a function that is not inlined. */
bool nc_loop_is_hooked(PyThreadState *tstate);

/* (call.c) See call.h. */
PyObject *nc_call_function(PyThreadState *tstate, PyFunctionObject *func, PyObject **args, int nargs,
                           PyObject *kwnames);

/* Within the loop: calls a function that is not inlined. func and args, which have left the stack, are stolen, as an inlined
   frame steals them. next_instr is behind the instruction's caches. */
#define NC_CALL(func, args, nargs)                                                                                     \
    do {                                                                                                               \
        frame->prev_instr = next_instr - 1;                                                                            \
        PyObject *result = nc_call_function(tstate, (PyFunctionObject *)(func), (args), (nargs), call_shape.kwnames);  \
        call_shape.kwnames = NULL;                                                                                     \
        if (result == NULL) {                                                                                          \
            goto error;                                                                                                \
        }                                                                                                              \
        PUSH(result);                                                                                                  \
        DISPATCH();                                                                                                    \
    } while (0)

#endif
