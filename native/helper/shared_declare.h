/* Declares in C what a .def file of shared structures and numbers lists: include this, then the
   file, then shared_end.h. layout.c measures the same files, and scripts/generate.mjs writes what
   it finds as TypeScript, so that nothing of them is said twice. The words:

   STRUCT(name) … END_STRUCT(name) a structure that machine code or the compile host reaches into
   WIRE(name) … END_WIRE(name) one whose bytes are written or read by the other side: a gap that the
   compiler would leave in it is an error, on every target FIELD(type, name) known to TypeScript by
   its offset and width in bytes OWN(type, name) C's alone SPARE(type, name, count) zero, for nobody
   UNION … END_UNION fields of which one at a time is meant, in one place ENUM(name) … END_ENUM
   numbers that exclude each other, or bits: VALUE(name, other, number) one of them: its name in C,
   and in TypeScript NUMBER(name, value) a number by itself */
#define STRUCT(name) \
    typedef struct name name; \
    struct name {
#define END_STRUCT(name) };
#define WIRE(name) \
    _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic error \"-Wpadded\"") STRUCT(name)
#define END_WIRE(name) \
    } \
    ; \
    _Pragma("GCC diagnostic pop")
#define FIELD(type, name) type name;
#define OWN(type, name) type name;
#define SPARE(type, name, count) type name[count];
#define UNION union {
#define END_UNION };
#define ENUM(name) enum name {
#define VALUE(name, other, number) name = (number),
#define END_ENUM };
#define NUMBER(name, value) enum { name = (value) };
