/* The image loader against hostile bytes. Maps from: hand-made IMAGES payloads. Maps to: "ok" and
   exit status 0, or the first check that failed.

   Usage: image_test [ROUNDS]: first what must load and run, then ROUNDS mutated payloads, of which
   none may do more than be refused. Mutated code is loaded, never run. */
#include "image_payload.h"

#include "../hook.h"
#include "../launch.h"
#include "../low_memory.h"
#include "../protocol.h"
#include "../runtime_values.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* -- code objects -- */

static PyObject *run(const char *source)
{
    PyObject *globals = PyDict_New();
    CHECK(globals != NULL
          && PyDict_SetItemString(globals, "__builtins__", PyEval_GetBuiltins()) == 0);
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
    const Shape shape = shape_for(code);
    return payload_of(code, &shape);
}

static int attach_shape(PyCodeObject *code, const Shape *shape)
{
    const Buffer payload = payload_of(code, shape);
    return nc_images_attach(code, false, payload.bytes, payload.length);
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

static uintptr_t place_of(const NativeCode *native, int place)
{
    uintptr_t value;
    memcpy(&value, native->code + offset_of(place), sizeof value);
    return value;
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

    CHECK(place_of(native, SYMBOL) == (uintptr_t)rt_unary_negative);
    const uintptr_t called = (uintptr_t)(native->code + offset_of(CALLED));
    CHECK((uint32_t)place_of(native, CALLED)
          == (uint32_t)((uintptr_t)rt_unary_positive - 4 - called));
    CHECK(place_of(native, UNIT) == (uintptr_t)code->co_code_adaptive - 2);
    CHECK(place_of(native, DATA) == (uintptr_t)native->data + 16);
    CHECK(place_of(native, CODE) == (uintptr_t)native->code + 4);
    CHECK(place_of(native, SITE) == (uintptr_t)&native->sites[1]);
    CHECK(place_of(native, CODE_OBJECT) == (uintptr_t)code + 8);
    CHECK(place_of(native, NAME) == (uintptr_t)PyTuple_GET_ITEM(code->co_names, 0));
    /* Nobody keeps the counter, so it is the image's own. */
    CHECK(place_of(native, COUNTER) % 16 == 8 && *(const uint64_t *)place_of(native, COUNTER) == 0);
#ifdef __i386__
    CHECK(place_of(native, NEXT) == (uintptr_t)native->data + 8);
#else
    const int32_t distance = (int32_t)place_of(native, NEXT);
    CHECK(native->code + offset_of(NEXT) + 4 + distance == native->data + 8);
    /* What a place of 4 bytes holds is low, and the objects of this program are not. */
    CHECK(nc_is_low(native->code, native->code_size) && nc_is_low(native->data, native->data_size));
    CHECK(nc_is_low(native->sites, sizeof(Site)) && !nc_is_low(code, sizeof *code));
#endif
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
    CHECK(nc_images_attach(code, false, payload.bytes, payload.length) == 0
          && native->entry == entry);

    NcImageTotals before, after;
    nc_images_totals(&before);
    Py_DECREF(f);
    nc_images_totals(&after);
    CHECK(before.live_images == 1 && before.live_arenas == 1);
    CHECK(after.live_images == 0 && after.live_arenas == 0
          && after.native_frames == before.native_frames);
}

/* -- counters -- */

/* A block with room for little, in a file whose name is gone again. Returns a view of it. */
static uint32_t *open_block(uint32_t size)
{
    char path[] = "/tmp/nc-image-test-XXXXXX";
    int fd = mkstemp(path);
    const BlockHeader header = {
        .magic = BLOCK_MAGIC, .version = BLOCK_VERSION, .size = size, .used = sizeof header};
    CHECK(fd >= 0 && write(fd, &header, sizeof header) == sizeof header
          && ftruncate(fd, size) == 0);
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
    CHECK(counter != NULL && counter->count == 0 && nc_is_low(counter, sizeof *counter));
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

/* All of the type's address is kept, wherever the type is. */
static void test_observed_types(void)
{
    /* Only its address counts. */
    PyTypeObject *class = (PyTypeObject *)(UINTPTR_MAX / 3);
    CounterCell cell = {.count = 0};
    rt_observe_type(&cell, &PyFloat_Type);
    CHECK(cell.last == (uintptr_t)&PyFloat_Type && cell.types != 0);
    uint32_t before = cell.types;
    rt_observe_type(&cell, class);
    CHECK(cell.last == (uintptr_t)class && cell.types == (before | 1u << ANOTHER_CLASS_BIT));
}

/* Caches have 4 bytes for a distance within a dict. */
static void test_distances(void)
{
    const char *begin = (const char *)(uintptr_t)4096;
    CHECK(nc_is_near(begin, begin) && nc_is_near(begin + INT32_MAX, begin));
#ifndef __i386__
    CHECK(!nc_is_near(begin + ((ptrdiff_t)1 << 31), begin)
          && !nc_is_near(begin + ((ptrdiff_t)1 << 32), begin));
#endif
}

static void test_packed_numbers(void)
{
    static const struct {
        uint8_t bytes[6];
        size_t length;
        uint32_t value;
        bool is_good;
    } numbers[] = {
        {{0}, 1, 0, true},
        {{0x7f}, 1, 127, true},
        {{0x80, 1}, 2, 128, true},
        {{0xff, 0xff, 0xff, 0xff, 0x0f}, 5, UINT32_MAX, true},
        {{0xff, 0xff, 0xff, 0xff, 0x1f}, 5, 0, false},
        {{0x80, 0x80, 0x80, 0x80, 0x80, 0}, 6, 0, false},
        {{0x80}, 1, 0, false},
        {{0}, 0, 0, false},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        NcReader reader = {.at = numbers[i].bytes, .end = numbers[i].bytes + numbers[i].length};
        CHECK(nc_read_packed(&reader) == numbers[i].value && reader.failed == !numbers[i].is_good);
        CHECK(!numbers[i].is_good || reader.at == reader.end);
    }
    static const int32_t values[] = {0, -1, 1, 63, -64, 64, INT32_MAX, INT32_MIN};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        Buffer buffer = {.length = 0};
        put_signed(&buffer, values[i]);
        NcReader reader = {.at = buffer.bytes, .end = buffer.bytes + buffer.length};
        CHECK(nc_read_packed_signed(&reader) == values[i] && !reader.failed
              && reader.at == reader.end);
    }
}

static void test_refusal(void)
{
    PyObject *f = function();
    static const uint8_t payload[] = {1, 0, 0, 0, 0, 3, 0, 0, 0, 'w', 'h', 'y'};
    const char *error = NULL;
    CHECK(nc_images_attach_checked(code_of(f), false, payload, sizeof payload, &error) == 0);
    NativeCode *native = nc_native_of(code_of(f));
    CHECK(native->state == NATIVE_REFUSED && strcmp(native->refusal, "why") == 0
          && native->entry == NULL);
    CHECK(!nc_compile_now(code_of(f), "test"));
    Py_DECREF(f);
}

/* Handlers and entries of loops are within the code, units and entries are the code object's, and
   what is found on the stack there is in slots. */
static void test_sites(PyCodeObject *code)
{
    const Site loop = {.unit = 0, .handler = 4, .flags = SITE_LOOP | SITE_HANDLER};
    const Site error = {.unit = -1, .handler = 4, .flags = SITE_HANDLER};
    Site wrong[6] = {loop, loop, loop, loop, error, error};
    wrong[0].flags = SITE_LOOP;
    wrong[1].handler = 10000;
    wrong[2].unit = 10000;
    wrong[3].depth = 1;
    wrong[4].handler_depth = 1;
    wrong[5].unit = -2;
    for (int i = 0; i < 6; i++) {
        Shape shape = shape_for(code);
        shape.sites[0].depth = shape.sites[1].depth = 0;
        shape.sites[2] = wrong[i];
        shape.entry_count = wrong[i].depth;
        CHECK(attach_shape(code, &shape) == -1);
    }
    static const uint32_t entries[] = {ENTRY_LOCAL | 1u << SITE_ENTRY_INDEX_SHIFT,
                                       ENTRY_CONST | 9u << SITE_ENTRY_INDEX_SHIFT};
    for (int i = 0; i < 2; i++) {
        Shape shape = shape_for(code);
        shape.entries[0] = entries[i];
        CHECK(attach_shape(code, &shape) == -1);
    }
    Shape shape = shape_for(code);
    shape.entry_count = 3;
    CHECK(attach_shape(code, &shape) == -1);
}

static void test_mismatches(void)
{
    PyObject *f = function();
    PyCodeObject *code = code_of(f);
    for (size_t word = 0; word < sizeof(ImageHeader) / 4; word++) {
        if (word == 3) {
            continue; /* the size of the data section is the compiler's to choose */
        }
        Buffer payload = payload_for(code);
        payload.bytes[4 + 1 + 4 + 4 * word] += 101;
        const char *error = NULL;
        CHECK(nc_images_attach_checked(code, false, payload.bytes, payload.length, &error) == -1
              && error != NULL);
        CHECK(nc_native_of(code) == NULL || nc_native_of(code)->state == NATIVE_COUNTING);
    }
    Buffer payload = payload_for(code);
    for (size_t length = 0; length < payload.length; length++) {
        CHECK(nc_images_attach(code, false, payload.bytes, length) == -1);
    }
    payload.length++;
    CHECK(nc_images_attach(code, false, payload.bytes, payload.length) == -1);
    payload.length--;
    test_sites(code);
    /* A tree of more code objects than there are images. */
    PyObject *g = run("def f(a):\n    a.name\n    return lambda: a\n");
    CHECK(nc_images_attach(code_of(g), true, payload.bytes, payload.length) == -1);
    Py_DECREF(g);
    Py_DECREF(f);
}

/* With other flags of the relocation that is for the place; the last one, at the offset, if that is
   not 0. */
static int attach_with(PyCodeObject *code, int place, uint32_t flags, uint32_t offset)
{
    Shape shape = shape_for(code);
    shape.places[1 + place].kind = RELOCATION_KIND(shape.places[1 + place].kind) | flags;
    if (offset != 0) {
        shape.places[1 + place].offset = offset;
        shape.place_count = (uint32_t)(1 + place + 1);
    }
    return attach_shape(code, &shape);
}

/* An address that might be cut is refused, not cut; so is what would be written behind the code. */
static void test_places(void)
{
    static const struct { int place; bool anywhere;
    } places[] = {
        {SYMBOL, false}, {CALLED, false},     {UNIT, true}, {DATA, false},    {CODE, false},
        {SITE, false},   {CODE_OBJECT, true}, {NAME, true}, {COUNTER, false},
    };
    const bool is_64_bit = sizeof(void *) == 8;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        for (int flags = 0; flags < 4; flags++) {
            bool relative = flags & 1, wide = flags & 2;
            bool called = places[i].place <= CALLED && flags == 1;
            bool good = !is_64_bit           ? flags == 0 || called
                        : places[i].anywhere ? wide && !relative
                                             : !(wide && relative);
            PyObject *f = function();
            uint32_t bits = (relative ? RELOCATION_RELATIVE : 0u) | (wide ? RELOCATION_WIDE : 0u);
            CHECK(attach_with(code_of(f), places[i].place, bits, 0) == (good ? 0 : -1));
            Py_DECREF(f);
        }
    }
    PyObject *f = function();
    CHECK(attach_with(code_of(f), SYMBOL, 0, offset_of(PLACES) - 3) == -1);
    CHECK(attach_with(code_of(f), SYMBOL, RELOCATION_WIDE, offset_of(PLACES) - 7) == -1);
    CHECK(attach_with(code_of(f), SYMBOL, is_64_bit ? RELOCATION_WIDE : 0,
                      offset_of(PLACES) - (is_64_bit ? 8 : 4))
          == 0);
    Py_DECREF(f);
}

