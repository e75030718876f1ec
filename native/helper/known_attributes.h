/* What caches of attributes have learnt, for places that see several types in turn. Maps from:
   (a type's version tag, a name, loading or storing). Maps to: a cache as that place would have
   learnt it. Knows nothing of how caches are used or learnt (runtime_attributes.c,
   attribute_cache.h). */
#ifndef NC_KNOWN_ATTRIBUTES_H
#define NC_KNOWN_ATTRIBUTES_H

#include "runtime.h"

#include <stdbool.h>

enum AttributeUse { ATTRIBUTE_LOAD, ATTRIBUTE_STORE };

typedef struct {
    PyObject *name; /* NULL: empty */
    enum AttributeUse use;
    AttributeCache cache;
} KnownAttribute;

#define KNOWN_PAIR_BITS 10
extern KnownAttribute nc_known_attributes[1u << KNOWN_PAIR_BITS][2];

static inline KnownAttribute *nc_known_pair(uint32_t version, PyObject *name, enum AttributeUse use)
{
    uint32_t mixed = (version * 2 + (uint32_t)use) * 0x9e3779b1u
                     + ((uint32_t)(uintptr_t)name >> 4) * 0x85ebca6bu;
    return nc_known_attributes[mixed >> (32 - KNOWN_PAIR_BITS)];
}

static inline bool nc_known_is_for(const KnownAttribute *known, uint32_t version, PyObject *name,
                                   enum AttributeUse use)
{
    return known->name == name && known->cache.other_version == version && known->use == use;
}

/* NULL: not known. Valid until Python code runs. */
static inline AttributeCache *nc_known_attribute(uint32_t version, PyObject *name,
                                                 enum AttributeUse use)
{
    KnownAttribute *pair = nc_known_pair(version, name, use);
    if (nc_known_is_for(&pair[0], version, name, use)) {
        return &pair[0].cache;
    }
    return nc_known_is_for(&pair[1], version, name, use) ? &pair[1].cache : NULL;
}

/* Enters what `cache` has learnt, if it depends on the owner's type alone. */
void nc_know_attribute(PyObject *name, enum AttributeUse use, const AttributeCache *cache);

#endif
