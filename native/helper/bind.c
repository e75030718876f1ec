/* See bind.h. */
#include "bind.h"

#include "runtime_values.h"

#include "internal/pycore_dict.h"

/* The parameters that have got a keyword argument are a set of bits. */
#define MOST_PARAMETERS 32
#define MOST_KEYWORDS 32

/* Marks a keyword argument that **kwargs is to have. */
#define OTHER 0xff

/* Whether names that are not the same object are not equal: those of parameters are exact and
   interned. */
static inline bool is_interned(PyObject *name)
{
    return PyUnicode_CheckExact(name) && PyUnicode_CHECK_INTERNED(name);
}

/* The place of the parameter that each keyword argument is for, or OTHER; `taken`: so many
   parameters have positional arguments. As a set of bits those that are given, or -1: the
   general way is needed. */
static int64_t place_keywords(uint8_t *places, PyCodeObject *code, int parameters,
                              const Keywords *keywords, int taken)
{
    PyObject **names = &PyTuple_GET_ITEM(code->co_localsplusnames, 0);
    uint32_t given = 0;
    for (int i = 0; i < keywords->count; i++) {
        PyObject *name = keywords->names[i];
        /* Most callers keep the order of the parameters. */
        int place = taken + i;
        if (place >= parameters || place < code->co_posonlyargcount || names[place] != name) {
            place = code->co_posonlyargcount;
            while (place < parameters && names[place] != name) {
                place++;
            }
        }
        if (place >= parameters) {
            if (!(code->co_flags & CO_VARKEYWORDS) || !is_interned(name)) {
                return -1;
            }
            places[i] = OTHER;
            continue;
        }
        if (place < taken || (given >> place & 1)) {
            return -1;
        }
        given |= 1u << place;
        places[i] = (uint8_t)place;
    }
    return given;
}

/* The default of a parameter, borrowed; NULL: it has none, or only CPython's binding can tell. */
static PyObject *default_of(PyFunctionObject *func, PyCodeObject *code, int place)
{
    if (place < code->co_argcount) {
        PyObject *defaults = func->func_defaults;
        Py_ssize_t index =
            defaults == NULL ? -1 : place - code->co_argcount + PyTuple_GET_SIZE(defaults);
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
    return dict->ma_values != NULL ? dict->ma_values->values[index]
                                   : DK_UNICODE_ENTRIES(dict->ma_keys)[index].me_value;
}

/* What *args and **kwargs get, new; NULL in both and false: no memory. The values are borrowed. */
static bool make_collections(PyObject **rest, PyObject **others, PyCodeObject *code,
                             PyObject *const *args, int taken, int nargs, const Keywords *keywords,
                             const uint8_t *places)
{
    int positional = nargs - keywords->count;
    bool failed = false;
    if (code->co_flags & CO_VARKEYWORDS) {
        *others = PyDict_New();
        failed = *others == NULL;
        for (int i = 0; i < keywords->count && !failed; i++) {
            failed = places[i] == OTHER
                     && PyDict_SetItem(*others, keywords->names[i], args[positional + i]) < 0;
        }
    }
    if (!failed && (code->co_flags & CO_VARARGS)) {
        *rest = PyTuple_New(positional - taken);
        failed = *rest == NULL;
    }
    if (failed) {
        PyErr_Clear();
        Py_CLEAR(*others);
        return false;
    }
    for (int i = taken; *rest != NULL && i < positional; i++) {
        PyTuple_SET_ITEM(*rest, i - taken, args[i]);
    }
    return true;
}

bool nc_bind(PyObject **locals, PyFunctionObject *func, const NativeCode *native,
             PyObject *const *args, int nargs, const Keywords *keywords)
{
    PyCodeObject *code = native->owner;
    int parameters = native->parameters, positional = nargs - keywords->count;
    int taken = positional < code->co_argcount ? positional : code->co_argcount;
    uint8_t places[MOST_KEYWORDS];
    if (parameters < 0 || parameters > MOST_PARAMETERS || keywords->count > MOST_KEYWORDS
        || (taken < positional && !(code->co_flags & CO_VARARGS))) {
        return false;
    }
    int64_t given = place_keywords(places, code, parameters, keywords, taken);
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
    PyObject *rest = NULL, *others = NULL;
    if ((code->co_flags & (CO_VARARGS | CO_VARKEYWORDS))
        && !make_collections(&rest, &others, code, args, taken, nargs, keywords, places)) {
        return false;
    }
    for (int place = taken; place < parameters; place++) {
        if (!(given >> place & 1)) {
            Py_INCREF(locals[place]);
        }
    }
    for (int place = 0; place < taken; place++) {
        locals[place] = args[place];
    }
    for (int i = 0; i < keywords->count; i++) {
        PyObject *value = args[positional + i];
        if (places[i] != OTHER) {
            locals[places[i]] = value;
        }
        else {
            Py_DECREF(value); /* the dict has one of its own */
        }
    }
    int place = parameters;
    if (rest != NULL) {
        locals[place++] = rest;
    }
    if (others != NULL) {
        locals[place++] = others;
    }
    for (; place < native->nlocalsplus; place++) {
        locals[place] = NULL;
    }
    return true;
}
