/* The image loader against hostile bytes. Maps from: a hand-made IMAGES payload for `def f(a): return 'constant'`. Maps to:
   "ok" and exit status 0, or the first check that failed. Knows nothing of the compiler: the machine code is written here.

   Usage: image_test [ROUNDS]: first what must load and run, then ROUNDS mutated payloads, of which none may do more than be
   refused. Mutated code is loaded, never run. */
#include "build_hash.h"
#include "../counters.h"
#include "../hook.h"
#include "../image.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define CHECK(condition)                                                          \
    do {                                                                          \
        if (!(condition)) {                                                       \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);       \
            exit(1);                                                              \
        }                                                                         \
    } while (0)

/* -- a payload -- */

typedef struct {
    uint8_t bytes[4096];
    size_t length;
} Buffer;

static void put(Buffer *buffer, const void *bytes, size_t length)
{
    CHECK(buffer->length + length <= sizeof buffer->bytes);
    memcpy(buffer->bytes + buffer->length, bytes, length);
    buffer->length += length;
}

static void put_u32(Buffer *buffer, uint32_t value)
{
    put(buffer, &value, 4);
}

static void put_relocation(Buffer *buffer, uint32_t offset, enum RelocationKind kind, uint32_t index, int32_t addend)
{
    const Relocation relocation = {offset, kind | index << RELOCATION_INDEX_SHIFT, addend};
    put(buffer, &relocation, sizeof relocation);
}

/* mov eax, const; inc dword [eax]; ret; then a word for each other kind of relocation. */
static void put_image(Buffer *buffer, PyCodeObject *code, uint32_t constant)
{
    static const uint8_t machine_code[] = {0xb8, 0, 0, 0, 0, 0xff, 0x00, 0xc3};
    static const Site sites[2] = {
        {.unit = 1, .handler = -1, .reason = EXIT_UNSUPPORTED, .first_entry = 0, .depth = 1},
        {.unit = -1, .handler = 0, .handler_depth = 0, .first_entry = 0, .depth = 1},
    };
    const uint32_t others = 9;
    const uint32_t size = sizeof machine_code + 4 * others;
    const ImageHeader header = {
        .magic = IMAGE_MAGIC,
        .build_hash = NC_BUILD_HASH,
        .code_size = size,
        .data_size = 32,
        .relocation_count = 1 + others,
        .site_count = 2,
        .site_entry_count = 1,
        .entry_offset = 0,
        .unit_count = (uint32_t)Py_SIZE(code),
        .local_count = (uint32_t)code->co_nlocalsplus,
        .constant_count = (uint32_t)PyTuple_GET_SIZE(code->co_consts),
        .name_count = (uint32_t)PyTuple_GET_SIZE(code->co_names),
        .counter_count = 1,
    };
    put(buffer, &header, sizeof header);
    put(buffer, machine_code, sizeof machine_code);
    for (uint32_t i = 0; i < others; i++) {
        put_u32(buffer, 0);
    }
    put_relocation(buffer, 1, RELOCATION_CONST_ABS, constant, 0);
    uint32_t place = sizeof machine_code;
    put_relocation(buffer, place, RELOCATION_SYMBOL_ABS, 1, 0);
    put_relocation(buffer, place += 4, RELOCATION_SYMBOL_REL, 0, -4);
    put_relocation(buffer, place += 4, RELOCATION_UNIT_ABS, 0, -1);
    put_relocation(buffer, place += 4, RELOCATION_DATA_ABS, 0, 16);
    put_relocation(buffer, place += 4, RELOCATION_CODE_ABS, 0, 4);
    put_relocation(buffer, place += 4, RELOCATION_SITE_ABS, 1, 0);
    put_relocation(buffer, place += 4, RELOCATION_CODEOBJECT_ABS, 0, 8);
    put_relocation(buffer, place += 4, RELOCATION_NAME_ABS, 0, 0);
    put_relocation(buffer, place += 4, RELOCATION_COUNTER_ABS, 0, offsetof(CounterCell, last));
    put(buffer, sites, sizeof sites);
    put_u32(buffer, ENTRY_LOCAL);
    /* A counter of line 7. */
    const CounterName counter = {1, 7};
    put(buffer, &counter, sizeof counter);
}

/* -- code objects -- */

static PyObject *run(const char *source)
{
    PyObject *globals = PyDict_New();
    CHECK(globals != NULL && PyDict_SetItemString(globals, "__builtins__", PyEval_GetBuiltins()) == 0);
    PyObject *result = PyRun_String(source, Py_file_input, globals, globals);
    CHECK(result != NULL);
    Py_DECREF(result);
    PyObject *f = Py_XNewRef(PyDict_GetItemString(globals, "f"));
    /* Not to be kept alive by its own globals. */
    CHECK(f != NULL && PyDict_DelItemString(globals, "f") == 0);
    Py_DECREF(globals);
    return f;
}

/* A new function each time: what is attached to its code goes with it. */
static PyObject *function(void)
{
    return run("def f(a):\n    a.name\n    return 'constant'\n");
}

