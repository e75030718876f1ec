/* See generator_objects.h. What a program can see is as in Objects/genobject.c: the collector's
   counts, finalizers, the order in which things are dropped. */
#include "generator_objects.h"

#include "call_frame.h"
#include "freed_objects.h"

#include "internal/pycore_opcode.h"
#include "internal/pycore_pyerrors.h"
#include "opcode.h"

/* -- memory -- */

/* By the number of slots for locals and the value stack, of which the object itself has no
   record. */
#define MOST_SLOTS 40
#define MOST_FREED 16
static FreedObjects freed[MOST_SLOTS + 1];

static inline int slots_of(PyCodeObject *code)
{
    return code->co_nlocalsplus + code->co_stacksize;
}

static inline FreedObjects *list_for(PyTypeObject *type, int slots)
{
    return slots <= MOST_SLOTS && type->tp_basicsize == PyGen_Type.tp_basicsize ? &freed[slots]
                                                                                : NULL;
}

static inline PyGenObject *allocate(PyTypeObject *type, int slots)
{
    FreedObjects *list = list_for(type, slots);
    PyObject *object = list == NULL ? NULL : nc_make_of_freed(list, type);
    return object != NULL ? (PyGenObject *)object : PyObject_GC_NewVar(PyGenObject, type, slots);
}

static void free_memory(PyGenObject *gen, FreedObjects *list)
{
    if (list != NULL) {
        nc_delete_to_freed(list, (PyObject *)gen, MOST_FREED);
    }
    else {
        PyObject_GC_Del(gen);
    }
}

void nc_free_generators(void)
{
    for (int slots = 0; slots <= MOST_SLOTS; slots++) {
        nc_free_freed(&freed[slots], sizeof(PyGC_Head));
    }
}

static void dealloc(PyObject *self)
{
    PyGenObject *gen = (PyGenObject *)self;
    _PyObject_GC_UNTRACK(self);
    if (gen->gi_weakreflist != NULL) {
        PyObject_ClearWeakRefs(self);
    }
    /* The finalizer of a generator that has ended does nothing. */
    if (gen->gi_frame_state < FRAME_COMPLETED) {
        _PyObject_GC_TRACK(self);
        if (PyObject_CallFinalizerFromDealloc(self) != 0) {
            return;
        }
        _PyObject_GC_UNTRACK(self);
    }
    if (gen->gi_frame_state < FRAME_CLEARED) {
        Frame *frame = (Frame *)gen->gi_iframe;
        gen->gi_frame_state = FRAME_CLEARED;
        frame->previous = NULL;
        nc_clear_frame(frame);
    }
    if (gen->gi_code->co_flags & CO_COROUTINE) {
        Py_CLEAR(gen->gi_origin_or_finalizer);
    }
    FreedObjects *list = list_for(Py_TYPE(gen), slots_of(gen->gi_code));
    Py_CLEAR(gen->gi_code);
    Py_CLEAR(gen->gi_name);
    Py_CLEAR(gen->gi_qualname);
    _PyErr_ClearExcState(&gen->gi_exc_state);
    free_memory(gen, list);
}

void nc_generator_objects_install(void)
{
    PyGen_Type.tp_dealloc = dealloc;
    PyCoro_Type.tp_dealloc = dealloc;
}

/* -- making -- */

PyTypeObject *nc_generator_type(PyCodeObject *code)
{
    const _Py_CODEUNIT *unit = _PyCode_CODE(code), *end = unit + Py_SIZE(code);
    while (unit < end && (_Py_OPCODE(*unit) == COPY_FREE_VARS || _Py_OPCODE(*unit) == MAKE_CELL)) {
        unit++;
    }
    if (unit == end || _Py_OPCODE(*unit) != RETURN_GENERATOR || !(code->co_flags & CO_OPTIMIZED)) {
        return NULL;
    }
    switch (code->co_flags & (CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR)) {
    case CO_GENERATOR:
        return &PyGen_Type;
    case CO_COROUTINE:
        return &PyCoro_Type;
    case CO_ASYNC_GENERATOR:
        return &PyAsyncGen_Type;
    default:
        return NULL;
    }
}

