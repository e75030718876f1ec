/* See image_payload.h. Knows nothing of the compiler: the machine code is written here. */
#include "image_payload.h"

#include "build_hash.h"

#include <string.h>

static void put(Buffer *buffer, const void *bytes, size_t length)
{
    CHECK(buffer->length + length <= sizeof buffer->bytes);
    memcpy(buffer->bytes + buffer->length, bytes, length);
    buffer->length += length;
}

void put_u32(Buffer *buffer, uint32_t value)
{
    put(buffer, &value, 4);
}

static void put_packed(Buffer *buffer, uint32_t value)
{
    for (; value >= 0x80; value >>= 7) {
        const uint8_t byte = (uint8_t)(value | 0x80);
        put(buffer, &byte, 1);
    }
    const uint8_t last = (uint8_t)value;
    put(buffer, &last, 1);
}

void put_signed(Buffer *buffer, int32_t value)
{
    put_packed(buffer, (uint32_t)value << 1 ^ (value < 0 ? ~0u : 0));
}

/* Makes a new reference to the constant, and returns it. */
#ifdef __i386__
/* mov eax, const; inc dword [eax]; ret */
static const uint8_t machine_code[MACHINE_CODE_SIZE] = {0xb8, 0, 0, 0, 0, 0xff, 0x00, 0xc3};
#define CONSTANT_PLACE 1
#else
/* movabs rax, const; inc qword [rax]; ret */
static const uint8_t machine_code[MACHINE_CODE_SIZE] = {
    0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0x48, 0xff, 0x00, 0xc3, 0xcc, 0xcc};
#define CONSTANT_PLACE 2
#endif

Shape shape_for(PyCodeObject *code)
{
    const uint32_t constant = (uint32_t)PyTuple_GET_SIZE(code->co_consts) - 1;
#ifdef __i386__
    const uint32_t next = RELOCATION_DATA;
#else
    const uint32_t next = RELOCATION_DATA | RELOCATION_RELATIVE;
#endif
    return (Shape){
        .places = {
            {CONSTANT_PLACE, RELOCATION_CONST | ANYWHERE, constant, 0},
            {offset_of(SYMBOL), RELOCATION_SYMBOL, 1, 0},
            {offset_of(CALLED), RELOCATION_SYMBOL | RELOCATION_RELATIVE, 0, 0},
            {offset_of(UNIT), RELOCATION_UNIT | ANYWHERE, 0, -1},
            {offset_of(DATA), RELOCATION_DATA, 0, 16},
            {offset_of(CODE), RELOCATION_CODE, 0, 4},
            {offset_of(SITE), RELOCATION_SITE, 1, 0},
            {offset_of(CODE_OBJECT), RELOCATION_CODEOBJECT | ANYWHERE, 0, 8},
            {offset_of(NAME), RELOCATION_NAME | ANYWHERE, 0, 0},
            {offset_of(COUNTER), RELOCATION_COUNTER, 0, offsetof(CounterCell, last)},
            {offset_of(NEXT), next, 0, 8},
        },
        .place_count = 1 + PLACES,
        .sites = {
            {.unit = 1, .handler = -1, .depth = 1, .reason = EXIT_UNSUPPORTED},
            {.unit = -1, .handler = 80, .depth = 1, .flags = SITE_HANDLER},
            {.unit = 0, .handler = 4, .flags = SITE_LOOP | SITE_HANDLER},
        },
        .entries = {ENTRY_LOCAL, ENTRY_LOCAL},
        .entry_count = 2,
    };
}

static void put_places(Buffer *buffer, const Shape *shape)
{
    uint32_t end = 0;
    for (uint32_t i = 0; i < shape->place_count; i++) {
        uint32_t kind = shape->places[i].kind;
        int32_t addend = shape->places[i].addend;
        put_packed(buffer, shape->places[i].offset - end);
        put_packed(buffer, kind | (addend != 0 ? RELOCATION_ADDEND : 0)
                               | shape->places[i].index << RELOCATION_INDEX_SHIFT);
        if (addend != 0) {
            put_signed(buffer, addend);
        }
        end = shape->places[i].offset + (kind & RELOCATION_WIDE ? 8 : 4);
    }
}

static void put_sites(Buffer *buffer, const Shape *shape)
{
    int32_t unit = 0;
    const uint32_t *entries = shape->entries;
    for (int i = 0; i < 3; i++) {
        const Site *site = &shape->sites[i];
        put_packed(buffer, site->flags | (uint32_t)site->reason << SITE_REASON_SHIFT);
        put_signed(buffer, site->unit - unit);
        if (site->flags & SITE_HANDLER) {
            put_packed(buffer, (uint32_t)site->handler);
            if (!(site->flags & SITE_LOOP)) {
                put_packed(buffer, site->handler_depth);
            }
        }
        put_packed(buffer, site->depth);
        for (uint32_t entry = 0; entry < site->depth; entry++) {
            put_packed(buffer, *entries++);
        }
        unit = site->unit;
    }
}

/* Without its places. */
static void put_code(Buffer *buffer, const Shape *shape)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i <= shape->place_count; i++) {
        uint32_t end = i < shape->place_count ? shape->places[i].offset : offset_of(PLACES);
        for (; at < end; at++) {
            put(buffer, at < sizeof machine_code ? &machine_code[at] : (const uint8_t *)"", 1);
        }
        at += i < shape->place_count && shape->places[i].kind & RELOCATION_WIDE ? 8 : 4;
    }
}

static void put_image(Buffer *buffer, PyCodeObject *code, const Shape *shape)
{
    ImageHeader header = {
        .magic = IMAGE_MAGIC,
        .build_hash = NC_BUILD_HASH,
        .code_size = offset_of(PLACES),
        .data_size = 32,
        .relocation_count = shape->place_count,
        .site_count = 3,
        .site_entry_count = shape->entry_count,
        .entry_offset = 0,
        .unit_count = (uint32_t)Py_SIZE(code),
        .local_count = (uint32_t)code->co_nlocalsplus,
        .constant_count = (uint32_t)PyTuple_GET_SIZE(code->co_consts),
        .name_count = (uint32_t)PyTuple_GET_SIZE(code->co_names),
        .counter_count = 1,
    };
    /* All of the code is that of unit 0. */
    static const uint8_t positions[] = {0, 2};
    size_t start = buffer->length;
    put(buffer, &header, sizeof header);
    put_places(buffer, shape);
    header.relocation_bytes = (uint32_t)(buffer->length - start - sizeof header);
    put_sites(buffer, shape);
    header.site_bytes =
        (uint32_t)(buffer->length - start - sizeof header - header.relocation_bytes);
    put(buffer, positions, sizeof positions);
    header.position_bytes = sizeof positions;
    memcpy(buffer->bytes + start, &header, sizeof header);
    put_code(buffer, shape);
    /* A counter of line 7. */
    const CounterName counter = {1, 7};
    put(buffer, &counter, sizeof counter);
}

Buffer payload_of(PyCodeObject *code, const Shape *shape)
{
    Buffer buffer = {.length = 0};
    put_u32(&buffer, 1);
    put(&buffer, "\1", 1);
    size_t at = buffer.length;
    put_u32(&buffer, 0);
    put_image(&buffer, code, shape);
    uint32_t length = (uint32_t)(buffer.length - at - 4);
    memcpy(buffer.bytes + at, &length, 4);
    return buffer;
}
