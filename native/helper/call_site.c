/* CALL, and its handlers for Python functions. See call_site.h. */
#include "call_site.h"

#include "call_frame.h"
#include "generator_objects.h"
#include "hook.h"

/* Callables differ at some places every time: learning costs about as much as a call. */
static inline bool should_learn(CallCache *cache)
{
    if (cache->seen < NC_WARM) {
        return cache->handler == NULL;
    }
    return cache->seen < 2 * NC_WARM || (cache->seen & 31) == 0;
}

static void learn(CallCache *cache, PyObject **items, int nargs, PyObject *kwnames)
{
    bool is_method = items[0] != NULL;
    PyObject *callable = is_method ? items[0] : items[1];
    int count = nargs + is_method;
    if (Py_IS_TYPE(callable, &PyFunction_Type) || Py_IS_TYPE(callable, &PyMethod_Type)) {
        nc_learn_function(cache, items, count, kwnames);
    }
    else if (cache->seen < NC_WARM && !nc_is_warm(nc_tstate())) {
        /* A cold call of C code is another level of recursion. */
        return;
    }
    else if (PyType_Check(callable)) {
        nc_learn_class(cache, items, count, kwnames);
    }
    else {
        nc_learn_c_function(cache, items, count, kwnames);
    }
}

RT PyObject *nc_call_at(PyObject **items, int nargs, PyObject *kwnames, CallCache *cache)
{
    if (should_learn(cache)) {
        learn(cache, items, nargs, kwnames);
    }
    cache->seen += cache->seen < UINT16_MAX;
    return nc_call(items, nargs, kwnames);
}

RT PyObject *rt_call(PyObject **items, int nargs, PyObject *kwnames, CallCache *cache)
{
    CallHandler *handler = cache->handler;
    return handler != NULL ? handler(items, nargs, kwnames, cache)
                           : nc_call_at(items, nargs, kwnames, cache);
}

/* -- Python functions -- */

/* The native code of a function, whose code the key is; NULL: it is another one. */
static inline NativeCode *known_code(const CallCache *cache, PyObject *callable)
{
    if (NC_LIKELY(Py_IS_TYPE(callable, &PyFunction_Type)
                  && ((PyFunctionObject *)callable)->func_code == cache->key
                  && cache->version == nc_native_epoch)) {
        return cache->target;
    }
    return NULL;
}

/* The same for what is called, if it is called as the place has learnt and nothing is traced. */
static inline __attribute__((always_inline)) NativeCode *code_to_call(PyThreadState *tstate,
                                                                      const CallCache *cache,
                                                                      PyObject **items,
                                                                      bool is_method)
{
    PyObject *callable = is_method ? items[0] : items[1];
    if (NC_UNLIKELY(callable == NULL || (!is_method && items[0] != NULL)
                    || tstate->cframe->use_tracing)) {
        return NULL;
    }
    return known_code(cache, callable);
}

/* Functions that take exactly the arguments there are. The code of another function is found by
   itself. */
static inline __attribute__((always_inline)) PyObject *call_exact(PyObject **items, int nargs,
                                                                  PyObject *kwnames,
                                                                  CallCache *cache, bool is_method,
                                                                  int count)
{
    PyObject *callable = is_method ? items[0] : items[1];
    if (NC_UNLIKELY(callable == NULL || (!is_method && items[0] != NULL))) {
        return nc_call_at(items, nargs, kwnames, cache);
    }
    NativeCode *native = known_code(cache, callable);
    if (NC_UNLIKELY(native == NULL)) {
        if (!Py_IS_TYPE(callable, &PyFunction_Type)) {
            return nc_call_at(items, nargs, kwnames, cache);
        }
        native = nc_native_of((PyCodeObject *)((PyFunctionObject *)callable)->func_code);
        if (native == NULL || native->entry == NULL || native->argcount != count) {
            return nc_call_at(items, nargs, kwnames, cache);
        }
    }
    PyThreadState *tstate = nc_tstate();
    if (NC_UNLIKELY(tstate->cframe->use_tracing)) {
        return nc_call(items, nargs, kwnames);
    }
    bool done = false;
    PyObject *result = nc_run_exact(tstate, (PyFunctionObject *)callable, native,
                                    items + (is_method ? 1 : 2), count, &done);
    return NC_LIKELY(done) ? result : nc_call(items, nargs, kwnames);
}

#define EXACT(name, is_method, count)                                                             \
    static RT PyObject *name(PyObject **items, int nargs, PyObject *kwnames, CallCache *cache)    \
    {                                                                                             \
        return call_exact(items, nargs, kwnames, cache, is_method, count);                        \
    }
EXACT(function_0, false, 0)
EXACT(function_1, false, 1)
EXACT(function_2, false, 2)
EXACT(function_3, false, 3)
EXACT(function_n, false, nargs)
EXACT(method_1, true, 1)
EXACT(method_2, true, 2)
EXACT(method_3, true, 3)
EXACT(method_n, true, nargs + 1)

static CallHandler *const exact_functions[] = {function_0, function_1, function_2, function_3,
                                               function_n};
static CallHandler *const exact_methods[] = {NULL, method_1, method_2, method_3, method_n};
#define MOST_EXACT 4

