/* See known_attributes.h. A table of fixed size in which the newer entry wins. An entry holds its name, so that no other
   string can have its address; what the type's tag guards needs no holding. */
#include "known_attributes.h"

#include "attribute_cache.h"

typedef struct {
    PyObject *name; /* NULL: empty */
    enum AttributeUse use;
    AttributeCache cache;
} Known;

#define PLACES 1024u
static Known table[PLACES];

static inline Known *place_of(uint32_t version, PyObject *name, enum AttributeUse use)
{
    return &table[((version << 2) ^ (version >> 6) ^ ((uintptr_t)name >> 4) ^ ((unsigned)use << 1)) % PLACES];
}

AttributeCache *nc_known_attribute(uint32_t version, PyObject *name, enum AttributeUse use)
{
    Known *known = place_of(version, name, use);
    return known->name == name && known->cache.other_version == version && known->use == use ? &known->cache : NULL;
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
    Known *known = place_of(cache->other_version, name, use);
    Py_INCREF(name);
    Py_XSETREF(known->name, name);
    known->use = use;
    known->cache = *cache;
}
