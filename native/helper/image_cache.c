/* See image_cache.h. */
#include "image_cache.h"

#include "sha256.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

_Static_assert(NC_CACHE_DIGEST == NC_SHA256_BYTES, "the digest is a SHA-256");

NcCacheCounts nc_cache_counts;

static char *folder;
static char *basis;
static bool is_checked, is_private;

void nc_cache_open(const char *wanted_folder, const char *wanted_basis)
{
    bool wanted = wanted_folder != NULL && wanted_folder[0] != 0 && wanted_basis != NULL
                  && wanted_basis[0] != 0;
    free(folder);
    free(basis);
    folder = wanted ? strdup(wanted_folder) : NULL;
    basis = wanted ? strdup(wanted_basis) : NULL;
    is_checked = false;
}

const char *nc_cache_default_folder(void)
{
    static char path[PATH_MAX];
    const char *base = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    int length;
    /* The XDG specification says that relative paths in it are to be ignored. */
    if (base != NULL && base[0] == '/') {
        length = snprintf(path, sizeof path, "%s/nativecompile", base);
    } else {
        struct passwd *user = home == NULL || home[0] == 0 ? getpwuid(geteuid()) : NULL;
        home = user != NULL ? user->pw_dir : home;
        length = snprintf(path, sizeof path, "%s/.cache/nativecompile", home != NULL ? home : "");
    }
    if (path[0] != '/' || length >= (int)sizeof path) {
        path[0] = 0;
    }
    return path;
}

bool nc_cache_is_open(void)
{
    return folder != NULL && basis != NULL;
}

const char *nc_cache_folder(void)
{
    return nc_cache_is_open() ? folder : "";
}

/* -- names -- */

void nc_cache_name(const NcPart *parts, size_t count, char name[NC_CACHE_NAME])
{
    NcSha256 hash;
    uint8_t digest[NC_SHA256_BYTES];
    nc_sha256_begin(&hash);
    for (size_t i = 0; i < count; i++) {
        char length[24];
        nc_sha256_add(&hash, length,
                      (size_t)snprintf(length, sizeof length, "%zu:", parts[i].length));
        nc_sha256_add(&hash, parts[i].bytes, parts[i].length);
    }
    nc_sha256_end(&hash, digest);
    for (int i = 0; i < NC_SHA256_BYTES; i++) {
        snprintf(name + 2 * i, 3, "%02x", digest[i]);
    }
}

void nc_cache_name_of_code(const uint8_t *code, size_t length, bool tree, char name[NC_CACHE_NAME])
{
    const char *kind = tree ? "tree" : "alone", *directives = "[]";
    const NcPart parts[] = {
        {basis, strlen(basis)},
        {kind, strlen(kind)},
        {code, length},
        {directives, strlen(directives)},
    };
    nc_cache_name(parts, sizeof parts / sizeof parts[0], name);
}

/* -- files -- */

