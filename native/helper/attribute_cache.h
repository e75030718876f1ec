/* What an attribute cache can know. Maps from: (owner's type, name), seen once at one instruction.
   Maps to: the short way to the same attribute for the next owner of that type. Knows nothing of
   machine code.

   A cache holds while the owner's type has the version tag that it was learnt with: CPython
   gives a type a new tag (or none) whenever anything on its method resolution order changes, and
   never gives a tag twice. What can change without a new tag is tested at every use: the
   instance, its dict, the shared keys, descriptors whose own class is mutable. Nothing here is
   owned: `value` is held by the type's dict as long as the tag is the type's. */
#ifndef NC_ATTRIBUTE_CACHE_H
#define NC_ATTRIBUTE_CACHE_H

#include <stdbool.h>

#include "runtime.h"

/* What an AttributeCache (caches.def) is about, and so which fields of its unions are meant.
   other_version is the tag of Py_TYPE(owner) in every kind but ATTR_UNKNOWN, where it is 0, no
   type's tag. */
enum AttributeKind {
    ATTR_UNKNOWN = 0,

    /* The instance itself has it. key_index: place in the shared keys, -1 if not there; entry:
       where it was last seen in a dict's entries; value: what the class has under that name (no
       data descriptor), or NULL. Has the inline `version` and `offset` unless the class's value
       could become a data descriptor. */
    ATTR_FIELD,
    /* A __slots__ member that any object may be in: slot_offset. */
    ATTR_SLOT,

    /* The class has it, and the instance does not: `shadowing`, key_index and keys_version (see
       enum Shadowing). value: what the class has. */
    ATTR_CLASS_VALUE,
    /* A function or method descriptor, which LOAD_METHOD leaves unbound. */
    ATTR_METHOD,
    /* Another descriptor without __set__, of a class that cannot change. */
    ATTR_CLASS_GET,

    /* A property. */
    ATTR_PROPERTY,
    /* Another descriptor with __set__, of a class that cannot change. */
    ATTR_DATA_GET,
    ATTR_DATA_SET,

    /* A module's global: keys_version and global_offset. */
    ATTR_MODULE,

    /* The owner is a type and has it; its metatype does not: own_version. */
    ATTR_TYPE_VALUE,
    ATTR_TYPE_GET,
    ATTR_TYPE_CLASSMETHOD,
};

/* Learning costs about as much as a lookup, so a place that sees many types stops trying each
   time. */
static inline bool nc_attribute_should_learn(AttributeCache *cache)
{
    unsigned misses = cache->misses++;
    return misses < 8 || (misses & 31) == 0;
}

/* Called after a lookup that succeeded; no exception is set. Runs no Python code. */
void nc_attribute_learn_load(PyObject *owner, PyObject *name, AttributeCache *cache);
void nc_attribute_learn_store(PyObject *owner, PyObject *name, AttributeCache *cache);

/* The function that a property, a classmethod or a staticmethod object wraps at the moment:
   borrowed, may be NULL. */
PyObject *nc_staticmethod_function(PyObject *staticmethod);
PyObject *nc_property_getter(PyObject *property);
PyObject *nc_classmethod_function(PyObject *classmethod);

#endif
