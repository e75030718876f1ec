/* A command line of nativecompile's that says no more than which program is to run, on which
   target. Maps from: arguments and environment. Maps to: that, or "no plain run", which includes
   everything that is wrong, unknown or in doubt: the command line in TypeScript
   (server/src/cli/arguments.ts) knows it all, and says what is to be said. Knows nothing of what
   a program is run with. */
#ifndef NC_PLAIN_RUN_H
#define NC_PLAIN_RUN_H

#include <stdbool.h>

typedef struct {
    const char *target; /* "x86-32" or "x86-64" */
    char **arguments;   /* Python's command line, without a name of the program; NULL-terminated */
    const char *file;   /* the file that it runs; NULL for a module, text, or what people type */
} NcPlainRun;

/* What there is without --target and NATIVECOMPILE_TARGET, as in
   server/src/compiler/target/target.ts. */
#define NC_DEFAULT_TARGET "x86-32"

bool nc_read_plain_run(char **argv, NcPlainRun *run);

#endif
