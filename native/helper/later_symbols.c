/* Functions of later CPython 3.11 that 3.11.2 has not, and that extension modules compiled against
   those ask for. */
#include <Python.h>

int _PyModule_Add(PyObject *module, const char *name, PyObject *value);

/* Python/modsupport.c of CPython 3.11.5 and later. `value` is stolen, also where this fails; NULL:
   an exception is set already. */
int _PyModule_Add(PyObject *module, const char *name, PyObject *value)
{
    int result = PyModule_AddObjectRef(module, name, value);
    Py_XDECREF(value);
    return result;
}
