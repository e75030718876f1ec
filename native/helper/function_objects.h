/* Making and freeing function objects. Maps from: a code object and its globals, or a function that
   nobody refers to any more. Maps to: what PyFunction_New gives, and its memory for the next one.
   Knows nothing of calls. */
#ifndef NC_FUNCTION_OBJECTS_H
#define NC_FUNCTION_OBJECTS_H

#include <Python.h>

/* Gives functions the destructor that keeps their memory for the next ones. */
void nc_function_objects_install(void);

/* As PyFunction_New: a new reference, tracked; NULL with an exception. */
PyFunctionObject *nc_make_function(PyObject *code_borrowed, PyObject *globals_borrowed);

/* Gives back all memory that is kept. */
void nc_free_functions(void);

#endif
