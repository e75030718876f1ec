/* nativecompile-helper: the x86-32 program that lies beside it, nativecompile-helper-x86-32, started as the machine can. This
   is what hosts start, what sys.executable is, and what virtual environments link to. */
#include "start.h"

#include <limits.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    static char program[PATH_MAX];
    nc_obey_note(argc, argv);
    const char *own = nc_own_path();
    if (own[0] == 0) {
        fputs("nativecompile: /proc is not mounted, so the helper cannot be found\n", stderr);
        return NC_STATUS_CANNOT_START;
    }
    if (snprintf(program, sizeof program, "%s-x86-32", own) >= (int)sizeof program) {
        fputs("nativecompile: the path of the helper is too long\n", stderr);
        return NC_STATUS_CANNOT_START;
    }
    return nc_start_program(program, argv);
}
