/* See frames.h. This file has the ways out of native code: errors, exits to the interpreter,
   generators. */
#include "frames.h"

#include "ceval_access.h"
#include "ceval_loop.h"
#include "hook.h"
#include "runtime_values.h"

#include "internal/pycore_code.h"
#include "internal/pycore_pyerrors.h"

#include <stdlib.h>

/* -- limits -- */

void nc_stack_overflow(PyThreadState *tstate)
{
    /* As in _Py_CheckRecursiveCall: making the exception may itself call. */
    tstate->recursion_headroom++;
    _PyErr_SetString(tstate, PyExc_RecursionError, "maximum recursion depth exceeded");
    tstate->recursion_headroom--;
}

int nc_recursion_check(PyThreadState *tstate)
{
    if (tstate->recursion_remaining < 0 && _Py_CheckRecursiveCall(tstate, "") != 0) {
        return -1;
    }
    if (nc_stack_is_low()) {
        nc_stack_overflow(tstate);
        tstate->recursion_remaining++;
        return -1;
    }
    return 0;
}

RT int rt_handle_pending(void)
{
    return nc_ceval_handle_pending(nc_tstate());
}

/* -- errors -- */

/* Lines are kept once they have been looked for, since a loop of exceptions would search the
   line table each time. */
static int line_of(NativeCode *native, Frame *frame)
{
    int unit = _PyInterpreterFrame_LASTI(frame);
    if (native != NULL && native->lines == NULL
        && Py_SIZE(frame->f_code) <= MOST_UNITS_WITH_LINES) {
        native->lines = calloc((size_t)Py_SIZE(frame->f_code), sizeof *native->lines);
    }
    if (native == NULL || native->lines == NULL || unit < 0) {
        return _PyInterpreterFrame_GetLine(frame);
    }
    int32_t *known = &native->lines[unit];
    if (*known == 0) {
        *known = _PyInterpreterFrame_GetLine(frame) + LINE_IS_KNOWN;
    }
    return *known - LINE_IS_KNOWN;
}

static void add_traceback(Frame *frame)
{
    if (_PyFrame_IsIncomplete(frame)) {
        return;
    }
    PyFrameObject *object = _PyFrame_GetFrameObject(frame);
    if (object == NULL) {
        return;
    }
    /* PyTraceBack_Here would search the line table, unless the frame says its line. */
    bool lent = object->f_lineno == 0;
    if (lent) {
        object->f_lineno = line_of(nc_native_of(frame->f_code), frame);
    }
    PyTraceBack_Here(object);
    if (lent) {
        object->f_lineno = 0;
    }
}

/* Drops the value stack's owned references from the top down to `depth`. */
static void drop_entries(const NativeCode *native, const Site *site, PyObject **slots,
                         uint32_t depth)
{
    const uint32_t *entries = native->site_entries + site->first_entry;
    for (uint32_t i = site->depth; i-- > depth;) {
        if (SITE_ENTRY_KIND(entries[i]) == ENTRY_SLOT) {
            nc_xdrop(slots[i]);
        }
    }
}

/* What a handler finds: lasti if it wants it, then the exception. Returns how many entries that
   are. */
static int push_exception(PyThreadState *tstate, Frame *frame, const Site *site, PyObject **slots)
{
    PyObject **top = slots + site->handler_depth;
    if (site->flags & SITE_PUSH_LASTI) {
        PyObject *lasti;
        do {
            /* The interpreter unwinds to the same handler again when there is no memory. */
            lasti = PyLong_FromLong(_PyInterpreterFrame_LASTI(frame));
        } while (lasti == NULL);
        *top++ = lasti;
    }
    PyObject *type, *value, *traceback;
    _PyErr_Fetch(tstate, &type, &value, &traceback);
    _PyErr_NormalizeException(tstate, &type, &value, &traceback);
    PyException_SetTraceback(value, traceback == NULL ? Py_None : traceback);
    Py_XDECREF(traceback);
    Py_XDECREF(type);
    *top++ = value;
    return (int)(top - slots);
}

/* Unlinks the frame, whose stack and prev_instr are written, lets the interpreter run it to its
   end, and links it again, because who entered it undoes what it did. It enters native code no
   more: a program that turns tracing on and off in a loop would use up the C stack. */
static PyObject *interpret(PyThreadState *tstate, Frame *frame, int throwflag)
{
    tstate->cframe->current_frame = frame->previous;
    tstate->recursion_remaining++;
    PyObject *result = _PyEval_EvalFrameDefault(tstate, frame, throwflag | NC_HAS_LEFT);
    tstate->recursion_remaining--;
    tstate->cframe->current_frame = frame;
    return result;
}

/* The unit before the handler's first: where the interpreter is to go on. */
static int unit_before_handler(Frame *frame, const Site *site)
{
    if (site->unit >= 0) {
        return site->unit - 1;
    }
    int depth, handler, lasti;
    int unit = _PyInterpreterFrame_LASTI(frame);
    if (nc_ceval_get_exception_handler(frame->f_code, unit, &depth, &handler, &lasti) == 0) {
        Py_FatalError("native code has a handler where the exception table has none");
    }
    return handler - 1;
}

