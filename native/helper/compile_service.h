/* The compile service: a helper that only compiles. Maps from: COMPILE_SOURCE packets. Maps to:
   MARSHAL or SYNTAX_ERROR packets. It never imports or runs what it is given. */
#ifndef NC_COMPILE_SERVICE_H
#define NC_COMPILE_SERVICE_H

/* Initialises an isolated Python with its home there, shakes hands on `fd` and serves until the
   host closes it. The status to exit with. */
int nc_compile_service(int fd, const char *home);

#endif
