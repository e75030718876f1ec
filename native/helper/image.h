/* Machine code as the compile host sends it, made runnable. Maps from: an IMAGES payload and the
   code objects it was made from. Maps to: executable memory and a NativeCode on each code object
   (co_extra, index 0). Knows nothing of frames, of when to compile, or of how the payload came
   here.

   A payload is hostile until it has been checked: no field of it is used as an offset or an index
   unchecked. What the machine code itself does cannot be checked; the handshake's build hash guards
   against foreign code. */
#ifndef NC_IMAGE_H
#define NC_IMAGE_H

#include "runtime.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Called with the frame linked and counted; see nc_run in frames.h. The entry of a loop takes no
   throwflag, and the stack from the frame. */
typedef PyObject *(RT *NativeEntry)(PyThreadState *tstate, Frame *frame, int throwflag);

#include "shared_declare.h"
#include "image.def"
#include "shared_end.h"

/* A place in the code where control can leave it, or come to it in the middle. Machine code passes
   its address. */
struct Site {
    /* exits and loops: the unit before the next to run; error sites with a handler: its first
       unit, or -1 */
    int32_t unit;
    int32_t handler; /* code offset, -1: none */
    uint16_t handler_depth; /* a loop's: all of its stack */
    uint16_t depth;         /* entries of the value stack, from the bottom */
    uint32_t first_entry;   /* of NativeCode.site_entries */
    uint8_t flags;          /* enum SiteFlag */
    uint8_t reason;         /* enum ExitReason */
};

/* The flags are the bits from RELOCATION_RELATIVE on. */
#define RELOCATION_KIND(target) ((enum RelocationKind)((target) & (RELOCATION_RELATIVE - 1u)))
#define SITE_ENTRY_KIND(entry) \
    ((enum SiteEntryKind)((entry) & ((1u << SITE_ENTRY_INDEX_SHIFT) - 1)))
#define SITE_ENTRY_INDEX(entry) ((entry) >> SITE_ENTRY_INDEX_SHIFT)

enum NativeState {
    NATIVE_COUNTING,  /* interpreted; `calls` says how often */
    NATIVE_REQUESTED, /* the compile host has been asked and has not answered */
    NATIVE_READY,     /* `entry` is set */
    NATIVE_REFUSED    /* never to be asked for again */
};

/* The heat at which something is to be done about code, and that of code which has not run; see
   hook.h. */
#define NC_HOT 2000
#define NC_HEAT_AT_FIRST (NC_HOT - 1000)

typedef struct Arena Arena;

/* What NativeCode has for a unit's line, which may be -1; 0: not looked for yet. */
#define LINE_IS_KNOWN 2
#define MOST_UNITS_WITH_LINES (1 << 16)

/* What we know of a code object. Lives as long as the code object, thus as any frame or generator
   that uses it. */
typedef struct NativeCode {
    NativeEntry entry; /* NULL: interpreted */
    /* For calls: copies of the code object's fields, so that a call reads one cache line. */
    /* -1: not callable the plain way (*args, **kwargs, keyword-only, no fast locals) */
    int32_t argcount;
    /* keyword-only ones counted, *args and **kwargs not; -1: no fast locals */
    int32_t parameters;
    int32_t nlocalsplus;
    uint32_t frame_words; /* words of data stack for a frame */
    /* interpreted entries and jumps back so far, weighed; see hook.h. It begins at
       NC_HEAT_AT_FIRST */
    int32_t heat;
    uint64_t frames;      /* native entries, resumptions of generators included */
    /* What nc_make_generator makes when it is called; NULL: a call runs the code. */
    PyTypeObject *generator_type;

    PyCodeObject *owner; /* borrowed */
    uint8_t state;       /* enum NativeState */
    bool kept;           /* refused because the source asks for that */
    bool is_known;       /* a CallCache has had it as its target */
    bool looked_up;      /* the user's cache does not have it, ... */
    bool was_hot;        /* ... but a note that it was hot in an earlier run */
    bool is_noted;       /* this run has left one */
    const char *refusal; /* malloc'd, NULL: no reason known */
    uint8_t *code;       /* in the arena */
    uint32_t code_size;
    uint32_t data_size;
    uint8_t *data;          /* zeroed at load, written by machine code and runtime functions */
    const Site *sites;      /* in the same block as data */
    const uint32_t *site_entries;
    uint32_t site_count;
    uint32_t position_bytes;  /* 0 unless a profile is made */
    const uint8_t *positions; /* in the same block as data, packed; see image.def */
    int32_t *lines; /* malloc'd at the first error: one for each code unit, more by LINE_IS_KNOWN */
    Arena *arena;
    struct NativeCode *next_in_arena;
} NativeCode;

/* How often a NativeCode has died that a CallCache knew: what a cache has borrowed is valid
   while this is what it was. */
extern uint32_t nc_native_epoch;

/* CPython keeps this struct private to codeobject.c; nc_images_init checks that it is as we
   think. */
struct nc_code_extra {
    Py_ssize_t ce_size;
    void *ce_extras[1];
};

/* Borrowed; NULL when nothing has been attached. */
static inline NativeCode *nc_native_of(PyCodeObject *code)
{
    struct nc_code_extra *extra = code->co_extra;
    return extra == NULL ? NULL : extra->ce_extras[0];
}

/* Once, with the main interpreter current and before anybody else asks for a co_extra index. Images
   must carry `build_hash`. 0, or -1 with *error set to a static text. */
int nc_images_init(uint32_t build_hash, const char **error);

/* The code object's NativeCode, made (NATIVE_COUNTING) if need be; NULL without an exception: no
   memory. */
NativeCode *nc_native_ensure(PyCodeObject *code);

/* Marks it so that it is never asked for again. `reason` is copied. */
void nc_native_refuse(NativeCode *native, const char *reason);

/* The same for code that waits for its image (NATIVE_REQUESTED), with `tree` for what is in its
   constants as well. */
void nc_images_refuse(PyCodeObject *root, bool tree, const char *reason);

/* Loads the payload of an IMAGES packet, made from `root` (tree: and all code objects in its
   constants, in pre-order). A code object that is native already, or refused, keeps what it has. 0,
   or -1 when the payload is malformed or memory is out: then nothing has been attached and *error
   is a static text. Sets no exception, runs no Python. */
int nc_images_attach_checked(PyCodeObject *root, bool tree, const uint8_t *payload, size_t size,
                             const char **error);
int nc_images_attach(PyCodeObject *root, bool tree, const uint8_t *payload, size_t size);

/* The native code that an address lies in, or NULL. Async-signal-safe: for the fault handler. */
const NativeCode *nc_image_find(const void *address);

/* Copies the qualified name and file of the code into buffers, cut and with '?' for what is not
   ASCII. Signal-safe. */
void nc_image_names(const NativeCode *native, char *name, size_t name_size, char *file,
                    size_t file_size);

/* Totals over everything loaded so far. */
typedef struct {
    uint64_t native_frames;
    uint64_t code_bytes;
    uint64_t data_bytes;
    uint32_t images;
    uint32_t refused;
    uint32_t live_images;
    uint32_t live_arenas;
} NcImageTotals;
void nc_images_totals(NcImageTotals *totals);
/* From here on, but for what is loaded at the moment. Safe in a forked child. */
void nc_images_reset_totals(void);

#endif
