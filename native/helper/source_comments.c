/* See source_comments.h. */
#include "source_comments.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What such a comment has in it: MARK in server/src/language/directives.ts. */
static const char mark[] = "nativecompile:";

/* Larger files are not written by people. */
#define LARGEST (16 << 20)

/* Code that is asked about together is in a few files. */
#define KNOWN 8
static struct {
    char *file;
    struct stat status;
    bool has_comments;
} known[KNOWN];
static unsigned next;

/* What cannot be read has none. */
static bool is_in(const char *file)
{
    char bytes[1 << 16];
    size_t kept = 0;
    bool found = false;
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    ssize_t count;
    while (fd >= 0 && !found && (count = read(fd, bytes + kept, sizeof bytes - kept)) > 0) {
        size_t length = kept + (size_t)count;
        found = memmem(bytes, length, mark, sizeof mark - 1) != NULL;
        /* It may go on behind what has been read. */
        kept = length < sizeof mark - 2 ? length : sizeof mark - 2;
        memmove(bytes, bytes + length - kept, kept);
    }
    if (fd >= 0) {
        close(fd);
    }
    return found;
}

static bool is_same(const struct stat *one, const struct stat *other)
{
    return one->st_ino == other->st_ino && one->st_dev == other->st_dev
           && one->st_size == other->st_size && one->st_mtim.tv_sec == other->st_mtim.tv_sec
           && one->st_mtim.tv_nsec == other->st_mtim.tv_nsec;
}

bool nc_source_has_comments(const char *file)
{
    struct stat status;
    /* Names such as <string>, which are no files. */
    if (file[0] == 0 || file[0] == '<' || stat(file, &status) != 0 || !S_ISREG(status.st_mode)
        || status.st_size == 0 || status.st_size > LARGEST) {
        return false;
    }
    for (unsigned i = 0; i < KNOWN; i++) {
        if (known[i].file != NULL && strcmp(known[i].file, file) == 0
            && is_same(&known[i].status, &status)) {
            return known[i].has_comments;
        }
    }
    bool has_comments = is_in(file);
    unsigned place = next++ % KNOWN;
    free(known[place].file);
    known[place].file = strdup(file);
    known[place].status = status;
    known[place].has_comments = has_comments;
    return has_comments;
}
