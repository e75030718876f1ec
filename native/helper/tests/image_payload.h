/* A hand-made IMAGES payload, for the tests of the image loader. Maps from: a code object of `def
   f(a): a.name; return 'constant'`. Maps to: the bytes that the compile host would send, and what
   they are made of, so that a test can have one part wrong. */
#ifndef NC_IMAGE_PAYLOAD_H
#define NC_IMAGE_PAYLOAD_H

#include "../counters.h"
#include "../image.h"

#include <stdio.h>
#include <stdlib.h>

#define CHECK(condition)                                                          \
    do {                                                                          \
        if (!(condition)) {                                                       \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);       \
            exit(1);                                                              \
        }                                                                         \
    } while (0)

typedef struct {
    uint8_t bytes[4096];
    size_t length;
} Buffer;

void put_u32(Buffer *buffer, uint32_t value);
/* Packed, as image.def says. */
void put_signed(Buffer *buffer, int32_t value);

#ifdef __i386__
#define MACHINE_CODE_SIZE 8
#define ANYWHERE 0
#else
#define MACHINE_CODE_SIZE 16
/* Of kinds that may have any address. */
#define ANYWHERE RELOCATION_WIDE
#endif

/* A place of 8 bytes for each of the other kinds, behind the instructions. */
enum { SYMBOL, CALLED, UNIT, DATA, CODE, SITE, CODE_OBJECT, NAME, COUNTER, NEXT, PLACES };

static inline uint32_t offset_of(int place)
{
    return MACHINE_CODE_SIZE + 8 * (uint32_t)place;
}

/* What an image has, before it is packed. */
typedef struct {
    struct {
        uint32_t offset, kind, index;
        int32_t addend;
    } places[1 + PLACES];
    uint32_t place_count;
    Site sites[3];
    uint32_t entries[2];
    uint32_t entry_count;
} Shape;

/* The image that is right. */
Shape shape_for(PyCodeObject *code);
/* The payload of this one image. */
Buffer payload_of(PyCodeObject *code, const Shape *shape);

#endif
