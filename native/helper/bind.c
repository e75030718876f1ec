/* See bind.h. */
#include "bind.h"

#include "runtime_values.h"

#include "internal/pycore_dict.h"

/* The parameters that have got a keyword argument are a set of bits. */
#define MOST_PARAMETERS 32

/* Puts keyword arguments into their places; which are these, or -1 (as a set: all) when the general way is needed. `taken`: so
   many parameters have positional arguments. */
static int64_t bind_keywords(PyObject **locals, PyCodeObject *code, int parameters, PyObject *const *values,
                             const Keywords *keywords, int taken)
{
    PyObject **names = &PyTuple_GET_ITEM(code->co_localsplusnames, 0);
    uint32_t given = 0;
    for (int i = 0; i < keywords->count; i++) {
        PyObject *name = keywords->names[i];
        /* Most callers keep the order of the parameters. */
        int place = taken + i;
        if (place >= parameters || names[place] != name) {
            place = code->co_posonlyargcount;
            while (place < parameters && names[place] != name) {
                place++;
            }
        }
        if (place >= parameters || place < taken || place < code->co_posonlyargcount || (given >> place & 1)) {
            return -1;
        }
        given |= 1u << place;
        locals[place] = values[i];
    }
    return given;
}

/* The default of a parameter, borrowed; NULL: it has none, or only CPython's binding can tell. */
static PyObject *default_of(PyFunctionObject *func, PyCodeObject *code, int place)
{
    if (place < code->co_argcount) {
        PyObject *defaults = func->func_defaults;
        Py_ssize_t index = defaults == NULL ? -1 : place - code->co_argcount + PyTuple_GET_SIZE(defaults);
        return index < 0 ? NULL : PyTuple_GET_ITEM(defaults, index);
    }
    PyObject *defaults = func->func_kwdefaults;
    if (defaults == NULL) {
        return NULL;
    }
    /* Keys that are not all str could run their code. */
    PyDictObject *dict = (PyDictObject *)defaults;
    if (!DK_IS_UNICODE(dict->ma_keys)) {
        return NULL;
    }
    PyObject *name = PyTuple_GET_ITEM(code->co_localsplusnames, place);
    Py_ssize_t index = _PyDictKeys_StringLookup(dict->ma_keys, name);
    if (index < 0) {
        return NULL;
    }
    return dict->ma_values != NULL ? dict->ma_values->values[index] : DK_UNICODE_ENTRIES(dict->ma_keys)[index].me_value;
}

bool nc_bind(PyObject **locals, PyFunctionObject *func, const NativeCode *native, PyObject *const *args, int nargs,
             const Keywords *keywords)
{
    PyCodeObject *code = native->owner;
    int parameters = native->parameters;
    int taken = nargs - keywords->count;
    if (parameters < 0 || parameters > MOST_PARAMETERS || taken > code->co_argcount) {
        return false;
    }
    int64_t given = bind_keywords(locals, code, parameters, args + taken, keywords, taken);
    if (given < 0) {
        return false;
    }
    for (int place = taken; place < parameters; place++) {
        if (!(given >> place & 1)) {
            locals[place] = default_of(func, code, place);
            if (locals[place] == NULL) {
                return false;
            }
        }
    }
    for (int place = taken; place < parameters; place++) {
        if (!(given >> place & 1)) {
            Py_INCREF(locals[place]);
        }
    }
    for (int place = 0; place < taken; place++) {
        locals[place] = args[place];
    }
    for (int place = parameters; place < native->nlocalsplus; place++) {
        locals[place] = NULL;
    }
    return true;
}
