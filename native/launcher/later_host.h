/* Where the compile host of a run will be that has none yet. Maps from: this process. Maps to:
   the path of a socket in a private folder whose name no other run has, as
   server/src/helper/temporaryFolder.ts names it. Makes nothing. */
#ifndef NC_LATER_HOST_H
#define NC_LATER_HOST_H

#include <stdbool.h>
#include <stddef.h>

/* Read by native/helper/launch.c. */
#define NC_LATER_HOST_VARIABLE "NATIVECOMPILE_LATER_HOST"

/* `number` tells runs apart that one process becomes one after the other. False where /proc does
   not tell, or the path would be too long for a socket. */
bool nc_later_host(char *path, size_t size, int number);

#endif
