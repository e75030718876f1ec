/* See start.h. */
#include "start.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "probe.h"

#define MEBIBYTE (1024ull * 1024)

/* What the emulator takes for itself: translated code, and arenas of its own C library. */
#define EMULATOR_OWN_SPACE (640 * MEBIBYTE)
#define WHOLE_SPACE (4096 * MEBIBYTE)
/* Our programs begin at 128 MiB, and Python does not start in much less than is left then. */
#define SMALLEST_SPACE (192 * MEBIBYTE)

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
    static const char *const places[] = {".runtime/emulator/qemu-i386",
                                         "runtime/emulator/qemu-i386"};
    char folder[PATH_MAX];
    snprintf(folder, sizeof folder, "%s", nc_own_path());
    for (char *slash = strrchr(folder, '/'); slash != NULL; slash = strrchr(folder, '/')) {
        *slash = 0;
        for (size_t at = 0; at < sizeof places / sizeof places[0]; at++) {
            if (snprintf(found, PATH_MAX, "%s/%s", folder, places[at]) < PATH_MAX
                && access(found, X_OK) == 0) {
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

static int cannot_start(const char *program, int error)
{
    const char *why = error == ENOEXEC ? "it is no x86-32 or x86-64 program" : strerror(error);
    fprintf(stderr, "nativecompile: %s cannot be started: %s\n", program, why);
    return error == ENOENT ? NC_STATUS_NOT_THERE : NC_STATUS_CANNOT_START;
}

/* 0 and the word size that the program is for, or the reason in errno's numbers why the file is no
   program that we start. */
static int judge(const char *program, bool *is_64_bit)
{
    /* What we read of it is in both kinds at the same places. */
    Elf32_Ehdr header;
    int file = open(program, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return errno;
    }
    ssize_t count = read(file, &header, sizeof header);
    close(file);
    if (count != (ssize_t)sizeof header || memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) {
        return ENOEXEC;
    }
    *is_64_bit = header.e_ident[EI_CLASS] == ELFCLASS64 && header.e_machine == EM_X86_64;
    return *is_64_bit || (header.e_ident[EI_CLASS] == ELFCLASS32 && header.e_machine == EM_386)
               ? 0
               : ENOEXEC;
}

/* Bytes of address space that the note, or the launcher of a parent, leaves the program; `whole`
   where neither says. */
static unsigned long long wanted_space(unsigned long long whole)
{
    const char *text = getenv(NC_MEMORY_VARIABLE);
    unsigned long long bytes = text != NULL ? strtoull(text, NULL, 10) : 0;
    return bytes == 0 || bytes > whole ? whole : bytes;
}

/* The kernel executes no 32-bit code. */
#define NC_REFUSED 0

/* With less the kernel cannot map the program, which dies then without a word. */
#define SMALLEST_DIRECT (16ull << 20)

/* `whole`: the address space that such a program can have. */
static int start_directly(const char *program, char **argv, unsigned long long whole)
{
    struct rlimit limit;
    unsigned long long space = wanted_space(whole);
    if (space < SMALLEST_DIRECT) {
        return cannot("the limit of memory leaves too little to start the helper; 16 MiB at least "
                      "are needed");
    }
    if (space < whole && getrlimit(RLIMIT_AS, &limit) == 0 && space < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max = space;
        setrlimit(RLIMIT_AS, &limit);
    }
    unsetenv(NC_MEMORY_VARIABLE);
    unsetenv(NC_EMULATOR_VARIABLE);
    execv(program, argv);
    return errno == ENOEXEC ? NC_REFUSED : cannot_start(program, errno);
}

/* The emulator reserves its program's address space at once, so a limit of its own address space
   must leave room for that, and a smaller reservation is how the program's is limited. Returns 0
   where too little is left. */
static unsigned long long space_for_program(void)
{
    struct rlimit limit;
    unsigned long long space = wanted_space(WHOLE_SPACE);
    if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur < WHOLE_SPACE + EMULATOR_OWN_SPACE) {
        unsigned long long left =
            limit.rlim_cur > EMULATOR_OWN_SPACE ? limit.rlim_cur - EMULATOR_OWN_SPACE : 0;
        space = left < space ? left : space;
        return space < SMALLEST_SPACE ? 0 : space;
    }
    return space < SMALLEST_SPACE ? SMALLEST_SPACE : space;
}

static void (*tell_emulated)(void);

void nc_when_emulated(void (*tell)(void))
{
    tell_emulated = tell;
}

static int start_emulated(const char *program, int argc, char **argv)
{
    static char emulator[PATH_MAX], reserved[32], given[32];
    if (!find_emulator(emulator)) {
        return cannot(
            "this machine executes no 32-bit x86 code, and the emulator that does it is not there; "
            "run \"npm run setup\" in the project, or install the extension again");
    }
    unsigned long long space = space_for_program();
    if (space == 0) {
        return cannot("this machine executes no 32-bit x86 code, and the limit of address space "
                      "(ulimit -v) leaves too little "
                      "for a program in the emulator that does it; 832 MiB at least are needed");
    }
    char **arguments = calloc((size_t)argc + 7, sizeof *arguments);
    if (arguments == NULL || setenv(NC_EMULATOR_VARIABLE, emulator, 1) != 0) {
        return cannot("no memory");
    }
    int count = 0;
    arguments[count++] = emulator;
    if (space < WHOLE_SPACE) {
        snprintf(reserved, sizeof reserved, "0x%llx", space & ~0xffffull);
        snprintf(given, sizeof given, "%llu", space);
        setenv(NC_MEMORY_VARIABLE, given, 1);
        arguments[count++] = "-R";
        arguments[count++] = reserved;
    } else {
        unsetenv(NC_MEMORY_VARIABLE);
    }
    if (argc > 0) {
        arguments[count++] = "-0";
        arguments[count++] = argv[0];
    }
    arguments[count++] = (char *)program;
    for (int at = 1; at < argc; at++) {
        arguments[count++] = argv[at];
    }
    if (tell_emulated != NULL) {
        tell_emulated();
    }
    execv(emulator, arguments);
    fprintf(stderr, "nativecompile: the emulator %s cannot be started: %s\n", emulator,
            strerror(errno));
    return NC_STATUS_CANNOT_START;
}

int nc_start_program(const char *program, char **argv)
{
    int argc = 0;
    while (argv[argc] != NULL) {
        argc++;
    }
    bool is_64_bit;
    int error = judge(program, &is_64_bit);
    if (error != 0) {
        return cannot_start(program, error);
    }
    if (is_64_bit) {
        int status = start_directly(program, argv, RLIM_INFINITY);
        return status != NC_REFUSED ? status : cannot_start(program, ENOEXEC);
    }
    const char *wanted = getenv(NC_EXECUTION_VARIABLE);
    bool emulated = wanted != NULL && strcmp(wanted, "emulated") == 0;
    if (!emulated && nc_probe() != NC_PROBE_REFUSED) {
        int status = start_directly(program, argv, WHOLE_SPACE);
        if (status != NC_REFUSED) {
            return status;
        }
    }
    if (!emulated && wanted != NULL && strcmp(wanted, "direct") == 0) {
        return cannot("this machine executes no 32-bit x86 code, and " NC_EXECUTION_VARIABLE
                      "=direct forbids the emulator");
    }
    return start_emulated(program, argc, argv);
}
