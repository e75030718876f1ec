/* See main_program.h. */
#include "main_program.h"

#include "text.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* With a slash at the end; "" until the main module has been seen. */
static char main_folder[PATH_MAX + 1];

/* The real path of the folder of `file`, with a slash at the end. A folder that is not there
   (inside a zip file) stays as it is written. */
static void folder_of(const char *file, char *folder)
{
    char written[PATH_MAX + 1];
    const char *slash = strrchr(file, '/');
    size_t length = slash == NULL ? 0 : (size_t)(slash - file) + 1;
    if (length >= PATH_MAX) {
        folder[0] = '\0';
        return;
    }
    memcpy(written, length == 0 ? "./" : file, length == 0 ? 2 : length);
    written[length == 0 ? 2 : length] = '\0';
    if (realpath(written, folder) == NULL) {
        strcpy(folder, written);
        return;
    }
    size_t end = strlen(folder);
    if (folder[end - 1] != '/' && end < PATH_MAX) {
        strcpy(folder + end, "/");
    }
}

/* Below the main folder there may be an environment, or the private runtime: installed, not the
   program's. */
static bool is_installed(const char *path_below)
{
    return path_below[0] == '.' || strstr(path_below, "/.") != NULL
           || strstr(path_below, "site-packages/") != NULL
           || strstr(path_below, "dist-packages/") != NULL
           || strstr(path_below, "lib/python3") != NULL;
}

static bool is_main_namespace(PyObject *globals)
{
    PyObject *name = PyDict_CheckExact(globals) ? PyDict_GetItemString(globals, "__name__") : NULL;
    return name != NULL && PyUnicode_CheckExact(name)
           && PyUnicode_CompareWithASCIIString(name, "__main__") == 0;
}

static bool is_program(Frame *frame, const char *file)
{
    char folder[PATH_MAX + 1];
    if (main_folder[0] == '\0') {
        if (!is_main_namespace(frame->f_globals) || strncmp(file, "<frozen ", 8) == 0) {
            return false;
        }
        /* <string> and <stdin> have no slash: the working folder is theirs, as it is first on
           sys.path. */
        folder_of(file, main_folder);
        return true;
    }
    if (file[0] == '<') {
        /* A statement of the session, but nothing that the program makes by exec: that is new
           each time. */
        return strcmp(file, "<stdin>") == 0 && is_main_namespace(frame->f_globals);
    }
    folder_of(file, folder);
    size_t length = strlen(main_folder);
    return strncmp(folder, main_folder, length) == 0 && !is_installed(folder + length);
}

bool nc_is_main_program(Frame *frame)
{
    PyCodeObject *code = frame->f_code;
    if ((code->co_flags & CO_OPTIMIZED)
        || PyUnicode_CompareWithASCIIString(code->co_name, "<module>") != 0) {
        return false;
    }
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyObject *file = nc_text_of_file(code->co_filename);
    bool result = file != NULL && is_program(frame, PyBytes_AS_STRING(file));
    Py_XDECREF(file);
    PyErr_Restore(type, value, traceback);
    return result;
}
