/* See image_format.h. The encoder is server/src/compiler/image.ts. */
#include "image_format.h"

#include "protocol.h"

#include <string.h>

#include "internal/pycore_interp.h"
#include "internal/pycore_runtime.h"

#define IMAGE_MAGIC 0x4d49434eu /* "NCIM" */
#define HEADER_WORDS 13
#define RELOCATION_SIZE 12
#define COUNTER_SIZE 8
/* Far above what any code object needs; keeps all sums of sizes within 32 bits. */
#define MAX_SECTION (64u << 20)

enum RelocationKind {
    RELOCATION_SYMBOL_ABS,
    RELOCATION_SYMBOL_REL,
    RELOCATION_CONST_ABS,
    RELOCATION_NAME_ABS,
    RELOCATION_UNIT_ABS,
    RELOCATION_DATA_ABS,
    RELOCATION_CODE_ABS,
    RELOCATION_SITE_ABS,
    RELOCATION_CODEOBJECT_ABS,
    RELOCATION_COUNTER_ABS,
    RELOCATION_KINDS
};

/* -- symbols -- */

enum {
#define RUNTIME(name) SYMBOL_##name,
#define CPYTHON(name) SYMBOL_##name,
#define DATA(name, expression) SYMBOL_##name,
#include "symbols.def"
#undef RUNTIME
#undef CPYTHON
#undef DATA
    SYMBOL_COUNT
};

static uint32_t symbols[SYMBOL_COUNT];

void nc_image_symbols_init(void)
{
    /* Not a static table: an expression may read a variable. */
#define RUNTIME(name) symbols[SYMBOL_##name] = (uint32_t)(uintptr_t)&name;
#define CPYTHON(name) symbols[SYMBOL_##name] = (uint32_t)(uintptr_t)&name;
#define DATA(name, expression) symbols[SYMBOL_##name] = (uint32_t)(uintptr_t)(expression);
#include "symbols.def"
#undef RUNTIME
#undef CPYTHON
#undef DATA
}

static uint32_t get_u32(const uint8_t *bytes)
{
    uint32_t value;
    memcpy(&value, bytes, sizeof value);
    return value;
}

static void put_u32(uint8_t *bytes, uint32_t value)
{
    memcpy(bytes, &value, sizeof value);
}

/* -- checking -- */

static bool in_range(int32_t value, int32_t low, int32_t end)
{
    return value >= low && value < end;
}

static bool relocation_is_valid(const uint8_t *relocation, const Image *image, PyCodeObject *code)
{
    uint32_t offset = get_u32(relocation);
    uint32_t kind = get_u32(relocation + 4) & 0xff;
    uint32_t index = get_u32(relocation + 4) >> 8;
    int32_t addend = (int32_t)get_u32(relocation + 8);
    if (image->code_size < 4 || offset > image->code_size - 4) {
        return false;
    }
    switch (kind) {
    case RELOCATION_SYMBOL_ABS:
    case RELOCATION_SYMBOL_REL:
        return index < SYMBOL_COUNT;
    case RELOCATION_CONST_ABS:
        return index < (uint32_t)PyTuple_GET_SIZE(code->co_consts);
    case RELOCATION_NAME_ABS:
        return index < (uint32_t)PyTuple_GET_SIZE(code->co_names);
    case RELOCATION_UNIT_ABS:
        return in_range(addend, -1, (int32_t)Py_SIZE(code));
    case RELOCATION_DATA_ABS:
        return in_range(addend, 0, (int32_t)image->data_size + 1);
    case RELOCATION_CODE_ABS:
        return in_range(addend, 0, (int32_t)image->code_size + 1);
    case RELOCATION_SITE_ABS:
        return index < image->site_count;
    case RELOCATION_CODEOBJECT_ABS:
        return in_range(addend, 0, (int32_t)offsetof(PyCodeObject, co_code_adaptive) + 1);
    case RELOCATION_COUNTER_ABS:
        return index < image->counter_count && (addend == 0 || addend == 4);
    default:
        return false;
    }
}

static bool site_is_valid(const uint8_t *bytes, const Image *image, PyCodeObject *code)
{
    Site site;
    memcpy(&site, bytes, sizeof site);
    uint32_t stack_size = (uint32_t)code->co_stacksize;
    if (!in_range(site.unit, -1, (int32_t)Py_SIZE(code)) || site.depth > stack_size
        || !in_range(site.handler, -1, (int32_t)image->code_size) || site.reason > EXIT_UNKNOWN_RESUME
        || site.first_entry > image->site_entry_count || site.depth > image->site_entry_count - site.first_entry) {
        return false;
    }
    bool is_loop = (site.flags & SITE_LOOP) != 0;
    if (is_loop && (site.handler < 0 || site.handler_depth != site.depth)) {
        return false;
    }
    if (site.handler >= 0) {
        uint32_t pushed = is_loop ? 0 : (site.flags & SITE_PUSH_LASTI) ? 2 : 1;
        if (site.handler_depth > site.depth || site.handler_depth + pushed > stack_size) {
            return false;
        }
    }
    for (uint32_t i = 0; i < site.depth; i++) {
        uint32_t entry = get_u32(image->site_entries + 4 * (site.first_entry + i));
        uint32_t index = SITE_ENTRY_INDEX(entry);
        enum SiteEntryKind kind = SITE_ENTRY_KIND(entry);
        if ((kind == ENTRY_CONST && index >= (uint32_t)PyTuple_GET_SIZE(code->co_consts))
            || (kind == ENTRY_LOCAL && index >= (uint32_t)code->co_nlocalsplus)) {
            return false;
        }
        /* What a handler finds on its stack is in slots, as at the head of a loop. */
        if (site.handler >= 0 && i < site.handler_depth && kind != ENTRY_SLOT) {
            return false;
        }
    }
    return true;
}

