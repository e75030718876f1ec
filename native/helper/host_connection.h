/* One connection to the compile host, from nothing to its loss. Maps from: packets to be sent. Maps
   to: packets that have come, the hello among them being read here. Knows neither Python nor what
   the packets are about. A process has one connection at most: made at start, at the first request,
   or anew in a forked child, which inherits none. Once lost it stays lost.

   Everything but nc_connection_init is for who holds the lock, or for the only thread. */
#ifndef NC_HOST_CONNECTION_H
#define NC_HOST_CONNECTION_H

#include <pthread.h>
#include <stdbool.h>

#include "protocol.h"

enum NcConnectionState {
    /* not yet, or no longer in a forked child: the path tells where to get one */
    NC_CONNECTION_NONE,
    NC_CONNECTION_GREETING, /* our hello is on its way, the host's has not come */
    NC_CONNECTION_OPEN,
    NC_CONNECTION_LOST,
};

typedef struct {
    pthread_mutex_t mutex;
    volatile enum NcConnectionState state;
    volatile int fd;
    volatile bool busy; /* bytes of a request may be on the wire */
    /* the host at `path` is started when it is needed, by whoever needs it first */
    bool is_later;
    bool closed;        /* lost because it ended, for which no reason needs to be given */
    char *path;         /* or NULL */
    char failure[512];
} NcConnection;

extern NcConnection nc_connection;

/* Once, before any thread. `path` may be NULL. */
void nc_connection_init(const char *path, bool is_later);

__attribute__((format(printf, 1, 2))) void nc_connection_fail(const char *format, ...);

/* Takes over a connected descriptor (the connection gets a number out of the program's way) and
   shakes hands. */
bool nc_connection_adopt(int fd);

/* A connection by the path; false where there is none. With `waits`, the host has greeted;
   without, it may be starting, or be about to be started by another process: then the state
   stays NC_CONNECTION_NONE, and it is worth trying again. */
bool nc_connection_open(bool waits);

/* Adds a packet, which is free then, to what is to be sent, and sends what goes, or with `waits`
   all. */
bool nc_connection_send(NcWriter *packet, bool waits);
/* Sends what goes of the rest. */
bool nc_connection_send_rest(void);
/* Nothing more is sent; waits until the host has read all, at most so long for each of its packets.
   A host that found this end closed when it wrote would read no more. */
void nc_connection_finish(int seconds);

/* NC_TRANSFERRED: a packet, to be freed. `seconds` as nc_inbox_receive has it. Every other
   result but NC_TIMED_OUT with 0 seconds has lost the connection. */
enum NcTransfer nc_connection_receive(NcPacket *packet, int seconds);

/* For good. */
void nc_connection_lose(void);

/* Whether the descriptor still is the connection: a program that closes all descriptors closes
   this one too. */
bool nc_connection_is_ours(void);

#endif
