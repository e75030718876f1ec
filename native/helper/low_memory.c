/* See low_memory.h. Blocks are cut off the end of a region one after another; a region whose blocks
   have all been given back begins anew, or goes. They live as long as code objects do, many from
   one time. */
#include "low_memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define BLOCK_ALIGNMENT 16u

static size_t align_up(size_t value, size_t alignment)
{
    return (value + alignment - 1) & ~(alignment - 1);
}

#ifdef __i386__

const char *const nc_low_memory_failure = "no memory";

bool nc_is_low(const void *address, size_t size)
{
    (void)address;
    (void)size;
    return true;
}

void *nc_low_map(size_t size, int fd)
{
    int flags = fd < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED;
    void *pages = mmap(NULL, size, PROT_READ | PROT_WRITE, flags, fd, 0);
    return pages == MAP_FAILED ? NULL : pages;
}

void *nc_low_allocate(size_t size)
{
    size = align_up(size > 0 ? size : 1, BLOCK_ALIGNMENT);
    void *block = aligned_alloc(BLOCK_ALIGNMENT, size);
    return block == NULL ? NULL : memset(block, 0, size);
}

void nc_low_free(void *block)
{
    free(block);
}

#else

const char *const nc_low_memory_failure =
    "no memory is left below 2 GiB, where machine code has to be";

#define LOW_END ((uintptr_t)1 << 31)
/* Where the kernel, asked for low memory, does not look; behind room for the program and its
   heap. */
#define SEARCH_BEGIN ((uintptr_t)256 << 20)
#define SEARCH_STEP ((uintptr_t)16 << 20)

bool nc_is_low(const void *address, size_t size)
{
    return (uintptr_t)address < LOW_END && size <= LOW_END - (uintptr_t)address;
}

static void *map_at(uintptr_t address, size_t size, int flags, int fd)
{
    void *pages = mmap((void *)address, size, PROT_READ | PROT_WRITE, flags, fd, 0);
    if (pages == MAP_FAILED) {
        return NULL;
    }
    /* A kernel that does not know the flag takes it for no flag, or the address for a wish. */
    if (!nc_is_low(pages, size)) {
        munmap(pages, size);
        return NULL;
    }
    return pages;
}

void *nc_low_map(size_t size, int fd)
{
    int flags = fd < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED;
    void *pages = map_at(0, size, flags | MAP_32BIT, fd);
    for (uintptr_t address = SEARCH_BEGIN; pages == NULL && address < LOW_END;
         address += SEARCH_STEP) {
        pages = map_at(address, size, flags | MAP_FIXED_NOREPLACE, fd);
    }
    return pages;
}

typedef struct Region {
    uint8_t *end; /* of its pages */
    uint8_t *free;
    size_t live; /* blocks */
    uint64_t spare;
} Region;

/* In front of each block. */
typedef struct {
    Region *region;
    uint64_t spare;
} BlockHead;

_Static_assert(sizeof(Region) % BLOCK_ALIGNMENT == 0 && sizeof(BlockHead) == BLOCK_ALIGNMENT,
               "blocks are aligned");

#define REGION_SIZE ((size_t)256 << 10)
/* A larger block has a region of its own, so that the end of the one before is not lost. */
#define LARGEST_SHARING (REGION_SIZE / 8)

/* The one that blocks are cut off. */
static Region *current;

static uint8_t *begin_of(Region *region)
{
    return (uint8_t *)(region + 1);
}

static Region *make_region(size_t size)
{
    size = align_up(size, (size_t)sysconf(_SC_PAGESIZE));
    Region *region = nc_low_map(size, -1);
    if (region != NULL) {
        region->end = (uint8_t *)region + size;
        region->free = begin_of(region);
    }
    return region;
}

void *nc_low_allocate(size_t size)
{
    if (size > LOW_END) {
        return NULL;
    }
    size_t needed = sizeof(BlockHead) + align_up(size > 0 ? size : 1, BLOCK_ALIGNMENT);
    bool shares = needed <= LARGEST_SHARING;
    Region *region = current;
    if (!shares || region == NULL || needed > (size_t)(region->end - region->free)) {
        region = make_region(shares ? REGION_SIZE : sizeof(Region) + needed);
        if (region == NULL) {
            return NULL;
        }
        if (shares) {
            current = region;
        }
    }
    BlockHead *head = (BlockHead *)region->free;
    region->free += needed;
    region->live++;
    /* The region may have had blocks here before. */
    memset(head, 0, needed);
    head->region = region;
    return head + 1;
}

void nc_low_free(void *block)
{
    if (block == NULL) {
        return;
    }
    Region *region = ((BlockHead *)block - 1)->region;
    if (--region->live > 0) {
        return;
    }
    if (region == current) {
        region->free = begin_of(region);
    }
    else {
        munmap(region, (size_t)(region->end - (uint8_t *)region));
    }
}

#endif
