/* Handlers for functions that programs call most, each with its common operands. See
   call_site.h. Other operands, errors and what runs Python code are CPython's own affair. Each
   is for one number of arguments without names. */
#include "call_site.h"

#include "ceval_access.h"
#include "frames.h"
#include "generator_next.h"
#include "runtime_values.h"

#include "internal/pycore_global_strings.h"
#include "internal/pycore_interp.h"
#include "internal/pycore_list.h"
#include "internal/pycore_runtime.h"

#include <math.h>

/* Whether the callable is the C function that the place has learnt, called so as then, with
   levels of recursion left. */
static inline bool is_known(const CallCache *cache, PyObject **items, PyThreadState *tstate)
{
    return NC_LIKELY(items[0] == NULL && Py_IS_TYPE(items[1], &PyCFunction_Type)
                     && ((PyCFunctionObject *)items[1])->m_ml == cache->key
                     && !tstate->cframe->use_tracing
                     && tstate->recursion_remaining > NC_LEVELS_OF_C);
}

/* Steals the callable and its arguments. */
static inline PyObject *finish(PyThreadState *tstate, PyObject **items, int nargs, PyObject *result)
{
    return nc_finish_c_call(tstate, items[1], items + 2, nargs, result);
}

#define BUILTIN(name, nargs) \
    static RT PyObject *name(PyObject **items, int nargs, PyObject *kwnames, CallCache *cache)

/* The length of what is no instance of a class of Python's; -1: the protocol decides. */
static inline Py_ssize_t plain_length(PyObject *object)
{
    PyTypeObject *type = Py_TYPE(object);
    if (type == &PyList_Type || type == &PyTuple_Type || type == &PyBytes_Type) {
        return Py_SIZE(object);
    }
    if (type == &PyDict_Type) {
        return PyDict_GET_SIZE(object);
    }
    if (type == &PyUnicode_Type && PyUnicode_IS_READY(object)) {
        return PyUnicode_GET_LENGTH(object);
    }
    if (type == &PySet_Type) {
        return PySet_GET_SIZE(object);
    }
    return -1;
}

BUILTIN(builtin_len, nargs)
{
    PyThreadState *tstate = nc_tstate();
    if (!is_known(cache, items, tstate)) {
        return nc_call_at(items, nargs, kwnames, cache);
    }
    Py_ssize_t length = plain_length(items[2]);
    if (length < 0) {
        length = PyObject_Size(items[2]);
    }
    return finish(tstate, items, 1, length < 0 ? NULL : rt_new_int((long)length));
}

/* Whether asking an instance for its __class__ gives its type, and runs no code. */
static inline bool has_plain_class(PyTypeObject *type)
{
    if (type->tp_getattro != PyObject_GenericGetAttr) {
        return false;
    }
    PyObject *descriptor = _PyType_Lookup(type, &_Py_ID(__class__));
    return descriptor != NULL && Py_IS_TYPE(descriptor, &PyGetSetDescr_Type)
           && PyDescr_TYPE(descriptor) == &PyBaseObject_Type;
}

/* 1 or 0; -1: the protocol decides. */
static inline int is_plain_instance(PyObject *object, PyObject *class)
{
    PyTypeObject *type = Py_TYPE(object);
    if ((PyObject *)type == class) {
        return 1;
    }
    if (!Py_IS_TYPE(class, &PyType_Type)) {
        return -1;
    }
    if (PyType_IsSubtype(type, (PyTypeObject *)class)) {
        return 1;
    }
    return has_plain_class(type) ? 0 : -1;
}

static int is_plain_instance_of_any(PyObject *object, PyObject *classes)
{
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(classes); i++) {
        int answer = is_plain_instance(object, PyTuple_GET_ITEM(classes, i));
        if (answer != 0) {
            return answer;
        }
    }
    return 0;
}

