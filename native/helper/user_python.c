/* See user_python.h. */
#include "user_python.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "launch.h"

/* The folders behind site.py's, each in a line; NULL: none. */
static const char *further_folders;
/* site.py has found the environment by the path of its Python, which is another program. */
static bool is_other_executable;

/* In a virtual environment its Python is a link, and site.py finds the environment by where that
   is. Since we tell Python its home, Python itself does not look, and would take the link for the
   base executable. */
static bool in_virtual_environment(const char *executable, size_t length)
{
    static const char *const places[] = {"pyvenv.cfg", "../pyvenv.cfg"};
    char path[PATH_MAX];
    while (length > 0 && executable[length - 1] != '/') {
        length--;
    }
    for (size_t at = 0; length > 0 && at < sizeof places / sizeof places[0]; at++) {
        int written = snprintf(path, sizeof path, "%.*s%s", (int)length, executable, places[at]);
        if (written < (int)sizeof path && access(path, R_OK) == 0) {
            return true;
        }
    }
    return false;
}

PyStatus nc_user_python_configure(PyConfig *config, const char *started, const char *found)
{
    PyStatus status = PyStatus_Ok();
    if (!in_virtual_environment(started, strlen(started))) {
        char executable[PATH_MAX];
        size_t length = found != NULL ? strcspn(found, "\n") : 0;
        if (length == 0 || length >= sizeof executable) {
            return status;
        }
        further_folders = found[length] == '\n' ? found + length + 1 : NULL;
        if (!in_virtual_environment(found, length)) {
            return status;
        }
        memcpy(executable, found, length);
        executable[length] = 0;
        status = PyConfig_SetBytesString(config, &config->executable, executable);
        is_other_executable = true;
    }
    if (!PyStatus_Exception(status)) {
        status = PyConfig_SetBytesString(config, &config->base_executable, nc_launch_executable());
    }
    return status;
}

/* As site.py adds them, with what their .pth files name. */
static int add_folders(void)
{
    PyObject *site = PyImport_ImportModule("site");
    const char *folder = site != NULL ? further_folders : "";
    while (*folder != 0) {
        size_t length = strcspn(folder, "\n");
        PyObject *text = PyUnicode_DecodeFSDefaultAndSize(folder, (Py_ssize_t)length);
        PyObject *result = text != NULL ? PyObject_CallMethod(site, "addsitedir", "O", text) : NULL;
        Py_XDECREF(text);
        if (result == NULL) {
            Py_CLEAR(site);
            break;
        }
        Py_DECREF(result);
        folder += length + (folder[length] == '\n');
    }
    Py_XDECREF(site);
    return site != NULL ? 0 : -1;
}

int nc_user_python_install(void)
{
    if (is_other_executable) {
        PyObject *executable = PyUnicode_DecodeFSDefault(nc_launch_executable());
        int failed = executable == NULL || PySys_SetObject("executable", executable) < 0;
        Py_XDECREF(executable);
        if (failed) {
            return -1;
        }
    }
    /* With -S nothing but the standard library is to be found. */
    bool has_site = _PyInterpreterState_GetConfig(PyInterpreterState_Get())->site_import != 0;
    return further_folders != NULL && has_site ? add_folders() : 0;
}
