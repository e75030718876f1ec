/* See profile_methods.h. A C function that several types share is named for the first that is
   found. */
#include "profile_methods.h"

#include "profile_records.h"

/* What generators and coroutines do goes on mostly by itself: a `close` when nobody needs one
   more, the others in loops. Their methods share functions besides, so they are told of as what
   they are. */
static bool is_resumed(const PyTypeObject *type)
{
    return type == &PyGen_Type || type == &PyCoro_Type || type == &PyAsyncGen_Type;
}

static void name_methods(const PyTypeObject *type)
{
    for (const PyMethodDef *method = type->tp_methods; method != NULL && method->ml_name != NULL;
         method++) {
        nc_profile_method((uintptr_t)method->ml_meth, type->tp_name, method->ml_name);
    }
}

/* Classes that Python code has made have no methods in C, nor have those below them. */
static void name_types(PyTypeObject *type, int depth)
{
    if (type->tp_flags & Py_TPFLAGS_HEAPTYPE || is_resumed(type) || depth == 0) {
        return;
    }
    name_methods(type);
    PyObject *below = type->tp_subclasses, *reference;
    Py_ssize_t at = 0;
    while (below != NULL && PyDict_Next(below, &at, NULL, &reference)) {
        PyObject *other = PyWeakref_GET_OBJECT(reference);
        if (PyType_Check(other)) {
            name_types((PyTypeObject *)other, depth - 1);
        }
    }
}

static void name_builtins(void)
{
    PyObject *builtins = PyEval_GetBuiltins(), *value;
    Py_ssize_t at = 0;
    while (builtins != NULL && PyDict_Next(builtins, &at, NULL, &value)) {
        if (PyCFunction_Check(value)) {
            const PyMethodDef *method = ((PyCFunctionObject *)value)->m_ml;
            nc_profile_method((uintptr_t)method->ml_meth, "builtins", method->ml_name);
        }
    }
}

void nc_profile_methods(void)
{
    name_types(&PyBaseObject_Type, 8);
    name_builtins();
}
