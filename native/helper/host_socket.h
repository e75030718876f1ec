/* Sockets to the compile host as the system sees them. Maps from: a path or a descriptor. Maps
   to: a connected descriptor that does not get in the program's way. Knows nothing of packets. */
#ifndef NC_HOST_SOCKET_H
#define NC_HOST_SOCKET_H

#include <stddef.h>

/* A connection to a host of our own user, or -1 with the reason, for people, in `why`. */
int nc_socket_connect(const char *path, char *why, size_t size);

/* Gives the connection a number that programs do not use, closed on exec; the old number is free
   then. The new one. */
int nc_socket_move_up(int fd);

#endif