/* Functions that get names, defaults, *args or **kwargs. */
static inline __attribute__((always_inline)) PyObject *call_bound(PyObject **items, int nargs,
                                                                  PyObject *kwnames,
                                                                  CallCache *cache, bool is_method)
{
    PyObject *callable = is_method ? items[0] : items[1];
    PyThreadState *tstate = nc_tstate();
    NativeCode *native = code_to_call(tstate, cache, items, is_method);
    if (NC_UNLIKELY(native == NULL)) {
        return nc_call_at(items, nargs, kwnames, cache);
    }
    Keywords keywords = nc_keywords(kwnames);
    Frame *frame = nc_push_frame(tstate, (PyFunctionObject *)callable, native,
                                 items + (is_method ? 1 : 2), nargs + is_method, &keywords);
    if (NC_UNLIKELY(frame == NULL)) {
        return nc_call(items, nargs, kwnames);
    }
    PyObject *result = nc_run(tstate, frame, 0, native);
    tstate->recursion_remaining--;
    nc_clear_and_pop(tstate, frame);
    tstate->recursion_remaining++;
    return result;
}

static RT PyObject *function_bound(PyObject **items, int nargs, PyObject *kwnames, CallCache *cache)
{
    return call_bound(items, nargs, kwnames, cache, false);
}

static RT PyObject *method_bound(PyObject **items, int nargs, PyObject *kwnames, CallCache *cache)
{
    return call_bound(items, nargs, kwnames, cache, true);
}

/* Generator functions and those of coroutines. */
static inline __attribute__((always_inline)) PyObject *call_generator(PyObject **items, int nargs,
                                                                      PyObject *kwnames,
                                                                      CallCache *cache,
                                                                      bool is_method)
{
    PyObject *callable = is_method ? items[0] : items[1];
    PyThreadState *tstate = nc_tstate();
    NativeCode *native = code_to_call(tstate, cache, items, is_method);
    if (NC_UNLIKELY(native == NULL)) {
        return nc_call_at(items, nargs, kwnames, cache);
    }
    Keywords keywords = nc_keywords(kwnames);
    bool done = false;
    PyObject *result =
        nc_make_generator(tstate, (PyFunctionObject *)callable, native,
                          items + (is_method ? 1 : 2), nargs + is_method, &keywords, &done);
    return NC_LIKELY(done) ? result : nc_call(items, nargs, kwnames);
}

static RT PyObject *function_generator(PyObject **items, int nargs, PyObject *kwnames,
                                       CallCache *cache)
{
    return call_generator(items, nargs, kwnames, cache, false);
}

static RT PyObject *method_generator(PyObject **items, int nargs, PyObject *kwnames,
                                     CallCache *cache)
{
    return call_generator(items, nargs, kwnames, cache, true);
}

/* A bound method: its function and its object take its place, as the interpreter has it, and the
   call is one of a function with an argument more. A table of methods calls another one each
   time. */
static RT PyObject *bound_method(PyObject **items, int nargs, PyObject *kwnames, CallCache *cache)
{
    PyObject *method = items[1];
    if (NC_UNLIKELY(items[0] != NULL || !Py_IS_TYPE(method, &PyMethod_Type))) {
        return nc_call_at(items, nargs, kwnames, cache);
    }
    PyObject *function = ((PyMethodObject *)method)->im_func;
    if (NC_UNLIKELY(!Py_IS_TYPE(function, &PyFunction_Type))) {
        return nc_call_at(items, nargs, kwnames, cache);
    }
    NativeCode *native = known_code(cache, function);
    if (native == NULL) {
        native = nc_native_of((PyCodeObject *)((PyFunctionObject *)function)->func_code);
    }
    items[0] = Py_NewRef(function);
    items[1] = Py_NewRef(((PyMethodObject *)method)->im_self);
    nc_drop(method);
    PyThreadState *tstate = nc_tstate();
    if (NC_UNLIKELY(native == NULL || native->entry == NULL || native->argcount != nargs + 1
                    || kwnames != NULL || tstate->cframe->use_tracing)) {
        return nc_call_function(tstate, (PyFunctionObject *)function, items + 1, nargs + 1,
                                kwnames);
    }
    bool done = false;
    PyObject *result =
        nc_run_exact(tstate, (PyFunctionObject *)function, native, items + 1, nargs + 1, &done);
    return NC_LIKELY(done) ? result : nc_call(items, nargs, kwnames);
}

void nc_learn_function(CallCache *cache, PyObject **items, int count, PyObject *kwnames)
{
    bool is_method = items[0] != NULL;
    PyObject *callable = is_method ? items[0] : items[1];
    CallHandler *handler =
        (is_method ? exact_methods : exact_functions)[count < MOST_EXACT ? count : MOST_EXACT];
    if (Py_IS_TYPE(callable, &PyMethod_Type)) {
        callable = ((PyMethodObject *)callable)->im_func;
        count++;
        handler = bound_method;
        if (is_method || !Py_IS_TYPE(callable, &PyFunction_Type)) {
            return;
        }
    }
    PyCodeObject *code = (PyCodeObject *)((PyFunctionObject *)callable)->func_code;
    NativeCode *native = nc_native_of(code);
    if (native == NULL || native->entry == NULL || native->parameters < 0) {
        return;
    }
    if (handler != bound_method && native->generator_type != NULL) {
        handler = is_method ? method_generator : function_generator;
    }
    else if (handler != bound_method && (kwnames != NULL || native->argcount != count)) {
        handler = is_method ? method_bound : function_bound;
    }
    native->is_known = true;
    *cache = (CallCache){
        .handler = handler,
        .key = code,
        .target = native,
        .version = nc_native_epoch,
        .seen = cache->seen,
    };
}
