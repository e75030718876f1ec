/* The virtual environment that a plain run gets its packages from. Maps from: variables, the
   current folder, and where the program is. Maps to: what the helper is told of it
   (native/helper/user_python.h), or "in doubt" for everything but an ordinary environment of
   Python 3.11, or none: all Pythons are known to server/src/helper/pythonChoice.ts and
   userPython.ts, which choose the same. Knows nothing of targets and processes. */
#ifndef NC_ENVIRONMENT_H
#define NC_ENVIRONMENT_H

#include <stdbool.h>

/* Tells the helper of the user's Python; see PYTHON_VARIABLE in native/helper/launch.c. */
#define NC_PYTHON_VARIABLE "NATIVECOMPILE_PYTHON"

enum NcChoice { NC_CHOSEN, NC_CHOSEN_NONE, NC_IN_DOUBT };

/* `file`: the program, or NULL. NC_CHOSEN: *told is a malloc'd text. */
enum NcChoice nc_choose_environment(const char *file, char **told);

#endif
