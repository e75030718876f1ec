/* start-x86-32 PROGRAM ARG...: any x86-32 program, started as the machine can. For set-up and
   for tests. */
#include "start.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    nc_obey_note(argc, argv);
    if (argc < 2) {
        fputs("usage: start-x86-32 PROGRAM [ARGUMENT...]\n", stderr);
        return 2;
    }
    return nc_start_program(argv[1], argv + 1);
}
