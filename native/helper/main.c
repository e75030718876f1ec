/* The 32-bit process: CPython 3.11's own command line, with native code where the compile host
   has compiled. Maps from: argv and environment. Maps to: an initialised interpreter that runs
   the program, or the compile service. Started by a host it has a connection already; as
   `sys.executable` it finds its parent's host; started by the command it has none until it needs
   one; otherwise it becomes the command line that starts one. Knows nothing of how code is
   compiled or run. */
#include <Python.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "build_hash.h"
#include "compile_service.h"
#include "fault.h"
#include "hook.h"
#include "host.h"
#include "image_cache.h"
#include "import_notes.h"
#include "launch.h"
#include "module_nativecompile.h"
#include "profile.h"
#include "stack.h"
#include "user_python.h"

typedef struct {
    int argc;
    char **argv;
    int service_fd; /* or -1 */
    bool is_first;   /* the process that the command has started, and no child of it */
    /* what people started is the command line, and nobody has called us anything */
    bool is_command;
} Program;

/* In CPython's messages: what people typed, and no path that they never saw. */
#define COMMAND_NAME "nativecompile"

/* When the program of the command began, and in which process; forks of it end with other times. */
static unsigned long long program_begun;
static pid_t program_pid;

static unsigned long long nanoseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (unsigned long long)now.tv_sec * 1000000000 + (unsigned long long)now.tv_nsec;
}

/* When Python has taken everything down: threads are joined, and objects are gone. */
static void send_statistics(void)
{
    char json[2048];
    if (!nc_options.stats) {
        return;
    }
    size_t length = nc_statistics_json(json, sizeof json);
    if (length > 0 && length < sizeof json && getpid() == program_pid) {
        /* In place of the closing brace. */
        length += (size_t)snprintf(json + length - 1, sizeof json - length + 1,
                                   ",\"programNanoseconds\":%llu}", nanoseconds() - program_begun);
    }
    if (length < sizeof json) {
        nc_host_send_stats(json);
    }
}

static PyStatus initialize_python(Program *program)
{
    PyPreConfig preconfig;
    PyPreConfig_InitPythonConfig(&preconfig);
    PyStatus status = Py_PreInitializeFromBytesArgs(&preconfig, program->argc, program->argv);
    if (PyStatus_Exception(status)) {
        return status;
    }
    PyConfig config;
    PyConfig_InitPythonConfig(&config);
    status = PyConfig_SetBytesArgv(&config, program->argc, program->argv);
    if (!PyStatus_Exception(status)) {
        status = PyConfig_SetBytesString(&config, &config.home, nc_launch_home());
    }
    if (!PyStatus_Exception(status) && program->is_command) {
        /* Python takes its own path from the name, unless it is told. */
        status = PyConfig_SetBytesString(&config, &config.executable, program->argv[0]);
        if (!PyStatus_Exception(status)) {
            status = PyConfig_SetBytesString(&config, &config.program_name, COMMAND_NAME);
        }
    }
    if (!PyStatus_Exception(status)) {
        status = nc_user_python_configure(&config, program->argc > 0 ? program->argv[0] : "",
                                          nc_launch_python());
    }
    if (!PyStatus_Exception(status)) {
        status = Py_InitializeFromConfig(&config);
    }
    PyConfig_Clear(&config);
    return status;
}

/* What has to be there when the program's first line runs, and not before Python is. */
static int prepare(void)
{
    nc_launch_tell_children(nc_host_path(), nc_host_is_later());
    nc_fault_install();
    if (nc_import_notes_install() < 0) {
        PyErr_Clear();
    }
    if (nc_user_python_install() < 0) {
        PyErr_Print();
        return -1;
    }
    const char *error;
    if (!nc_options.interpret && nc_hook_install(&nc_options, &error) < 0) {
        fprintf(stderr, "nativecompile: %s\n", error);
        return -1;
    }
    Py_AtExit(send_statistics);
    nc_profile_start();
    return 0;
}

