/* See later_host.h. */
#include "later_host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

/* As node:os has it. */
static const char *temporary_folder(void)
{
    static const char *const names[] = {"TMPDIR", "TMP", "TEMP"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && value[0] == '/') {
            return value;
        }
    }
    return "/tmp";
}

/* When this process began, in clock ticks since the machine did (proc(5), stat); 0: unknown. */
static unsigned long long start_of_process(void)
{
    char text[1024];
    FILE *file = fopen("/proc/self/stat", "re");
    size_t length = file == NULL ? 0 : fread(text, 1, sizeof text - 1, file);
    if (file != NULL) {
        fclose(file);
    }
    text[length] = 0;
    /* The command's name, in parentheses, may hold anything. */
    const char *after = strrchr(text, ')');
    unsigned long long start = 0;
    if (after == NULL
        || sscanf(
               after + 1,
               " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu",
               &start)
               != 1) {
        return 0;
    }
    return start;
}

/* Of process numbers: containers that share a folder may have the same ones. */
static unsigned long long process_namespace(void)
{
    char link[64];
    ssize_t length = readlink("/proc/self/ns/pid", link, sizeof link - 1);
    unsigned long long number = 0;
    link[length > 0 ? length : 0] = 0;
    return sscanf(link, "pid:[%llu]", &number) == 1 ? number : 0;
}

bool nc_later_host(char *path, size_t size, int number)
{
    unsigned long long start = start_of_process(), names = process_namespace();
    const char *folder = temporary_folder();
    size_t longest = sizeof ((struct sockaddr_un *)NULL)->sun_path;
    if (start == 0 || names == 0) {
        return false;
    }
    size = size < longest ? size : longest;
    for (;;) {
        int length = snprintf(path, size, "%s/nativecompile-%u/%d-%llu-%llu-%d/host", folder,
                              getuid(), (int)getpid(), start, names, number);
        if (length < (int)size) {
            return true;
        }
        if (strcmp(folder, "/tmp") == 0) {
            return false;
        }
        folder = "/tmp";
    }
}
