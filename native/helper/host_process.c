/* See host_process.h. The folder of the socket is what processes agree by: who can make it
   starts the host. */
#include "host_process.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "launch.h"

/* The host's descriptor of the connection, after the three standard ones:
   server/src/helper/laterHost.ts. */
#define HOST_FD 3
#define STACK_BYTES (64u << 10)

/* -- the folder -- */

static bool is_private(const char *folder)
{
    struct stat status;
    return lstat(folder, &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == geteuid()
           && (status.st_mode & 077) == 0;
}

/* The folder that a file is in. */
static bool folder_of(const char *path, char folder[PATH_MAX])
{
    snprintf(folder, PATH_MAX, "%s", path);
    char *slash = strrchr(folder, '/');
    if (slash == NULL || slash == folder) {
        return false;
    }
    *slash = 0;
    return true;
}

static enum NcHostStart make_folder(const char *folder, char *why, size_t size)
{
    char common[PATH_MAX];
    if (!folder_of(folder, common) || (mkdir(common, 0700) != 0 && errno != EEXIST)
        || !is_private(common)) {
        snprintf(why, size, "no private folder can be made for its socket");
        return NC_HOST_CANNOT_START;
    }
    if (mkdir(folder, 0700) == 0) {
        return NC_HOST_STARTED;
    }
    if (errno == EEXIST) {
        return NC_HOST_BEING_STARTED;
    }
    snprintf(why, size, "the folder of its socket cannot be made: %s", strerror(errno));
    return NC_HOST_CANNOT_START;
}

/* -- the process -- */

typedef struct {
    const char *search;     /* for Node.js, like PATH */
    const char *program;    /* what it is if it is nowhere there, or NULL */
    char *const *arguments;
    char *const *environment;
    int fd;
    char *stacks; /* of two processes, STACK_BYTES each */
} Start;

static void close_all_above(int last)
{
    if (syscall(SYS_close_range, last + 1, ~0u, 0) != 0) {
        long limit = sysconf(_SC_OPEN_MAX);
        for (int fd = last + 1; fd < (limit > 0 && limit < 65536 ? limit : 65536); fd++) {
            close(fd);
        }
    }
}

static void take_streams(int fd)
{
    /* Out of the way first: the program may have closed its own standard streams. */
    int high = fcntl(fd, F_DUPFD, HOST_FD + 1);
    int null = open("/dev/null", O_RDWR);
    for (int standard = 0; standard < HOST_FD; standard++) {
        dup2(null, standard);
    }
    dup2(high, HOST_FD);
    close_all_above(HOST_FD);
}

static void reset_signals(void)
{
    struct sigaction usual = {.sa_handler = SIG_DFL};
    sigset_t none;
    for (int number = 1; number < NSIG; number++) {
        sigaction(number, &usual, NULL);
    }
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void execute_on_path(const Start *start)
{
    char program[PATH_MAX];
    for (const char *at = start->search; at != NULL && *at != 0;) {
        int length = (int)strcspn(at, ":");
        if (at[0] == '/'
            && snprintf(program, sizeof program, "%.*s/node", length, at) < (int)sizeof program) {
            execve(program, start->arguments, start->environment);
        }
        at += length + (at[length] == ':');
    }
}

/* Both run in this process's memory while it waits, and only one at a time. */
static int be_host(void *argument)
{
    const Start *start = argument;
    setsid();
    take_streams(start->fd);
    reset_signals();
    if (chdir("/") == 0) {
        execute_on_path(start);
        if (start->program != NULL) {
            execve(start->program, start->arguments, start->environment);
        }
    }
    _exit(127);
}

static int be_between(void *argument)
{
    const Start *start = argument;
    clone(be_host, start->stacks + 2 * STACK_BYTES, CLONE_VM | CLONE_VFORK | SIGCHLD, argument);
    _exit(0);
}

/* With no signal at its end, whoever waits for any child does not get this one, and no SIGCHLD
   comes of it. */
static pid_t start_between(Start *start, int signal_at_end)
{
    return clone(be_between, start->stacks + STACK_BYTES, CLONE_VM | CLONE_VFORK | signal_at_end,
                 start);
}

/* By way of a process between, so that the host is nobody's child. */
static bool start_process(Start *start)
{
    sigset_t all, before, pending, child;
    start->stacks = malloc(2 * STACK_BYTES);
    if (start->stacks == NULL) {
        return false;
    }
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    sigpending(&pending);
    pid_t pid = start_between(start, 0);
    /* An emulator may know no children that end without a signal. Then there is one, which is
       taken away. */
    bool is_loud = pid < 0 && errno == EINVAL;
    if (is_loud) {
        pid = start_between(start, SIGCHLD);
    }
    while (pid > 0 && waitpid(pid, NULL, __WALL) < 0 && errno == EINTR) {
    }
    if (is_loud && !sigismember(&pending, SIGCHLD)) {
        const struct timespec now = {0};
        sigemptyset(&child);
        sigaddset(&child, SIGCHLD);
        sigtimedwait(&child, NULL, &now);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    free(start->stacks);
    return pid > 0;
}

static bool start_connected(const char *path, const char *cache, int *fd)
{
    int ends[2];
    char home[PATH_MAX + 8], *program = (char *)nc_launch_host_program();
    char *arguments[] = {"node", program, NC_TARGET, (char *)path, (char *)cache, NULL};
    char *environment[] = {home, NULL};
    const char *folder = getenv("HOME");
    Start start = {nc_launch_search_path(), nc_launch_node(), arguments, environment, -1, NULL};
    if (program == NULL || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        return false;
    }
    snprintf(home, sizeof home, "HOME=%s", folder != NULL ? folder : "/");
    start.fd = ends[1];
    bool started = start_process(&start);
    close(ends[1]);
    if (!started) {
        close(ends[0]);
        return false;
    }
    *fd = ends[0];
    return true;
}

enum NcHostStart nc_host_process_start(const char *path, const char *cache, int *fd, char *why,
                                       size_t size)
{
    char folder[PATH_MAX];
    if (!folder_of(path, folder)) {
        snprintf(why, size, "it has no place for its socket");
        return NC_HOST_CANNOT_START;
    }
    enum NcHostStart result = make_folder(folder, why, size);
    if (result == NC_HOST_STARTED && !start_connected(path, cache, fd)) {
        snprintf(why, size, "it cannot be started: %s", strerror(errno));
        rmdir(folder);
        result = NC_HOST_CANNOT_START;
    }
    return result;
}
