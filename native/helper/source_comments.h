/* Whether a source file speaks to the compiler. Maps from: its name. Maps to: whether it may
   have comments that the compile host must see (server/src/helper/sourceDirectives.ts); then
   what is compiled depends on more than the code. Knows nothing of what they say. */
#ifndef NC_SOURCE_COMMENTS_H
#define NC_SOURCE_COMMENTS_H

#include <stdbool.h>

/* A file is read again only when it has changed. What is no file, or cannot be read, has none.
   Not for several threads at once. */
bool nc_source_has_comments(const char *file);

#endif
