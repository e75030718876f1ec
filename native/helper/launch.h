/* What this process is: a helper that a compile host started, a child of one, or `python` typed by
   somebody. Maps from: environment, /proc and argv. Maps to: the way to a compile host. Knows
   nothing of Python. */
#ifndef NC_LAUNCH_H
#define NC_LAUNCH_H

#include <stdbool.h>
#include <stddef.h>

/* The variable by which the launcher is told what to do, see native/launcher/start.h. */
#define NC_LAUNCH_NOTE "NATIVECOMPILE_LAUNCH"

typedef struct {
    int fd;                      /* inherited connection, or -1 */
    const char *host_path;       /* the host's socket, or NULL */
    /* the socket of a host that is started when it is needed, or NULL */
    const char *later_host_path;
    const char *program_name;    /* what the user called us, or NULL: argv[0] */
    bool is_command;             /* what people started is the command, without a host */
} NcLaunch;

/* Reads our variables and takes them out of the environment, so that the program does not see
   them. */
NcLaunch nc_launch_read(void);

/* Whether an emulator executes this program, not the processor. False before nc_launch_read. */
bool nc_launch_emulated(void);

/* Bytes of address space that this process may have; SIZE_MAX: all that there is. After
   nc_launch_read. */
size_t nc_launch_address_space(void);

/* Puts what children need into the environment again: to be called when the program's os.environ
   has been made, so that children which get this process's environment as it is find it, and the
   program does not see it. `host_path` may be NULL. */
void nc_launch_tell_children(const char *host_path, bool is_later);

/* What the command line has found of the user's Python, as user_python.h has it, or NULL. After
   nc_launch_read, and after nc_launch_ancestors_host if that is called. */
const char *nc_launch_python(void);

/* The socket of the host that serves an ancestor of this process which is a helper too, or NULL:
   finds the host for programs that give their children an environment of their own making, and what
   they were told of the user's Python. The text is malloc'd. */
char *nc_launch_ancestors_host(bool *is_later);

/* The PATH that this process was started with, for Node.js as the command line finds it; and the
   path of Node.js that set-up found, or NULL. */
const char *nc_launch_search_path(void);
const char *nc_launch_node(void);

/* The current folder at the start; "" where there was none. */
const char *nc_launch_first_folder(void);

/* The compile host's program for Node.js; a static text, or NULL. */
const char *nc_launch_host_program(void);

/* By what the cache knows the compiler, or "". A static text; reads a file. */
const char *nc_launch_compiler_identity(void);

/* Becomes `node nativecompile python ARGS`, which brings a host. Returns only when there is no such
   command. */
void nc_launch_command_line(int argc, char **argv);

/* The Python home: the private runtime's /usr. A static text, or NULL where Python's standard
   library is not there. */
const char *nc_launch_home(void);

/* The real path of the launcher, which is what is to be executed to get another process like this
   one; empty if /proc does not tell. A static text. */
const char *nc_launch_executable(void);

#endif
