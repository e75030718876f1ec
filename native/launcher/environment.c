/* See environment.h. */
#include "environment.h"

#include <ctype.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define WANTED "3.11"
#define CONFIGURATION "pyvenv.cfg"
/* People and tools write a few lines. */
#define LARGEST_CONFIGURATION 4096

/* -- paths, which are compared as text: links are looked at where they are -- */

static bool join(char joined[PATH_MAX], const char *folder, const char *name)
{
    return snprintf(joined, PATH_MAX, "%s/%s", strcmp(folder, "/") == 0 ? "" : folder, name)
           < PATH_MAX;
}

/* In place, for a path that begins with a slash. */
static void cut_last(char *path)
{
    char *slash = strrchr(path, '/');
    slash[slash == path] = 0;
}

/* Absolute, without `.`, `..` and empty parts. */
static bool resolve(char resolved[PATH_MAX], const char *folder, const char *path)
{
    snprintf(resolved, PATH_MAX, "%s", path[0] == '/' ? "/" : folder);
    for (const char *at = path + strspn(path, "/"); *at != 0; at += strspn(at, "/")) {
        int length = (int)strcspn(at, "/");
        if (length == 2 && at[0] == '.' && at[1] == '.') {
            cut_last(resolved);
        } else if (length != 1 || at[0] != '.') {
            size_t end = strcmp(resolved, "/") == 0 ? 0 : strlen(resolved);
            if (snprintf(resolved + end, PATH_MAX - end, "/%.*s", length, at)
                >= (int)(PATH_MAX - end)) {
                return false;
            }
        }
        at += length;
    }
    return true;
}

/* Code of packages is run, so nobody else may have put them there. */
static bool is_trusted(const char *path)
{
    struct stat status;
    return lstat(path, &status) == 0 && (status.st_uid == 0 || status.st_uid == getuid());
}

/* -- what an environment says of itself (PEP 405) -- */

typedef struct {
    char *version, *version_info, *implementation, *includes_system;
} Configuration;

static char *trimmed(char *begin, char *end)
{
    while (begin < end && isspace((unsigned char)*begin)) {
        begin++;
    }
    while (end > begin && isspace((unsigned char)end[-1])) {
        end--;
    }
    *end = 0;
    return begin;
}

/* The last one counts, as in site.py. */
static void read_line(char *line, Configuration *configuration)
{
    char *equals = strchr(line, '=');
    if (equals == NULL) {
        return;
    }
    char *value = trimmed(equals + 1, line + strlen(line));
    char *key = trimmed(line, equals);
    char **place = strcasecmp(key, "version") == 0          ? &configuration->version
                   : strcasecmp(key, "version_info") == 0   ? &configuration->version_info
                   : strcasecmp(key, "implementation") == 0 ? &configuration->implementation
                   : strcasecmp(key, "include-system-site-packages") == 0
                       ? &configuration->includes_system
                       : NULL;
    if (place != NULL) {
        *place = value;
    }
}

static bool is_wanted(const Configuration *configuration)
{
    const char *version = configuration->version != NULL && configuration->version[0] != 0
                              ? configuration->version
                              : configuration->version_info;
    const size_t length = sizeof WANTED - 1;
    const char *implementation = configuration->implementation;
    return version != NULL && strncmp(version, WANTED, length) == 0
           && !isdigit((unsigned char)version[length])
           && (implementation == NULL || implementation[0] == 0
               || strcasecmp(implementation, "CPython") == 0);
}

/* Whether it has its own packages alone, and is for our Python. */
static bool is_ordinary(const char *environment)
{
    char path[PATH_MAX], text[LARGEST_CONFIGURATION];
    if (!join(path, environment, CONFIGURATION)) {
        return false;
    }
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ssize_t length = file < 0 ? -1 : read(file, text, sizeof text);
    if (file >= 0) {
        close(file);
    }
    /* Spaces that are no ASCII would be trimmed elsewhere. */
    if (length <= 0 || length == sizeof text || memchr(text, 0, (size_t)length) != NULL) {
        return false;
    }
    text[length] = 0;
    for (ssize_t at = 0; at < length; at++) {
        if ((unsigned char)text[at] >= 0x80) {
            return false;
        }
    }
    Configuration configuration = {0};
    char *rest = text;
    for (char *line = strsep(&rest, "\n"); line != NULL; line = strsep(&rest, "\n")) {
        read_line(line, &configuration);
    }
    return is_wanted(&configuration) && configuration.includes_system != NULL
           && strcasecmp(configuration.includes_system, "true") != 0;
}

static enum NcChoice choose(const char *environment, char **told)
{
    char path[PATH_MAX];
    if (!is_ordinary(environment) || strchr(environment, '\n') != NULL
        || !join(path, environment, "bin/python")) {
        return NC_IN_DOUBT;
    }
    *told = strdup(path);
    return *told != NULL ? NC_CHOSEN : NC_IN_DOUBT;
}

/* -- where one may be -- */

/* .venv in a folder of the program's, or above it up to the current one. */
static enum NcChoice find_beside(const char *folder, const char *current, char **told)
{
    char at[PATH_MAX], path[PATH_MAX];
    snprintf(at, sizeof at, "%s", folder);
    size_t length = strcmp(current, "/") == 0 ? 0 : strlen(current);
    bool is_below =
        strncmp(folder, current, length) == 0 && (folder[length] == '/' || folder[length] == 0);
    for (;;) {
        if (!join(path, at, ".venv")) {
            return NC_IN_DOUBT;
        }
        if (is_trusted(path)) {
            return choose(path, told);
        }
        if (!is_below || strcmp(at, current) == 0 || strcmp(at, "/") == 0) {
            return NC_CHOSEN_NONE;
        }
        cut_last(at);
    }
}

static enum NcChoice find_for_program(const char *file, char **told)
{
    char current[PATH_MAX], folder[PATH_MAX], around[PATH_MAX], path[PATH_MAX];
    if (getcwd(current, sizeof current) == NULL || current[0] != '/') {
        return NC_IN_DOUBT;
    }
    if (file == NULL) {
        return find_beside(current, current, told);
    }
    if (!resolve(folder, current, file)) {
        return NC_IN_DOUBT;
    }
    cut_last(folder);
    snprintf(around, sizeof around, "%s", folder);
    cut_last(around);
    if (!join(path, around, CONFIGURATION)) {
        return NC_IN_DOUBT;
    }
    return is_trusted(path) ? choose(around, told) : find_beside(folder, current, told);
}

enum NcChoice nc_choose_environment(const char *file, char **told)
{
    const char *said = getenv(NC_PYTHON_VARIABLE), *activated = getenv("VIRTUAL_ENV");
    char path[PATH_MAX];
    *told = NULL;
    if (said != NULL && said[0] != 0) {
        if (strcmp(said, "none") != 0) {
            return NC_IN_DOUBT;
        }
        *told = strdup(said);
        return *told != NULL ? NC_CHOSEN : NC_IN_DOUBT;
    }
    if (activated != NULL && activated[0] != 0) {
        return activated[0] == '/' && resolve(path, "/", activated) ? choose(path, told)
                                                                    : NC_IN_DOUBT;
    }
    return find_for_program(file, told);
}
