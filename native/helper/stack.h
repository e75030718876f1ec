/* C stacks: how far each thread's may be used. Maps from: the system's stacks. Maps to: an
   address below which Python code must not be entered, because native and hooked recursion uses
   C stack where CPython's own interpreter does not. */
#ifndef NC_STACK_H
#define NC_STACK_H

#include <stdbool.h>

/* The lowest address to which the running thread's stack may grow when Python code is entered;
   what is below is for the C functions that run then. NULL: not known yet, call
   nc_stack_init_thread(). */
extern __thread char *nc_stack_limit;

/* Sets nc_stack_limit of the running thread. */
void nc_stack_init_thread(void);

/* Whether the address lies in the guard below the large stack, so that touching it means that
   the stack is used up. For the fault handler: async-signal-safe. */
bool nc_stack_guards(const void *address);

/* Runs body(argument) on a large stack of its own, in the same thread, and returns what it
   returns. When memory for a large stack cannot be reserved it takes a smaller one, in the end
   the thread's own. */
int nc_stack_run(int (*body)(void *), void *argument);

#endif
