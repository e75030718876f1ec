/* nativecompile-helper: the program that lies beside it, nativecompile-helper-x86-32 or -x86-64,
   started as the machine can. This is what hosts start, what sys.executable is, and what virtual
   environments link to. */
#include "c_library.h"
#include "start.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

/* False where it is not there, or its name is too long. */
static bool find_program(const char *own, const char *target, char program[PATH_MAX])
{
    return snprintf(program, PATH_MAX, "%s-%s", own, target) < PATH_MAX
           && access(program, F_OK) == 0;
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
    if (find_program(own, "x86-64", program)) {
        nc_choose_c_library();
        return nc_start_program(program, argv);
    }
    if (find_program(own, "x86-32", program)) {
        return nc_start_program(program, argv);
    }
    fprintf(stderr,
            "nativecompile: the helper is not there, neither %s-x86-64 nor %s-x86-32; "
            "run \"npm run setup\" in the project, or install the extension again\n",
            own, own);
    return NC_STATUS_NOT_THERE;
}
