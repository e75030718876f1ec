/* Handlers for C functions and methods, and for classes of C. See call_site.h. Maps from: the
   calling convention of a callable, seen once. Maps to: calls by that convention without looking
   for it again. A place that has one is warm: calls with an array of arguments are no level of
   recursion there. */
#include "call_site.h"

#include "ceval_access.h"
#include "frames.h"
#include "runtime_values.h"

#include "internal/pycore_call.h"
#include "internal/pycore_ceval.h"
#include "internal/pycore_interp.h"
#include "internal/pycore_runtime.h"

/* Steals callable and args. */
static inline __attribute__((always_inline)) PyObject *finish(PyThreadState *tstate,
                                                              PyObject *callable, PyObject **args,
                                                              int count, PyObject *result)
{
    if (NC_UNLIKELY((result == NULL) != (tstate->curexc_type != NULL))) {
        result = _Py_CheckFunctionResult(tstate, callable, result, NULL);
    }
    return nc_finish_c_call(tstate, callable, args, count, result);
}

/* Whether items have a method of C that the place has learnt, and an object of just its class. */
static inline bool is_known_method(const CallCache *cache, PyObject **items, PyThreadState *tstate)
{
    PyObject *callable = items[0];
    return NC_LIKELY(callable != NULL && Py_IS_TYPE(callable, &PyMethodDescr_Type)
                     && ((PyMethodDescrObject *)callable)->d_method == cache->key
                     && Py_IS_TYPE(items[1], PyDescr_TYPE(callable))
                     && !tstate->cframe->use_tracing);
}

/* The four conventions that need no more than an array; bits of METH_*. */
static inline __attribute__((always_inline)) PyObject *by_convention(
    PyThreadState *tstate, PyMethodDef *method, PyObject *self, PyObject **args, int count,
    PyObject *kwnames, int convention)
{
    void (*function)(void) = (void (*)(void))method->ml_meth;
    if (convention == METH_FASTCALL) {
        return ((_PyCFunctionFast)function)(self, args, count);
    }
    if (convention == (METH_FASTCALL | METH_KEYWORDS)) {
        int keywords = kwnames == NULL ? 0 : (int)PyTuple_GET_SIZE(kwnames);
        return ((_PyCFunctionFastWithKeywords)function)(self, args, count - keywords, kwnames);
    }
    if (_Py_EnterRecursiveCallTstate(tstate, " while calling a Python object")) {
        return NULL;
    }
    PyObject *result = method->ml_meth(self, convention == METH_O ? args[0] : NULL);
    _Py_LeaveRecursiveCallTstate(tstate);
    return result;
}

static inline __attribute__((always_inline)) PyObject *call_c_function(PyObject **items, int nargs,
                                                                       PyObject *kwnames,
                                                                       CallCache *cache,
                                                                       int convention)
{
    PyThreadState *tstate = nc_tstate();
    PyObject *callable = items[1];
    if (NC_UNLIKELY(items[0] != NULL || !Py_IS_TYPE(callable, &PyCFunction_Type)
                    || ((PyCFunctionObject *)callable)->m_ml != cache->key
                    || tstate->cframe->use_tracing)) {
        return nc_call_at(items, nargs, kwnames, cache);
    }
    PyCFunctionObject *function = (PyCFunctionObject *)callable;
    PyObject *result = by_convention(tstate, function->m_ml, function->m_self, items + 2, nargs,
                                     kwnames, convention);
    return finish(tstate, callable, items + 2, nargs, result);
}

static inline __attribute__((always_inline)) PyObject *call_c_method(PyObject **items, int nargs,
                                                                     PyObject *kwnames,
                                                                     CallCache *cache,
                                                                     int convention)
{
    PyThreadState *tstate = nc_tstate();
    PyObject *callable = items[0];
    if (!is_known_method(cache, items, tstate)) {
        return nc_call_at(items, nargs, kwnames, cache);
    }
    PyMethodDef *method = ((PyMethodDescrObject *)callable)->d_method;
    PyObject *result =
        by_convention(tstate, method, items[1], items + 2, nargs, kwnames, convention);
    return finish(tstate, callable, items + 1, nargs + 1, result);
}

