/* See counters.h. Several processes add records at once, so space is taken by an atomic addition, and a record counts as
   there when its `complete` has been set. */
#include "counters.h"

#include "text.h"

#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK_MAGIC 0x4243434eu /* "NCCB" */
#define BLOCK_VERSION 2u
#define COUNTER_SIZE 16 /* the count, and the kind and value that say what it counts */

typedef struct {
    uint32_t magic;
    uint32_t version;
    uint32_t size; /* of the file */
    uint32_t used; /* from the start: this header and the records */
    uint32_t dropped; /* code objects that did not fit */
    uint32_t spare[11];
} BlockHeader;
_Static_assert(sizeof(BlockHeader) == 64, "the block's layout");

/* Then: `count` counts of 8 bytes, `count` pairs of kind and value, the qualified name, the file, up to a multiple of 8. */
typedef struct {
    uint32_t size; /* of all of it; 0 while its maker is about to write it */
    uint32_t complete;
    uint32_t count;
    uint32_t first_line;
    uint32_t units; /* of bytecode */
    uint32_t name_length;
    uint32_t file_length;
    uint32_t hash; /* of all that follows the counts */
} Record;
_Static_assert(sizeof(Record) == 32, "the block's layout");

static BlockHeader *block;
/* As it was mapped; what is in the block may be changed by anybody who has it. */
static uint32_t block_size;

void nc_counters_open(const char *path)
{
    if (block != NULL || path[0] == 0) {
        return;
    }
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0) {
        return;
    }
    BlockHeader header;
    struct stat status;
    if (read(fd, &header, sizeof header) == sizeof header && header.magic == BLOCK_MAGIC
        && header.version == BLOCK_VERSION && header.used >= sizeof header && header.used <= header.size
        && header.size >= sizeof header + sizeof(Record)
        && fstat(fd, &status) == 0 && status.st_size >= (off_t)header.size) {
        void *mapped = mmap(NULL, header.size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (mapped != MAP_FAILED) {
            block = mapped;
            block_size = header.size;
        }
    }
    close(fd);
}

static uint32_t mix(uint32_t hash, const void *bytes, size_t length)
{
    const uint8_t *at = bytes;
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ at[i]) * 16777619u;
    }
    return hash;
}

/* Of a bytes object; empty where there is none. */
static const char *bytes_of(PyObject *encoded, uint32_t *length)
{
    *length = encoded == NULL ? 0 : (uint32_t)PyBytes_GET_SIZE(encoded);
    return encoded == NULL ? "" : PyBytes_AS_STRING(encoded);
}

static uint8_t *table_of(Record *record)
{
    return (uint8_t *)(record + 1) + 8 * record->count;
}

static bool is_same(Record *record, const Record *wanted, const uint8_t *table, const char *name, const char *file)
{
    if (!__atomic_load_n(&record->complete, __ATOMIC_ACQUIRE) || record->hash != wanted->hash
        || record->size != wanted->size || record->count != wanted->count || record->first_line != wanted->first_line
        || record->units != wanted->units || record->name_length != wanted->name_length
        || record->file_length != wanted->file_length) {
        return false;
    }
    const uint8_t *at = table_of(record);
    return memcmp(at, table, 8 * wanted->count) == 0
           && memcmp(at + 8 * wanted->count, name, wanted->name_length) == 0
           && memcmp(at + 8 * wanted->count + wanted->name_length, file, wanted->file_length) == 0;
}

static Record *find(const Record *wanted, const uint8_t *table, const char *name, const char *file)
{
    uint32_t end = __atomic_load_n(&block->used, __ATOMIC_ACQUIRE);
    for (uint32_t at = sizeof *block; at < end && at <= block_size - sizeof(Record);) {
        Record *record = (Record *)((uint8_t *)block + at);
        uint32_t size = __atomic_load_n(&record->size, __ATOMIC_ACQUIRE);
        /* Somebody died, or is about to write it: what follows cannot be found. */
        if (size < sizeof(Record) || size > block_size - at || size % 8 != 0) {
            return NULL;
        }
        if (is_same(record, wanted, table, name, file)) {
            return record;
        }
        at += size;
    }
    return NULL;
}

static Record *make(const Record *wanted, const uint8_t *table, const char *name, const char *file)
{
    uint32_t at = __atomic_load_n(&block->used, __ATOMIC_RELAXED);
    do {
        if (at < sizeof *block || at > block_size || at % 8 != 0 || wanted->size > block_size - at) {
            __atomic_fetch_add(&block->dropped, 1, __ATOMIC_RELAXED);
            return NULL;
        }
    } while (!__atomic_compare_exchange_n(&block->used, &at, at + wanted->size, false, __ATOMIC_ACQ_REL,
                                          __ATOMIC_RELAXED));
    Record *record = (Record *)((uint8_t *)block + at);
    __atomic_store_n(&record->size, wanted->size, __ATOMIC_RELEASE);
    record->count = wanted->count;
    record->first_line = wanted->first_line;
    record->units = wanted->units;
    record->name_length = wanted->name_length;
    record->file_length = wanted->file_length;
    record->hash = wanted->hash;
    uint8_t *to = table_of(record);
    memcpy(to, table, 8 * wanted->count);
    memcpy(to + 8 * wanted->count, name, wanted->name_length);
    memcpy(to + 8 * wanted->count + wanted->name_length, file, wanted->file_length);
    __atomic_store_n(&record->complete, 1, __ATOMIC_RELEASE);
    return record;
}

static uint64_t *reserve(PyCodeObject *code, const uint8_t *table, uint32_t count, PyObject *encoded_name,
                         PyObject *encoded_file)
{
    Record wanted = {.count = count, .first_line = (uint32_t)code->co_firstlineno, .units = (uint32_t)Py_SIZE(code)};
    const char *name = bytes_of(encoded_name, &wanted.name_length);
    const char *file = bytes_of(encoded_file, &wanted.file_length);
    uint64_t size = sizeof(Record) + (uint64_t)COUNTER_SIZE * count + wanted.name_length + wanted.file_length;
    if (size > block_size) {
        __atomic_fetch_add(&block->dropped, 1, __ATOMIC_RELAXED);
        return NULL;
    }
    wanted.size = ((uint32_t)size + 7) & ~7u;
    wanted.hash = mix(mix(mix(2166136261u, table, 8 * count), name, wanted.name_length), file, wanted.file_length);
    Record *record = find(&wanted, table, name, file);
    if (record == NULL) {
        record = make(&wanted, table, name, file);
    }
    return record == NULL ? NULL : (uint64_t *)(record + 1);
}

uint64_t *nc_counters_reserve(PyCodeObject *code, const uint8_t *table, uint32_t count)
{
    if (block == NULL || count == 0) {
        return NULL;
    }
    PyObject *name = nc_text_for_host(code->co_qualname);
    PyObject *file = nc_text_of_file(code->co_filename);
    uint64_t *counters = reserve(code, table, count, name, file);
    Py_XDECREF(name);
    Py_XDECREF(file);
    return counters;
}