static PyCodeObject *code_of(PyObject *f)
{
    return (PyCodeObject *)((PyFunctionObject *)f)->func_code;
}

static Buffer payload_for(PyCodeObject *code)
{
    Buffer buffer = {.length = 0};
    put_u32(&buffer, 1);
    put(&buffer, "\1", 1);
    size_t at = buffer.length;
    put_u32(&buffer, 0);
    put_image(&buffer, code, (uint32_t)PyTuple_GET_SIZE(code->co_consts) - 1);
    uint32_t length = (uint32_t)(buffer.length - at - 4);
    memcpy(buffer.bytes + at, &length, 4);
    return buffer;
}

static bool is_executable_and_writable_anywhere(void)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    CHECK(maps != NULL);
    char line[512];
    bool found = false;
    while (fgets(line, sizeof line, maps)) {
        char *permissions = strchr(line, ' ');
        found |= permissions != NULL && permissions[2] == 'w' && permissions[3] == 'x';
    }
    fclose(maps);
    return found;
}

static void test_loading(void)
{
    PyObject *f = function();
    PyCodeObject *code = code_of(f);
    Buffer payload = payload_for(code);
    const char *error = NULL;
    CHECK(nc_images_attach_checked(code, false, payload.bytes, payload.length, &error) == 0);
    NativeCode *native = nc_native_of(code);
    CHECK(native != NULL && native->state == NATIVE_READY && native->entry != NULL);
    CHECK(!is_executable_and_writable_anywhere());

    const uint32_t *words = (const uint32_t *)(native->code + 8);
    CHECK(words[0] == (uint32_t)(uintptr_t)rt_unary_negative);
    CHECK(words[1] == (uint32_t)(uintptr_t)rt_unary_positive - 4 - (uint32_t)(uintptr_t)&words[1]);
    CHECK(words[2] == (uint32_t)(uintptr_t)code->co_code_adaptive - 2);
    CHECK(words[3] == (uint32_t)(uintptr_t)native->data + 16);
    CHECK(words[4] == (uint32_t)(uintptr_t)native->code + 4);
    CHECK(words[5] == (uint32_t)(uintptr_t)&native->sites[1]);
    CHECK(words[6] == (uint32_t)(uintptr_t)code + 8);
    CHECK(words[7] == (uint32_t)(uintptr_t)PyTuple_GET_ITEM(code->co_names, 0));
    /* Nobody keeps the counter, so it is the image's own. */
    CHECK(words[8] % 8 == 4 && *(const uint32_t *)(uintptr_t)words[8] == 0);
    CHECK((uintptr_t)native->data % 16 == 0 && native->data[31] == 0);

    CHECK(nc_image_find(native->code + 3) == native);
    CHECK(nc_image_find(native->code + native->code_size) == NULL);
    char name[4], file[16];
    nc_image_names(native, name, sizeof name, file, sizeof file);
    CHECK(strcmp(name, "f") == 0 && strcmp(file, "<string>") == 0);

    /* The machine code does not look at a.name: that is how we see that it was the one to run. */
    PyObject *result = PyObject_CallFunction(f, "i", 5);
    CHECK(result != NULL && PyUnicode_CompareWithASCIIString(result, "constant") == 0);
    Py_DECREF(result);
    CHECK(native->frames == 1);

    /* A second image for the same code changes nothing. */
    NativeEntry entry = native->entry;
    CHECK(nc_images_attach(code, false, payload.bytes, payload.length) == 0 && native->entry == entry);

    NcImageTotals before, after;
    nc_images_totals(&before);
    Py_DECREF(f);
    nc_images_totals(&after);
    CHECK(before.live_images == 1 && before.live_arenas == 1);
    CHECK(after.live_images == 0 && after.live_arenas == 0 && after.native_frames == before.native_frames);
}

/* -- counters -- */

/* A block with room for little, in a file whose name is gone again. Returns a view of it. */
static uint32_t *open_block(uint32_t size)
{
    char path[] = "/tmp/nc-image-test-XXXXXX";
    int fd = mkstemp(path);
    const BlockHeader header = {.magic = BLOCK_MAGIC, .version = BLOCK_VERSION, .size = size, .used = sizeof header};
    CHECK(fd >= 0 && write(fd, &header, sizeof header) == sizeof header && ftruncate(fd, size) == 0);
    uint32_t *view = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    CHECK(view != MAP_FAILED);
    nc_counters_open("/nonexistent");
    nc_counters_open(path);
    CHECK(unlink(path) == 0 && close(fd) == 0);
    return view;
}

static CounterCell *reserve(PyObject *f, uint32_t line)
{
    const CounterName name = {1, line};
    return nc_counters_reserve(code_of(f), (const uint8_t *)&name, 1);
}

