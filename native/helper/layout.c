/* Offsets, sizes and constants for the compiler, as the C compiler has them for this target.

   Maps from: layout.def, about CPython's structures, and the .def files of shared_declare.h, about
   our own. Maps to: one marked line of assembly for each entry, which scripts/generate.mjs reads.
   Compiled to assembly once per LAYOUT_* part and never linked: some structures are private to a .c
   file of CPython, and that file is then included whole. */
#if defined(LAYOUT_LISTOBJECT)
#include "Objects/listobject.c"
#elif defined(LAYOUT_TUPLEOBJECT)
#include "Objects/tupleobject.c"
#elif defined(LAYOUT_ENUMOBJECT)
#include "Objects/enumobject.c"
#elif defined(LAYOUT_RANGEOBJECT)
#include "Objects/rangeobject.c"
#else
#include <Python.h>
#include "internal/pycore_code.h"
#include "internal/pycore_dict.h"
#include "internal/pycore_frame.h"
#include "internal/pycore_interp.h"
#include "internal/pycore_long.h"
#endif

#include <stddef.h>
#include <stdint.h>

/* Our own declarations of structures that a part has. */
#include "cpython_iterators.h"
#define SAME(own, name, part)                                                                      \
    _Static_assert(offsetof(own, name) == offsetof(part, name) && sizeof(own) == sizeof(part),     \
                   #part " has changed")
#ifdef LAYOUT_LISTOBJECT
SAME(ListIterator, it_index, listiterobject);
SAME(ListIterator, it_seq, listiterobject);
#elif defined(LAYOUT_TUPLEOBJECT)
SAME(TupleIterator, it_index, tupleiterobject);
SAME(TupleIterator, it_seq, tupleiterobject);
#elif defined(LAYOUT_RANGEOBJECT)
SAME(RangeIterator, index, rangeiterobject);
SAME(RangeIterator, start, rangeiterobject);
SAME(RangeIterator, step, rangeiterobject);
SAME(RangeIterator, len, rangeiterobject);
#elif defined(LAYOUT_ENUMOBJECT)
SAME(Enumerate, en_index, enumobject);
SAME(Enumerate, en_sit, enumobject);
SAME(Enumerate, en_result, enumobject);
#endif

#ifdef LAYOUT_SHARED
typedef void CallHandler(void); /* of caches.def; what it takes is runtime.h's */
#include "shared_declare.h"
#include "caches.def"
#include "counters.def"
#include "image.def"
#include "image_cache.def"
#include "profile.def"
#include "protocol.def"
#include "shared_end.h"
#endif

/* Statements that are volatile stay in their order: fields follow their structure, values their
   enumeration. */
#define MARK(text, ...) __asm__ volatile("#->layout " text : : __VA_ARGS__);
#define INTEGER(value) "i"((long)(value))
#define MARK_FIELD(name) \
    MARK("field " #name " %c0 %c1", INTEGER(offsetof(Structure, name)), \
         INTEGER(sizeof(((Structure *)0)->name)))

void layout(void)
{
#ifdef LAYOUT_SHARED
#define MEASURED(kind, name) \
    {                                                \
        typedef name Structure __attribute__((unused)); \
        MARK(kind " " #name " %c0", INTEGER(sizeof(name)))
#define STRUCT(name) MEASURED("structure", name)
#define END_STRUCT(name) }
#define WIRE(name) MEASURED("wire", name)
#define END_WIRE(name) END_STRUCT(name)
#define FIELD(type, name) MARK_FIELD(name)
#define OWN(type, name)
#define SPARE(type, name, count)
#define UNION
#define END_UNION
#define ENUM(name) MARK("enumeration " #name)
#define VALUE(name, other, number) MARK("value " #other " %c0", INTEGER(name))
#define END_ENUM
#define NUMBER(name, value) MARK("constant " #name " %c0", INTEGER(name))
#include "caches.def"
#include "counters.def"
#include "image.def"
#include "image_cache.def"
#include "profile.def"
#include "protocol.def"
#include "shared_end.h"
#else
#define STRUCT(name) { typedef name Structure; MARK("foreign " #name)
#define FIELD(name) MARK_FIELD(name)
#define END_STRUCT }
#define CONSTANT(name, value) MARK("constant " #name " %c0", INTEGER(value))
#include "layout.def"
#endif
}
