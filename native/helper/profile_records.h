/* The file of a profile. Maps from: what was found on a stack. Maps to: records in a mapped file
   (profile.def), each thing written once. Knows nothing of signals and threads: one caller at a
   time, which may be a signal handler. */
#ifndef NC_PROFILE_RECORDS_H
#define NC_PROFILE_RECORDS_H

#include "image.h"
#include "unwind.h"

#include "shared_declare.h"
#include "profile.def"
#include "shared_end.h"

#include <stdbool.h>

/* Begins a new file for this process; one that was there before is left to whom it belongs.
   False: there is no room. */
bool nc_profile_records_open(const char *folder);

/* A frame to be found in the tree. */
typedef struct {
    enum ProfileFrame frame;
    uint32_t owner;
    uint64_t place;
} NcProfileFrame;

/* The node below `parent` (0: none) for the frame, made if need be; 0: there is no room. */
uint32_t nc_profile_node(uint32_t parent, NcProfileFrame frame);

/* Adds a sample to a node. Of node 0 it is lost. */
void nc_profile_add(uint32_t node, uint64_t nanoseconds);

/* The records of a code object and its machine code's positions, of a module; 0: there is no
   room. */
uint32_t nc_profile_code(PyCodeObject *code);
uint32_t nc_profile_positions(PyCodeObject *code, const NativeCode *native);
uint32_t nc_profile_module(NcModule *module);

/* What Python calls the function at an address. */
void nc_profile_method(uintptr_t function, const char *owner, const char *name);

#endif
