/* Making and freeing generators, coroutines and asynchronous generators. Maps from: a function and
   its arguments, or an object that nobody refers to any more. Maps to: the object as
   RETURN_GENERATOR makes it, without a frame on the data stack that would be copied into it. Knows
   nothing of callables and of machine code. */
#ifndef NC_GENERATOR_OBJECTS_H
#define NC_GENERATOR_OBJECTS_H

#include "bind.h"

/* Gives generators and coroutines the destructor that keeps their memory for the next ones. */
void nc_generator_objects_install(void);

/* What a call of the code gives, if nothing comes before RETURN_GENERATOR but what
   nc_make_generator does, and nothing is to be counted there; otherwise NULL. */
PyTypeObject *nc_generator_type(PyCodeObject *code);

/* A new reference, or NULL with an exception; native->generator_type is set and use_tracing is off.
   False in *done: something is out of the ordinary, and nothing has happened. Steals func and args
   if it is done. `nargs` counts keyword arguments too. */
PyObject *nc_make_generator(PyThreadState *tstate, PyFunctionObject *func, NativeCode *native,
                            PyObject *const *args, int nargs, const Keywords *keywords, bool *done);

/* Gives back all memory that is kept. */
void nc_free_generators(void);

#endif
