/* See known_attributes.h. A table of pairs of places, where of three that belong into one pair the oldest goes. An entry
   holds its name, so that no other string can have its address; what the type's tag guards needs no holding. */
#include "known_attributes.h"

#include "attribute_cache.h"

typedef struct {
    PyObject *name; /* NULL: empty */
    enum AttributeUse use;
    AttributeCache cache;
} Known;

#define PAIR_BITS 10
static Known table[1u << PAIR_BITS][2];

static inline Known *pair_of(uint32_t version, PyObject *name, enum AttributeUse use)
{
    uint32_t mixed = (version * 2 + (uint32_t)use) * 0x9e3779b1u + ((uint32_t)(uintptr_t)name >> 4) * 0x85ebca6bu;
    return table[mixed >> (32 - PAIR_BITS)];
}

static inline bool is_for(const Known *known, uint32_t version, PyObject *name, enum AttributeUse use)
{
    return known->name == name && known->cache.other_version == version && known->use == use;
}

AttributeCache *nc_known_attribute(uint32_t version, PyObject *name, enum AttributeUse use)
{
    Known *pair = pair_of(version, name, use);
    if (is_for(&pair[0], version, name, use)) {
        return &pair[0].cache;
    }
    return is_for(&pair[1], version, name, use) ? &pair[1].cache : NULL;
}

/* Modules and types share a type, but not what is in them. */
static bool depends_on_type_alone(const AttributeCache *cache)
{
    switch ((enum AttributeKind)cache->kind) {
        case ATTR_UNKNOWN:
        case ATTR_MODULE:
        case ATTR_TYPE_VALUE:
        case ATTR_TYPE_GET:
        case ATTR_TYPE_CLASSMETHOD:
            return false;
        default:
            return true;
    }
}

void nc_know_attribute(PyObject *name, enum AttributeUse use, const AttributeCache *cache)
{
    if (!depends_on_type_alone(cache)) {
        return;
    }
    uint32_t version = cache->other_version;
    Known *pair = pair_of(version, name, use);
    Known gone = {0};
    if (!is_for(&pair[0], version, name, use)) {
        gone = pair[1];
        pair[1] = pair[0];
        pair[0].name = Py_NewRef(name);
        pair[0].use = use;
    }
    pair[0].cache = *cache;
    Py_XDECREF(gone.name);
}
