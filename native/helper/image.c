/* See image.h. This file owns the memory: arenas of machine code and the NativeCode on code
   objects. Parsing and checking is image_format.c's. */
#include "image.h"

#include "counters.h"
#include "generator_objects.h"
#include "image_format.h"
#include "low_memory.h"
#include "profile.h"
#include "protocol.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* One mapping for all code of one response. Written first, then made executable; never both. */
struct Arena {
    Arena *next;
    Arena *previous;
    uint8_t *base;
    size_t size; /* whole pages */
    NativeCode *codes;
    uint32_t live;
};

/* The fault handler walks this list, so links change by single stores in an order that leaves it
   walkable. */
static Arena *volatile arenas;
static NcImageTotals totals;
static uint32_t expected_build_hash;

#define CODE_ALIGNMENT 32u

static size_t align_up(size_t value, size_t alignment)
{
    return (value + alignment - 1) & ~(alignment - 1);
}

static void arena_link(Arena *arena)
{
    arena->previous = NULL;
    arena->next = arenas;
    if (arena->next != NULL) {
        arena->next->previous = arena;
    }
    arenas = arena;
}

static void arena_unlink_and_free(Arena *arena)
{
    if (arena->previous != NULL) {
        arena->previous->next = arena->next;
    }
    else {
        arenas = arena->next;
    }
    if (arena->next != NULL) {
        arena->next->previous = arena->previous;
    }
    munmap(arena->base, arena->size);
    free(arena);
    totals.live_arenas--;
}

uint32_t nc_native_epoch = 1;

static void native_unload(NativeCode *native)
{
    Arena *arena = native->arena;
    if (arena == NULL) {
        return;
    }
    NativeCode **link = &arena->codes;
    while (*link != native) {
        link = &(*link)->next_in_arena;
    }
    *link = native->next_in_arena;
    totals.native_frames += native->frames;
    totals.live_images--;
    native->entry = NULL;
    native->arena = NULL;
    nc_low_free(native->data);
    if (--arena->live == 0) {
        arena_unlink_and_free(arena);
    }
}

/* CPython calls this when the code object dies. No frame or generator refers to it then. */
static void free_extra(void *extra)
{
    NativeCode *native = extra;
    if (native == NULL) {
        return;
    }
    nc_native_epoch += native->is_known;
    native_unload(native);
    free(native->lines);
    free((char *)native->refusal);
    free(native);
}

int nc_images_init(uint32_t build_hash, const char **error)
{
    expected_build_hash = build_hash;
    if (!nc_image_symbols_init()) {
        *error = "this helper is not in the low 2 GiB, so that machine code cannot call it";
        return -1;
    }
    if (_PyEval_RequestCodeExtraIndex(free_extra) != 0) {
        *error = "another extension took the first co_extra index";
        return -1;
    }
    /* A look at a real one: what we read directly must be what CPython's accessor reads. */
    PyCodeObject *probe = PyCode_NewEmpty("probe", "probe", 1);
    NativeCode *native = probe == NULL ? NULL : nc_native_ensure(probe);
    void *seen = NULL;
    bool same = native != NULL && _PyCode_GetExtra((PyObject *)probe, 0, &seen) == 0
                && seen == native && nc_native_of(probe) == native;
    PyErr_Clear();
    Py_XDECREF(probe);
    if (!same) {
        *error = "this CPython's co_extra has another layout";
        return -1;
    }
    return 0;
}

NativeCode *nc_native_ensure(PyCodeObject *code)
{
    NativeCode *native = nc_native_of(code);
    if (native != NULL) {
        return native;
    }
    native = calloc(1, sizeof(NativeCode));
    if (native == NULL) {
        return NULL;
    }
    const int fast = CO_OPTIMIZED | CO_NEWLOCALS;
    bool is_fast = (code->co_flags & fast) == fast;
    bool is_plain = is_fast && code->co_kwonlyargcount == 0
                    && !(code->co_flags & (CO_VARARGS | CO_VARKEYWORDS));
    native->argcount = is_plain ? code->co_argcount : -1;
    native->parameters = is_fast ? code->co_argcount + code->co_kwonlyargcount : -1;
    native->nlocalsplus = code->co_nlocalsplus;
    native->frame_words = (uint32_t)code->co_nlocalsplus + (uint32_t)code->co_stacksize
                          + (uint32_t)FRAME_SPECIALS_SIZE;
    native->owner = code;
    native->state = NATIVE_COUNTING;
    native->heat = NC_HEAT_AT_FIRST;
    if (_PyCode_SetExtra((PyObject *)code, 0, native) != 0) {
        PyErr_Clear();
        free(native);
        return NULL;
    }
    return native;
}

