/* Which code is the program itself. Maps from: a frame about to run. Maps to: whether it is the
   main module, or a module from beside it. Knows nothing of compiling. */
#ifndef NC_MAIN_PROGRAM_H
#define NC_MAIN_PROGRAM_H

#include "runtime.h"

/* True for module code of the program: the first code that runs as __main__, each statement of
   an interactive session, and modules in the folder of the main file or below it, but not what
   is installed there. Keeps the exception state. */
bool nc_is_main_program(Frame *frame);

#endif