BUILTIN(builtin_isinstance, nargs)
{
    PyThreadState *tstate = nc_tstate();
    if (!is_known(cache, items, tstate)) {
        return nc_call_at(items, nargs, kwnames, cache);
    }
    PyObject *class = items[3];
    int answer = PyTuple_CheckExact(class) ? is_plain_instance_of_any(items[2], class)
                                           : is_plain_instance(items[2], class);
    if (answer < 0) {
        answer = PyObject_IsInstance(items[2], class);
    }
    return finish(tstate, items, 2, answer < 0 ? NULL : Py_NewRef(answer ? Py_True : Py_False));
}

BUILTIN(builtin_abs, nargs)
{
    PyThreadState *tstate = nc_tstate();
    PyObject *number = items[2];
    if (!is_known(cache, items, tstate)) {
        return nc_call_at(items, nargs, kwnames, cache);
    }
    if (nc_is_float(number)) {
        return finish(tstate, items, 1, rt_new_float(fabs(nc_float_value(number))));
    }
    if (nc_is_int(number) && nc_is_short(number)) {
        return finish(tstate, items, 1, rt_new_int(labs(nc_short_value(number))));
    }
    return nc_call(items, nargs, kwnames);
}

/* Whether `left` comes before `right`; -1: they are not two short ints, nor two floats. */
static inline int plain_less(PyObject *left, PyObject *right)
{
    if (nc_is_int(left) && nc_is_int(right) && nc_is_short(left) && nc_is_short(right)) {
        return nc_short_value(left) < nc_short_value(right);
    }
    if (nc_is_float(left) && nc_is_float(right)) {
        return nc_float_value(left) < nc_float_value(right);
    }
    return -1;
}

/* Of equal ones the first is the answer. */
static inline __attribute__((always_inline)) PyObject *extreme(PyObject **items, int nargs,
                                                               PyObject *kwnames, CallCache *cache,
                                                               bool least)
{
    PyThreadState *tstate = nc_tstate();
    if (!is_known(cache, items, tstate)) {
        return nc_call_at(items, nargs, kwnames, cache);
    }
    PyObject *best = items[2];
    for (int i = 1; i < nargs; i++) {
        PyObject *other = items[2 + i];
        int better = least ? plain_less(other, best) : plain_less(best, other);
        if (better < 0) {
            return nc_call(items, nargs, kwnames);
        }
        if (better) {
            best = other;
        }
    }
    return finish(tstate, items, nargs, Py_NewRef(best));
}

BUILTIN(builtin_min, nargs)
{
    return extreme(items, nargs, kwnames, cache, true);
}

BUILTIN(builtin_max, nargs)
{
    return extreme(items, nargs, kwnames, cache, false);
}

BUILTIN(builtin_ord, nargs)
{
    PyThreadState *tstate = nc_tstate();
    PyObject *text = items[2];
    if (!is_known(cache, items, tstate)) {
        return nc_call_at(items, nargs, kwnames, cache);
    }
    if (nc_is_str(text) && PyUnicode_IS_READY(text) && PyUnicode_GET_LENGTH(text) == 1) {
        return finish(tstate, items, 1, rt_new_int((long)PyUnicode_READ_CHAR(text, 0)));
    }
    return nc_call(items, nargs, kwnames);
}

BUILTIN(builtin_chr, nargs)
{
    PyThreadState *tstate = nc_tstate();
    PyObject *number = items[2];
    if (!is_known(cache, items, tstate)) {
        return nc_call_at(items, nargs, kwnames, cache);
    }
    if (nc_is_int(number) && nc_is_short(number)) {
        int value = nc_short_value(number);
        if (value >= 0 && value < 128) {
            return finish(tstate, items, 1,
                          Py_NewRef((PyObject *)&_Py_SINGLETON(strings).ascii[value]));
        }
    }
    return nc_call(items, nargs, kwnames);
}

/* What a generator has returned, as the exception that says so; None says nothing. Steals value. */
static void set_stop_iteration(PyObject *value)
{
    if (value != Py_None) {
        _PyGen_SetStopIterationValue(value);
    }
    else {
        PyErr_SetNone(PyExc_StopIteration);
    }
    Py_DECREF(value);
}

