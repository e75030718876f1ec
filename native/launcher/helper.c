/* nativecompile-helper: the program that lies beside it, nativecompile-helper-x86-32 or -x86-64, started as the machine can. This
   is what hosts start, what sys.executable is, and what virtual environments link to. */
#include "start.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

/* The one of the two that is there; the last, which then cannot be started, where none is. False: its name is too long. */
static bool find_program(const char *own, char program[PATH_MAX])
{
    static const char *const targets[] = {"x86-64", "x86-32"};
    for (size_t at = 0; at < sizeof targets / sizeof targets[0]; at++) {
        if (snprintf(program, PATH_MAX, "%s-%s", own, targets[at]) >= PATH_MAX) {
            return false;
        }
        if (access(program, F_OK) == 0) {
            break;
        }
    }
    return true;
}

int main(int argc, char **argv)
{
    static char program[PATH_MAX];
    nc_obey_note(argc, argv);
    const char *own = nc_own_path();
    if (own[0] == 0) {
        fputs("nativecompile: /proc is not mounted, so the helper cannot be found\n", stderr);
        return NC_STATUS_CANNOT_START;
    }
    if (!find_program(own, program)) {
        fputs("nativecompile: the path of the helper is too long\n", stderr);
        return NC_STATUS_CANNOT_START;
    }
    return nc_start_program(program, argv);
}
