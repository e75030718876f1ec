/* See profile_records.h. The file is sparse and mapped whole, so that what a process has written
   stays, however it ends. */
#include "profile_records.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define FILE_SIZE (sizeof(void *) == 4 ? 24u << 20 : 64u << 20)
/* Powers of two: places of the tables; three quarters of them are used at most. */
#define NODES (1u << 18)
#define CODES (1u << 14)

/* What a code object was when its record was written: another one can come to have its address. */
typedef struct {
    PyCodeObject *code;
    PyObject *name;
    PyObject *file;
    PyObject *lines;
    uint32_t record;
    uint32_t positions;
} KnownCode;

static ProfileHeader *header;
static struct {
    uint32_t nodes[NODES]; /* records; 0: free */
    KnownCode codes[CODES];
    uint32_t node_count;
    uint32_t code_count;
} *tables;

bool nc_profile_records_open(const char *folder)
{
    char path[PATH_MAX];
    /* A process that executes another program keeps its number. */
    int fd = -1;
    for (int number = 0; fd < 0 && number < 100; number++) {
        snprintf(path, sizeof path, "%s/%d-%d.profile", folder, (int)getpid(), number);
        fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    }
    if (header != NULL) {
        munmap(header, FILE_SIZE);
        header = NULL;
    }
    if (fd < 0) {
        return false;
    }
    void *mapped = MAP_FAILED;
    if (ftruncate(fd, FILE_SIZE) == 0) {
        mapped = mmap(NULL, FILE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, fd, 0);
    }
    close(fd);
    if (tables == NULL) {
        void *memory = mmap(NULL, sizeof *tables, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        tables = memory == MAP_FAILED ? NULL : memory;
    } else {
        memset(tables, 0, sizeof *tables);
    }
    if (mapped == MAP_FAILED || tables == NULL) {
        return false;
    }
    header = mapped;
    *header = (ProfileHeader){
        .magic = PROFILE_MAGIC,
        .version = PROFILE_VERSION,
        .size = FILE_SIZE,
        .used = sizeof *header,
        .pid = (uint32_t)getpid(),
        .parent = (uint32_t)getppid(),
    };
    return true;
}

/* A record of `size` bytes, all zero but for its beginning, that belongs to the file when
   `finish` says so; NULL: there is no room. */
static void *begin(enum ProfileRecordKind kind, uint64_t size)
{
    uint64_t whole = (size + 7) & ~7ull;
    if (header == NULL || whole > FILE_SIZE - header->used) {
        return NULL;
    }
    ProfileRecord *record = (ProfileRecord *)((uint8_t *)header + header->used);
    *record = (ProfileRecord){(uint32_t)whole, kind};
    return record;
}

static uint32_t finish(void *record)
{
    uint32_t at = (uint32_t)((uint8_t *)record - (uint8_t *)header);
    __atomic_store_n(&header->used, at + ((ProfileRecord *)record)->size, __ATOMIC_RELEASE);
    return at;
}

static uint32_t mix(uint32_t hash, uint64_t value)
{
    hash = (hash ^ (uint32_t)value) * 0x9e3779b1u;
    hash = (hash ^ (hash >> 15) ^ (uint32_t)(value >> 32)) * 0x85ebca6bu;
    return hash ^ (hash >> 13);
}

/* -- the tree -- */

uint32_t nc_profile_node(uint32_t parent, NcProfileFrame frame)
{
    if (header == NULL) {
        return 0;
    }
    uint32_t hash = mix(mix(mix(parent, frame.frame), frame.owner), frame.place);
    uint32_t *found = &tables->nodes[hash % NODES];
    for (uint32_t at = hash; *found != 0; found = &tables->nodes[++at % NODES]) {
        const ProfileNode *node = (const ProfileNode *)((uint8_t *)header + *found);
        if (node->parent == parent && node->frame == (uint32_t)frame.frame
            && node->owner == frame.owner && node->place == frame.place) {
            return *found;
        }
    }
    ProfileNode *node =
        tables->node_count < NODES / 4 * 3 ? begin(PROFILE_NODE, sizeof *node) : NULL;
    if (node == NULL) {
        return 0;
    }
    node->parent = parent;
    node->frame = frame.frame;
    node->owner = frame.owner;
    node->place = frame.place;
    tables->node_count++;
    *found = finish(node);
    return *found;
}

void nc_profile_add(uint32_t node, uint64_t nanoseconds)
{
    if (header == NULL) {
        return;
    }
    if (node == 0) {
        header->lost += nanoseconds;
        return;
    }
    ProfileNode *found = (ProfileNode *)((uint8_t *)header + node);
    found->samples++;
    found->nanoseconds += nanoseconds;
}

/* -- code -- */

typedef struct {
    const void *data;
    uint32_t length;
    uint16_t width;
} Text;

static Text text_of(PyObject *text)
{
    if (text == NULL || !PyUnicode_Check(text) || !PyUnicode_IS_READY(text)) {
        return (Text){"", 0, 1};
    }
    uint16_t width = (uint16_t)PyUnicode_KIND(text);
    return (Text){PyUnicode_DATA(text), (uint32_t)PyUnicode_GET_LENGTH(text) * width, width};
}

static uint32_t write_code(PyCodeObject *code)
{
    Text name = text_of(code->co_qualname), file = text_of(code->co_filename);
    uint32_t lines =
        PyBytes_Check(code->co_linetable) ? (uint32_t)PyBytes_GET_SIZE(code->co_linetable) : 0;
    ProfileCode *record =
        begin(PROFILE_CODE, sizeof *record + (uint64_t)name.length + file.length + lines);
    if (record == NULL) {
        return 0;
    }
    record->first_line = (uint32_t)code->co_firstlineno;
    record->units = (uint32_t)Py_SIZE(code);
    record->name_length = name.length;
    record->file_length = file.length;
    record->lines_length = lines;
    record->name_width = name.width;
    record->file_width = file.width;
    uint8_t *to = (uint8_t *)(record + 1);
    memcpy(to, name.data, name.length);
    memcpy(to + name.length, file.data, file.length);
    memcpy(to + name.length + file.length, PyBytes_AS_STRING(code->co_linetable), lines);
    return finish(record);
}

/* NULL: there is no room. */
static KnownCode *know(PyCodeObject *code)
{
    if (header == NULL) {
        return NULL;
    }
    uint32_t at = mix(0, (uintptr_t)code >> 4);
    KnownCode *found = &tables->codes[at % CODES];
    while (found->code != NULL && found->code != code) {
        found = &tables->codes[++at % CODES];
    }
    if (found->code == code && found->name == code->co_qualname && found->file == code->co_filename
        && found->lines == code->co_linetable) {
        return found;
    }
    if (found->code == NULL && tables->code_count >= CODES / 4 * 3) {
        return NULL;
    }
    uint32_t record = write_code(code);
    if (record == 0) {
        return NULL;
    }
    tables->code_count += found->code == NULL;
    *found = (KnownCode){code, code->co_qualname, code->co_filename, code->co_linetable, record, 0};
    return found;
}

uint32_t nc_profile_code(PyCodeObject *code)
{
    const KnownCode *known = know(code);
    return known == NULL ? 0 : known->record;
}

uint32_t nc_profile_positions(PyCodeObject *code, const NativeCode *native)
{
    KnownCode *known = know(code);
    if (known == NULL) {
        return 0;
    }
    if (known->positions == 0) {
        ProfilePositions *record =
            begin(PROFILE_POSITIONS, sizeof *record + (uint64_t)native->position_bytes);
        if (record == NULL) {
            return 0;
        }
        record->code = known->record;
        record->length = native->position_bytes;
        record->address = (uintptr_t)native->code;
        memcpy(record + 1, native->positions, native->position_bytes);
        known->positions = finish(record);
    }
    return known->positions;
}

/* -- C functions -- */

uint32_t nc_profile_module(NcModule *module)
{
    if (module->record == 0) {
        const char *path = module->path;
        char own[PATH_MAX];
        if (path[0] == 0) {
            ssize_t length = readlink("/proc/self/exe", own, sizeof own - 1);
            own[length > 0 ? length : 0] = 0;
            path = own;
        }
        uint32_t length = (uint32_t)strlen(path);
        ProfileModule *record = begin(PROFILE_MODULE, sizeof *record + (uint64_t)length);
        if (record == NULL) {
            return 0;
        }
        record->path_length = length;
        memcpy(record + 1, path, length);
        module->record = finish(record);
    }
    return module->record;
}

void nc_profile_method(uintptr_t function, const char *owner, const char *name)
{
    NcModule *module = nc_unwind_module(function);
    uint32_t place = module == NULL ? 0 : nc_profile_module(module);
    uint32_t owner_length = (uint32_t)strlen(owner), name_length = (uint32_t)strlen(name);
    uint32_t length = owner_length + 1 + name_length;
    ProfileMethod *record =
        place == 0 ? NULL : begin(PROFILE_METHOD, sizeof *record + (uint64_t)length);
    if (record == NULL) {
        return;
    }
    record->module = place;
    record->place = function - module->bias;
    record->name_length = length;
    char *to = (char *)(record + 1);
    memcpy(to, owner, owner_length);
    to[owner_length] = '.';
    memcpy(to + owner_length + 1, name, name_length);
    finish(record);
}
