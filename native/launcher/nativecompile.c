/* nativecompile: the command. A plain run becomes the helper at once, which finds machine code
   in the user's cache and starts a compile host when it needs one; everything else becomes the
   command line in TypeScript, nativecompile-node, which lies beside this program. Knows neither
   what verbs there are nor what they do. */
#include "c_library.h"
#include "environment.h"
#include "later_host.h"
#include "plain_run.h"
#include "start.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Read by native/helper/launch.c: this is the program that people started, and no child of it. */
#define COMMAND_VARIABLE "NATIVECOMPILE_COMMAND"
#define STATUS_INTERNAL 3

/* What the command line in TypeScript takes out of a program's environment. */
static const char *const own_variables[] = {
    "ELECTRON_RUN_AS_NODE",   "NATIVECOMPILE_DROPPED", "NATIVECOMPILE_FD",
    "NATIVECOMPILE_HOST",     NC_NOTE_VARIABLE,        "NATIVECOMPILE_INHERITED",
    NC_PYTHON_VARIABLE,       NC_LATER_HOST_VARIABLE,
};

/* The folder that holds `server` and `native`, of a project or of a package; false where /proc
   does not tell. */
static bool find_root(char root[PATH_MAX])
{
    snprintf(root, PATH_MAX, "%s", nc_own_path());
    for (int i = 0; i < 3; i++) {
        char *slash = strrchr(root, '/');
        if (slash == NULL) {
            return false;
        }
        *slash = 0;
    }
    return true;
}

static int hand_over(const char *root, char **argv)
{
    char program[PATH_MAX];
    if (snprintf(program, sizeof program, "%s/server/bin/nativecompile-node", root)
        < (int)sizeof program) {
        argv[0] = program;
        execv(program, argv);
    }
    fprintf(stderr,
            "nativecompile: %s cannot be started; run \"npm run setup\" in the project, or install "
            "the extension again\n",
            program);
    return STATUS_INTERNAL;
}

/* Colours as elsewhere: server/src/cli/terminal.ts. */
static void say_emulated(void)
{
    const char *none = getenv("NO_COLOR"), *terminal = getenv("TERM");
    if (!isatty(STDERR_FILENO)) {
        return;
    }
    bool is_plain =
        (none != NULL && none[0] != 0) || (terminal != NULL && strcmp(terminal, "dumb") == 0);
    fprintf(stderr,
            "%snativecompile: this machine executes no 32-bit code; an emulator does, more slowly "
            "(--target x86-64 needs none)%s\n",
            is_plain ? "" : "\x1b[2m", is_plain ? "" : "\x1b[22m");
}

static int start(const char *helper, const NcPlainRun *run, const char *python)
{
    char program[PATH_MAX], host[PATH_MAX];
    size_t count = 0;
    while (run->arguments[count] != NULL) {
        count++;
    }
    char **arguments = calloc(count + 2, sizeof *arguments);
    if (arguments == NULL
        || snprintf(program, sizeof program, "%s-%s", helper, run->target) >= (int)sizeof program) {
        return STATUS_INTERNAL;
    }
    arguments[0] = (char *)helper;
    memcpy(arguments + 1, run->arguments, count * sizeof *arguments);
    for (size_t i = 0; i < sizeof own_variables / sizeof own_variables[0]; i++) {
        unsetenv(own_variables[i]);
    }
    setenv(COMMAND_VARIABLE, "1", 1);
    if (nc_later_host(host, sizeof host, atoi(run->target + strlen("x86-")))) {
        setenv(NC_LATER_HOST_VARIABLE, host, 1);
    }
    if (python != NULL) {
        setenv(NC_PYTHON_VARIABLE, python, 1);
    }
    if (strcmp(run->target, "x86-64") == 0) {
        nc_choose_c_library();
    }
    nc_when_emulated(say_emulated);
    nc_start_program(program, arguments);
    return STATUS_INTERNAL;
}

/* Whether the helper is there; where it is not, the other command line says so. */
static bool find_helper(const char *root, const char *target, char helper[PATH_MAX])
{
    char program[PATH_MAX];
    return snprintf(helper, PATH_MAX, "%s/native/helper/build/%s/nativecompile-helper", root,
                    target)
               < PATH_MAX
           && snprintf(program, PATH_MAX, "%s-%s", helper, target) < PATH_MAX
           && access(program, X_OK) == 0;
}

int main(int argc, char **argv)
{
    static char root[PATH_MAX], helper[PATH_MAX];
    NcPlainRun run;
    char *python;
    if (argc == 0 || !find_root(root)) {
        fputs("nativecompile: /proc is not mounted, so the command line cannot be found\n", stderr);
        return STATUS_INTERNAL;
    }
    if (!nc_read_plain_run(argv, &run) || !find_helper(root, run.target, helper)
        || nc_choose_environment(run.file, &python) == NC_IN_DOUBT) {
        return hand_over(root, argv);
    }
    return start(helper, &run, python);
}
