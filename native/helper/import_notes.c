/* See import_notes.h. importlib's _find_and_load, through which each import goes that is not in
   sys.modules, is exchanged for an object that calls it. The object is no function of any kind, so
   that profilers see no call of it, and recursion is not counted. */
#include "import_notes.h"

#include <Python.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "text.h"

#define BEGINNING "nativecompile runs a 32-bit Python, which cannot load "
#define MAX_CHAIN 100

/* What the last failure was that has got a note. Kept, because others are raised on account of
   it. */
static struct {
    PyObject *name;
    PyObject *message;
    PyObject *note;
} last;

/* Imports that this thread is in. */
static __thread int depth;

/* -- what is there for 64 bits -- */

static const char *const endings[] = {".cpython-311-x86_64-linux-gnu.so",
                                      ".cpython-311-x86_64-linux-musl.so"};

static bool is_64_bit(const char *path)
{
    static const char magic[] = {0x7f, 'E', 'L', 'F', 2};
    char start[sizeof magic];
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) {
        return false;
    }
    ssize_t count = read(file, start, sizeof start);
    close(file);
    return count == (ssize_t)sizeof start && memcmp(start, magic, sizeof magic) == 0;
}

/* The module's file in one of the folders, as a new str; NULL if it is in none. Leaves no
   exception. */
static PyObject *find_in(PyObject *folders, const char *module)
{
    for (Py_ssize_t at = 0; at < PyList_GET_SIZE(folders); at++) {
        PyObject *entry = PyList_GET_ITEM(folders, at);
        PyObject *folder = PyUnicode_Check(entry) ? nc_text_of_file(entry) : NULL;
        if (folder == NULL) {
            continue;
        }
        const char *text = PyBytes_AS_STRING(folder);
        for (size_t ending = 0; ending < sizeof endings / sizeof endings[0]; ending++) {
            char path[PATH_MAX];
            int length = snprintf(path, sizeof path, "%s%s%s%s", text, text[0] != 0 ? "/" : "",
                                  module, endings[ending]);
            if (length < (int)sizeof path && access(path, F_OK) == 0) {
                Py_DECREF(folder);
                return PyUnicode_DecodeFSDefault(path);
            }
        }
        Py_DECREF(folder);
    }
    return NULL;
}

/* The folders in which importlib looks: a new reference to a list, or NULL without an exception. */
static PyObject *search_path(PyObject *parent)
{
    if (parent == NULL) {
        PyObject *path = PySys_GetObject("path");
        return path != NULL && PyList_Check(path) ? Py_NewRef(path) : NULL;
    }
    PyObject *module = PyDict_GetItemWithError(PyImport_GetModuleDict(), parent);
    PyObject *path = module != NULL && PyModule_Check(module)
                         ? PyDict_GetItemString(PyModule_GetDict(module), "__path__")
                         : NULL;
    if (path == NULL || PyList_Check(path)) {
        return Py_XNewRef(path);
    }
    /* Of a package without an __init__. */
    PyObject *folders = PyObject_GetAttrString(path, "_path");
    if (folders != NULL && !PyList_Check(folders)) {
        Py_CLEAR(folders);
    }
    return folders;
}

static PyObject *file_of_missing(PyObject *name)
{
    Py_ssize_t length = PyUnicode_GET_LENGTH(name);
    Py_ssize_t dot = PyUnicode_FindChar(name, '.', 0, length, -1);
    PyObject *parent = dot < 0 ? NULL : PyUnicode_Substring(name, 0, dot);
    PyObject *module = PyUnicode_Substring(name, dot + 1, length);
    PyObject *folders = search_path(parent);
    const char *text = module != NULL ? PyUnicode_AsUTF8(module) : NULL;
    PyObject *file = folders != NULL && text != NULL && strchr(text, '/') == NULL
                         ? find_in(folders, text)
                         : NULL;
    Py_XDECREF(folders);
    Py_XDECREF(module);
    Py_XDECREF(parent);
    return file;
}

/* The 64-bit file on whose account the import of `name` has failed: a new str, or NULL, perhaps
   with an exception. */
static PyObject *culprit(PyImportErrorObject *error, PyObject *name)
{
    if (error->name == NULL || !PyUnicode_Check(error->name)
        || PyUnicode_Compare(error->name, name) != 0) {
        return NULL;
    }
    if (PyObject_TypeCheck(error, (PyTypeObject *)PyExc_ModuleNotFoundError)) {
        return file_of_missing(name);
    }
    PyObject *path =
        error->path != NULL && PyUnicode_Check(error->path) ? nc_text_of_file(error->path) : NULL;
    bool is_culprit = path != NULL && is_64_bit(PyBytes_AS_STRING(path));
    Py_XDECREF(path);
    return is_culprit ? Py_NewRef(error->path) : NULL;
}

/* -- notes -- */

/* Our note of an exception, borrowed; NULL if it has none. */
static PyObject *note_of(PyObject *exception)
{
    PyObject *dict = ((PyBaseExceptionObject *)exception)->dict;
    PyObject *notes = dict != NULL ? PyDict_GetItemString(dict, "__notes__") : NULL;
    for (Py_ssize_t at = 0; notes != NULL && PyList_Check(notes) && at < PyList_GET_SIZE(notes);
         at++) {
        PyObject *note = PyList_GET_ITEM(notes, at);
        const char *text = PyUnicode_Check(note) ? PyUnicode_AsUTF8(note) : NULL;
        if (text != NULL && strncmp(text, BEGINNING, strlen(BEGINNING)) == 0) {
            return note;
        }
    }
    return NULL;
}

static void add_note(PyObject *exception, PyObject *note)
{
    PyObject *result = PyObject_CallMethod(exception, "add_note", "O", note);
    Py_XDECREF(result);
}