bool nc_image_check(const uint8_t *bytes, size_t size, PyCodeObject *code, uint32_t build_hash, Image *image,
                    const char **error)
{
    *error = "an image is cut short";
    NcReader reader = {.at = bytes, .end = bytes + size};
    uint32_t header[HEADER_WORDS];
    for (int i = 0; i < HEADER_WORDS; i++) {
        header[i] = nc_read_u32(&reader);
    }
    if (reader.failed) {
        return false;
    }
    if (header[0] != IMAGE_MAGIC || header[1] != build_hash) {
        *error = "an image was made for another build";
        return false;
    }
    image->code_size = header[2];
    image->data_size = header[3];
    image->relocation_count = header[4];
    image->site_count = header[5];
    image->site_entry_count = header[6];
    image->entry_offset = header[7];
    if (header[8] != (uint32_t)Py_SIZE(code) || header[9] != (uint32_t)code->co_nlocalsplus
        || header[10] != (uint32_t)PyTuple_GET_SIZE(code->co_consts)
        || header[11] != (uint32_t)PyTuple_GET_SIZE(code->co_names)) {
        *error = "an image is not for the code object it came for";
        return false;
    }
    image->counter_count = header[12];
    *error = "an image has wrong sizes";
    if (image->code_size > MAX_SECTION || image->data_size > MAX_SECTION || image->entry_offset >= image->code_size
        || image->relocation_count > MAX_SECTION / RELOCATION_SIZE || image->site_count > MAX_SECTION / sizeof(Site)
        || image->site_entry_count > MAX_SECTION / 4 || image->counter_count > MAX_SECTION / COUNTER_SIZE) {
        return false;
    }
    uint64_t padded_code = (image->code_size + 3u) & ~3u;
    uint64_t relocation_bytes = (uint64_t)image->relocation_count * RELOCATION_SIZE;
    uint64_t site_bytes = (uint64_t)image->site_count * sizeof(Site);
    uint64_t entry_bytes = (uint64_t)image->site_entry_count * 4;
    uint64_t counter_bytes = (uint64_t)image->counter_count * COUNTER_SIZE;
    if (padded_code + relocation_bytes + site_bytes + entry_bytes + counter_bytes
        != (uint64_t)(reader.end - reader.at)) {
        return false;
    }
    image->code = reader.at;
    image->relocations = image->code + padded_code;
    image->sites = image->relocations + relocation_bytes;
    image->site_entries = image->sites + site_bytes;
    image->counters = image->site_entries + entry_bytes;
    *error = "an image has a bad relocation";
    for (uint32_t i = 0; i < image->relocation_count; i++) {
        if (!relocation_is_valid(image->relocations + i * RELOCATION_SIZE, image, code)) {
            return false;
        }
    }
    *error = "an image has a bad site";
    for (uint32_t i = 0; i < image->site_count; i++) {
        if (!site_is_valid(image->sites + i * sizeof(Site), image, code)) {
            return false;
        }
    }
    return true;
}

/* -- relocating -- */

void nc_image_relocate(const Image *image, PyCodeObject *owner, uint8_t *code, uint8_t *data, const uint8_t *sites,
                       const uint64_t *counters)
{
    for (uint32_t i = 0; i < image->relocation_count; i++) {
        const uint8_t *relocation = image->relocations + i * RELOCATION_SIZE;
        uint8_t *field = code + get_u32(relocation);
        uint32_t kind = get_u32(relocation + 4) & 0xff;
        uint32_t index = get_u32(relocation + 4) >> 8;
        uint32_t addend = get_u32(relocation + 8);
        uint32_t base = 0;
        switch (kind) {
        case RELOCATION_SYMBOL_ABS:
            base = symbols[index];
            break;
        case RELOCATION_SYMBOL_REL:
            base = symbols[index] - (uint32_t)(uintptr_t)field;
            break;
        case RELOCATION_CONST_ABS:
            base = (uint32_t)(uintptr_t)PyTuple_GET_ITEM(owner->co_consts, index);
            break;
        case RELOCATION_NAME_ABS:
            base = (uint32_t)(uintptr_t)PyTuple_GET_ITEM(owner->co_names, index);
            break;
        case RELOCATION_UNIT_ABS:
            base = (uint32_t)(uintptr_t)owner->co_code_adaptive;
            addend *= sizeof(_Py_CODEUNIT);
            break;
        case RELOCATION_DATA_ABS:
            base = (uint32_t)(uintptr_t)data;
            break;
        case RELOCATION_CODE_ABS:
            base = (uint32_t)(uintptr_t)code;
            break;
        case RELOCATION_SITE_ABS:
            base = (uint32_t)(uintptr_t)(sites + index * sizeof(Site));
            break;
        case RELOCATION_CODEOBJECT_ABS:
            base = (uint32_t)(uintptr_t)owner;
            break;
        case RELOCATION_COUNTER_ABS:
            base = (uint32_t)(uintptr_t)(counters + index);
            break;
        default:
            break;
        }
        put_u32(field, base + addend);
    }
}
