/* See compile_service.h. The source goes through the parser that `python FILE` uses, out of a
   file in memory: the one for strings words some errors differently. Errors quote the source
   line, which CPython reads again from the file of the given name; the text given here may be
   newer than that file, so an erroneous source is parsed a second time under the name of the
   file in memory, and the two errors are put together. */
#include "compile_service.h"

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "internal/pycore_ast.h"
#include "internal/pycore_compile.h"
#include "internal/pycore_pyarena.h"
#include "internal/pycore_parser.h"
#include "internal/pycore_pylifecycle.h"

#include "code_bytes.h"
#include "host.h"
#include "protocol.h"

/* Flags that a host may ask for; the others belong to modes that compile no file. */
#define ALLOWED_FLAGS (PyCF_MASK | PyCF_ALLOW_TOP_LEVEL_AWAIT | PyCF_TYPE_COMMENTS | PyCF_ONLY_AST)

/* compile_service.py: keeps every warning in `records`, whatever the filters would do with it,
   since the host decides; and gives syntax trees as JSON text. */
__asm__(".pushsection .rodata\n"
        "nc_service_text:\n"
        ".incbin \"compile_service.py\"\n"
        ".byte 0\n"
        ".popsection\n");
extern const char nc_service_text[] __asm__("nc_service_text");

static PyObject *records;  /* list of (category, message, line) */
static PyObject *describe; /* the function */

static int write_all(int fd, const uint8_t *bytes, size_t length)
{
    while (length > 0) {
        ssize_t count = write(fd, bytes, length);
        if (count < 0 && errno != EINTR) {
            return -1;
        }
        if (count > 0) {
            bytes += count;
            length -= (size_t)count;
        }
    }
    return lseek(fd, 0, SEEK_SET) < 0 ? -1 : 0;
}

/* A descriptor of a file in memory, to be closed; -1 with an exception set. */
static int file_of(const uint8_t *source, size_t length)
{
    int fd = memfd_create("source", MFD_CLOEXEC);
    if (fd < 0 || write_all(fd, source, length) < 0) {
        PyErr_SetFromErrno(PyExc_OSError);
        if (fd >= 0) {
            close(fd);
        }
        return -1;
    }
    return fd;
}

/* A new code object or, with PyCF_ONLY_AST, new bytes of JSON; NULL with an exception set. */
static PyObject *compile_file(int fd, PyObject *filename, uint32_t wanted_flags)
{
    lseek(fd, 0, SEEK_SET);
    int copy = dup(fd);
    FILE *file = copy < 0 ? NULL : fdopen(copy, "rb");
    if (file == NULL) {
        PyErr_SetFromErrno(PyExc_OSError);
        if (copy >= 0) {
            close(copy);
        }
        return NULL;
    }
    PyCompilerFlags flags = {(int)(wanted_flags & ALLOWED_FLAGS), PY_MINOR_VERSION};
    PyObject *made = NULL;
    PyArena *arena = _PyArena_New();
    if (arena != NULL) {
        mod_ty module = _PyParser_ASTFromFile(file, filename, NULL, Py_file_input, NULL, NULL,
                                              &flags, NULL, arena);
        if (module != NULL && (wanted_flags & PyCF_ONLY_AST) != 0) {
            PyObject *tree = PyAST_mod2obj(module);
            made = tree ? PyObject_CallOneArg(describe, tree) : NULL;
            Py_XDECREF(tree);
        } else if (module != NULL) {
            made = (PyObject *)_PyAST_Compile(module, filename, &flags, -1, arena);
        }
        _PyArena_Free(arena);
    }
    fclose(file);
    return made;
}

static bool has_null(const uint8_t *source, size_t length)
{
    return memchr(source, 0, length) != NULL;
}

/* Always NULL with an exception set, for source with a null byte: what compile(), and so an
   import, says of it. This CPython's tokenizer for files loses the rest of the line instead, and
   goes on with another program. */
static PyObject *compile_text(const uint8_t *source, size_t length, PyObject *filename)
{
    PyObject *compile = PyDict_GetItemString(PyEval_GetBuiltins(), "compile");
    PyObject *made = compile == NULL ? NULL
                                     : PyObject_CallFunction(compile, "y#Os", (const char *)source,
                                                             (Py_ssize_t)length, filename, "exec");
    if (made != NULL) {
        Py_DECREF(made);
        PyErr_SetString(PyExc_SystemError, "a null byte was compiled");
    }
    return NULL;
}

/* Gives `error` the quotation of the source that the same error has when CPython reads the lines
   from the file in memory. */
