/* See image_format.h. The encoder is server/src/compiler/image.ts. */
#include "image_format.h"

#include "low_memory.h"

#include <string.h>

#include "internal/pycore_interp.h"
#include "internal/pycore_runtime.h"

/* Far above what any code object needs; keeps all sums of sizes within 32 bits. */
#define MAX_SECTION (64u << 20)

/* -- symbols -- */

#ifdef Py_REF_DEBUG
#define NC_REFERENCE_TOTAL &_Py_RefTotal
#else
#define NC_REFERENCE_TOTAL NULL
#endif

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

static uintptr_t symbols[SYMBOL_COUNT];

bool nc_image_symbols_init(void)
{
    /* Not a static table: an expression may read a variable. */
#define RUNTIME(name) symbols[SYMBOL_##name] = (uintptr_t)&name;
#define CPYTHON(name) symbols[SYMBOL_##name] = (uintptr_t)&name;
#define DATA(name, expression) symbols[SYMBOL_##name] = (uintptr_t)(expression);
#include "symbols.def"
#undef RUNTIME
#undef CPYTHON
#undef DATA
    for (int i = 0; i < SYMBOL_COUNT; i++) {
        if (!nc_is_low((const void *)symbols[i], 1)) {
            return false;
        }
    }
    return true;
}

static uint32_t get_u32(const uint8_t *bytes)
{
    uint32_t value;
    memcpy(&value, bytes, sizeof value);
    return value;
}

/* -- checking -- */

static bool in_range(int32_t value, int32_t low, int32_t end)
{
    return value >= low && value < end;
}

static Relocation relocation_at(const Image *image, uint32_t index)
{
    Relocation relocation;
    memcpy(&relocation, image->relocations + index * sizeof relocation, sizeof relocation);
    return relocation;
}

static enum RelocationKind kind_of(Relocation relocation)
{
    const uint32_t flags = RELOCATION_RELATIVE | RELOCATION_WIDE;
    return (enum RelocationKind)(relocation.target & ((1u << RELOCATION_INDEX_SHIFT) - 1) & ~flags);
}

static bool is_relative(Relocation relocation)
{
    return (relocation.target & RELOCATION_RELATIVE) != 0 || kind_of(relocation) == RELOCATION_SYMBOL_REL;
}

static bool is_wide(Relocation relocation)
{
    return (relocation.target & RELOCATION_WIDE) != 0;
}

static uint32_t size_of_place(Relocation relocation)
{
    return is_wide(relocation) ? sizeof(uint64_t) : sizeof(uint32_t);
}

static uint32_t index_of(Relocation relocation)
{
    return relocation.target >> RELOCATION_INDEX_SHIFT;
}

/* Whether the place can hold the address, wherever what it is the address of may be. */
static bool place_suffices(Relocation relocation)
{
    bool has_flags = (relocation.target & (RELOCATION_RELATIVE | RELOCATION_WIDE)) != 0;
#ifdef __i386__
    return !has_flags;
#else
    switch (kind_of(relocation)) {
    case RELOCATION_CONST_ABS:
    case RELOCATION_NAME_ABS:
    case RELOCATION_UNIT_ABS:
    case RELOCATION_CODEOBJECT_ABS:
        return is_wide(relocation) && !is_relative(relocation);
    case RELOCATION_SYMBOL_REL:
        return !has_flags;
    default:
        return !(is_wide(relocation) && is_relative(relocation));
    }
#endif
}

/* What an instruction has behind a place that is relative to its end: the place itself, and a
   number of at most as many bytes. */
#define RELATIVE_SLACK ((int32_t)(2 * sizeof(uint32_t)))

static bool relocation_is_valid(Relocation relocation, const Image *image, PyCodeObject *code)
{
    uint32_t index = index_of(relocation), size = size_of_place(relocation);
    int32_t addend = relocation.addend;
    int32_t first = is_relative(relocation) ? -RELATIVE_SLACK : 0;
    if (!place_suffices(relocation) || image->code_size < size || relocation.offset > image->code_size - size) {
        return false;
    }
    switch (kind_of(relocation)) {
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
        return in_range(addend, first, (int32_t)image->data_size + 1);
    case RELOCATION_CODE_ABS:
        return in_range(addend, first, (int32_t)image->code_size + 1);
    case RELOCATION_SITE_ABS:
        return index < image->site_count;
    case RELOCATION_CODEOBJECT_ABS:
        return in_range(addend, 0, (int32_t)offsetof(PyCodeObject, co_code_adaptive) + 1);
    case RELOCATION_COUNTER_ABS:
        return index < image->counter_count
               && in_range(addend, first, (int32_t)(sizeof(CounterCell) - sizeof(uint32_t)) + 1);
    default:
        return false;
    }
}

static Site site_at(const Image *image, uint32_t index)
{
    Site site;
    memcpy(&site, image->sites + index * sizeof site, sizeof site);
    return site;
}

