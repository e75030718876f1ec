/* See known_attributes.h. A table of pairs of places, where of three that belong into one pair the
   oldest goes. An entry holds its name, so that no other string can have its address; what the
   type's tag guards needs no holding. */
#include "known_attributes.h"

#include "attribute_cache.h"

KnownAttribute nc_known_attributes[1u << KNOWN_PAIR_BITS][2];

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
    KnownAttribute *pair = nc_known_pair(version, name, use);
    KnownAttribute gone = {0};
    if (!nc_known_is_for(&pair[0], version, name, use)) {
        gone = pair[1];
        pair[1] = pair[0];
        pair[0].name = Py_NewRef(name);
        pair[0].use = use;
    }
    pair[0].cache = *cache;
    Py_XDECREF(gone.name);
}

/* sys._clear_type_cache() is to give back the names that a cache of attributes holds: CPython's has
   some, and so have we. */
unsigned int __wrap_PyType_ClearCache(void);
unsigned int __real_PyType_ClearCache(void);

unsigned int __wrap_PyType_ClearCache(void)
{
    for (size_t pair = 0; pair < Py_ARRAY_LENGTH(nc_known_attributes); pair++) {
        for (int which = 0; which < 2; which++) {
            KnownAttribute gone = nc_known_attributes[pair][which];
            nc_known_attributes[pair][which] = (KnownAttribute){0};
            Py_XDECREF(gone.name);
        }
    }
    return __real_PyType_ClearCache();
}
