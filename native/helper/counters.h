/* The block of counters that compiled code raises and others read while the program runs. Maps
   from: what an image counts. Maps to: places in a file that all processes of a run have mapped;
   server/src/run/counterBlock.ts reads it. Knows nothing of what the counts are for. Counting
   takes no lock: two processes that raise the same counter in the same moment may count once. */
#ifndef NC_COUNTERS_H
#define NC_COUNTERS_H

#include <Python.h>
#include <stdbool.h>
#include <stdint.h>

#include "shared_declare.h"
#include "counters.def"
#include "shared_end.h"

/* Maps the file at `path`, whose header its maker has written. Without a usable one there is no
   block, and what is counted is seen by nobody. Called once in a process; a forked child has its
   parent's. */
void nc_counters_open(const char *path);

/* Room for the counters of a code object; `table` is `count` CounterNames, not aligned. Zero at
   first, unless the same code has been loaded before, whose counts then go on. NULL: there is no
   block, or it is full. */
CounterCell *nc_counters_reserve(PyCodeObject *code, const uint8_t *table, uint32_t count);

#endif