static void quote_source(PyObject *error, int fd, uint32_t flags)
{
    PyObject *name = PyUnicode_FromFormat("/proc/self/fd/%d", fd);
    PyObject *made = name ? compile_file(fd, name, flags) : NULL;
    Py_XDECREF(name);
    Py_XDECREF(made);
    PyObject *type, *other, *traceback;
    PyErr_Fetch(&type, &other, &traceback);
    PyErr_NormalizeException(&type, &other, &traceback);
    if (other != NULL && Py_TYPE(other) == Py_TYPE(error)) {
        static const char *const names[] = {"text", "lineno", "offset", "end_lineno", "end_offset"};
        for (size_t at = 0; at < sizeof names / sizeof names[0]; at++) {
            PyObject *value = PyObject_GetAttrString(other, names[at]);
            if (value != NULL) {
                PyObject_SetAttrString(error, names[at], value);
                Py_DECREF(value);
            }
        }
    }
    PyErr_Clear();
    Py_XDECREF(type);
    Py_XDECREF(other);
    Py_XDECREF(traceback);
}

static void write_text(NcWriter *answer, PyObject *text)
{
    PyObject *encoded = text ? PyUnicode_AsEncodedString(text, "utf-8", "backslashreplace") : NULL;
    if (encoded == NULL) {
        PyErr_Clear();
        nc_write_string(answer, "");
        return;
    }
    nc_write_bytes(answer, PyBytes_AS_STRING(encoded), (size_t)PyBytes_GET_SIZE(encoded));
    Py_DECREF(encoded);
}

static void write_number(NcWriter *answer, PyObject *error, const char *name)
{
    PyObject *value = PyObject_GetAttrString(error, name);
    long number = value && PyLong_Check(value) ? PyLong_AsLong(value) : 0;
    PyErr_Clear();
    Py_XDECREF(value);
    nc_write_u32(answer, (uint32_t)number);
}

/* What `python FILE` prints of the error, as a new str; NULL: nothing. */
static PyObject *display(PyObject *error)
{
    PyObject *io = PyImport_ImportModule("io");
    PyObject *file = io ? PyObject_CallMethod(io, "StringIO", NULL) : NULL;
    PyObject *text = NULL;
    if (file != NULL) {
        _PyErr_Display(file, (PyObject *)Py_TYPE(error), error, NULL);
        text = PyObject_CallMethod(file, "getvalue", NULL);
    }
    PyErr_Clear();
    Py_XDECREF(file);
    Py_XDECREF(io);
    return text;
}

static void write_warnings(NcWriter *answer)
{
    nc_write_u32(answer, (uint32_t)PyList_GET_SIZE(records));
    for (Py_ssize_t at = 0; at < PyList_GET_SIZE(records); at++) {
        PyObject *record = PyList_GET_ITEM(records, at);
        write_text(answer, PyTuple_GET_ITEM(record, 0));
        write_text(answer, PyTuple_GET_ITEM(record, 1));
        nc_write_u32(answer, (uint32_t)PyLong_AsLong(PyTuple_GET_ITEM(record, 2)));
    }
    PyErr_Clear();
}

static void clear_records(void)
{
    PyList_SetSlice(records, 0, PyList_GET_SIZE(records), NULL);
}

/* The answer to an error that is set; the exception is cleared. */
static void answer_error(NcWriter *answer, uint32_t id, int fd, uint32_t flags)
{
    PyObject *type, *error, *traceback;
    PyErr_Fetch(&type, &error, &traceback);
    PyErr_NormalizeException(&type, &error, &traceback);
    PyObject *said = PyList_GetSlice(records, 0, PyList_GET_SIZE(records));
    bool syntax = error != NULL && PyObject_TypeCheck(error, (PyTypeObject *)PyExc_SyntaxError);
    if (syntax && fd >= 0) {
        quote_source(error, fd, flags);
    }
    if (said != NULL) {
        /* Not the warnings of the second time. */
        PyList_SetSlice(records, 0, PyList_GET_SIZE(records), said);
        Py_DECREF(said);
    }
    PyObject *text = error ? display(error) : NULL;
    PyObject *message = !error   ? NULL
                        : syntax ? PyObject_GetAttrString(error, "msg")
                                 : PyObject_Str(error);
    nc_write_begin(answer, id, NC_SYNTAX_ERROR);
    write_text(answer, text);
    write_text(answer, message && PyUnicode_Check(message) ? message : NULL);
    if (syntax) {
        write_number(answer, error, "lineno");
        write_number(answer, error, "offset");
        write_number(answer, error, "end_lineno");
        write_number(answer, error, "end_offset");
    } else {
        nc_write_raw(answer, (uint32_t[4]){0}, 16);
    }
    write_warnings(answer);
    PyErr_Clear();
    Py_XDECREF(text);
    Py_XDECREF(message);
    Py_XDECREF(type);
    Py_XDECREF(error);
    Py_XDECREF(traceback);
}

static void answer_failed(NcWriter *answer, uint32_t id, const char *message)
{
    nc_write_begin(answer, id, NC_FAILED);
    nc_write_string(answer, message);
}