static void remember(PyObject *name, PyObject *message, PyObject *note)
{
    Py_XSETREF(last.name, Py_NewRef(name));
    Py_XSETREF(last.message, Py_XNewRef(message));
    Py_XSETREF(last.note, Py_NewRef(note));
}

/* The note of what this exception was raised for: it handles that one, or its message has the
   other's in it. Borrowed, or NULL. */
static PyObject *inherited_note(PyImportErrorObject *error)
{
    PyObject *earlier = (PyObject *)error;
    for (int link = 0; link < MAX_CHAIN && earlier != NULL; link++) {
        PyBaseExceptionObject *base = (PyBaseExceptionObject *)earlier;
        earlier = base->cause != NULL ? base->cause : base->context;
        PyObject *note = earlier != NULL ? note_of(earlier) : NULL;
        if (note != NULL) {
            return note;
        }
    }
    bool is_quoted = last.message != NULL && error->msg != NULL && PyUnicode_Check(error->msg)
                     && PyUnicode_GET_LENGTH(last.message) > 0
                     && PyUnicode_Contains(error->msg, last.message) == 1;
    return is_quoted ? last.note : NULL;
}

static void annotate(PyObject *exception, PyObject *name)
{
    PyImportErrorObject *error = (PyImportErrorObject *)exception;
    if (note_of(exception) != NULL) {
        return;
    }
    PyObject *file = culprit(error, name);
    if (file != NULL) {
        PyObject *note = PyUnicode_FromFormat(
            BEGINNING "%U: that extension module is for 64-bit Python only", file);
        if (note != NULL) {
            add_note(exception, note);
            remember(name, error->msg, note);
            Py_DECREF(note);
        }
        Py_DECREF(file);
    } else if (depth == 0 && !PyErr_Occurred()) {
        /* What people see in the end. */
        PyObject *note = inherited_note(error);
        if (note != NULL) {
            add_note(exception, note);
        }
    }
}

static void annotate_raised(PyObject *name)
{
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    if (PyUnicode_Check(name) && PyObject_TypeCheck(value, (PyTypeObject *)PyExc_ImportError)) {
        annotate(value, name);
        PyErr_Clear();
    }
    PyErr_Restore(type, value, traceback);
}

/* `from package import module` says only that the name cannot be imported (ceval.c,
   import_from). */
PyObject *__real_PyErr_SetImportError(PyObject *message, PyObject *name, PyObject *path);
PyObject *__wrap_PyErr_SetImportError(PyObject *message, PyObject *name, PyObject *path);

PyObject *__wrap_PyErr_SetImportError(PyObject *message, PyObject *name, PyObject *path)
{
    __real_PyErr_SetImportError(message, name, path);
    if (last.name == NULL || message == NULL || !PyErr_ExceptionMatches(PyExc_ImportError)) {
        return NULL;
    }
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    Py_ssize_t length = PyUnicode_GET_LENGTH(last.name);
    Py_ssize_t dot = PyUnicode_FindChar(last.name, '.', 0, length, -1);
    PyObject *package = dot > 0 ? PyUnicode_Substring(last.name, 0, dot) : NULL;
    PyObject *module = dot > 0 ? PyUnicode_Substring(last.name, dot + 1, length) : NULL;
    PyObject *expected =
        package != NULL && module != NULL
            ? PyUnicode_FromFormat("cannot import name %R from %R", module, package)
            : NULL;
    if (expected != NULL && PyUnicode_Tailmatch(message, expected, 0, PY_SSIZE_T_MAX, -1) == 1) {
        add_note(value, last.note);
    }
    Py_XDECREF(expected);
    Py_XDECREF(module);
    Py_XDECREF(package);
    PyErr_Clear();
    PyErr_Restore(type, value, traceback);
    return NULL;
}

/* -- the object in importlib's place -- */

typedef struct {
    PyObject_HEAD
    vectorcallfunc call;
    PyObject *original;
} FindAndLoad;

static PyObject *find_and_load(PyObject *self, PyObject *const *arguments, size_t flags,
                               PyObject *names)
{
    depth++;
    PyObject *module =
        PyObject_Vectorcall(((FindAndLoad *)self)->original, arguments, flags, names);
    depth--;
    if (module == NULL && PyVectorcall_NARGS(flags) > 0
        && PyErr_ExceptionMatches(PyExc_ImportError)) {
        annotate_raised(arguments[0]);
    }
    return module;
}

static PyObject *attribute_of_original(PyObject *self, PyObject *name)
{
    return PyObject_GetAttr(((FindAndLoad *)self)->original, name);
}

static PyTypeObject find_and_load_type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "nativecompile.find_and_load",
    .tp_basicsize = sizeof(FindAndLoad),
    .tp_vectorcall_offset = offsetof(FindAndLoad, call),
    .tp_call = PyVectorcall_Call,
    .tp_getattro = attribute_of_original,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_DISALLOW_INSTANTIATION,
};

static FindAndLoad replacement = {
    PyObject_HEAD_INIT(&find_and_load_type)
    .call = find_and_load,
};

int nc_import_notes_install(void)
{
    /* Of this program. */
    if (sizeof(void *) > 4) {
        return 0;
    }
    PyObject *importlib = PyImport_AddModule("_frozen_importlib");
    if (importlib == NULL || PyType_Ready(&find_and_load_type) < 0) {
        return -1;
    }
    PyObject *original = PyObject_GetAttrString(importlib, "_find_and_load");
    if (original == NULL) {
        return -1;
    }
    replacement.original = original;
    return PyObject_SetAttrString(importlib, "_find_and_load", (PyObject *)&replacement);
}