void nc_native_refuse(NativeCode *native, const char *reason)
{
    if (native->state == NATIVE_READY || native->state == NATIVE_REFUSED) {
        return;
    }
    native->state = NATIVE_REFUSED;
    native->refusal = reason == NULL ? NULL : strdup(reason);
    totals.refused++;
}

void nc_images_refuse(PyCodeObject *root, bool tree, const char *reason)
{
    NativeCode *native = nc_native_of(root);
    if (native != NULL && native->state == NATIVE_REQUESTED) {
        nc_native_refuse(native, reason);
    }
    for (Py_ssize_t i = 0; tree && i < PyTuple_GET_SIZE(root->co_consts); i++) {
        PyObject *constant = PyTuple_GET_ITEM(root->co_consts, i);
        if (PyCode_Check(constant)) {
            nc_images_refuse((PyCodeObject *)constant, true, reason);
        }
    }
}

/* -- the code objects of a tree, in pre-order -- */

typedef struct {
    PyCodeObject **codes; /* borrowed */
    uint32_t count;
    uint32_t capacity;
} CodeList;

/* Deeper nesting than any compiler accepts; a hand-made code object must not overflow our stack. */
#define MAX_CODE_NESTING 1000

static int collect_codes(CodeList *list, PyCodeObject *code, bool tree, int nesting)
{
    if (nesting > MAX_CODE_NESTING) {
        return -1;
    }
    if (list->count == list->capacity) {
        uint32_t capacity = list->capacity == 0 ? 16 : list->capacity * 2;
        PyCodeObject **codes = realloc(list->codes, capacity * sizeof(PyCodeObject *));
        if (codes == NULL) {
            return -1;
        }
        list->codes = codes;
        list->capacity = capacity;
    }
    list->codes[list->count++] = code;
    if (!tree) {
        return 0;
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(code->co_consts); i++) {
        PyObject *constant = PyTuple_GET_ITEM(code->co_consts, i);
        if (PyCode_Check(constant)
            && collect_codes(list, (PyCodeObject *)constant, true, nesting + 1) < 0) {
            return -1;
        }
    }
    return 0;
}

/* -- loading -- */

/* One code object of the response. */
typedef struct {
    Image image;
    NativeCode *native; /* NULL: this one is not to be loaded */
    size_t offset;      /* in the arena */
    /* data, sites, site entries, positions and counters without a place; NULL until allocated */
    uint8_t *block;
    CounterCell *counters;
    char *refusal;      /* malloc'd; NULL for an image */
    bool kept;          /* refused because the source asks for that */
} Pending;

static size_t size_of_sites(const Image *image)
{
    return image->site_count * sizeof(Site) + image->site_entry_count * sizeof(uint32_t);
}

/* Positions are for profiles only. */
static uint32_t kept_positions(const Image *image)
{
    return nc_profile_is_wanted() ? image->position_bytes : 0;
}

/* Without the counters that nobody else keeps, which follow. */
static size_t block_size(const Image *image)
{
    return align_up(
        align_up(image->data_size, 16) + size_of_sites(image) + kept_positions(image) + 1, 16);
}

static Site *sites_of(const Image *image, uint8_t *block)
{
    return (Site *)(block + align_up(image->data_size, 16));
}

static uint8_t *make_block(const Image *image, size_t own_counters)
{
    uint8_t *block = nc_low_allocate(block_size(image) + own_counters);
    if (block != NULL) {
        Site *sites = sites_of(image, block);
        nc_image_unpack_sites(image, sites, (uint32_t *)(sites + image->site_count));
        memcpy((uint8_t *)sites + size_of_sites(image), image->positions, kept_positions(image));
    }
    return block;
}

