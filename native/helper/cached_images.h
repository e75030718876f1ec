/* Machine code from the user's cache. Maps from: a code object. Maps to: its images, attached,
   if the compile host has made them in an earlier run. Knows nothing of when that is worth a
   look. */
#ifndef NC_CACHED_IMAGES_H
#define NC_CACHED_IMAGES_H

#include <Python.h>
#include <stdbool.h>

/* With the GIL held, and no exception set. With `tree`, for the code objects in its constants as
   well. True: attached (some of them may be refused). False, and *was_hot: an earlier run has
   left a note. Code in a file that speaks to the compiler is left to the host. */
bool nc_images_from_cache(PyCodeObject *code, bool tree, bool *was_hot);

/* Leaves such a note for later runs. */
void nc_images_note_hot(PyCodeObject *code, bool tree);

#endif