static void test_counters(void)
{
    PyObject *f = function();
    CHECK(reserve(f, 7) == NULL);
    uint32_t *view = open_block(4096);
    const BlockHeader *header = (BlockHeader *)view;
    const BlockRecord *record = (BlockRecord *)(header + 1);
    CounterCell *counter = reserve(f, 7);
    CHECK(counter != NULL && counter->count == 0);
    counter->count = 5;
    PyObject *same = function();
    CHECK(reserve(same, 7) == counter);
    CHECK(reserve(same, 8) != counter);
    CHECK(header->used > sizeof *header && record->size > 0 && record->complete == 1);
    CHECK(((CounterCell *)(record + 1))->count == 5);
    for (uint32_t line = 100; line < 300; line++) {
        reserve(f, line);
    }
    CHECK(header->used <= 4096 && header->dropped > 0);
    CHECK(reserve(f, 7) == counter);
    /* Whoever has the block can write anything into it. */
    for (int i = 0; i < 20000; i++) {
        uint32_t at = (uint32_t)rand() % 1024;
        uint32_t before = view[at];
        view[at] = rand() % 2 ? (uint32_t)rand() : 0xffffffffu;
        CounterCell *place = reserve(f, 1000 + (uint32_t)i);
        CHECK(place == NULL || place->count == place->count);
        view[at] = before;
    }
    Py_DECREF(same);
    Py_DECREF(f);
}

static void test_refusal(void)
{
    PyObject *f = function();
    static const uint8_t payload[] = {1, 0, 0, 0, 0, 3, 0, 0, 0, 'w', 'h', 'y'};
    const char *error = NULL;
    CHECK(nc_images_attach_checked(code_of(f), false, payload, sizeof payload, &error) == 0);
    NativeCode *native = nc_native_of(code_of(f));
    CHECK(native->state == NATIVE_REFUSED && strcmp(native->refusal, "why") == 0 && native->entry == NULL);
    CHECK(!nc_compile_now(code_of(f), "test"));
    Py_DECREF(f);
}

static void test_mismatches(void)
{
    PyObject *f = function();
    PyCodeObject *code = code_of(f);
    for (int word = 0; word < 13; word++) {
        if (word == 3) {
            continue; /* the size of the data section is the compiler's to choose */
        }
        Buffer payload = payload_for(code);
        payload.bytes[4 + 1 + 4 + 4 * word] += 101;
        const char *error = NULL;
        CHECK(nc_images_attach_checked(code, false, payload.bytes, payload.length, &error) == -1 && error != NULL);
        CHECK(nc_native_of(code) == NULL || nc_native_of(code)->state == NATIVE_COUNTING);
    }
    Buffer payload = payload_for(code);
    for (size_t length = 0; length < payload.length; length++) {
        CHECK(nc_images_attach(code, false, payload.bytes, length) == -1);
    }
    payload.length++;
    CHECK(nc_images_attach(code, false, payload.bytes, payload.length) == -1);
    payload.length--;
    /* A tree of more code objects than there are images. */
    PyObject *g = run("def f(a):\n    a.name\n    return lambda: a\n");
    CHECK(nc_images_attach(code_of(g), true, payload.bytes, payload.length) == -1);
    Py_DECREF(g);
    Py_DECREF(f);
}

static void test_mutations(int rounds)
{
    srand(3);
    int loaded = 0;
    for (int round = 0; round < rounds; round++) {
        PyObject *f = function();
        Buffer payload = payload_for(code_of(f));
        int changes = 1 + rand() % 4;
        for (int i = 0; i < changes; i++) {
            size_t at = (size_t)rand() % payload.length;
            switch (rand() % 3) {
            case 0:
                payload.bytes[at] = (uint8_t)rand();
                break;
            case 1:
                payload.bytes[at] ^= (uint8_t)(1 << rand() % 8);
                break;
            default:
                memset(payload.bytes + at, rand() % 2 ? 0xff : 0x7f, at + 4 <= payload.length ? 4 : 1);
                break;
            }
        }
        /* In a block of just its size, so that the sanitizer sees a read past the end. */
        uint8_t *exact = malloc(payload.length);
        CHECK(exact != NULL);
        memcpy(exact, payload.bytes, payload.length);
        const char *error = NULL;
        int result = nc_images_attach_checked(code_of(f), rand() % 2, exact, payload.length, &error);
        free(exact);
        CHECK(result == 0 || error != NULL);
        CHECK(!PyErr_Occurred());
        loaded += result == 0;
        Py_DECREF(f);
    }
    NcImageTotals totals;
    nc_images_totals(&totals);
    CHECK(totals.live_images == 0 && totals.live_arenas == 0);
    /* Changes within the code section are nobody's to notice, but most are elsewhere. */
    CHECK(rounds < 100 || (loaded > 0 && loaded < rounds));
}

int main(int argc, char **argv)
{
    PyConfig config;
    PyConfig_InitIsolatedConfig(&config);
    CHECK(!PyStatus_Exception(PyConfig_SetBytesString(&config, &config.home, NC_RUNTIME_ROOT "/usr")));
    CHECK(!PyStatus_Exception(Py_InitializeFromConfig(&config)));
    PyConfig_Clear(&config);
    const char *error = NULL;
    NcOptions options = {.mode = NC_MODE_HOT};
    CHECK(nc_hook_install(&options, &error) == 0);
    test_loading();
    test_refusal();
    test_mismatches();
    test_counters();
    test_mutations(argc > 1 ? atoi(argv[1]) : 10000);
    puts("ok");
    return 0;
}