static void pending_free(Pending *pending, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        nc_low_free(pending[i].block);
        free(pending[i].refusal);
    }
    free(pending);
}

/* Checks everything; sets what is to be loaded where. The total of code bytes, or -1. */
static ssize_t prepare(const CodeList *list, const uint8_t *payload, size_t size, Pending *pending,
                       const char **error)
{
    NcReader reader = {.at = payload, .end = payload + size};
    uint32_t count = nc_read_u32(&reader);
    if (reader.failed || count != list->count) {
        *error = "the response is not for as many code objects as were asked for";
        return -1;
    }
    size_t total = 0;
    for (uint32_t i = 0; i < count; i++) {
        PyCodeObject *code = list->codes[i];
        NativeCode *present = nc_native_of(code);
        bool wanted = present == NULL || present->state == NATIVE_COUNTING
                      || present->state == NATIVE_REQUESTED;
        uint8_t status = nc_read_u8(&reader);
        size_t length;
        const uint8_t *bytes = nc_read_bytes(&reader, &length);
        if (reader.failed || status > NC_IMAGE_KEPT) {
            *error = "the response is cut short";
            return -1;
        }
        if (status != NC_IMAGE_THERE) {
            pending[i].refusal = strndup((const char *)bytes, length);
            pending[i].kept = status == NC_IMAGE_KEPT;
        }
        else if (!nc_image_check(bytes, length, code, expected_build_hash, &pending[i].image,
                                 error)) {
            return -1;
        }
        if (!wanted) {
            continue;
        }
        pending[i].native = nc_native_ensure(code);
        if (pending[i].native == NULL) {
            *error = "no memory";
            return -1;
        }
        if (status == NC_IMAGE_THERE) {
            const Image *image = &pending[i].image;
            CounterCell *counters =
                nc_counters_reserve(code, image->counters, image->counter_count);
            size_t own =
                counters == NULL ? align_up(image->counter_count * sizeof(CounterCell), 16) : 0;
            pending[i].block = make_block(image, own);
            if (pending[i].block == NULL) {
                *error = nc_low_memory_failure;
                return -1;
            }
            pending[i].counters =
                counters == NULL ? (CounterCell *)(pending[i].block + block_size(image)) : counters;
            pending[i].offset = total;
            total += align_up(pending[i].image.code_size, CODE_ALIGNMENT);
        }
    }
    if (reader.at != reader.end) {
        *error = "the response is longer than its content";
        return -1;
    }
    return (ssize_t)total;
}

static Arena *arena_new(const Pending *pending, uint32_t count, size_t total, const char **error)
{
    *error = "no memory";
    Arena *arena = calloc(1, sizeof(Arena));
    if (arena == NULL) {
        return NULL;
    }
    arena->size = align_up(total, (size_t)sysconf(_SC_PAGESIZE));
    arena->base = nc_low_map(arena->size, -1);
    if (arena->base == NULL) {
        *error = nc_low_memory_failure;
        free(arena);
        return NULL;
    }
    /* int3 between the images: a wrong jump stops at once. */
    memset(arena->base, 0xcc, arena->size);
    for (uint32_t i = 0; i < count; i++) {
        const Pending *one = &pending[i];
        if (one->native == NULL || one->block == NULL) {
            continue;
        }
        const Image *image = &one->image;
        nc_image_place(image, one->native->owner, arena->base + one->offset, one->block,
                       sites_of(image, one->block), one->counters);
    }
    if (mprotect(arena->base, arena->size, PROT_READ | PROT_EXEC) != 0) {
        *error = "the system does not let memory be made executable";
        munmap(arena->base, arena->size);
        free(arena);
        return NULL;
    }
    return arena;
}