static bool is_ours(const struct stat *status)
{
    /* Where others can write, an entry could be anybody's code. */
    return status->st_uid == geteuid() && (status->st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

/* A link is not followed either. */
static bool folder_is_private(void)
{
    struct stat status;
    if (!is_checked) {
        is_private = lstat(folder, &status) == 0 && S_ISDIR(status.st_mode) && is_ours(&status);
        is_checked = is_private;
    }
    return is_private;
}

/* With `suffix`, that of a note. */
static bool path_of(const char *name, const char *suffix, char path[PATH_MAX])
{
    return nc_cache_is_open()
           && snprintf(path, PATH_MAX, "%s/%.2s/%s%s", folder, name, name + 2, suffix) < PATH_MAX;
}

static uint8_t *read_all(int fd, size_t size)
{
    uint8_t *bytes = malloc(size);
    for (size_t done = 0; bytes != NULL && done < size;) {
        ssize_t count = read(fd, bytes + done, size - done);
        if (count > 0) {
            done += (size_t)count;
        } else if (count == 0 || errno != EINTR) {
            free(bytes);
            bytes = NULL;
        }
    }
    return bytes;
}

#define BEFORE_PACKET (sizeof(CacheHeader) + NC_CACHE_DIGEST)
#define LENGTH_FIELD sizeof(uint32_t)

static bool is_whole(const uint8_t *bytes, size_t size)
{
    CacheHeader header;
    uint32_t length;
    uint8_t digest[NC_SHA256_BYTES];
    NcSha256 hash;
    memcpy(&header, bytes, sizeof header);
    memcpy(&length, bytes + BEFORE_PACKET, sizeof length);
    if (header.magic != NC_CACHE_MAGIC || header.version != NC_CACHE_VERSION
        || length != size - BEFORE_PACKET - LENGTH_FIELD) {
        return false;
    }
    nc_sha256_begin(&hash);
    nc_sha256_add(&hash, bytes + BEFORE_PACKET, size - BEFORE_PACKET);
    nc_sha256_end(&hash, digest);
    return memcmp(digest, bytes + sizeof header, sizeof digest) == 0;
}

static void note_use(int fd, const struct stat *status)
{
    if (time(NULL) - status->st_mtim.tv_sec > NC_CACHE_REFRESH) {
        futimens(fd, NULL);
    }
}

/* The packet in an open file, or NULL: *is_damaged, and to be removed; or somebody else's. */
static uint8_t *packet_in(int fd, size_t *length, bool *is_damaged)
{
    struct stat status;
    *is_damaged = false;
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode) || !is_ours(&status)
        || status.st_size > NC_CACHE_LARGEST) {
        return NULL;
    }
    size_t size = (size_t)status.st_size;
    uint8_t *bytes = size >= BEFORE_PACKET + LENGTH_FIELD ? read_all(fd, size) : NULL;
    if (bytes == NULL || !is_whole(bytes, size)) {
        *is_damaged = true;
        free(bytes);
        return NULL;
    }
    note_use(fd, &status);
    *length = size - BEFORE_PACKET - LENGTH_FIELD;
    memmove(bytes, bytes + BEFORE_PACKET + LENGTH_FIELD, *length);
    return bytes;
}

uint8_t *nc_cache_read(const char *name, size_t *length)
{
    char path[PATH_MAX];
    int fd = path_of(name, "", path) && folder_is_private()
                 ? open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
                 : -1;
    if (fd < 0) {
        nc_cache_counts.misses++;
        return NULL;
    }
    bool is_damaged;
    uint8_t *packet = packet_in(fd, length, &is_damaged);
    close(fd);
    if (packet == NULL) {
        nc_cache_counts.rejected++;
        nc_cache_counts.misses++;
        if (is_damaged) {
            unlink(path);
        }
        return NULL;
    }
    nc_cache_counts.hits++;
    return packet;
}

void nc_cache_remove(const char *name)
{
    char path[PATH_MAX];
    if (path_of(name, "", path) && folder_is_private()) {
        unlink(path);
    }
    nc_cache_counts.hits--;
    nc_cache_counts.misses++;
    nc_cache_counts.rejected++;
}

/* -- notes -- */

#define HOT ".hot"

/* The folders above a path that are missing. */
static void make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        mkdir(path, 0700);
        *slash = '/';
    }
}

static int make_note(const char *path)
{
    return open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
}

void nc_cache_note_hot(const char *name)
{
    char path[PATH_MAX];
    if (!path_of(name, HOT, path)) {
        return;
    }
    int fd = folder_is_private() ? make_note(path) : -1;
    if (fd < 0 && errno == ENOENT) {
        make_folders(path);
        fd = folder_is_private() ? make_note(path) : -1;
    }
    if (fd >= 0) {
        close(fd);
    }
}

bool nc_cache_was_hot(const char *name)
{
    char path[PATH_MAX];
    return path_of(name, HOT, path) && folder_is_private() && access(path, F_OK) == 0;
}
