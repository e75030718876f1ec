/* The start of a compile host that this program needs and nobody has started. Maps from: the
   socket's path that the run's processes agree on. Maps to: a process of Node.js that belongs to
   nobody: the program does not see it among its children, and it holds none of its files and
   terminals. Knows nothing of packets. */
#ifndef NC_HOST_PROCESS_H
#define NC_HOST_PROCESS_H

#include <stddef.h>

enum NcHostStart {
    NC_HOST_STARTED,       /* *fd is connected to it */
    NC_HOST_BEING_STARTED, /* by another process; it will listen at the path */
    NC_HOST_CANNOT_START,  /* and why, for people */
};

/* Does not wait for it. `cache`: the folder of the cache, or "". Without the GIL or with it. */
enum NcHostStart nc_host_process_start(const char *path, const char *cache, int *fd, char *why,
                                       size_t size);

#endif