#define HANDLER(name, call, convention)                                                        \
    static RT PyObject *name(PyObject **items, int nargs, PyObject *kwnames, CallCache *cache) \
    {                                                                                          \
        return call(items, nargs, kwnames, cache, convention);                                 \
    }
HANDLER(function_noargs, call_c_function, METH_NOARGS)
HANDLER(function_o, call_c_function, METH_O)
HANDLER(function_fast, call_c_function, METH_FASTCALL)
HANDLER(function_keywords, call_c_function, METH_FASTCALL | METH_KEYWORDS)
HANDLER(method_noargs, call_c_method, METH_NOARGS)
HANDLER(method_o, call_c_method, METH_O)
HANDLER(method_fast, call_c_method, METH_FASTCALL)
HANDLER(method_keywords, call_c_method, METH_FASTCALL | METH_KEYWORDS)

/* -- methods of C that are told the class that defines them -- */

static RT PyObject *method_defining(PyObject **items, int nargs, PyObject *kwnames,
                                    CallCache *cache)
{
    PyThreadState *tstate = nc_tstate();
    PyObject *callable = items[0];
    if (!is_known_method(cache, items, tstate)) {
        return nc_call_at(items, nargs, kwnames, cache);
    }
    PyMethodDescrObject *descriptor = (PyMethodDescrObject *)callable;
    PyCMethod function = (PyCMethod)(void (*)(void))descriptor->d_method->ml_meth;
    size_t keywords = kwnames == NULL ? 0 : (size_t)PyTuple_GET_SIZE(kwnames);
    PyObject *result = NULL;
    if (!_Py_EnterRecursiveCallTstate(tstate, " while calling a Python object")) {
        result = function(items[1], PyDescr_TYPE(descriptor), items + 2, (size_t)nargs - keywords,
                          kwnames);
        _Py_LeaveRecursiveCallTstate(tstate);
    }
    return finish(tstate, callable, items + 1, nargs + 1, result);
}

/* -- the slots of classes of C, such as object.__setattr__ and Exception.__init__ -- */

/* As CPython does it, but for the tuple that has self as well; what that would refer to is
   counted. */
static RT PyObject *slot_wrapper(PyObject **items, int nargs, PyObject *kwnames, CallCache *cache)
{
    PyThreadState *tstate = nc_tstate();
    bool is_method = items[0] != NULL;
    PyObject *callable = is_method ? items[0] : items[1];
    PyObject **args = items + (is_method ? 1 : 2);
    int count = nargs + is_method;
    if (NC_UNLIKELY(!Py_IS_TYPE(callable, &PyWrapperDescr_Type) || tstate->cframe->use_tracing
                    || count == 0)
        || !PyType_IsSubtype(Py_TYPE(args[0]), PyDescr_TYPE(callable))) {
        return nc_call_at(items, nargs, kwnames, cache);
    }
    PyWrapperDescrObject *descriptor = (PyWrapperDescrObject *)callable;
    wrapperfunc wrapper = descriptor->d_base->wrapper;
    PyObject *result = NULL;
    if (!_Py_EnterRecursiveCallTstate(tstate, " while calling a Python object")) {
        PyObject *tuple = PyTuple_New(count - 1);
        if (tuple != NULL) {
            for (int i = 1; i < count; i++) {
                PyTuple_SET_ITEM(tuple, i - 1, Py_NewRef(args[i]));
            }
            nc_hold(args, count);
            result = descriptor->d_base->flags & PyWrapperFlag_KEYWORDS
                         ? ((wrapperfunc_kwds)(void (*)(void))wrapper)(args[0], tuple,
                                                                       descriptor->d_wrapped, NULL)
                         : wrapper(args[0], tuple, descriptor->d_wrapped);
            Py_DECREF(tuple);
            nc_release(args, count);
        }
        _Py_LeaveRecursiveCallTstate(tstate);
    }
    return finish(tstate, callable, args, count, result);
}