static int run_program(void *argument)
{
    Program *program = argument;
    if (nc_launch_home() == NULL) {
        fputs("nativecompile: Python's standard library, runtime/usr/lib/python3.11, is not there; "
              "run \"npm run setup\" in the project, or install the extension again\n",
              stderr);
        return NC_STATUS_INTERNAL;
    }
    if (program->service_fd >= 0) {
        return nc_compile_service(program->service_fd, nc_launch_home());
    }
    if (nc_module_register() < 0) {
        fputs("nativecompile: no memory\n", stderr);
        return NC_STATUS_INTERNAL;
    }
    PyStatus status = initialize_python(program);
    if (PyStatus_IsExit(status)) {
        return status.exitcode;
    }
    if (PyStatus_Exception(status)) {
        Py_ExitStatusException(status);
    }
    if (prepare() < 0) {
        return NC_STATUS_INTERNAL;
    }
    if (program->is_first) {
        program_pid = getpid();
        program_begun = nanoseconds();
    }
    return Py_RunMain();
}

/* A process without a compile host still is a Python: it interprets, and says so. */
static void go_on_without_host(void)
{
    nc_options.interpret = true;
    fputs("nativecompile: there is no compile host; the program is interpreted\n", stderr);
}

/* Without a host: one is started when it is needed, and what it has compiled in earlier runs is
   in the user's cache. */
static enum NcStart start_without_host(const char *path)
{
    const char *identity = nc_launch_compiler_identity();
    char build[64], basis[NC_CACHE_NAME];
    /* As server/src/helper/compileHost.ts has it, for the usual options. */
    snprintf(build, sizeof build, "%d " NC_TARGET " %u", NC_PROTOCOL_VERSION, NC_BUILD_HASH);
    const NcPart parts[] = {
        {identity, strlen(identity)}, {build, strlen(build)}, {"off ", strlen("off ")}};
    nc_cache_name(parts, sizeof parts / sizeof parts[0], basis);
    nc_host_start_later(path);
    nc_cache_open(nc_cache_default_folder(), identity[0] != 0 ? basis : "");
    return NC_START_CONNECTED;
}

static enum NcStart find_host(const NcLaunch *launch)
{
    if (launch->later_host_path != NULL) {
        return start_without_host(launch->later_host_path);
    }
    if (launch->fd >= 0 || launch->host_path != NULL) {
        enum NcStart start = nc_host_start(launch->fd, launch->host_path);
        if (start != NC_START_NO_HOST) {
            return start;
        }
    }
    bool is_later;
    char *path = nc_launch_ancestors_host(&is_later);
    if (path == NULL) {
        return NC_START_NO_HOST;
    }
    return is_later ? start_without_host(path) : nc_host_start(-1, path);
}

int main(int argc, char **argv)
{
    NcLaunch launch = nc_launch_read();
    if (launch.fd >= 0) {
        /* The command that started us is the program for everybody else: who kills it wants
           the program to end. Children that the program forks are not concerned. */
        prctl(PR_SET_PDEATHSIG, SIGKILL);
    }
    if (launch.program_name != NULL && argc > 0) {
        argv[0] = (char *)launch.program_name;
    }
    bool is_first = launch.fd >= 0 || launch.is_command;
    Program program = {argc, argv, -1, is_first,
                       is_first && launch.program_name == NULL && argc > 0};
    if (launch.fd >= 0 && argc == 2 && strcmp(argv[1], "--service") == 0) {
        program.service_fd = launch.fd;
        return nc_stack_run(run_program, &program);
    }
    enum NcStart start = find_host(&launch);
    if (start == NC_START_FAILED) {
        return NC_STATUS_INTERNAL;
    }
    if (start == NC_START_NO_HOST) {
        nc_launch_command_line(argc, argv);
        go_on_without_host();
    }
    return nc_stack_run(run_program, &program);
}
