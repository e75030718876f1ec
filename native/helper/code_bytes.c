/* See code_bytes.h. Why not PyMarshal_WriteObjectToString: that one raises an audit event, which
   may run Python code in the middle of a call; its bytes depend on reference counts, so that they
   are no cache key; and it refuses unknown constants where the compiler only needs to know that
   there is one. The format is described in CPython's Python/marshal.c; what is written here is what
   its version 2 would be. */
#include "code_bytes.h"

#include <stdlib.h>
#include <string.h>

#include "internal/pycore_code.h"
#include "internal/pycore_opcode.h"

/* Tuples nested deeper than this are not read by marshal either. */
#define MAX_DEPTH 1000

static void write_object(NcWriter *writer, PyObject *object, int depth);

static void write_int(NcWriter *writer, PyObject *object)
{
    int overflow;
    long value = PyLong_AsLongAndOverflow(object, &overflow);
    if (!overflow && value == (int32_t)value) {
        nc_write_u8(writer, 'i');
        nc_write_u32(writer, (uint32_t)value);
        return;
    }
    /* Digits of 15 bits; ours have 30. The count is negative for a negative number. */
    const digit *digits = ((PyLongObject *)object)->ob_digit;
    Py_ssize_t size = Py_ABS(Py_SIZE(object));
    if (size > NC_MAX_PACKET_LENGTH / 4) {
        writer->failed = true;
        return;
    }
    bool short_top = digits[size - 1] < (1u << 15);
    int32_t count = (int32_t)(2 * size - short_top);
    nc_write_u8(writer, 'l');
    nc_write_u32(writer, (uint32_t)(Py_SIZE(object) < 0 ? -count : count));
    for (int32_t at = 0; at < count; at++) {
        uint16_t half = (digits[at / 2] >> (at % 2 * 15)) & 0x7fff;
        nc_write_raw(writer, &half, 2);
    }
}

static void write_str(NcWriter *writer, PyObject *object)
{
    if (PyUnicode_IS_COMPACT_ASCII(object)) {
        size_t length = (size_t)PyUnicode_GET_LENGTH(object);
        if (length < 256) {
            nc_write_u8(writer, 'z');
            nc_write_u8(writer, (uint8_t)length);
            nc_write_raw(writer, PyUnicode_1BYTE_DATA(object), length);
        } else {
            nc_write_u8(writer, 'a');
            nc_write_bytes(writer, PyUnicode_1BYTE_DATA(object), length);
        }
        return;
    }
    PyObject *encoded = PyUnicode_AsEncodedString(object, "utf-8", "surrogatepass");
    if (encoded == NULL) {
        PyErr_Clear();
        writer->failed = true;
        return;
    }
    nc_write_u8(writer, 'u');
    nc_write_bytes(writer, PyBytes_AS_STRING(encoded), (size_t)PyBytes_GET_SIZE(encoded));
    Py_DECREF(encoded);
}

static void write_tuple(NcWriter *writer, PyObject *tuple, int depth)
{
    nc_write_u8(writer, '(');
    nc_write_u32(writer, (uint32_t)PyTuple_GET_SIZE(tuple));
    for (Py_ssize_t at = 0; at < PyTuple_GET_SIZE(tuple); at++) {
        write_object(writer, PyTuple_GET_ITEM(tuple, at), depth);
    }
}

static int compare_elements(const void *left, const void *right)
{
    const NcWriter *a = left;
    const NcWriter *b = right;
    int order = memcmp(a->bytes, b->bytes, a->length < b->length ? a->length : b->length);
    return order ? order : (a->length > b->length) - (a->length < b->length);
}

/* In the order of the elements' bytes: the set's own order differs between runs, and with it a
   cache's key would. */
