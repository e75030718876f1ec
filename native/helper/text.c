/* See text.h. */
#include "text.h"

#include <stdbool.h>

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

void nc_text_path(PyObject *text, const char *folder, char path[PATH_MAX])
{
    PyObject *bytes = nc_text_of_file(text);
    const char *name = bytes == NULL ? "" : PyBytes_AS_STRING(bytes);
    bool is_relative = name[0] != '/' && name[0] != '<' && name[0] != 0 && folder[0] != 0;
    bool is_name = bytes != NULL && strlen(name) == (size_t)PyBytes_GET_SIZE(bytes);
    if (!is_name
        || snprintf(path, PATH_MAX, "%s%s%s", is_relative ? folder : "", is_relative ? "/" : "",
                    name)
               >= PATH_MAX) {
        path[0] = 0;
    }
    Py_XDECREF(bytes);
}

PyObject *nc_text_for_people(PyObject *text)
{
    return encode(text, "backslashreplace");
}
