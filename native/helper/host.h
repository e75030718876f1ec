/* The connection to the compile host. Maps from: requests of this process. Maps to: packets and
   their answers. Knows nothing of machine code: images go to image.h. A process has one
   connection at most, made at start or, in a forked child, at the first request. Once lost it
   stays lost. */
#ifndef NC_HOST_H
#define NC_HOST_H

#include <Python.h>
#include <stdbool.h>
#include <stddef.h>

#include "protocol.h"

/* What the user asked of the run; the host says it in its hello, so children have it too. */
typedef struct {
    enum CompileMode mode;
    bool strict;
    bool interpret;
    bool stats;
    char *without; /* opcode names, comma-separated */
} NcOptions;

extern NcOptions nc_options;

enum { NC_STATUS_INTERNAL = 3, NC_STATUS_STRICT = 70 };

/* -- before Python is initialised -- */

enum NcStart { NC_START_CONNECTED, NC_START_NO_HOST, NC_START_FAILED };
/* Connects by the inherited descriptor (fd >= 0, which is closed: the connection gets a number
   out of the program's way) or by the socket's path, and shakes hands; nc_options is set then. A
   host that does not fit this helper is reported on stderr (NC_START_FAILED); one that is not
   there is not (NC_START_NO_HOST). */
enum NcStart nc_host_start(int fd, const char *path);
/* There is no host yet, and the options are the usual ones. The first request starts one, which
   listens at the path, unless another process of the run has. */
void nc_host_start_later(const char *path);
bool nc_host_is_later(void);
/* Whether there is one, of this process or of another of the run. */
bool nc_host_is_there(void);
/* The connection, for the compile service, which serves instead of asking. */
int nc_host_descriptor(void);
/* The path that children will use, or NULL. */
const char *nc_host_path(void);

/* -- with the GIL held; none of these runs Python code but the finalizers of what it gives back;
   all release the GIL while they wait -- */

/* Asks for machine code for `code` (with `tree`, for the code objects in its constants as well)
   and attaches what comes. 0: attached. -1: not; nc_host_failure() says why. No exception is
   set, and one that is set must have been fetched. A refused code object inside a tree is no
   failure of the tree. Under --strict a lost host ends the process (status 70). */
int nc_host_compile(PyCodeObject *code, bool tree, const char *reason);
/* The same without waiting: the code (and what is in it) is NATIVE_REQUESTED until nc_host_take
   finds the answer. False: it cannot be asked for now, and maybe never (nc_host_lost); nothing
   has changed. Starts a host if need be. */
bool nc_host_ask(PyCodeObject *code, bool tree, const char *reason);
/* Attaches what has come for code that was asked for so, or refuses it where nothing will come.
   No exception must be set. */
void nc_host_take(void);
const char *nc_host_failure(void);
/* The listing's text as a new str, or NULL with nativecompile's reason in nc_host_failure() and
   no exception set. */
PyObject *nc_host_listing(PyCodeObject *code, const char *view, const char *syntax);
bool nc_host_lost(void);

/* -- without Python -- */

/* An announcement; silently nothing when there is no connection. */
void nc_host_send_stats(const char *json);
/* From a signal handler: async-signal-safe, does not wait, gives up when a request is under way. */
void nc_host_send_fault(const char *text, size_t length);

#endif
