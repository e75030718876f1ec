/* The bytes of an image. Maps from: untrusted bytes and the code object they claim to be for. Maps
   to: a checked view of them, and relocated machine code. Knows nothing of memory mappings or of
   when code is loaded. */
#ifndef NC_IMAGE_FORMAT_H
#define NC_IMAGE_FORMAT_H

#include "counters.h"
#include "image.h"

/* Pointers are into the image's bytes and need not be aligned. */
typedef struct {
    uint32_t code_size;
    uint32_t data_size;
    uint32_t relocation_count;
    uint32_t relocation_bytes;
    uint32_t site_count;
    uint32_t site_bytes;
    uint32_t site_entry_count;
    uint32_t position_bytes;
    uint32_t entry_offset;
    uint32_t counter_count;
    const uint8_t *relocations;
    const uint8_t *sites;
    const uint8_t *positions; /* not checked: only those who read profiles look at them */
    const uint8_t *code;     /* without the relocated places */
    const uint8_t *counters; /* CounterNames */
} Image;

/* Fills *image if the bytes are an image for `code`; otherwise false, *error being a static
   text. */
bool nc_image_check(const uint8_t *bytes, size_t size, PyCodeObject *code, uint32_t build_hash,
                    Image *image, const char **error);

/* Before relocating. The addresses of symbols.def are the running program's. False: machine code
   cannot name them all. */
bool nc_image_symbols_init(void);

/* Writes all of the code to `code`, code_size bytes. The image has been checked, as for the
   next. */
void nc_image_place(const Image *image, PyCodeObject *owner, uint8_t *code, uint8_t *data,
                    const Site *sites, const CounterCell *counters);

/* Writes site_count sites and site_entry_count entries. */
void nc_image_unpack_sites(const Image *image, Site *sites, uint32_t *entries);

#endif
