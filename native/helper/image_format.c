/* See image_format.h. The encoder is server/src/compiler/image.ts. */
#include "image_format.h"

#include "low_memory.h"
#include "protocol.h"

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

/* -- unpacking -- */

typedef struct {
    uint32_t offset; /* of the place in the code */
    uint32_t gap;    /* bytes of code before it */
    uint32_t size;   /* of the place */
    uint32_t index;
    int32_t addend;
    enum RelocationKind kind;
    bool is_relative;
    bool is_wide;
} Relocation;

static NcReader relocations_of(const Image *image)
{
    return (NcReader){.at = image->relocations,
                      .end = image->relocations + image->relocation_bytes};
}

static NcReader sites_of(const Image *image)
{
    return (NcReader){.at = image->sites, .end = image->sites + image->site_bytes};
}

/* `end` is where the place before ends. What failed reads as zero. */
static Relocation read_relocation(NcReader *reader, uint32_t end)
{
    uint32_t gap = nc_read_packed(reader);
    uint32_t target = nc_read_packed(reader);
    bool is_wide = (target & RELOCATION_WIDE) != 0;
    return (Relocation){
        .offset = end + gap,
        .gap = gap,
        .size = is_wide ? sizeof(uint64_t) : sizeof(uint32_t),
        .index = target >> RELOCATION_INDEX_SHIFT,
        .addend = target & RELOCATION_ADDEND ? nc_read_packed_signed(reader) : 0,
        .kind = RELOCATION_KIND(target),
        .is_relative = (target & RELOCATION_RELATIVE) != 0,
        .is_wide = is_wide,
    };
}

/* Without its entries, which follow. A depth that no Site can have makes the reader fail. */
static Site read_site(NcReader *reader, int32_t last_unit, uint32_t first_entry)
{
    uint8_t head = nc_read_u8(reader);
    Site site = {
        .unit = (int32_t)((uint32_t)last_unit + (uint32_t)nc_read_packed_signed(reader)),
        .handler = -1,
        .first_entry = first_entry,
        .flags = head & ((1u << SITE_REASON_SHIFT) - 1),
        .reason = head >> SITE_REASON_SHIFT,
    };
    bool is_loop = (site.flags & SITE_LOOP) != 0;
    uint32_t handler_depth = 0;
    if (site.flags & SITE_HANDLER) {
        site.handler = (int32_t)nc_read_packed(reader);
        handler_depth = is_loop ? 0 : nc_read_packed(reader);
    }
    uint32_t depth = nc_read_packed(reader);
    reader->failed |= depth > UINT16_MAX || handler_depth > UINT16_MAX;
    site.depth = (uint16_t)depth;
    site.handler_depth = (uint16_t)(is_loop ? depth : handler_depth);
    return site;
}

/* -- checking -- */

static bool in_range(int32_t value, int32_t low, int32_t end)
{
    return value >= low && value < end;
}

/* Whether the place can hold the address, wherever what it is the address of may be. */
static bool place_suffices(const Relocation *relocation)
{
#ifdef __i386__
    return !relocation->is_wide
           && (!relocation->is_relative || relocation->kind == RELOCATION_SYMBOL);
#else
    switch (relocation->kind) {
    case RELOCATION_CONST:
    case RELOCATION_NAME:
    case RELOCATION_UNIT:
    case RELOCATION_CODEOBJECT:
        return relocation->is_wide && !relocation->is_relative;
    default:
        return !(relocation->is_wide && relocation->is_relative);
    }
#endif
}

/* What an instruction may have between a place that is relative to its end, and that end: a
   number. */
#define RELATIVE_SLACK ((int32_t)sizeof(uint32_t))

/* But for its offset. */
static bool relocation_is_valid(const Relocation *relocation, const Image *image,
                                PyCodeObject *code)
{
    uint32_t index = relocation->index;
    int32_t addend = relocation->addend;
    int32_t first = relocation->is_relative ? -RELATIVE_SLACK : 0;
    if (!place_suffices(relocation)) {
        return false;
    }
    switch (relocation->kind) {
    case RELOCATION_SYMBOL:
        return index < SYMBOL_COUNT;
    case RELOCATION_CONST:
        return index < (uint32_t)PyTuple_GET_SIZE(code->co_consts);
    case RELOCATION_NAME:
        return index < (uint32_t)PyTuple_GET_SIZE(code->co_names);
    case RELOCATION_UNIT:
        return in_range(addend, -1, (int32_t)Py_SIZE(code));
    case RELOCATION_DATA:
        return in_range(addend, first, (int32_t)image->data_size + 1);
    case RELOCATION_CODE:
        return in_range(addend, first, (int32_t)image->code_size + 1);
    case RELOCATION_SITE:
        return index < image->site_count;
    case RELOCATION_CODEOBJECT:
        return in_range(addend, 0, (int32_t)offsetof(PyCodeObject, co_code_adaptive) + 1);
    case RELOCATION_COUNTER:
        return index < image->counter_count
               && in_range(addend, first, (int32_t)(sizeof(CounterCell) - sizeof(uint32_t)) + 1);
    default:
        return false;
    }
}

