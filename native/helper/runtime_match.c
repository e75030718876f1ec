/* The match statement. Maps from: GET_LEN, MATCH_KEYS, MATCH_CLASS. Maps to: the interpreter's
   own matching functions. Knows nothing of machine code; MATCH_MAPPING and MATCH_SEQUENCE are
   flag tests in compiled code. */
#include "runtime.h"
#include "ceval_access.h"
#include "runtime_values.h"

RT PyObject *rt_get_len(PyObject *object_borrowed)
{
    Py_ssize_t length = PyObject_Length(object_borrowed);
    return length < 0 ? NULL : PyLong_FromSsize_t(length);
}

RT PyObject *rt_match_keys(PyObject *subject_borrowed, PyObject *keys_borrowed)
{
    return nc_ceval_match_keys(nc_tstate(), subject_borrowed, keys_borrowed);
}

RT PyObject *rt_match_class(PyObject *subject, PyObject *type, PyObject *names, int nargs)
{
    PyThreadState *tstate = nc_tstate();
    PyObject *attributes = nc_ceval_match_class(tstate, subject, type, nargs, names);
    nc_drop(names);
    nc_drop(type);
    /* No attributes and no exception is no match. */
    if (attributes == NULL && tstate->curexc_type == NULL) {
        attributes = Py_NewRef(Py_None);
    }
    nc_drop(subject);
    return attributes;
}