/* `nargs` without self. NULL: none is for this convention, or it cannot take these arguments. */
static CallHandler *by_flags(const PyMethodDef *method, bool is_method, int nargs,
                             bool has_keywords)
{
    switch (method->ml_flags & ~METH_COEXIST) {
    case METH_NOARGS:
        return nargs != 0 ? NULL : is_method ? method_noargs : function_noargs;
    case METH_O:
        return nargs != 1 || has_keywords ? NULL : is_method ? method_o : function_o;
    case METH_FASTCALL:
        return has_keywords ? NULL : is_method ? method_fast : function_fast;
    case METH_FASTCALL | METH_KEYWORDS:
        return is_method ? method_keywords : function_keywords;
    case METH_METHOD | METH_FASTCALL | METH_KEYWORDS:
        return is_method ? method_defining : NULL;
    default:
        return NULL;
    }
}

void nc_learn_c_function(CallCache *cache, PyObject **items, int count, PyObject *kwnames)
{
    bool is_method = items[0] != NULL;
    PyObject *callable = is_method ? items[0] : items[1];
    const PyMethodDef *method;
    if (Py_IS_TYPE(callable, &PyWrapperDescr_Type) && kwnames == NULL) {
        *cache = (CallCache){.handler = slot_wrapper, .seen = cache->seen};
        return;
    }
    if (!is_method && Py_IS_TYPE(callable, &PyCFunction_Type)) {
        method = ((PyCFunctionObject *)callable)->m_ml;
    }
    else if (is_method && Py_IS_TYPE(callable, &PyMethodDescr_Type)) {
        method = ((PyMethodDescrObject *)callable)->d_method;
    }
    else {
        return;
    }
    CallHandler *handler =
        kwnames == NULL ? nc_builtin_handler(callable, method->ml_name, count) : NULL;
    if (handler == NULL) {
        handler = by_flags(method, is_method, count - is_method, kwnames != NULL);
    }
    if (handler != NULL) {
        *cache = (CallCache){.handler = handler, .key = method, .seen = cache->seen};
    }
}

/* -- classes of C: those that have their own vectorcall, and never change -- */

static PyObject *static_class_result(PyThreadState *tstate, PyObject **items, int nargs,
                                     PyObject *kwnames)
{
    PyObject *class = items[1];
    size_t positional = (size_t)nargs - (kwnames == NULL ? 0 : (size_t)PyTuple_GET_SIZE(kwnames));
    PyObject *result =
        ((PyTypeObject *)class)
            ->tp_vectorcall(class, items + 2, positional | PY_VECTORCALL_ARGUMENTS_OFFSET, kwnames);
    return finish(tstate, class, items + 2, nargs, result);
}

static RT PyObject *static_class(PyObject **items, int nargs, PyObject *kwnames, CallCache *cache)
{
    PyThreadState *tstate = nc_tstate();
    PyObject *callable = items[1];
    if (NC_UNLIKELY(items[0] != NULL || callable != cache->key || tstate->cframe->use_tracing)) {
        return nc_call_at(items, nargs, kwnames, cache);
    }
    return static_class_result(tstate, items, nargs, kwnames);
}

/* str(x), type(x) and tuple(x), which CPython specialises. */
static inline __attribute__((always_inline)) PyObject *call_with_one(PyObject **items, int nargs,
                                                                     PyObject *kwnames,
                                                                     CallCache *cache,
                                                                     PyTypeObject *class)
{
    PyThreadState *tstate = nc_tstate();
    PyObject *callable = items[1], *arg = items[2];
    if (NC_UNLIKELY(items[0] != NULL
                    || callable != (PyObject *)class || tstate->cframe->use_tracing)) {
        return nc_call_at(items, nargs, kwnames, cache);
    }
    PyObject *result = class == &PyType_Type      ? Py_NewRef(Py_TYPE(arg))
                       : class == &PyUnicode_Type ? PyObject_Str(arg)
                                                  : PySequence_Tuple(arg);
    return finish(tstate, callable, items + 2, 1, result);
}

#define CLASS(name, class)                                                                     \
    static RT PyObject *name(PyObject **items, int nargs, PyObject *kwnames, CallCache *cache) \
    {                                                                                          \
        return call_with_one(items, nargs, kwnames, cache, class);                             \
    }