/* `code_bytes`: of the code that is there. */
static bool relocations_are_valid(const Image *image, PyCodeObject *code, size_t code_bytes)
{
    NcReader reader = relocations_of(image);
    uint32_t end = 0, places = 0;
    for (uint32_t i = 0; i < image->relocation_count; i++) {
        Relocation relocation = read_relocation(&reader, end);
        uint32_t left = image->code_size - end;
        if (reader.failed || relocation.gap > left || relocation.size > left - relocation.gap
            || !relocation_is_valid(&relocation, image, code)) {
            return false;
        }
        end = relocation.offset + relocation.size;
        places += relocation.size;
    }
    return reader.at == reader.end && code_bytes == image->code_size - places;
}

static bool site_is_valid(const Site *site, const Image *image, PyCodeObject *code)
{
    uint32_t stack_size = (uint32_t)code->co_stacksize;
    if (!in_range(site->unit, -1, (int32_t)Py_SIZE(code)) || site->depth > stack_size
        || !in_range(site->handler, -1, (int32_t)image->code_size)
        || site->reason > EXIT_UNKNOWN_RESUME
        || site->depth > image->site_entry_count - site->first_entry) {
        return false;
    }
    bool is_loop = (site->flags & SITE_LOOP) != 0;
    if (site->handler < 0) {
        return !is_loop;
    }
    uint32_t pushed = is_loop ? 0 : (site->flags & SITE_PUSH_LASTI) ? 2 : 1;
    return site->handler_depth <= site->depth && site->handler_depth + pushed <= stack_size;
}

static bool entry_is_valid(uint32_t entry, const Site *site, uint32_t position, PyCodeObject *code)
{
    uint32_t index = SITE_ENTRY_INDEX(entry);
    enum SiteEntryKind kind = SITE_ENTRY_KIND(entry);
    if ((kind == ENTRY_CONST && index >= (uint32_t)PyTuple_GET_SIZE(code->co_consts))
        || (kind == ENTRY_LOCAL && index >= (uint32_t)code->co_nlocalsplus)) {
        return false;
    }
    /* What a handler finds on its stack is in slots, as at the head of a loop. */
    return site->handler < 0 || position >= site->handler_depth || kind == ENTRY_SLOT;
}

static bool sites_are_valid(const Image *image, PyCodeObject *code)
{
    NcReader reader = sites_of(image);
    int32_t unit = 0;
    uint32_t entries = 0;
    for (uint32_t i = 0; i < image->site_count; i++) {
        Site site = read_site(&reader, unit, entries);
        if (reader.failed || !site_is_valid(&site, image, code)) {
            return false;
        }
        for (uint32_t position = 0; position < site.depth; position++) {
            if (!entry_is_valid(nc_read_packed(&reader), &site, position, code)) {
                return false;
            }
        }
        unit = site.unit;
        entries += site.depth;
    }
    return !reader.failed && reader.at == reader.end && entries == image->site_entry_count;
}

