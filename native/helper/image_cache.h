/* The user's cache of images, as this process reads it; the compile host writes it
   (server/src/helper/imageCache.ts). Maps from: marshalled code. Maps to: the packet with which
   the host once answered. Nothing in it is believed that the user does not own or that is not
   whole, and what is in an image is checked as if it came from anywhere (image_format.h). A
   cache that does not work costs time and nothing else. Knows nothing of images and code
   objects; can be used without the GIL. */
#ifndef NC_IMAGE_CACHE_H
#define NC_IMAGE_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared_declare.h"
#include "image_cache.def"
#include "shared_end.h"

/* Hexadecimal digits of a name, and the zero behind them. */
#define NC_CACHE_NAME 65

/* Where it is, and what names in it depend on besides the code: a name made of the compiler's
   identity, the build and the options of the run. Either empty or NULL: there is no cache. The
   texts are copied. */
void nc_cache_open(const char *folder, const char *basis);

/* Where it is without anybody's word, by the environment; "" where that does not tell. A static
   text. */
const char *nc_cache_default_folder(void);

bool nc_cache_is_open(void);
const char *nc_cache_folder(void);

/* The name of what is made of so many parts, each with its length so that none runs into the
   next. */
typedef struct {
    const void *bytes;
    size_t length;
} NcPart;
void nc_cache_name(const NcPart *parts, size_t count, char name[NC_CACHE_NAME]);

/* The name of the answer for marshalled code. */
void nc_cache_name_of_code(const uint8_t *code, size_t length, bool tree, char name[NC_CACHE_NAME]);

/* A packet, without its length field, malloc'd; or NULL. */
uint8_t *nc_cache_read(const char *name, size_t *length);

/* Removes what has turned out to be of no use. */
void nc_cache_remove(const char *name);

/* A note in the cache that what the name is for was hot in a run too short to have it compiled.
   Nothing is written where nothing can be. */
void nc_cache_note_hot(const char *name);
bool nc_cache_was_hot(const char *name);

typedef struct {
    uint64_t hits;
    uint64_t misses;
    uint64_t rejected; /* damaged, or somebody else's */
} NcCacheCounts;
extern NcCacheCounts nc_cache_counts;

#endif
