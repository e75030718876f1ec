/* The sampler: where the processor time of the program goes. Off unless the host's hello names a
   folder; then each process has a file there (profile.def), which is whole at every moment.

   A thread of the sampler's own looks each millisecond which threads have used processor time
   and are running, and sends them a signal; its handler notes the stack of C functions and of
   Python frames. The program sees neither: the signal is one that nobody uses, and another is
   taken when the program wants it (docs/decisions/profile.md). */
#ifndef NC_PROFILE_H
#define NC_PROFILE_H

#include "image.h"

#include <stdbool.h>

/* The folder that profiles go to; "" for none. */
void nc_profile_open(const char *folder);

/* Whether there is such a folder; then images keep their positions. */
bool nc_profile_is_wanted(void);

/* When Python has started, before the program does. With the GIL. */
void nc_profile_start(void);

/* The running thread is to be sampled, until it ends. */
void nc_profile_thread(void);

#endif
