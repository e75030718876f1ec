/* Which types operands and parameters had, while a program counts. Maps from: a type that a cell has not seen last. Maps to:
   a bit in the cell, and its word that compiled code compares. Knows nothing of who reads the cells.

   A cell is a counter of 64 bits: the low word is a set of types in the order of observed_types.def, the high word the
   address of the type that was seen last. Processes of a run share cells. The listed types have the same address in all of
   them, since one program without relocation runs in all; any other address is one of a class that is not listed,
   whichever it is there. */
#include "runtime.h"

#include <stdint.h>

#define ANOTHER_CLASS 31

static unsigned bit_of(PyTypeObject *type)
{
    static PyTypeObject *const listed[] = {
#define OBSERVED(name, object) &object,
#include "observed_types.def"
#undef OBSERVED
    };
    _Static_assert(sizeof listed / sizeof *listed <= ANOTHER_CLASS, "a word has 32 bits");
    for (unsigned bit = 0; bit < sizeof listed / sizeof *listed; bit++) {
        if (type == listed[bit]) {
            return bit;
        }
    }
    return ANOTHER_CLASS;
}

RT void rt_observe_type(uint32_t *cell, PyTypeObject *type)
{
    uint32_t bit = 1u << bit_of(type);
    /* In this order: who finds the address there must find the bit as well. Types that take turns come here each time. */
    if (!(__atomic_load_n(&cell[0], __ATOMIC_RELAXED) & bit)) {
        __atomic_fetch_or(&cell[0], bit, __ATOMIC_RELEASE);
    }
    __atomic_store_n(&cell[1], (uint32_t)(uintptr_t)type, __ATOMIC_RELEASE);
}