RT void *rt_error(Frame *frame, const Site *site, PyObject **slots)
{
    PyThreadState *tstate = nc_tstate();
    NativeCode *native = nc_native_of(frame->f_code);
    if (!(site->flags & SITE_NO_TRACEBACK)) {
        if (!_PyErr_Occurred(tstate)) {
            _PyErr_SetString(tstate, PyExc_SystemError, "error return without exception set");
        }
        add_traceback(frame);
        if (NC_UNLIKELY(tstate->c_tracefunc != NULL)) {
            nc_ceval_call_exc_trace(tstate, frame);
        }
    }
    slots[-1] = NULL;
    if (site->handler < 0) {
        drop_entries(native, site, slots, 0);
        if (NC_UNLIKELY(tstate->cframe->use_tracing)) {
            /* An exception is on its way already; another one changes nothing. */
            nc_ceval_trace_function_exit(tstate, frame, NULL);
        }
        return NULL;
    }
    drop_entries(native, site, slots, site->handler_depth);
    int depth = push_exception(tstate, frame, site, slots);
    if (NC_LIKELY(!tstate->cframe->use_tracing)) {
        return native->code + site->handler;
    }
    int unit = unit_before_handler(frame, site);
    PyObject **stack = frame->localsplus + native->nlocalsplus;
    for (int i = 0; i < depth; i++) {
        stack[i] = slots[i];
    }
    frame->stacktop = native->nlocalsplus + depth;
    frame->prev_instr = _PyCode_CODE(frame->f_code) + unit;
    nc_exits[EXIT_TRACING]++;
    slots[-1] = interpret(tstate, frame, 0);
    return NULL;
}

/* -- entering in the middle -- */

/* The loop whose head comes after `unit`; only what runs while its code becomes native is looked
   for. */
static const Site *find_loop(const NativeCode *native, int unit)
{
    for (uint32_t i = 0; i < native->site_count; i++) {
        const Site *site = &native->sites[i];
        if ((site->flags & SITE_LOOP) && site->unit == unit) {
            return site;
        }
    }
    return NULL;
}

bool nc_run_from_loop(PyThreadState *tstate, Frame *frame, NativeCode *native, PyObject **result)
{
    const Site *site = find_loop(native, _PyInterpreterFrame_LASTI(frame));
    if (site == NULL || frame->stacktop != native->nlocalsplus + site->depth) {
        return false;
    }
    /* If it leaves native code again, the interpreter takes the frame for one that C code has
       called. */
    bool is_entry = frame->is_entry;
    native->frames++;
    *result = ((NativeEntry)(uintptr_t)(native->code + site->handler))(tstate, frame, 0);
    frame->is_entry = is_entry;
    return true;
}

/* -- exits -- */

RT PyObject *rt_exit(Frame *frame, const Site *site, PyObject **slots)
{
    PyThreadState *tstate = nc_tstate();
    PyCodeObject *code = frame->f_code;
    const NativeCode *native = nc_native_of(code);
    const uint32_t *entries = native->site_entries + site->first_entry;
    PyObject **stack = frame->localsplus + native->nlocalsplus;
    for (uint32_t i = 0; i < site->depth; i++) {
        uint32_t index = SITE_ENTRY_INDEX(entries[i]);
        switch (SITE_ENTRY_KIND(entries[i])) {
        case ENTRY_SLOT:
            stack[i] = slots[i];
            break;
        case ENTRY_CONST:
            stack[i] = Py_NewRef(PyTuple_GET_ITEM(code->co_consts, index));
            break;
        case ENTRY_LOCAL:
            stack[i] = Py_XNewRef(frame->localsplus[index]);
            break;
        case ENTRY_NULL:
            stack[i] = NULL;
            break;
        }
    }
    frame->stacktop = native->nlocalsplus + site->depth;
    frame->prev_instr = _PyCode_CODE(code) + site->unit;
    nc_count_exit(code, site->unit, site->reason);
    return interpret(tstate, frame, 0);
}

RT PyObject *rt_interpret(Frame *frame, int throwflag)
{
    nc_count_exit(frame->f_code, _PyInterpreterFrame_LASTI(frame), EXIT_UNKNOWN_RESUME);
    return interpret(nc_tstate(), frame, throwflag);
}

/* -- generators -- */

RT PyObject *rt_return_generator(Frame *frame)
{
    PyGenObject *generator = (PyGenObject *)_Py_MakeCoro(frame->f_func);
    if (generator == NULL) {
        return NULL;
    }
    Frame *own = (Frame *)generator->gi_iframe;
    _PyFrame_Copy(frame, own);
    own->owner = FRAME_OWNED_BY_GENERATOR;
    generator->gi_frame_state = FRAME_CREATED;
    /* The references have moved into the generator. The caller clears this frame all the same:
       what it drops is to be there. */
    frame->stacktop = 0;
    frame->f_locals = NULL;
    Py_INCREF(frame->f_func);
    Py_INCREF(frame->f_code);
    return (PyObject *)generator;
}
