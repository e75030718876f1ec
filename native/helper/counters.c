/* See counters.h. Several processes add records at once, so space is taken by an atomic addition,
   and a record counts as there when its `complete` has been set. */
#include "counters.h"

#include "low_memory.h"
#include "text.h"

#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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
        && header.version == BLOCK_VERSION && header.used >= sizeof header
        && header.used <= header.size && header.size >= sizeof header + sizeof(BlockRecord)
        && fstat(fd, &status) == 0 && status.st_size >= (off_t)header.size) {
        void *mapped = nc_low_map(header.size, fd);
        if (mapped != NULL) {
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

static CounterCell *cells_of(BlockRecord *record)
{
    return (CounterCell *)(record + 1);
}

/* What follows the cells. */
typedef struct {
    const uint8_t *table; /* `count` CounterNames */
    const char *name;
    const char *file;
} Texts;

static bool is_same(BlockRecord *record, const BlockRecord *wanted, const Texts *texts)
{
    if (!__atomic_load_n(&record->complete, __ATOMIC_ACQUIRE) || record->hash != wanted->hash
        || record->size != wanted->size || record->count != wanted->count
        || record->first_line != wanted->first_line || record->units != wanted->units
        || record->name_length != wanted->name_length
        || record->file_length != wanted->file_length) {
        return false;
    }
    const uint8_t *at = (const uint8_t *)(cells_of(record) + wanted->count);
    size_t table_size = sizeof(CounterName) * wanted->count;
    return memcmp(at, texts->table, table_size) == 0
           && memcmp(at + table_size, texts->name, wanted->name_length) == 0
           && memcmp(at + table_size + wanted->name_length, texts->file, wanted->file_length) == 0;
}

static BlockRecord *find(const BlockRecord *wanted, const Texts *texts)
{
    uint32_t end = __atomic_load_n(&block->used, __ATOMIC_ACQUIRE);
    for (uint32_t at = sizeof *block; at < end && at <= block_size - sizeof(BlockRecord);) {
        BlockRecord *record = (BlockRecord *)((uint8_t *)block + at);
        uint32_t size = __atomic_load_n(&record->size, __ATOMIC_ACQUIRE);
        /* Somebody died, or is about to write it: what follows cannot be found. */
        if (size < sizeof(BlockRecord) || size > block_size - at || size % 8 != 0) {
            return NULL;
        }
        if (is_same(record, wanted, texts)) {
            return record;
        }
        at += size;
    }
    return NULL;
}

static BlockRecord *make(const BlockRecord *wanted, const Texts *texts)
{
    uint32_t at = __atomic_load_n(&block->used, __ATOMIC_RELAXED);
    do {
        if (at < sizeof *block || at > block_size || at % 8 != 0
            || wanted->size > block_size - at) {
            __atomic_fetch_add(&block->dropped, 1, __ATOMIC_RELAXED);
            return NULL;
        }
    } while (!__atomic_compare_exchange_n(&block->used, &at, at + wanted->size, false,
                                          __ATOMIC_ACQ_REL, __ATOMIC_RELAXED));
    BlockRecord *record = (BlockRecord *)((uint8_t *)block + at);
    __atomic_store_n(&record->size, wanted->size, __ATOMIC_RELEASE);
    record->count = wanted->count;
    record->first_line = wanted->first_line;
    record->units = wanted->units;
    record->name_length = wanted->name_length;
    record->file_length = wanted->file_length;
    record->hash = wanted->hash;
    uint8_t *to = (uint8_t *)(cells_of(record) + wanted->count);
    size_t table_size = sizeof(CounterName) * wanted->count;
    memcpy(to, texts->table, table_size);
    memcpy(to + table_size, texts->name, wanted->name_length);
    memcpy(to + table_size + wanted->name_length, texts->file, wanted->file_length);
    __atomic_store_n(&record->complete, 1, __ATOMIC_RELEASE);
    return record;
}

static CounterCell *reserve(PyCodeObject *code, const uint8_t *table, uint32_t count,
                            PyObject *encoded_name, PyObject *encoded_file)
{
    BlockRecord wanted = {.count = count,
                          .first_line = (uint32_t)code->co_firstlineno,
                          .units = (uint32_t)Py_SIZE(code)};
    Texts texts = {.table = table};
    texts.name = bytes_of(encoded_name, &wanted.name_length);
    texts.file = bytes_of(encoded_file, &wanted.file_length);
    uint64_t size = sizeof(BlockRecord)
                    + (uint64_t)(sizeof(CounterCell) + sizeof(CounterName)) * count
                    + wanted.name_length + wanted.file_length;
    if (size > block_size) {
        __atomic_fetch_add(&block->dropped, 1, __ATOMIC_RELAXED);
        return NULL;
    }
    wanted.size = ((uint32_t)size + 7) & ~7u;
    wanted.hash = mix(2166136261u, table, sizeof(CounterName) * count);
    wanted.hash =
        mix(mix(wanted.hash, texts.name, wanted.name_length), texts.file, wanted.file_length);
    BlockRecord *record = find(&wanted, &texts);
    if (record == NULL) {
        record = make(&wanted, &texts);
    }
    return record == NULL ? NULL : cells_of(record);
}

CounterCell *nc_counters_reserve(PyCodeObject *code, const uint8_t *table, uint32_t count)
{
    if (block == NULL || count == 0) {
        return NULL;
    }
    PyObject *name = nc_text_for_host(code->co_qualname);
    PyObject *file = nc_text_of_file(code->co_filename);
    CounterCell *counters = reserve(code, table, count, name, file);
    Py_XDECREF(name);
    Py_XDECREF(file);
    return counters;
}
