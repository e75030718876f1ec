/* Code objects as bytes for the compile host. Maps from: a PyCodeObject. Maps to: CPython 3.11's
   marshal format. */
#ifndef NC_CODE_BYTES_H
#define NC_CODE_BYTES_H

#include <Python.h>

#include "protocol.h"

/* Appends the marshalled code object, with its bytecode as the compiler made it (no adaptive
   instructions, empty caches). Runs no Python code, raises no audit event, and sets no
   exception. A constant that marshal has no type for is written as Ellipsis: where Ellipsis is
   what a constant reads as, its type and value are not known. Failure shows in writer->failed. */
void nc_write_code(NcWriter *writer, PyCodeObject *code);

#endif
