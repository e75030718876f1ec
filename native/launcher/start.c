/* See start.h. */
#include "start.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "probe.h"

#define MEBIBYTE (1024ull * 1024)

/* What the emulator reserves for the program's 4 GiB, with itself. */
#define EMULATOR_ADDRESS_SPACE (5120 * MEBIBYTE)

const char *nc_own_path(void)
{
    static char path[PATH_MAX];
    if (path[0] == 0) {
        ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
        path[length > 0 ? length : 0] = 0;
    }
    return path;
}

/* In the folder of this program or one above it: .runtime of a project, or runtime of a package. */
static bool find_emulator(char found[PATH_MAX])
{
    static const char *const places[] = {".runtime/emulator/qemu-i386", "runtime/emulator/qemu-i386"};
    char folder[PATH_MAX];
    snprintf(folder, sizeof folder, "%s", nc_own_path());
    for (char *slash = strrchr(folder, '/'); slash != NULL; slash = strrchr(folder, '/')) {
        *slash = 0;
        for (size_t at = 0; at < sizeof places / sizeof places[0]; at++) {
            if (snprintf(found, PATH_MAX, "%s/%s", folder, places[at]) < PATH_MAX && access(found, X_OK) == 0) {
                return true;
            }
        }
    }
#ifdef NC_PROJECT_ROOT
    /* A copy of this program, as some virtual environments have it. */
    snprintf(found, PATH_MAX, "%s/%s", NC_PROJECT_ROOT, places[0]);
    return access(found, X_OK) == 0;
#else
    return false;
#endif
}

static int cannot(const char *why)
{
    fprintf(stderr, "nativecompile: %s\n", why);
    return NC_STATUS_CANNOT_START;
}

static int start_directly(const char *program, char **argv)
{
    unsetenv(NC_EMULATOR_VARIABLE);
    execv(program, argv);
    if (errno != ENOEXEC) {
        fprintf(stderr, "nativecompile: %s cannot be started: %s\n", program, strerror(errno));
        return errno == ENOENT ? 127 : NC_STATUS_CANNOT_START;
    }
    return 0;
}

static int start_emulated(const char *program, int argc, char **argv)
{
    static char emulator[PATH_MAX];
    struct rlimit limit;
    if (!find_emulator(emulator)) {
        return cannot("this machine executes no 32-bit x86 code, and the emulator that does it is not there; "
                      "run \"npm run setup\" in the project, or install the extension again");
    }
    if (access(program, R_OK) != 0) {
        fprintf(stderr, "nativecompile: %s cannot be started: %s\n", program, strerror(errno));
        return errno == ENOENT ? 127 : NC_STATUS_CANNOT_START;
    }
    if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur < EMULATOR_ADDRESS_SPACE) {
        return cannot("this machine executes no 32-bit x86 code, and the emulator that does it needs 5 GiB of address space, "
                      "more than the limit in force (ulimit -v); raise that, or use --memory-limit instead");
    }
    char **arguments = calloc((size_t)argc + 5, sizeof *arguments);
    if (arguments == NULL || setenv(NC_EMULATOR_VARIABLE, emulator, 1) != 0) {
        return cannot("no memory");
    }
    int count = 0;
    arguments[count++] = emulator;
    if (argc > 0) {
        arguments[count++] = "-0";
        arguments[count++] = argv[0];
    }
    arguments[count++] = (char *)program;
    for (int at = 1; at < argc; at++) {
        arguments[count++] = argv[at];
    }
    execv(emulator, arguments);
    fprintf(stderr, "nativecompile: the emulator %s cannot be started: %s\n", emulator, strerror(errno));
    return NC_STATUS_CANNOT_START;
}

int nc_start_program(const char *program, char **argv)
{
    int argc = 0;
    while (argv[argc] != NULL) {
        argc++;
    }
    const char *wanted = getenv(NC_EXECUTION_VARIABLE);
    bool forced = wanted != NULL && strcmp(wanted, "emulated") == 0;
    if (!forced && nc_probe() != NC_PROBE_REFUSED) {
        int status = start_directly(program, argv);
        if (status != 0) {
            return status;
        }
    }
    if (wanted != NULL && strcmp(wanted, "direct") == 0) {
        return cannot("this machine executes no 32-bit x86 code, and " NC_EXECUTION_VARIABLE "=direct forbids the emulator");
    }
    return start_emulated(program, argc, argv);
}
