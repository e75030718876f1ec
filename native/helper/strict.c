/* The end of a strict program. Maps from: a bytecode that cannot run natively. Maps to: one line
   on stderr and exit status 70. Knows nothing of why. */
#include "hook.h"
#include "text.h"

#include "internal/pycore_code.h"
#include "internal/pycore_frame.h"
#include "internal/pycore_opcode.h"

#include <stdio.h>
#include <unistd.h>

static const char *const opcode_names[256] = {
#define NAME(opcode) [opcode] = #opcode,
#include "opcode_names.def"
#undef NAME
};

/* Extended arguments and inline caches belong to the instruction that they surround. */
static const char *opcode_name(PyCodeObject *code, int unit)
{
    const _Py_CODEUNIT *units = _PyCode_CODE(code);
    int end = (int)Py_SIZE(code);
    while (unit >= 0 && unit < end) {
        uint8_t opcode = _PyOpcode_Deopt[_Py_OPCODE(units[unit])];
        if (opcode != EXTENDED_ARG && opcode != CACHE) {
            return opcode_names[opcode];
        }
        unit++;
    }
    return NULL;
}

static void flush(const char *name)
{
    PyObject *stream = PySys_GetObject(name);
    if (stream == NULL || stream == Py_None) {
        return;
    }
    PyObject *result = PyObject_CallMethod(stream, "flush", NULL);
    Py_XDECREF(result);
    PyErr_Clear();
}

/* The process ends soon: nobody gives the bytes back. */
static const char *shown(PyObject *text)
{
    PyObject *bytes = nc_text_for_people(text);
    return bytes == NULL ? "?" : PyBytes_AS_STRING(bytes);
}

void nc_strict_failure(PyCodeObject *code, int unit, const char *reason)
{
    /* The streams may be Python's own code, which fails in its turn: then what was written is
       lost, not the message. */
    static bool failing;
    if (!failing) {
        failing = true;
        PyErr_Clear();
        flush("stdout");
        flush("stderr");
    }
    const char *opcode = unit < 0 ? NULL : opcode_name(code, unit);
    int line =
        unit < 0 ? code->co_firstlineno : PyCode_Addr2Line(code, unit * (int)sizeof(_Py_CODEUNIT));
    fprintf(stderr, "nativecompile: strict: %s, %s line %d%s%s: %s\n", shown(code->co_qualname),
            shown(code->co_filename), line, opcode == NULL ? "" : ", ",
            opcode == NULL ? "" : opcode, reason);
    fflush(NULL);
    _exit(NC_STATUS_STRICT);
}