static void copy_free_variables(Frame *frame, int count)
{
    PyCodeObject *code = frame->f_code;
    PyObject **variables = frame->localsplus + code->co_nlocals + code->co_nplaincellvars;
    for (int i = 0; i < count; i++) {
        variables[i] = Py_NewRef(PyTuple_GET_ITEM(frame->f_func->func_closure, i));
    }
}

/* All up to RETURN_GENERATOR, which prev_instr is then at. False: no memory. */
static bool run_beginning(Frame *frame)
{
    for (_Py_CODEUNIT *unit = _PyCode_CODE(frame->f_code);; unit++) {
        int opcode = _Py_OPCODE(*unit), oparg = _Py_OPARG(*unit);
        if (opcode == RETURN_GENERATOR) {
            frame->prev_instr = unit;
            return true;
        }
        if (opcode == COPY_FREE_VARS) {
            copy_free_variables(frame, oparg);
            continue;
        }
        PyObject **local = &frame->localsplus[oparg], *cell = PyCell_New(*local);
        if (cell == NULL) {
            return false;
        }
        Py_XDECREF(*local);
        *local = cell;
    }
}

/* There is no memory: drops what the frame of the call would have had. */
static PyObject *drop_call(PyFunctionObject *func, PyObject *const *args, int nargs)
{
    for (int i = 0; i < nargs; i++) {
        nc_drop(args[i]);
    }
    Py_DECREF(func);
    return NULL;
}

/* Takes back what `allocate` has given. */
static void take_back(PyGenObject *gen)
{
    nc_count_references(-1);
    PyObject_GC_Del(gen);
}

PyObject *nc_make_generator(PyThreadState *tstate, PyFunctionObject *func, NativeCode *native,
                            PyObject *const *args, int nargs, const Keywords *keywords, bool *done)
{
    PyCodeObject *code = native->owner;
    int slots = (int)(native->frame_words - FRAME_SPECIALS_SIZE);
    if (NC_UNLIKELY(tstate->recursion_remaining <= 0 || nc_stack_is_low()
                    || tstate->coroutine_origin_tracking_depth != 0)) {
        return NULL;
    }
    PyGenObject *gen = allocate(native->generator_type, slots);
    if (NC_UNLIKELY(gen == NULL)) {
        *done = true;
        return drop_call(func, args, nargs);
    }
    gen->gi_frame_state = FRAME_CLEARED;
    Frame *frame = (Frame *)gen->gi_iframe;
    if (NC_LIKELY(keywords->count == 0 && nc_fits(func, native, nargs))) {
        nc_fill_plain_locals(frame->localsplus, func, native, args, nargs);
    }
    else if (native->parameters < 0
             || !nc_bind(frame->localsplus, func, native, args, nargs, keywords)) {
        take_back(gen);
        return NULL;
    }
    *done = true;
    native->frames++;
    nc_fill_head(frame, func, native);
    frame->previous = NULL;
    frame->owner = FRAME_OWNED_BY_GENERATOR;
    if (NC_UNLIKELY(!run_beginning(frame))) {
        _PyFrame_Clear(frame);
        take_back(gen);
        return NULL;
    }
    gen->gi_code = (PyCodeObject *)Py_NewRef(code);
    gen->gi_weakreflist = NULL;
    gen->gi_name = Py_NewRef(func->func_name);
    gen->gi_qualname = Py_NewRef(func->func_qualname);
    gen->gi_exc_state.exc_value = NULL;
    gen->gi_exc_state.previous_item = NULL;
    gen->gi_origin_or_finalizer = NULL;
    gen->gi_hooks_inited = 0;
    gen->gi_closed = 0;
    gen->gi_running_async = 0;
    gen->gi_frame_state = FRAME_CREATED;
    _PyObject_GC_TRACK(gen);
    return (PyObject *)gen;
}