static bool site_is_valid(Site site, const Image *image, PyCodeObject *code)
{
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
        uint32_t entry = get_u32(image->site_entries + sizeof(uint32_t) * (site.first_entry + i));
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
    ImageHeader header;
    if (size < sizeof header) {
        return false;
    }
    memcpy(&header, bytes, sizeof header);
    if (header.magic != IMAGE_MAGIC || header.build_hash != build_hash) {
        *error = "an image was made for another build";
        return false;
    }
    if (header.unit_count != (uint32_t)Py_SIZE(code) || header.local_count != (uint32_t)code->co_nlocalsplus
        || header.constant_count != (uint32_t)PyTuple_GET_SIZE(code->co_consts)
        || header.name_count != (uint32_t)PyTuple_GET_SIZE(code->co_names)) {
        *error = "an image is not for the code object it came for";
        return false;
    }
    *error = "an image has wrong sizes";
    if (header.code_size > MAX_SECTION || header.data_size > MAX_SECTION || header.entry_offset >= header.code_size
        || header.relocation_count > MAX_SECTION / sizeof(Relocation)
        || header.site_count > MAX_SECTION / sizeof(Site)
        || header.site_entry_count > MAX_SECTION / sizeof(uint32_t)
        || header.counter_count > MAX_SECTION / sizeof(CounterCell) || header.positions_size > MAX_SECTION) {
        return false;
    }
    const uint64_t padded_code = (header.code_size + (IMAGE_ALIGNMENT - 1u)) & ~(IMAGE_ALIGNMENT - 1u);
    const uint64_t relocation_bytes = (uint64_t)header.relocation_count * sizeof(Relocation);
    const uint64_t site_bytes = (uint64_t)header.site_count * sizeof(Site);
    const uint64_t entry_bytes = (uint64_t)header.site_entry_count * sizeof(uint32_t);
    const uint64_t counter_bytes = (uint64_t)header.counter_count * sizeof(CounterName);
    const uint64_t positions = (header.positions_size + (IMAGE_ALIGNMENT - 1u)) & ~(IMAGE_ALIGNMENT - 1u);
    if (sizeof header + padded_code + relocation_bytes + site_bytes + entry_bytes + counter_bytes + positions != size) {
        return false;
    }
    image->code_size = header.code_size;
    image->data_size = header.data_size;
    image->relocation_count = header.relocation_count;
    image->site_count = header.site_count;
    image->site_entry_count = header.site_entry_count;
    image->entry_offset = header.entry_offset;
    image->counter_count = header.counter_count;
    image->code = bytes + sizeof header;
    image->relocations = image->code + padded_code;
    image->sites = image->relocations + relocation_bytes;
    image->site_entries = image->sites + site_bytes;
    image->counters = image->site_entries + entry_bytes;
    image->positions = image->counters + counter_bytes;
    image->positions_size = header.positions_size;
    *error = "an image has a bad relocation";
    for (uint32_t i = 0; i < image->relocation_count; i++) {
        if (!relocation_is_valid(relocation_at(image, i), image, code)) {
            return false;
        }
    }
    *error = "an image has a bad site";
    for (uint32_t i = 0; i < image->site_count; i++) {
        if (!site_is_valid(site_at(image, i), image, code)) {
            return false;
        }
    }
    return true;
}

/* -- relocating -- */

void nc_image_relocate(const Image *image, PyCodeObject *owner, uint8_t *code, uint8_t *data, const uint8_t *sites,
                       const CounterCell *counters)
{
    for (uint32_t i = 0; i < image->relocation_count; i++) {
        Relocation relocation = relocation_at(image, i);
        uint8_t *place = code + relocation.offset;
        uint32_t index = index_of(relocation);
        int64_t addend = relocation.addend;
        uintptr_t base = 0;
        switch (kind_of(relocation)) {
        case RELOCATION_SYMBOL_ABS:
        case RELOCATION_SYMBOL_REL:
            base = symbols[index];
            break;
        case RELOCATION_CONST_ABS:
            base = (uintptr_t)PyTuple_GET_ITEM(owner->co_consts, index);
            break;
        case RELOCATION_NAME_ABS:
            base = (uintptr_t)PyTuple_GET_ITEM(owner->co_names, index);
            break;
        case RELOCATION_UNIT_ABS:
            base = (uintptr_t)owner->co_code_adaptive;
            addend *= (int64_t)sizeof(_Py_CODEUNIT);
            break;
        case RELOCATION_DATA_ABS:
            base = (uintptr_t)data;
            break;
        case RELOCATION_CODE_ABS:
            base = (uintptr_t)code;
            break;
        case RELOCATION_SITE_ABS:
            base = (uintptr_t)(sites + index * sizeof(Site));
            break;
        case RELOCATION_CODEOBJECT_ABS:
            base = (uintptr_t)owner;
            break;
        case RELOCATION_COUNTER_ABS:
            base = (uintptr_t)(counters + index);
            break;
        default:
            break;
        }
        uint64_t value = (uint64_t)base + (uint64_t)addend;
        if (is_relative(relocation)) {
            value -= (uintptr_t)place;
        }
        /* Little-endian, so its lower half comes first. */
        memcpy(place, &value, size_of_place(relocation));
    }
}
