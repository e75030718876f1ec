/* What caches of attributes have learnt, for places that see several types in turn. Maps from: (a type's version tag, a
   name, loading or storing). Maps to: a cache as that place would have learnt it. Knows nothing of how caches are used or
   learnt (runtime_attributes.c, attribute_cache.h). */
#ifndef NC_KNOWN_ATTRIBUTES_H
#define NC_KNOWN_ATTRIBUTES_H

#include "runtime.h"

enum AttributeUse { ATTRIBUTE_LOAD, ATTRIBUTE_STORE };

/* NULL: not known. Valid until Python code runs. */
AttributeCache *nc_known_attribute(uint32_t version, PyObject *name, enum AttributeUse use);

/* Enters what `cache` has learnt, if it depends on the owner's type alone. */
void nc_know_attribute(PyObject *name, enum AttributeUse use, const AttributeCache *cache);

#endif
