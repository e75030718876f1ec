/* Resuming native generators directly; see generator_next.c. What is inline here is what a loop
   does each time. */
#ifndef NC_GENERATOR_NEXT_H
#define NC_GENERATOR_NEXT_H

#include "frames.h"
#include "image.h"
#include "runtime_values.h"

/* From nc_hook_install: C code that takes values from generators and coroutines (`sum`, `list`,
   asyncio) resumes native ones directly, too. */
void nc_generators_install(void);

/* The native code of a generator or coroutine that is suspended or has not begun; NULL: it is to be
   resumed by CPython, which also raises what there is to raise. */
static inline NativeCode *nc_resumable(PyThreadState *tstate, PyGenObject *gen)
{
    if (NC_UNLIKELY(gen->gi_frame_state >= FRAME_EXECUTING || tstate->cframe->use_tracing
                    || tstate->recursion_remaining <= 0 || nc_stack_is_low())) {
        return NULL;
    }
    NativeCode *native = nc_native_of(gen->gi_code);
    return NC_LIKELY(native != NULL && native->entry != NULL) ? native : NULL;
}

/* The same of an object that may be something else. */
static inline NativeCode *nc_native_generator(PyThreadState *tstate, PyObject *iterator)
{
    return PyGen_CheckExact(iterator) ? nc_resumable(tstate, (PyGenObject *)iterator) : NULL;
}

/* The same for SEND, whose receiver may be a coroutine. */
static inline NativeCode *nc_native_receiver(PyThreadState *tstate, PyObject *receiver,
                                             PyObject *value)
{
    if (!PyGen_CheckExact(receiver) && !PyCoro_CheckExact(receiver)) {
        return NULL;
    }
    PyGenObject *gen = (PyGenObject *)receiver;
    /* What has not begun takes nothing but None, or else raises. */
    return gen->gi_frame_state == FRAME_CREATED && value != Py_None ? NULL
                                                                    : nc_resumable(tstate, gen);
}

/* Runs the generator to its next suspension, or to its end: a new reference, or NULL. Steals value.
   nc_resumable has looked at the limits. */
static inline __attribute__((always_inline)) PyObject *nc_resume(PyThreadState *tstate,
                                                                 PyGenObject *gen, PyObject *value,
                                                                 NativeCode *native)
{
    Frame *frame = (Frame *)gen->gi_iframe;
    _PyFrame_StackPush(frame, value);
    gen->gi_exc_state.previous_item = tstate->exc_info;
    tstate->exc_info = &gen->gi_exc_state;
    gen->gi_frame_state = FRAME_EXECUTING;
    PyObject *result = nc_run_within_limits(tstate, frame, native);
    tstate->recursion_remaining++;
    tstate->exc_info = gen->gi_exc_state.previous_item;
    gen->gi_exc_state.previous_item = NULL;
    frame->previous = NULL;
    return result;
}

static inline bool nc_has_yielded(const PyGenObject *gen, const PyObject *result)
{
    return NC_LIKELY(gen->gi_frame_state == FRAME_SUSPENDED && result != NULL);
}

/* After nc_resume, when it has not yielded: closes the generator. Passes the result on: what it has
   returned, or NULL with an exception. */
PyObject *nc_generator_end(PyGenObject *gen, PyObject *result);

/* The same for those that have no use for what it has returned. */
PyObject *nc_generator_end_of_loop(PyGenObject *gen, PyObject *result);

/* As PyIter_Send. */
PySendResult nc_generator_send(PyThreadState *tstate, PyObject *receiver_borrowed,
                               PyObject *value_borrowed, NativeCode *native, PyObject **result);

#endif