#ifndef __i386__
/* All low memory taken, code is refused with the reason, and nothing else happens. */
static void test_no_room(void)
{
    PyObject *f = function();
    Buffer payload = payload_for(code_of(f));
    static struct { void *pages; size_t size; } taken[100000];
    size_t count = 0;
    for (size_t size = (size_t)1 << 30; size >= 4096; size /= 2) {
        /* The kernel begins its search at another address each time. */
        for (int failures = 0; failures < 200;) {
            void *pages = nc_low_map(size, -1);
            failures = pages == NULL ? failures + 1 : 0;
            if (pages != NULL) {
                CHECK(nc_is_low(pages, size) && count < sizeof taken / sizeof *taken);
                taken[count].pages = pages;
                taken[count++].size = size;
            }
        }
    }
    const char *error = NULL;
    CHECK(nc_images_attach_checked(code_of(f), false, payload.bytes, payload.length, &error) == -1);
    CHECK(strstr(error, "below 2 GiB") != NULL && nc_native_of(code_of(f))->entry == NULL);
    while (count-- > 0) {
        CHECK(munmap(taken[count].pages, taken[count].size) == 0);
    }
    CHECK(nc_images_attach(code_of(f), false, payload.bytes, payload.length) == 0);
    Py_DECREF(f);
}
#endif

