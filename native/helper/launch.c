/* See launch.h. */
#include "launch.h"

#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define HOST_VARIABLE "NATIVECOMPILE_HOST"
/* Both set by native/launcher/nativecompile.c; the second one for the first process alone. */
#define LATER_HOST_VARIABLE "NATIVECOMPILE_LATER_HOST"
#define COMMAND_VARIABLE "NATIVECOMPILE_COMMAND"
#define FD_VARIABLE "NATIVECOMPILE_FD"
#define PROGRAM_VARIABLE "NATIVECOMPILE_PROGRAM"
/* The Python whose packages the program has, see user_python.h; the command line understands the
   first line of it. */
#define PYTHON_VARIABLE "NATIVECOMPILE_PYTHON"
/* Set by the launcher, see native/launcher/start.h. */
#define EMULATOR_VARIABLE "NATIVECOMPILE_EMULATOR"
#define MEMORY_VARIABLE "NATIVECOMPILE_MEMORY"
/* Set by the launcher, see native/launcher/c_library.h; it has served when we are here. */
#define LOADER_VARIABLE "NATIVECOMPILE_LOADER"

/* The file name of this program is that of its launcher with this behind it. */
#define NC_PROGRAM_SUFFIX "-" NC_TARGET

/* A chain of shells and wrappers between two helpers is shorter than this. */
#define MAX_GENERATIONS 32
#define NC_IDENTITY_BYTES 128
#define MAX_ENVIRONMENT (8u * 1024 * 1024)

static const char *take_variable(const char *name)
{
    const char *value = getenv(name);
    char *copy = value && value[0] ? strdup(value) : NULL;
    unsetenv(name);
    return copy;
}

static const char *emulator;
static const char *search_path;
static char first_folder[PATH_MAX];
static const char *memory;
static const char *python;

bool nc_launch_emulated(void)
{
    return emulator != NULL;
}

size_t nc_launch_address_space(void)
{
    struct rlimit limit;
    size_t space = SIZE_MAX;
    if (memory != NULL) {
        unsigned long long given = strtoull(memory, NULL, 10);
        space = given > 0 && given < SIZE_MAX ? (size_t)given : SIZE_MAX;
    }
    /* The emulator's own limit says nothing about us. */
    if (emulator == NULL && getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur < space) {
        space = (size_t)limit.rlim_cur;
    }
    return space;
}

void nc_launch_tell_children(const char *host_path, bool is_later)
{
    if (host_path != NULL) {
        setenv(is_later ? LATER_HOST_VARIABLE : HOST_VARIABLE, host_path, 1);
    }
    if (memory != NULL) {
        setenv(MEMORY_VARIABLE, memory, 1);
    }
    if (python != NULL) {
        setenv(PYTHON_VARIABLE, python, 1);
    }
}

const char *nc_launch_python(void)
{
    return python;
}

NcLaunch nc_launch_read(void)
{
    NcLaunch launch = {.fd = -1};
    const char *fd = take_variable(FD_VARIABLE);
    const char *command = take_variable(COMMAND_VARIABLE), *path = getenv("PATH");
    launch.host_path = take_variable(HOST_VARIABLE);
    launch.later_host_path = take_variable(LATER_HOST_VARIABLE);
    launch.is_command = command != NULL;
    free((char *)command);
    search_path = strdup(path != NULL ? path : "");
    if (getcwd(first_folder, sizeof first_folder) == NULL) {
        first_folder[0] = 0;
    }
    launch.program_name = take_variable(PROGRAM_VARIABLE);
    emulator = take_variable(EMULATOR_VARIABLE);
    memory = take_variable(MEMORY_VARIABLE);
    python = take_variable(PYTHON_VARIABLE);
    unsetenv(LOADER_VARIABLE);
    if (fd != NULL) {
        char *end;
        long number = strtol(fd, &end, 10);
        struct stat status;
        if (*end == 0 && number >= 0 && number <= INT_MAX && fstat((int)number, &status) == 0
            && S_ISSOCK(status.st_mode)) {
            launch.fd = (int)number;
        }
        free((char *)fd);
    }
    return launch;
}

/* The whole of a file under /proc, zero-terminated, or NULL. */
static char *read_whole(const char *path, size_t *length)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return NULL;
    }
    size_t capacity = 4096;
    char *text = malloc(capacity);
    *length = 0;
    while (text != NULL) {
        ssize_t count = read(fd, text + *length, capacity - *length - 1);
        if (count <= 0) {
            break;
        }
        *length += (size_t)count;
        if (capacity - *length < 2) {
            char *grown = capacity < MAX_ENVIRONMENT ? realloc(text, capacity * 2) : NULL;
            if (grown == NULL) {
                break;
            }
            text = grown;
            capacity *= 2;
        }
    }
    close(fd);
    if (text != NULL) {
        text[*length] = 0;
    }
    return text;
}

static pid_t parent_of(pid_t pid)
{
    char path[64];
    size_t length;
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    char *text = read_whole(path, &length);
    pid_t parent = 0;
    /* The command's name comes first, in parentheses, and may hold anything. */
    char *after = text ? strrchr(text, ')') : NULL;
    if (after != NULL) {
        int number;
        if (sscanf(after + 1, " %*c %d", &number) == 1) {
            parent = number;
        }
    }
    free(text);
    return parent;
}

