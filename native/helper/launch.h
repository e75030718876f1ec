/* What this process is: a helper that a compile host started, a child of one, or `python` typed by somebody. Maps from:
   environment, /proc and argv. Maps to: the way to a compile host. Knows nothing of Python. */
#ifndef NC_LAUNCH_H
#define NC_LAUNCH_H

#include <stdbool.h>

typedef struct {
    int fd;                   /* inherited connection, or -1 */
    const char *host_path;    /* the host's socket, or NULL */
    const char *program_name; /* what the user called us, or NULL: argv[0] */
    const char *emulator;     /* the path of what executes this program, or NULL: the processor */
} NcLaunch;

/* Reads our variables and takes them out of the environment, so that the program does not see them. */
NcLaunch nc_launch_read(void);

/* The socket of the host that serves an ancestor of this process which is a helper too, or NULL: finds the host for programs
   that give their children an environment of their own making. The text is malloc'd. */
char *nc_launch_ancestors_host(void);

/* Becomes `node nativecompile python ARGS`, which brings a host. Returns only when there is no such command. */
void nc_launch_command_line(int argc, char **argv);

/* The Python home: the private runtime's /usr. A static text. */
const char *nc_launch_home(void);

/* The real path of the launcher, which is what is to be executed to get another process like this one; empty if /proc does not
   tell. A static text. */
const char *nc_launch_executable(void);

#endif