static void test_blocks(void)
{
    uint8_t *blocks[1000];
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < 1000; i++) {
            size_t size = i * 7 % 3000;
            blocks[i] = nc_low_allocate(size);
            CHECK(blocks[i] != NULL && (uintptr_t)blocks[i] % 16 == 0
                  && nc_is_low(blocks[i], size));
            for (size_t at = 0; at < size; at++) {
                CHECK(blocks[i][at] == 0);
            }
            memset(blocks[i], (int)i | 1, size);
        }
        for (size_t i = 0; i < 1000; i++) {
            size_t size = i * 7 % 3000;
            CHECK(size == 0
                  || (blocks[i][0] == (uint8_t)(i | 1) && blocks[i][size - 1] == (uint8_t)(i | 1)));
        }
        for (size_t i = 0; i < 1000; i++) {
            nc_low_free(blocks[i * 7 % 1000]);
        }
    }
    uint8_t *before = nc_low_allocate(16), *large = nc_low_allocate((size_t)5 << 20),
            *after = nc_low_allocate(16);
    CHECK(before != NULL && large != NULL && after != NULL && nc_is_low(large, (size_t)5 << 20));
    large[((size_t)5 << 20) - 1] = 1;
    nc_low_free(before);
    nc_low_free(large);
    nc_low_free(after);
    nc_low_free(NULL);
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
                memset(payload.bytes + at, rand() % 2 ? 0xff : 0x7f,
                       at + 4 <= payload.length ? 4 : 1);
                break;
            }
        }
        /* In a block of just its size, so that the sanitizer sees a read past the end. */
        uint8_t *exact = malloc(payload.length);
        CHECK(exact != NULL);
        memcpy(exact, payload.bytes, payload.length);
        const char *error = NULL;
        int result =
            nc_images_attach_checked(code_of(f), rand() % 2, exact, payload.length, &error);
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
    CHECK(!PyStatus_Exception(PyConfig_SetBytesString(&config, &config.home, nc_launch_home())));
    CHECK(!PyStatus_Exception(Py_InitializeFromConfig(&config)));
    PyConfig_Clear(&config);
    const char *error = NULL;
    NcOptions options = {.mode = NC_MODE_HOT};
    CHECK(nc_hook_install(&options, &error) == 0);
    test_loading();
    test_packed_numbers();
    test_refusal();
    test_mismatches();
    test_observed_types();
    test_distances();
    test_places();
    test_blocks();
#ifndef __i386__
    test_no_room();
#endif
    test_counters();
    test_mutations(argc > 1 ? atoi(argv[1]) : 10000);
    puts("ok");
    return 0;
}
