/* See host_socket.h. */
#include "host_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* Above what programs use and below what RLIMIT_NOFILE usually allows. */
#define HIGH_DESCRIPTOR 900
/* The kernel's table of descriptors reaches to the largest one, and every fork copies it. */
#define LARGEST_DESCRIPTOR 4096

/* Only a host of our own user is trusted: what it sends is run. */
static bool peer_is_ours(int fd)
{
    struct ucred peer;
    socklen_t length = sizeof peer;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0
           && (peer.uid == geteuid() || peer.uid == getuid());
}

int nc_socket_connect(const char *path, char *why, size_t size)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        snprintf(why, size, "the path of its socket is too long");
        return -1;
    }
    strcpy(address.sun_path, path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        snprintf(why, size, "%s", strerror(errno));
        return -1;
    }
    int result;
    do {
        result = connect(fd, (struct sockaddr *)&address, sizeof address);
    } while (result < 0 && errno == EINTR);
    if (result < 0 && errno != EISCONN) {
        snprintf(why, size, "%s",
                 errno == ENOENT || errno == ECONNREFUSED ? "it has ended" : strerror(errno));
        close(fd);
        return -1;
    }
    if (!peer_is_ours(fd)) {
        snprintf(why, size, "it belongs to another user");
        close(fd);
        return -1;
    }
    return fd;
}

/* A copy of fd above all descriptors that the program can have, as long as that is no huge
   number: descriptors stay open and usable when the limit is below them. -1: there is no room. */
static int copy_above_limit(int fd)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur > LARGEST_DESCRIPTOR) {
        return -1;
    }
    struct rlimit raised = {limit.rlim_cur + 1, limit.rlim_max};
    if (raised.rlim_cur > limit.rlim_max || setrlimit(RLIMIT_NOFILE, &raised) != 0) {
        return -1;
    }
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, (int)limit.rlim_cur);
    setrlimit(RLIMIT_NOFILE, &limit);
    return copy;
}

int nc_socket_move_up(int fd)
{
    int high = copy_above_limit(fd);
    if (high < 0) {
        high = fcntl(fd, F_DUPFD_CLOEXEC, HIGH_DESCRIPTOR);
    }
    if (high < 0) {
        high = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    }
    if (high >= 0) {
        close(fd);
        fd = high;
    }
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    return fd;
}
