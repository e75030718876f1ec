/* See probe.h. */
#include "probe.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* A complete i386 program (ELF specification, chapter 1 and 2): write(1, "!", 1); exit(0). */
static const unsigned char tiny_program[] = {
    0x7f, 'E', 'L', 'F', 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* 32-bit, little-endian */
    2, 0, 3, 0, 1, 0, 0, 0,                                  /* executable, i386 */
    0x54, 0x80, 0x04, 0x08,                                  /* entry 0x08048054 */
    0x34, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,                   /* headers at 52, no sections */
    52, 0, 32, 0, 1, 0, 0, 0, 0, 0, 0, 0,                    /* one of them */
    1, 0, 0, 0, 0, 0, 0, 0,                                  /* load from its beginning ... */
    0, 0x80, 0x04, 0x08, 0, 0x80, 0x04, 0x08,                /* ... at 0x08048000 ... */
    0x77, 0, 0, 0, 0x77, 0, 0, 0, 5, 0, 0, 0, 0, 0x10, 0, 0, /* ... these 119 bytes, to execute */
    0xb8, 4, 0, 0, 0,                                        /* mov eax, 4 (write) */
    0xbb, 1, 0, 0, 0,                                        /* mov ebx, 1 */
    0xb9, 0x76, 0x80, 0x04, 0x08,                            /* mov ecx, message */
    0xba, 1, 0, 0, 0,                                        /* mov edx, 1 */
    0xcd, 0x80,                                              /* int 0x80 */
    0xb8, 1, 0, 0, 0,                                        /* mov eax, 1 (exit) */
    0x31, 0xdb,                                              /* xor ebx, ebx */
    0xcd, 0x80,                                              /* int 0x80 */
    0x90, 0x90, 0x90, '!',
};

static int tiny_file(void)
{
    int file = memfd_create("nativecompile-probe", MFD_CLOEXEC);
    if (file >= 0
        && write(file, tiny_program, sizeof tiny_program) != (ssize_t)sizeof tiny_program) {
        close(file);
        return -1;
    }
    return file;
}

/* The child writes one byte into the pipe, if the kernel executes it. Its end closes the pipe. */
static enum NcProbe run(int file, const int ends[2])
{
    static char name[] = "probe";
    char *const no_environment[] = {NULL};
    char *const arguments[] = {name, NULL};
    volatile int refusal = 0;
    pid_t child = vfork();
    if (child == 0) {
        if (dup2(ends[1], STDOUT_FILENO) >= 0) {
            fexecve(file, arguments, no_environment);
        }
        refusal = errno;
        _exit(1);
    }
    close(ends[1]);
    if (child < 0) {
        return NC_PROBE_UNKNOWN;
    }
    char byte = 0;
    ssize_t count;
    do {
        count = read(ends[0], &byte, 1);
    } while (count < 0 && errno == EINTR);
    /* Gone only now: its end of the pipe closes before. It would be a child of the program that
       nobody knows. */
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {
    }
    if (count == 1 && byte == '!') {
        return NC_PROBE_RUNS;
    }
    return refusal == 0 || refusal == ENOEXEC ? NC_PROBE_REFUSED : NC_PROBE_UNKNOWN;
}

enum NcProbe nc_probe(void)
{
    int ends[2];
    int file = tiny_file();
    if (file < 0) {
        return NC_PROBE_UNKNOWN;
    }
    if (pipe2(ends, O_CLOEXEC) != 0) {
        close(file);
        return NC_PROBE_UNKNOWN;
    }
    /* Where SIGCHLD is ignored, the child needs no waiting for and counts nowhere. */
    struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
    sigaction(SIGCHLD, &ignore, &before);
    enum NcProbe answer = run(file, ends);
    sigaction(SIGCHLD, &before, NULL);
    close(ends[0]);
    close(file);
    return answer;
}