bool nc_image_check(const uint8_t *bytes, size_t size, PyCodeObject *code, uint32_t build_hash,
                    Image *image, const char **error)
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
    if (header.unit_count != (uint32_t)Py_SIZE(code)
        || header.local_count != (uint32_t)code->co_nlocalsplus
        || header.constant_count != (uint32_t)PyTuple_GET_SIZE(code->co_consts)
        || header.name_count != (uint32_t)PyTuple_GET_SIZE(code->co_names)) {
        *error = "an image is not for the code object it came for";
        return false;
    }
    *error = "an image has wrong sizes";
    const size_t counter_bytes = (size_t)header.counter_count * sizeof(CounterName);
    const size_t rest = size - sizeof header;
    if (header.code_size > MAX_SECTION || header.data_size > MAX_SECTION
        || header.entry_offset >= header.code_size || header.relocation_bytes > MAX_SECTION
        || header.relocation_count > header.relocation_bytes || header.site_bytes > MAX_SECTION
        || header.site_count > header.site_bytes || header.site_entry_count > header.site_bytes
        || header.counter_count > MAX_SECTION / sizeof(CounterCell)
        || header.position_bytes > MAX_SECTION
        || header.relocation_bytes + header.site_bytes + header.position_bytes + counter_bytes
               > rest) {
        return false;
    }
    const uint8_t *relocations = bytes + sizeof header;
    const uint8_t *sites = relocations + header.relocation_bytes;
    const uint8_t *positions = sites + header.site_bytes;
    const uint8_t *machine_code = positions + header.position_bytes;
    const uint8_t *counters = bytes + size - counter_bytes;
    *image = (Image){
        .code_size = header.code_size,
        .data_size = header.data_size,
        .relocation_count = header.relocation_count,
        .relocation_bytes = header.relocation_bytes,
        .site_count = header.site_count,
        .site_bytes = header.site_bytes,
        .site_entry_count = header.site_entry_count,
        .position_bytes = header.position_bytes,
        .entry_offset = header.entry_offset,
        .counter_count = header.counter_count,
        .relocations = relocations,
        .sites = sites,
        .positions = positions,
        .code = machine_code,
        .counters = counters,
    };
    *error = "an image has a bad relocation";
    if (!relocations_are_valid(image, code, (size_t)(counters - machine_code))) {
        return false;
    }
    *error = "an image has a bad site";
    return sites_are_valid(image, code);
}

/* -- placing -- */

typedef struct {
    PyCodeObject *owner;
    uint8_t *code;
    uint8_t *data;
    const Site *sites;
    const CounterCell *counters;
} Bases;

static uint64_t address_of(const Relocation *relocation, const Bases *bases)
{
    uint32_t index = relocation->index;
    switch (relocation->kind) {
    case RELOCATION_SYMBOL:
        return symbols[index];
    case RELOCATION_CONST:
        return (uintptr_t)PyTuple_GET_ITEM(bases->owner->co_consts, index);
    case RELOCATION_NAME:
        return (uintptr_t)PyTuple_GET_ITEM(bases->owner->co_names, index);
    case RELOCATION_UNIT:
        return (uintptr_t)bases->owner->co_code_adaptive;
    case RELOCATION_DATA:
        return (uintptr_t)bases->data;
    case RELOCATION_CODE:
        return (uintptr_t)bases->code;
    case RELOCATION_SITE:
        return (uintptr_t)(bases->sites + index);
    case RELOCATION_CODEOBJECT:
        return (uintptr_t)bases->owner;
    case RELOCATION_COUNTER:
        return (uintptr_t)(bases->counters + index);
    default:
        return 0;
    }
}

void nc_image_place(const Image *image, PyCodeObject *owner, uint8_t *code, uint8_t *data,
                    const Site *sites, const CounterCell *counters)
{
    const Bases bases = {owner, code, data, sites, counters};
    NcReader reader = relocations_of(image);
    const uint8_t *from = image->code;
    uint8_t *to = code;
    for (uint32_t i = 0; i < image->relocation_count; i++) {
        Relocation relocation = read_relocation(&reader, (uint32_t)(to - code));
        memcpy(to, from, relocation.gap);
        from += relocation.gap;
        to += relocation.gap;
        int64_t addend = relocation.addend;
        if (relocation.kind == RELOCATION_UNIT) {
            addend *= (int64_t)sizeof(_Py_CODEUNIT);
        }
        uint64_t value = address_of(&relocation, &bases) + (uint64_t)addend;
        if (relocation.is_relative) {
            value -= (uintptr_t)to + relocation.size;
        }
        /* Little-endian, so its lower half comes first. */
        memcpy(to, &value, relocation.size);
        to += relocation.size;
    }
    memcpy(to, from, (size_t)(code + image->code_size - to));
}

void nc_image_unpack_sites(const Image *image, Site *sites, uint32_t *entries)
{
    NcReader reader = sites_of(image);
    int32_t unit = 0;
    uint32_t entry = 0;
    for (uint32_t i = 0; i < image->site_count; i++) {
        sites[i] = read_site(&reader, unit, entry);
        unit = sites[i].unit;
        for (uint32_t position = 0; position < sites[i].depth; position++) {
            entries[entry++] = nc_read_packed(&reader);
        }
    }
}
