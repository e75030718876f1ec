/* The Python whose packages the program has: a virtual environment, or a Python of the machine. The
   interpreter and its standard library stay ours. Maps from: how this program was started, and what
   the command line has found. Maps to: sys.prefix, sys.path, sys.executable. Knows nothing of how
   it was found. */
#ifndef NC_USER_PYTHON_H
#define NC_USER_PYTHON_H

#include <Python.h>

/* Before Python is initialised: lets site.py find the virtual environment, if there is one.
   `started`: the name by which this process was started; a link to us in an environment counts more
   than what was found. `found`: the path of a Python in its environment or installation, and a line
   for each further folder of packages; or NULL. Both are kept. */
PyStatus nc_user_python_configure(PyConfig *config, const char *started, const char *found);

/* After that: the further folders come behind those of site.py, unless site is switched off, and
   sys.executable starts processes like this one. -1 with an exception. */
int nc_user_python_install(void);

#endif
