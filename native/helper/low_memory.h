/* Memory that machine code can name. Maps from: a size. Maps to: pages, or a block, whose addresses
   a place of 4 bytes in machine code holds, and that calls of the helper's own functions reach: on
   x86-64 below 2 GiB, where the helper itself is; on x86-32 anywhere. Knows nothing of what is in
   it. With the GIL held. */
#ifndef NC_LOW_MEMORY_H
#define NC_LOW_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/* What is said when there is none: a static text. */
extern const char *const nc_low_memory_failure;

/* Whether everything between the addresses is low. */
bool nc_is_low(const void *address, size_t size);

/* As mmap, readable and writable; `fd` -1: anonymous and private, otherwise shared with the file.
   NULL: there is no room. To be given back with munmap. */
void *nc_low_map(size_t size, int fd);

/* A block of zeroes at a multiple of 16, or NULL. */
void *nc_low_allocate(size_t size);
/* NULL is none. */
void nc_low_free(void *block);

#endif
