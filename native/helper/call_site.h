/* What a CALL has learnt about its callables. Maps from: a callable, seen once at one instruction.
   Maps to: a handler, a C function that does the call of such callables and nothing else; it tests
   at every use that the callable is one, and calls nc_call_at for others. Knows nothing of machine
   code.

   A handler's key is borrowed, and may be freed and its address used again: it is compared with
   what the callable at hand says, together with what makes sure that it means the same (a
   version, or that such things live forever). */
#ifndef NC_CALL_SITE_H
#define NC_CALL_SITE_H

#include "call.h"
#include "ceval_access.h"
#include "frames.h"
#include "image.h"
#include "runtime_values.h"

#include "internal/pycore_interp.h"
#include "internal/pycore_runtime.h"

/* C functions compare, and call, at levels of recursion of their own. A handler that does
   without leaves calls to them where so few are left that one of them may be the last, so that
   the error is raised where it is and says what CPython's says. */
#define NC_LEVELS_OF_C 8

/* The call without the handler; from time to time it looks for another one. */
RT PyObject *nc_call_at(PyObject **items, int nargs, PyObject *kwnames, CallCache *cache);

/* For a callable of the kind that the name says: sets the cache's fields if there is a handler.
   `count` is the number of arguments, self included if items[0] is the callable. No exception is
   set. */
void nc_learn_function(CallCache *cache, PyObject **items, int count, PyObject *kwnames);
void nc_learn_c_function(CallCache *cache, PyObject **items, int count, PyObject *kwnames);
void nc_learn_class(CallCache *cache, PyObject **items, int count, PyObject *kwnames);
void nc_learn_python_class(CallCache *cache, PyTypeObject *class, int count);

/* What the interpreter does after every call of C code: it looks for signals. `result` is passed
   on, or NULL is returned with an exception set. */
static inline PyObject *nc_look_for_signals(PyThreadState *tstate, PyObject *result)
{
    if (NC_UNLIKELY(_Py_atomic_load_relaxed(&_PyRuntime._main_interpreter.ceval.eval_breaker))
        && result != NULL && nc_ceval_handle_pending(tstate) != 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}

/* The end of a call of C code. Steals callable and args. */
static inline __attribute__((always_inline)) PyObject *nc_finish_c_call(PyThreadState *tstate,
                                                                        PyObject *callable,
                                                                        PyObject **args, int count,
                                                                        PyObject *result)
{
    nc_drop(callable);
    for (int i = 0; i < count; i++) {
        nc_drop(args[i]);
    }
    return nc_look_for_signals(tstate, result);
}

/* A handler for a function of the module builtins that says `name`, called so; or NULL. */
CallHandler *nc_builtin_handler(PyObject *callable, const char *name, int count);

#endif
