/* Whose C library an x86-64 helper runs with: the machine's, since extension modules that its user
   has installed may need it, or the carried one, where the machine's is too old for the helper.
   Decided at each start: a folder may move to another machine. */
#ifndef NC_C_LIBRARY_H
#define NC_C_LIBRARY_H

#include <stdbool.h>

/* "carried" in the environment of a user forces the carried C library, "machine" the machine's. */
#define NC_C_LIBRARY_VARIABLE "NATIVECOMPILE_C_LIBRARY"

/* "carried": told in the environment to the packaged helper, whose first instructions choose the
   loader by it (native/helper/packaged). Absent: the machine's. */
#define NC_LOADER_VARIABLE "NATIVECOMPILE_LOADER"

/* Whether an x86-64 shared library defines a version of its symbols, as libc.so.6 of glibc 2.36 or
   newer defines "GLIBC_2.36". False where there is no such file. */
bool nc_library_defines(const char *path, const char *version);

/* Puts NC_LOADER_VARIABLE into the environment, or takes it away. */
void nc_choose_c_library(void);

#endif