/* What the process was started with; a new text, or NULL. */
static char *variable_of(pid_t pid, const char *name)
{
    char path[64];
    size_t length;
    snprintf(path, sizeof path, "/proc/%d/environ", (int)pid);
    char *text = read_whole(path, &length);
    char *found = NULL;
    size_t name_length = strlen(name);
    for (size_t at = 0; text != NULL && at < length; at += strlen(text + at) + 1) {
        if (strncmp(text + at, name, name_length) == 0 && text[at + name_length] == '=') {
            found = strdup(text + at + name_length + 1);
            break;
        }
    }
    free(text);
    return found;
}

char *nc_launch_ancestors_host(bool *is_later)
{
    struct stat own, other;
    if (stat("/proc/self/exe", &own) != 0) {
        return NULL;
    }
    pid_t pid = getppid();
    for (int generation = 0; generation < MAX_GENERATIONS && pid > 1; generation++) {
        char path[64];
        snprintf(path, sizeof path, "/proc/%d/exe", (int)pid);
        if (stat(path, &other) == 0 && other.st_dev == own.st_dev && other.st_ino == own.st_ino) {
            char *found = variable_of(pid, HOST_VARIABLE);
            *is_later = found == NULL;
            if (found == NULL) {
                found = variable_of(pid, LATER_HOST_VARIABLE);
            }
            if (found != NULL) {
                if (python == NULL) {
                    python = variable_of(pid, PYTHON_VARIABLE);
                }
                return found;
            }
        }
        pid = parent_of(pid);
    }
    return NULL;
}

const char *nc_launch_executable(void)
{
    static char path[PATH_MAX];
    if (path[0] == 0) {
        ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
        path[length > 0 ? length : 0] = 0;
        char *suffix = strstr(path, NC_PROGRAM_SUFFIX);
        if (suffix != NULL && suffix[strlen(NC_PROGRAM_SUFFIX)] == 0) {
            *suffix = 0;
        }
    }
    return path;
}

/* Looks for `below` in the folder of this executable and in the folders above it, then under
   `fallback`. */
static const char *find_above(char found[PATH_MAX], const char *below, const char *fallback)
{
    char folder[PATH_MAX];
    snprintf(folder, sizeof folder, "%s", nc_launch_executable());
    for (char *slash = strrchr(folder, '/'); slash != NULL; slash = strrchr(folder, '/')) {
        *slash = 0;
        if (snprintf(found, PATH_MAX, "%s/%s", folder, below) < PATH_MAX
            && access(found, R_OK) == 0) {
            return found;
        }
    }
    if (snprintf(found, PATH_MAX, "%s/%s", fallback, below) < PATH_MAX
        && access(found, R_OK) == 0) {
        return found;
    }
    return NULL;
}

const char *nc_launch_home(void)
{
    static char home[PATH_MAX];
    if (find_above(home, ".runtime/" NC_RUNTIME_NAME "/usr/lib/python3.11/os.py", NC_PROJECT_ROOT)
            == NULL
        && find_above(home, "runtime/usr/lib/python3.11/os.py", NC_PROJECT_ROOT) == NULL) {
        return NULL;
    }
    home[strlen(home) - strlen("/lib/python3.11/os.py")] = 0;
    return home;
}

const char *nc_launch_node(void)
{
    return NC_NODE[0] == '/' ? NC_NODE : NULL;
}

const char *nc_launch_search_path(void)
{
    return search_path;
}

const char *nc_launch_first_folder(void)
{
    return first_folder;
}

const char *nc_launch_host_program(void)
{
    static char program[PATH_MAX];
    return find_above(program, "server/dist/host.js", NC_PROJECT_ROOT);
}

const char *nc_launch_compiler_identity(void)
{
    static char identity[NC_IDENTITY_BYTES];
    char path[PATH_MAX];
    int file = find_above(path, "server/dist/identity", NC_PROJECT_ROOT) != NULL
                   ? open(path, O_RDONLY | O_CLOEXEC)
                   : -1;
    ssize_t length = file < 0 ? -1 : read(file, identity, sizeof identity);
    if (file >= 0) {
        close(file);
    }
    identity[length > 0 && length < (ssize_t)sizeof identity ? length : 0] = 0;
    return identity;
}

void nc_launch_command_line(int argc, char **argv)
{
    static char command[PATH_MAX];
    if (find_above(command, "server/bin/nativecompile-node", NC_PROJECT_ROOT) == NULL) {
        return;
    }
    char **arguments = calloc((size_t)argc + 6, sizeof *arguments);
    if (arguments == NULL) {
        return;
    }
    int count = 0;
    arguments[count++] = "node";
    arguments[count++] = command;
    arguments[count++] = "--target";
    arguments[count++] = NC_TARGET;
    arguments[count++] = "python";
    for (int at = 1; at < argc; at++) {
        arguments[count++] = argv[at];
    }
    if (argc > 0) {
        setenv(PROGRAM_VARIABLE, argv[0], 1);
    }
    if (python != NULL) {
        setenv(PYTHON_VARIABLE, python, 1);
    }
    execv(NC_NODE, arguments);
    execvp("node", arguments);
    unsetenv(PROGRAM_VARIABLE);
    unsetenv(PYTHON_VARIABLE);
    free(arguments);
}