/* next(generator), whose code is native. */
BUILTIN(builtin_next, nargs)
{
    PyThreadState *tstate = nc_tstate();
    if (!is_known(cache, items, tstate)) {
        return nc_call_at(items, nargs, kwnames, cache);
    }
    NativeCode *native = nc_native_generator(tstate, items[2]);
    if (native == NULL) {
        return nc_call(items, nargs, kwnames);
    }
    PyObject *result;
    if (nc_generator_send(tstate, items[2], Py_None, native, &result) == PYGEN_RETURN) {
        set_stop_iteration(result);
        result = NULL;
    }
    return finish(tstate, items, 1, result);
}

/* generator.send(value), called as a method, likewise. */
BUILTIN(generator_send, nargs)
{
    PyThreadState *tstate = nc_tstate();
    PyObject *callable = items[0], *generator = items[1];
    if (NC_UNLIKELY(callable == NULL || !Py_IS_TYPE(callable, &PyMethodDescr_Type)
                    || ((PyMethodDescrObject *)callable)->d_method != cache->key
                    || tstate->cframe->use_tracing)) {
        return nc_call_at(items, nargs, kwnames, cache);
    }
    NativeCode *native = nc_native_receiver(tstate, generator, items[2]);
    if (native == NULL || !PyGen_CheckExact(generator)) {
        return nc_call(items, nargs, kwnames);
    }
    PyObject *result = NULL;
    if (!_Py_EnterRecursiveCallTstate(tstate, " while calling a Python object")) {
        if (nc_generator_send(tstate, generator, items[2], native, &result) == PYGEN_RETURN) {
            set_stop_iteration(result);
            result = NULL;
        }
        _Py_LeaveRecursiveCallTstate(tstate);
    }
    nc_drop(callable);
    nc_drop(generator);
    nc_drop(items[2]);
    return nc_look_for_signals(tstate, result);
}

/* list.append, called as a method. */
BUILTIN(list_append, nargs)
{
    PyThreadState *tstate = nc_tstate();
    PyObject *callable = items[0], *list = items[1];
    if (NC_UNLIKELY(callable == NULL
                    || callable != _PyRuntime._main_interpreter.callable_cache.list_append
                    || !PyList_CheckExact(list) || tstate->cframe->use_tracing)) {
        return nc_call_at(items, nargs, kwnames, cache);
    }
    PyObject *result =
        _PyList_AppendTakeRef((PyListObject *)list, items[2]) < 0 ? NULL : Py_NewRef(Py_None);
    nc_drop(list);
    nc_drop(callable);
    return nc_look_for_signals(tstate, result);
}

static const struct {
    const char *name;
    int least, most; /* arguments */
    CallHandler *handler;
} builtins[] = {
    {"len", 1, 1, builtin_len}, {"isinstance", 2, 2, builtin_isinstance},
    {"abs", 1, 1, builtin_abs}, {"min", 2, 8, builtin_min},
    {"max", 2, 8, builtin_max}, {"ord", 1, 1, builtin_ord},
    {"chr", 1, 1, builtin_chr}, {"next", 1, 1, builtin_next},
};

CallHandler *nc_builtin_handler(PyObject *callable, const char *name, int count)
{
    PyInterpreterState *interpreter = &_PyRuntime._main_interpreter;
    if (callable == interpreter->callable_cache.list_append) {
        return count == 2 ? list_append : NULL;
    }
    if (Py_IS_TYPE(callable, &PyMethodDescr_Type)) {
        bool is_send =
            PyDescr_TYPE(callable) == &PyGen_Type && strcmp(name, "send") == 0 && count == 2;
        return is_send ? generator_send : NULL;
    }
    /* The dict as it was at the start, which programs do not reach. */
    PyObject *original = PyDict_GetItemString(interpreter->builtins_copy, name);
    if (original != callable) {
        return NULL;
    }
    for (size_t i = 0; i < sizeof builtins / sizeof *builtins; i++) {
        if (strcmp(builtins[i].name, name) == 0) {
            return count >= builtins[i].least && count <= builtins[i].most ? builtins[i].handler
                                                                           : NULL;
        }
    }
    return NULL;
}
