/* Iterators that CPython keeps to the files of their types. Maps from: such an object. Maps to:
   its fields, by CPython's names. layout.c holds each declaration against CPython's own. */
#ifndef NC_CPYTHON_ITERATORS_H
#define NC_CPYTHON_ITERATORS_H

#include <Python.h>

typedef struct {
    PyObject_HEAD
    Py_ssize_t it_index;
    PyListObject *it_seq; /* NULL: exhausted */
} ListIterator;

typedef struct {
    PyObject_HEAD
    Py_ssize_t it_index;
    PyTupleObject *it_seq; /* NULL: exhausted */
} TupleIterator;

typedef struct {
    PyObject_HEAD
    long index, start, step, len;
} RangeIterator;

typedef struct {
    PyObject_HEAD
    Py_ssize_t en_index;
    PyObject *en_sit;    /* the iterator that is counted */
    PyObject *en_result; /* the tuple that it gives, again while nobody else has it */
    PyObject *en_longindex, *one;
} Enumerate;

#endif
