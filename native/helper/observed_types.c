/* Which types operands and parameters had, while a program counts. Maps from: a type that a cell
   has not seen last. Maps to: a bit in the cell, and its word that compiled code compares. Knows
   nothing of who reads the cells.

   Processes of a run share cells (counters.def). The listed types have the same address in all of
   them, since one program without relocation runs in all; any other address is one of a class that
   is not listed, whichever it is there. */
#include "counters.h"
#include "runtime.h"

#include <stdint.h>

static unsigned bit_of(PyTypeObject *type)
{
    static PyTypeObject *const listed[] = {
#define OBSERVED(name, object) &object,
#include "observed_types.def"
#undef OBSERVED
    };
    _Static_assert(sizeof listed / sizeof *listed <= ANOTHER_CLASS_BIT, "a word has 32 bits");
    for (unsigned bit = 0; bit < sizeof listed / sizeof *listed; bit++) {
        if (type == listed[bit]) {
            return bit;
        }
    }
    return ANOTHER_CLASS_BIT;
}

RT void rt_observe_type(CounterCell *cell, PyTypeObject *type)
{
    uint32_t bit = 1u << bit_of(type);
    /* In this order: who finds the address there must find the bit as well. Types that take
       turns come here each time. */
    if (!(__atomic_load_n(&cell->types, __ATOMIC_RELAXED) & bit)) {
        __atomic_fetch_or(&cell->types, bit, __ATOMIC_RELEASE);
    }
    /* A machine word of it, all that compiled code compares; the rest, where there is any,
       stays zero. */
    __atomic_store_n((uintptr_t *)&cell->last, (uintptr_t)type, __ATOMIC_RELEASE);
}