static void answer_packet(NcWriter *answer, const NcPacket *packet)
{
    if (packet->type != NC_COMPILE_SOURCE) {
        char message[80];
        snprintf(message, sizeof message, "the compile service takes no packets of type %u",
                 packet->type);
        answer_failed(answer, packet->id, message);
        return;
    }
    NcReader reader = nc_packet_reader(packet);
    size_t name_length, source_length;
    const uint8_t *name = nc_read_bytes(&reader, &name_length);
    const uint8_t *source = nc_read_bytes(&reader, &source_length);
    uint32_t flags = nc_read_u32(&reader);
    if (reader.failed || reader.at != reader.end) {
        answer_failed(answer, packet->id, "the packet is malformed");
        return;
    }
    clear_records();
    PyObject *filename =
        PyUnicode_DecodeUTF8((const char *)name, (Py_ssize_t)name_length, "surrogatepass");
    if (filename == NULL) {
        PyErr_Clear();
        answer_failed(answer, packet->id, "the file's name is no UTF-8");
        return;
    }
    int fd = file_of(source, source_length);
    PyObject *made = fd < 0 ? NULL
                     : has_null(source, source_length)
                         ? compile_text(source, source_length, filename)
                         : compile_file(fd, filename, flags);
    Py_DECREF(filename);
    if (made == NULL) {
        answer_error(answer, packet->id, fd, flags);
    } else {
        nc_write_begin(answer, packet->id, NC_MARSHAL);
        if (PyBytes_Check(made)) {
            nc_write_bytes(answer, PyBytes_AS_STRING(made), (size_t)PyBytes_GET_SIZE(made));
        } else {
            size_t opened = nc_write_open(answer);
            nc_write_code(answer, (PyCodeObject *)made);
            nc_write_close(answer, opened);
        }
        write_warnings(answer);
        Py_DECREF(made);
    }
    if (fd >= 0) {
        close(fd);
    }
}

static int serve(int fd)
{
    for (;;) {
        NcPacket packet;
        enum NcTransfer result = nc_receive_packet(fd, &packet, -1);
        if (result == NC_CLOSED) {
            return 0;
        }
        NcWriter answer = {0};
        if (result == NC_TRANSFERRED) {
            answer_packet(&answer, &packet);
            if (answer.failed) {
                nc_write_free(&answer);
                answer_failed(&answer, packet.id, "the answer is too large, or memory is out");
            }
            free(packet.bytes);
            result = nc_send_packet(fd, &answer);
            nc_write_free(&answer);
        }
        if (result == NC_CLOSED) {
            return 0;
        }
        if (result != NC_TRANSFERRED) {
            fprintf(stderr, "nativecompile: the connection to the compile host broke: %s\n",
                    nc_transfer_text(result));
            return NC_STATUS_INTERNAL;
        }
    }
}

static PyStatus initialize(const char *home)
{
    PyPreConfig preconfig;
    PyPreConfig_InitIsolatedConfig(&preconfig);
    preconfig.utf8_mode = 1;
    PyStatus status = Py_PreInitialize(&preconfig);
    if (PyStatus_Exception(status)) {
        return status;
    }
    PyConfig config;
    PyConfig_InitIsolatedConfig(&config);
    config.site_import = 0;
    config.write_bytecode = 0;
    config.install_signal_handlers = 0;
    config.pathconfig_warnings = 0;
    status = PyConfig_SetBytesString(&config, &config.home, home);
    if (!PyStatus_Exception(status)) {
        status = Py_InitializeFromConfig(&config);
    }
    PyConfig_Clear(&config);
    return status;
}

int nc_compile_service(int fd, const char *home)
{
    signal(SIGINT, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    /* Also in the middle of a long compilation, when nobody reads the end of the connection. */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (nc_host_start(fd, NULL) != NC_START_CONNECTED) {
        return NC_STATUS_INTERNAL;
    }
    PyStatus status = initialize(home);
    if (PyStatus_Exception(status)) {
        fprintf(stderr, "nativecompile: Python does not start: %s\n",
                status.err_msg ? status.err_msg : "unknown error");
        return NC_STATUS_INTERNAL;
    }
    PyObject *names = PyDict_New();
    PyObject *done = NULL;
    if (names != NULL && PyDict_SetItemString(names, "__builtins__", PyEval_GetBuiltins()) == 0) {
        done = PyRun_String(nc_service_text, Py_file_input, names, names);
    }
    records = done ? PyDict_GetItemString(names, "records") : NULL;
    describe = done ? PyDict_GetItemString(names, "describe") : NULL;
    if (records == NULL || describe == NULL) {
        if (PyErr_ExceptionMatches(PyExc_MemoryError)) {
            fputs("nativecompile: Python does not start: no memory\n", stderr);
        } else {
            PyErr_Print();
        }
        return NC_STATUS_INTERNAL;
    }
    Py_DECREF(done);
    return serve(nc_host_descriptor());
}
