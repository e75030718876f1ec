/* The C functions on a stack, from the inside out. Maps from: the registers at some moment. Maps
   to: the functions that were running then, by the tables that the compiler leaves for
   exceptions (.eh_frame), which stripped programs have as well. Knows nothing of Python. Of the
   functions below those after nc_unwind_forget_records are async-signal-safe. */
#ifndef NC_UNWIND_H
#define NC_UNWIND_H

#include <stdbool.h>
#include <stdint.h>

/* Of a function that is running: where it is, and the registers by which its caller is found. */
typedef struct {
    uintptr_t pc;
    uintptr_t sp;
    uintptr_t bp;
    bool is_called; /* pc comes after a call, which may be the last that the function does */
} NcCursor;

/* A loaded executable or library. */
typedef struct {
    uintptr_t low;
    uintptr_t high;
    uintptr_t bias; /* addresses in memory less those that its file says */
    const uint8_t *header; /* .eh_frame_hdr */
    const char *path;      /* "": the executable */
    uint32_t record;       /* for whoever writes it down; 0 at first */
} NcModule;

typedef struct {
    NcModule *module;
    uintptr_t start;
    const uint8_t *entry; /* of .eh_frame */
} NcFunction;

/* Looks for what has been loaded since the last time. Not from two threads at once. */
void nc_unwind_find_modules(void);

/* False: no table tells of this place. */
bool nc_unwind_function(const NcCursor *cursor, NcFunction *function);

/* In a forked child, which writes records of its own. */
void nc_unwind_forget_records(void);

/* The module that an address is in, or NULL. */
NcModule *nc_unwind_module(uintptr_t address);

/* Goes to the caller. False: it cannot be told. */
bool nc_unwind_step(const NcFunction *function, NcCursor *cursor);

#endif