static void attach(Pending *one, Arena *arena)
{
    NativeCode *native = one->native;
    const Image *image = &one->image;
    native->code = arena->base + one->offset;
    native->code_size = image->code_size;
    native->data = one->block;
    native->data_size = image->data_size;
    native->sites = sites_of(image, one->block);
    native->site_count = image->site_count;
    native->site_entries = (const uint32_t *)(native->sites + image->site_count);
    native->positions = (const uint8_t *)native->sites + size_of_sites(image);
    native->position_bytes = kept_positions(image);
    one->block = NULL;
    native->arena = arena;
    native->next_in_arena = arena->codes;
    arena->codes = native;
    arena->live++;
    native->generator_type =
        image->counter_count == 0 ? nc_generator_type(native->owner) : NULL;
    native->state = NATIVE_READY;
    native->entry = (NativeEntry)(uintptr_t)(native->code + image->entry_offset);
    totals.images++;
    totals.live_images++;
    totals.code_bytes += image->code_size;
    totals.data_bytes += image->data_size;
}

int nc_images_attach_checked(PyCodeObject *root, bool tree, const uint8_t *payload, size_t size,
                             const char **error)
{
    CodeList list = {NULL, 0, 0};
    if (collect_codes(&list, root, tree, 0) < 0) {
        free(list.codes);
        *error = "no memory, or code objects nested too deeply";
        return -1;
    }
    Pending *pending = calloc(list.count, sizeof(Pending));
    ssize_t total = -1;
    *error = "no memory";
    if (pending != NULL) {
        total = prepare(&list, payload, size, pending, error);
    }
    Arena *arena = NULL;
    if (total > 0) {
        arena = arena_new(pending, list.count, (size_t)total, error);
    }
    int result = -1;
    if (total == 0 || arena != NULL) {
        for (uint32_t i = 0; i < list.count; i++) {
            Pending *one = &pending[i];
            /* The same code object can be in the tree twice: then the first one's image
               is the one. */
            if (one->native == NULL || one->native->state == NATIVE_READY
                || one->native->state == NATIVE_REFUSED) {
                continue;
            }
            if (one->block != NULL) {
                attach(one, arena);
            }
            else {
                nc_native_refuse(one->native, one->refusal);
                one->native->kept = one->kept;
            }
        }
        result = 0;
    }
    if (arena != NULL) {
        arena_link(arena);
        totals.live_arenas++;
    }
    if (pending != NULL) {
        pending_free(pending, list.count);
    }
    free(list.codes);
    return result;
}

int nc_images_attach(PyCodeObject *root, bool tree, const uint8_t *payload, size_t size)
{
    const char *error;
    return nc_images_attach_checked(root, tree, payload, size, &error);
}

/* -- looking up -- */

const NativeCode *nc_image_find(const void *address)
{
    const uint8_t *place = address;
    for (const Arena *arena = arenas; arena != NULL; arena = arena->next) {
        if (place < arena->base || place >= arena->base + arena->size) {
            continue;
        }
        for (const NativeCode *native = arena->codes; native != NULL;
             native = native->next_in_arena) {
            if (place >= native->code && place < native->code + native->code_size) {
                return native;
            }
        }
    }
    return NULL;
}

static void copy_text(PyObject *text, char *buffer, size_t size)
{
    size_t length = 0;
    if (text != NULL && PyUnicode_Check(text) && PyUnicode_IS_READY(text)) {
        Py_ssize_t characters = PyUnicode_GET_LENGTH(text);
        for (Py_ssize_t i = 0; i < characters && length + 1 < size; i++) {
            Py_UCS4 character = PyUnicode_READ_CHAR(text, i);
            buffer[length++] = character >= 32 && character < 127 ? (char)character : '?';
        }
    }
    buffer[length] = '\0';
}

void nc_image_names(const NativeCode *native, char *name, size_t name_size, char *file,
                    size_t file_size)
{
    copy_text(native->owner->co_qualname, name, name_size);
    copy_text(native->owner->co_filename, file, file_size);
}

void nc_images_totals(NcImageTotals *out)
{
    *out = totals;
    for (const Arena *arena = arenas; arena != NULL; arena = arena->next) {
        for (const NativeCode *native = arena->codes; native != NULL;
             native = native->next_in_arena) {
            out->native_frames += native->frames;
        }
    }
}

void nc_images_reset_totals(void)
{
    totals = (NcImageTotals){.live_images = totals.live_images, .live_arenas = totals.live_arenas};
    for (Arena *arena = arenas; arena != NULL; arena = arena->next) {
        for (NativeCode *native = arena->codes; native != NULL; native = native->next_in_arena) {
            native->frames = 0;
        }
    }
}