CLASS(str_of, &PyUnicode_Type)
CLASS(type_of, &PyType_Type)
CLASS(tuple_of, &PyTuple_Type)

/* int(x) of what runs no code. */
static RT PyObject *int_of(PyObject **items, int nargs, PyObject *kwnames, CallCache *cache)
{
    PyThreadState *tstate = nc_tstate();
    PyObject *callable = items[1], *arg = items[2];
    if (NC_UNLIKELY(items[0] != NULL || callable != (PyObject *)&PyLong_Type
                    || tstate->cframe->use_tracing)) {
        return nc_call_at(items, nargs, kwnames, cache);
    }
    if (!nc_is_float(arg) && !nc_is_str(arg) && !nc_is_int(arg)) {
        return nc_call(items, nargs, kwnames);
    }
    PyObject *result = NULL;
    if (!_Py_EnterRecursiveCallTstate(tstate, " while calling a Python object")) {
        result = PyNumber_Long(arg);
        _Py_LeaveRecursiveCallTstate(tstate);
    }
    return finish(tstate, callable, items + 2, 1, result);
}

/* As CPython's private struct has it; nc_learn_class looks at its size. */
typedef struct {
    PyObject_HEAD
    PyObject *start, *stop, *step, *length;
} Range;

/* range(stop) and range(start, stop) of short ints, whose length CPython computes with int
   objects. */
static RT PyObject *range_of(PyObject **items, int nargs, PyObject *kwnames, CallCache *cache)
{
    PyThreadState *tstate = nc_tstate();
    PyObject *callable = items[1], *stop = items[1 + nargs];
    PyObject *start = nargs == 2 ? items[2] : (PyObject *)&_PyLong_SMALL_INTS[_PY_NSMALLNEGINTS];
    if (NC_UNLIKELY(items[0] != NULL || callable != (PyObject *)&PyRange_Type
                    || tstate->cframe->use_tracing)) {
        return nc_call_at(items, nargs, kwnames, cache);
    }
    if (!nc_is_int(start) || !nc_is_int(stop) || !nc_is_short(start) || !nc_is_short(stop)
        || tstate->recursion_remaining <= NC_LEVELS_OF_C) {
        return static_class_result(tstate, items, nargs, kwnames);
    }
    long length = (long)nc_short_value(stop) - nc_short_value(start);
    PyObject *size = rt_new_int(length < 0 ? 0 : length);
    Range *range = size == NULL ? NULL : PyObject_New(Range, &PyRange_Type);
    if (range == NULL) {
        Py_XDECREF(size);
    }
    else {
        range->start = Py_NewRef(start);
        range->stop = Py_NewRef(stop);
        range->step = Py_NewRef(&_PyLong_SMALL_INTS[_PY_NSMALLNEGINTS + 1]);
        range->length = size;
    }
    return finish(tstate, callable, items + 2, nargs, (PyObject *)range);
}

/* Of all classes: those of Python are call_class.c's. */
void nc_learn_class(CallCache *cache, PyObject **items, int count, PyObject *kwnames)
{
    if (items[0] != NULL) {
        return;
    }
    PyTypeObject *class = (PyTypeObject *)items[1];
    CallHandler *handler = NULL;
    if (count == 1 && kwnames == NULL) {
        handler = class == &PyUnicode_Type ? str_of
                  : class == &PyType_Type  ? type_of
                  : class == &PyTuple_Type ? tuple_of
                  : class == &PyLong_Type  ? int_of
                                           : NULL;
    }
    if (class == &PyRange_Type && kwnames == NULL && (count == 1 || count == 2)
        && class->tp_basicsize == (Py_ssize_t)sizeof(Range)) {
        handler = range_of;
    }
    if (handler == NULL && class->tp_vectorcall != NULL
        && !PyType_HasFeature(class, Py_TPFLAGS_HEAPTYPE)
        && PyType_HasFeature(class, Py_TPFLAGS_IMMUTABLETYPE) && Py_IS_TYPE(class, &PyType_Type)) {
        handler = static_class;
    }
    if (handler != NULL) {
        *cache = (CallCache){.handler = handler, .key = class, .seen = cache->seen};
        return;
    }
    nc_learn_python_class(cache, class, count);
}
