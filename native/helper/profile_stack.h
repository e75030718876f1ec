/* A stack as a path in the tree of a profile. Maps from: the registers of the running thread.
   Maps to: nodes for the thread, its Python frames, and the C functions that the innermost of
   them has called. Async-signal-safe, one caller at a time. */
#ifndef NC_PROFILE_STACK_H
#define NC_PROFILE_STACK_H

#include <stdint.h>
#include <ucontext.h>

/* Adds `nanoseconds` to the stack's node. `thread` is its number in the profile. */
void nc_profile_stack(const ucontext_t *context, uint32_t thread, uint64_t nanoseconds);

#endif
