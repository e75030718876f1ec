/* See module_nativecompile.h. What programs see is written in Python, nativecompile.py, whose
   text is part of this program; here are the four functions that it is made of. */
#include "module_nativecompile.h"

#include <Python.h>
#include <unistd.h>

#include "hook.h"
#include "host.h"
#include "image.h"

__asm__(".pushsection .rodata\n"
        "nc_module_text:\n"
        ".incbin \"nativecompile.py\"\n"
        ".byte 0\n"
        ".popsection\n");
extern const char nc_module_text[] __asm__("nc_module_text");

/* Why nothing can be compiled in this process or interpreter, or NULL. */
static const char *obstacle(void)
{
    if (nc_options.interpret) {
        return "native code is switched off in this run";
    }
    if (PyInterpreterState_Get() != PyInterpreterState_Main()) {
        return "subinterpreters have no native code";
    }
    return NULL;
}

/* The code may have been asked for: by another thread, which waits for the answer, or by the
   way, since it is hot. */
static void wait_for_answer(NativeCode *native)
{
    while (native != NULL && native->state == NATIVE_REQUESTED) {
        nc_look_for_images();
        Py_BEGIN_ALLOW_THREADS
        usleep(1000);
        Py_END_ALLOW_THREADS
    }
}

PyDoc_STRVAR(prepare_doc, "prepare(code) -> None if it is native now, otherwise why not.");

static PyObject *prepare(PyObject *module, PyObject *code)
{
    (void)module;
    if (!PyCode_Check(code)) {
        PyErr_SetString(PyExc_TypeError, "a code object is needed");
        return NULL;
    }
    const char *reason = obstacle();
    if (reason == NULL) {
        PyCodeObject *object = (PyCodeObject *)code;
        wait_for_answer(nc_native_of(object));
        if (nc_compile_now(object, "nativecompile.compile")) {
            Py_RETURN_NONE;
        }
        NativeCode *native = nc_native_of(object);
        reason = native && native->refusal ? native->refusal : nc_host_failure();
    }
    return PyUnicode_DecodeUTF8(reason, (Py_ssize_t)strlen(reason), "replace");
}

PyDoc_STRVAR(size_doc, "size(code) -> bytes of machine code, or None if it has none.");

static PyObject *size(PyObject *module, PyObject *code)
{
    (void)module;
    NativeCode *native =
        PyCode_Check(code) && obstacle() == NULL ? nc_native_of((PyCodeObject *)code) : NULL;
    if (native == NULL || native->state != NATIVE_READY) {
        Py_RETURN_NONE;
    }
    return PyLong_FromUnsignedLong(native->code_size);
}

PyDoc_STRVAR(listing_doc,
             "listing(code, view, syntax) -> text, or None if the compile host has none.");

static PyObject *listing(PyObject *module, PyObject *arguments)
{
    (void)module;
    PyObject *code;
    const char *view, *syntax;
    if (!PyArg_ParseTuple(arguments, "O!ss", &PyCode_Type, &code, &view, &syntax)) {
        return NULL;
    }
    PyObject *text = nc_host_listing((PyCodeObject *)code, view, syntax);
    if (text == NULL) {
        Py_RETURN_NONE;
    }
    return text;
}

PyDoc_STRVAR(failure_doc, "failure() -> what the compile host said last when it failed.");

static PyObject *failure(PyObject *module, PyObject *unused)
{
    (void)module;
    (void)unused;
    const char *text = nc_host_failure();
    return PyUnicode_DecodeUTF8(text, (Py_ssize_t)strlen(text), "replace");
}

static PyMethodDef functions[] = {
    {"_prepare", prepare, METH_O, prepare_doc},
    {"_size", size, METH_O, size_doc},
    {"_listing", listing, METH_VARARGS, listing_doc},
    {"_failure", failure, METH_NOARGS, failure_doc},
    {NULL, NULL, 0, NULL},
};

static int execute(PyObject *module)
{
    PyObject *names = PyModule_GetDict(module);
    if (PyDict_SetItemString(names, "__builtins__", PyEval_GetBuiltins()) < 0) {
        return -1;
    }
    PyObject *code = Py_CompileString(nc_module_text, "<nativecompile>", Py_file_input);
    if (code == NULL) {
        return -1;
    }
    PyObject *result = PyEval_EvalCode(code, names, names);
    Py_DECREF(code);
    Py_XDECREF(result);
    return result == NULL ? -1 : 0;
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, execute},
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "nativecompile",
    .m_size = 0,
    .m_methods = functions,
    .m_slots = slots,
};

static PyObject *initialize(void)
{
    return PyModuleDef_Init(&definition);
}

int nc_module_register(void)
{
    return PyImport_AppendInittab("nativecompile", initialize);
}
