/* Offsets, sizes and constants of CPython's i386 structures, for the compiler.

   Maps from: layout.def. Maps to: one marked line of assembly for each entry, which scripts/generate.mjs reads.
   Compiled to assembly once per LAYOUT_* part and never linked: some structures are private to a .c file of
   CPython, and that file is then included whole. */
#if defined(LAYOUT_LISTOBJECT)
#include "Objects/listobject.c"
#elif defined(LAYOUT_TUPLEOBJECT)
#include "Objects/tupleobject.c"
#elif defined(LAYOUT_RANGEOBJECT)
#include "Objects/rangeobject.c"
#else
#include <Python.h>
#include "pycore_dict.h"
#include "pycore_frame.h"
#include "pycore_interp.h"
#include "pycore_long.h"
#include "pycore_object.h"
#include "pycore_runtime.h"
#endif

#include <stddef.h>

#define MARK(kind, group, name, value) \
    __asm__ volatile("#->layout " kind " " group " " name " %c0" : : "i"((long)(value)));
#define OFFSET(type, field) MARK("offset", #type, #field, offsetof(type, field))
#define SIZE(type) MARK("offset", #type, "size", sizeof(type))
#define CONSTANT(name, value) MARK("constant", "-", #name, value)

void layout(void)
{
#include "layout.def"
}
