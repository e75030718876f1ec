/* Text of Python as bytes for what is not Python. Maps from: a str, which may have lone
   surrogates: those stand for bytes of file names and arguments that are no UTF-8 (PEP 383).
   Maps to: new bytes objects. To be called without an exception; leaves none behind. */
#ifndef NC_TEXT_H
#define NC_TEXT_H

#include <Python.h>

#include <limits.h>

/* UTF-8 in which a lone surrogate takes three bytes ("surrogatepass"): for the compile host,
   which has the same text again. A new reference, or NULL for want of memory. */
PyObject *nc_text_for_host(PyObject *text);

/* The bytes that the kernel knows a file by. A new reference, or NULL if the text names none. */
PyObject *nc_text_of_file(PyObject *text);

/* The file that a text names, found from `folder` if its name is relative and is no <name>;
   empty if it names none, or is too long. */
void nc_text_path(PyObject *text, const char *folder, char path[PATH_MAX]);

/* As Python writes it to standard error: what cannot be written is a backslash and its number. A
   new reference, or NULL. */
PyObject *nc_text_for_people(PyObject *text);

#endif
