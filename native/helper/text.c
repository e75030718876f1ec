/* See text.h. */
#include "text.h"

static PyObject *encode(PyObject *text, const char *errors)
{
    PyObject *bytes = PyUnicode_AsEncodedString(text, "utf-8", errors);
    if (bytes == NULL) {
        PyErr_Clear();
    }
    return bytes;
}

PyObject *nc_text_for_host(PyObject *text)
{
    return encode(text, "surrogatepass");
}

PyObject *nc_text_of_file(PyObject *text)
{
    PyObject *bytes = PyUnicode_EncodeFSDefault(text);
    if (bytes == NULL) {
        PyErr_Clear();
    }
    return bytes;
}

PyObject *nc_text_for_people(PyObject *text)
{
    return encode(text, "backslashreplace");
}