static void write_frozenset(NcWriter *writer, PyObject *set, int depth)
{
    size_t count = (size_t)PySet_GET_SIZE(set);
    NcWriter *elements = calloc(count ? count : 1, sizeof *elements);
    if (elements == NULL) {
        writer->failed = true;
        return;
    }
    Py_ssize_t position = 0;
    PyObject *element;
    Py_hash_t hash;
    for (size_t at = 0; at < count && _PySet_NextEntry(set, &position, &element, &hash); at++) {
        write_object(&elements[at], element, depth);
        writer->failed = writer->failed || elements[at].failed;
    }
    if (!writer->failed) {
        qsort(elements, count, sizeof *elements, compare_elements);
    }
    nc_write_u8(writer, '>');
    nc_write_u32(writer, (uint32_t)count);
    for (size_t at = 0; at < count; at++) {
        nc_write_raw(writer, elements[at].bytes, elements[at].length);
        nc_write_free(&elements[at]);
    }
    free(elements);
}

/* Bytecode as `co_code` shows it: adaptive instructions under their general name, caches zero. */
static void write_bytecode(NcWriter *writer, PyCodeObject *code)
{
    const _Py_CODEUNIT *units = _PyCode_CODE(code);
    Py_ssize_t count = Py_SIZE(code);
    nc_write_u8(writer, 's');
    nc_write_u32(writer, (uint32_t)count * sizeof *units);
    for (Py_ssize_t at = 0; at < count; at++) {
        uint8_t opcode = _PyOpcode_Deopt[_Py_OPCODE(units[at])];
        nc_write_u8(writer, opcode);
        nc_write_u8(writer, _Py_OPARG(units[at]));
        for (int caches = _PyOpcode_Caches[opcode]; caches > 0 && at + 1 < count; caches--, at++) {
            nc_write_raw(writer, "\0", 2);
        }
    }
}

static void write_code(NcWriter *writer, PyCodeObject *code, int depth)
{
    nc_write_u8(writer, 'c');
    nc_write_u32(writer, (uint32_t)code->co_argcount);
    nc_write_u32(writer, (uint32_t)code->co_posonlyargcount);
    nc_write_u32(writer, (uint32_t)code->co_kwonlyargcount);
    nc_write_u32(writer, (uint32_t)code->co_stacksize);
    nc_write_u32(writer, (uint32_t)code->co_flags);
    write_bytecode(writer, code);
    write_object(writer, code->co_consts, depth);
    write_object(writer, code->co_names, depth);
    write_object(writer, code->co_localsplusnames, depth);
    write_object(writer, code->co_localspluskinds, depth);
    /* These three may be instances of a subclass of str, of which only the text matters. */
    write_str(writer, code->co_filename);
    write_str(writer, code->co_name);
    write_str(writer, code->co_qualname);
    nc_write_u32(writer, (uint32_t)code->co_firstlineno);
    write_object(writer, code->co_linetable, depth);
    write_object(writer, code->co_exceptiontable, depth);
}

static void write_object(NcWriter *writer, PyObject *object, int depth)
{
    if (object == Py_None) {
        nc_write_u8(writer, 'N');
    } else if (object == Py_True) {
        nc_write_u8(writer, 'T');
    } else if (object == Py_False) {
        nc_write_u8(writer, 'F');
    } else if (depth >= MAX_DEPTH) {
        nc_write_u8(writer, '.');
    } else if (PyUnicode_CheckExact(object)) {
        write_str(writer, object);
    } else if (PyLong_CheckExact(object)) {
        write_int(writer, object);
    } else if (PyFloat_CheckExact(object)) {
        nc_write_u8(writer, 'g');
        nc_write_raw(writer, &((PyFloatObject *)object)->ob_fval, 8);
    } else if (PyComplex_CheckExact(object)) {
        nc_write_u8(writer, 'y');
        nc_write_raw(writer, &((PyComplexObject *)object)->cval, 16);
    } else if (PyBytes_CheckExact(object)) {
        nc_write_u8(writer, 's');
        nc_write_bytes(writer, PyBytes_AS_STRING(object), (size_t)PyBytes_GET_SIZE(object));
    } else if (PyTuple_CheckExact(object)) {
        write_tuple(writer, object, depth + 1);
    } else if (PyFrozenSet_CheckExact(object)) {
        write_frozenset(writer, object, depth + 1);
    } else if (PyCode_Check(object)) {
        write_code(writer, (PyCodeObject *)object, depth + 1);
    } else {
        nc_write_u8(writer, '.');
    }
}

void nc_write_code(NcWriter *writer, PyCodeObject *code)
{
    write_code(writer, code, 0);
}
