/* Attributes. Maps from: LOAD_ATTR, LOAD_METHOD, STORE_ATTR, DELETE_ATTR. Maps to: CPython's
   attribute protocol, by way of what the instruction's cache has learnt (attribute_cache.h). Knows
   nothing of machine code. */
#include "runtime.h"
#include "attribute_cache.h"
#include "call.h"
#include "known_attributes.h"
#include "runtime_values.h"

#include "internal/pycore_dict.h"
#include "internal/pycore_moduleobject.h"
#include "internal/pycore_object.h"

/* The cache does not say; no exception is set. */
#define MISS ((PyObject *)-1)

/* Of the owners that an instruction sees, the type that its own cache is for follows the majority,
   slowly. */
#define OTHERS_BEFORE_CHANGE 16

static void copy_learnt(AttributeCache *to, const AttributeCache *from)
{
    uint16_t misses = to->misses, others = to->others;
    *to = *from;
    to->misses = misses;
    to->others = others;
}

/* The cache that is for owners of that type: the instruction's own, or what another place, or this
   one earlier, has learnt; the instruction's own as well when there is none. */
static inline AttributeCache *cache_for(PyTypeObject *type, PyObject *name, AttributeCache *cache,
                                        enum AttributeUse use)
{
    uint32_t version = type->tp_version_tag;
    if (version == cache->other_version || version == 0) {
        return cache;
    }
    AttributeCache *known = nc_known_attribute(version, name, use);
    if (known == NULL) {
        return cache;
    }
    if (++cache->others % OTHERS_BEFORE_CHANGE == 0) {
        copy_learnt(cache, known);
    }
    return known;
}

static void learn(PyObject *owner, PyObject *name, AttributeCache *cache, enum AttributeUse use)
{
    if (!nc_attribute_should_learn(cache)) {
        return;
    }
    if (use == ATTRIBUTE_LOAD) {
        nc_attribute_learn_load(owner, name, cache);
    } else {
        nc_attribute_learn_store(owner, name, cache);
    }
    /* A place that has seen one type only needs no help. */
    if (cache->misses > 1) {
        nc_know_attribute(name, use, cache);
    }
}

/* The value under a name in an instance's dict, borrowed; NULL: not there; MISS: the keys are not
   all str. */
static PyObject *dict_field(PyDictObject *dict, PyObject *name, AttributeCache *cache)
{
    PyDictKeysObject *keys = dict->ma_keys;
    if (!DK_IS_UNICODE(keys)) {
        return MISS;
    }
    Py_ssize_t index = (Py_ssize_t)cache->entry;
    PyDictUnicodeEntry *entries = DK_UNICODE_ENTRIES(keys);
    if ((size_t)index >= (size_t)keys->dk_nentries || entries[index].me_key != name) {
        index = _PyDictKeys_StringLookup(keys, name);
        if (index < 0) {
            return NULL;
        }
        if ((size_t)index > UINT32_MAX) {
            return MISS;
        }
        cache->entry = (uint32_t)index;
    }
    return dict->ma_values != NULL ? dict->ma_values->values[index] : entries[index].me_value;
}

static PyDictObject *offset_dict(PyObject *owner, PyTypeObject *type)
{
    return *(PyDictObject **)((char *)owner + type->tp_dictoffset);
}

/* A new reference or MISS. */
static PyObject *load_field(PyObject *owner, PyTypeObject *type, PyObject *name,
                            AttributeCache *cache)
{
    PyObject *class_value = cache->value, *value = NULL;
    if (class_value != NULL && Py_TYPE(class_value)->tp_descr_set != NULL) {
        return MISS;
    }
    PyDictObject *dict;
    if (type->tp_flags & Py_TPFLAGS_MANAGED_DICT) {
        PyDictValues *values = *_PyObject_ValuesPointer(owner);
        if (values != NULL) {
            if (cache->key_index < 0) {
                return MISS;
            }
            value = values->values[cache->key_index];
        }
        dict = values != NULL ? NULL : (PyDictObject *)*_PyObject_ManagedDictPointer(owner);
    } else {
        dict = offset_dict(owner, type);
    }
    if (dict != NULL) {
        value = dict_field(dict, name, cache);
        if (value == MISS) {
            return MISS;
        }
    }
    if (value == NULL) {
        if (class_value == NULL || Py_TYPE(class_value)->tp_descr_get != NULL) {
            return MISS;
        }
        value = class_value;
    }
    return Py_NewRef(value);
}

/* Whether the instance may have an attribute of that name that hides its class's. */
static bool may_be_shadowed(PyObject *owner, PyTypeObject *type, PyObject *name,
                            AttributeCache *cache)
{
    PyDictObject *dict;
    switch ((enum Shadowing)cache->shadowing) {
        case SHADOW_NONE:
            return false;
        case SHADOW_MANAGED: {
            PyDictValues *values = *_PyObject_ValuesPointer(owner);
            if (values != NULL) {
                if (cache->key_index >= 0) {
                    return values->values[cache->key_index] != NULL;
                }
                PyDictKeysObject *keys = ((PyHeapTypeObject *)type)->ht_cached_keys;
                if (keys->dk_version == cache->keys_version && cache->keys_version != 0) {
                    return false;
                }
                /* Other names have come to the shared keys, or a dict's keys were seen last. */
                cache->key_index = (int32_t)_PyDictKeys_StringLookup(keys, name);
                if (cache->key_index >= 0) {
                    return values->values[cache->key_index] != NULL;
                }
                cache->key_index = -1;
                cache->keys_version = _PyDictKeys_GetVersionForCurrentState(keys);
                return false;
            }
            dict = (PyDictObject *)*_PyObject_ManagedDictPointer(owner);
            break;
        }
        default:
            dict = offset_dict(owner, type);
    }
    if (dict == NULL) {
        return false;
    }
    PyDictKeysObject *keys = dict->ma_keys;
    if (keys->dk_version == cache->keys_version && cache->keys_version != 0) {
        return false;
    }
    return _PyDictKeys_StringLookup(keys, name) != DKIX_EMPTY;
}

/* Calls a getter of a descriptor of the class, which the call may take out of the class. */
static PyObject *call_get(PyObject *descriptor, PyObject *owner, PyTypeObject *type)
{
    Py_INCREF(descriptor);
    PyObject *value = Py_TYPE(descriptor)->tp_descr_get(descriptor, owner, (PyObject *)type);
    Py_DECREF(descriptor);
    return value;
}

static PyObject *call_property(PyObject *property, PyObject *owner, PyTypeObject *type)
{
    PyObject *getter = nc_property_getter(property);
    if (getter == NULL || !Py_IS_TYPE(getter, &PyFunction_Type)) {
        return call_get(property, owner, type);
    }
    PyObject *items[2] = {Py_NewRef(getter), Py_NewRef(owner)};
    return nc_call(items, 0, NULL);
}

/* A new reference; NULL with an exception set; or MISS. */
static PyObject *cached_load(PyObject *owner, PyObject *name, AttributeCache *cache)
{
    PyTypeObject *type = Py_TYPE(owner);
    PyObject *value = cache->value;
    if (type->tp_version_tag != cache->other_version) {
        return MISS;
    }
    switch ((enum AttributeKind)cache->kind) {
        case ATTR_FIELD:
            return load_field(owner, type, name, cache);
        case ATTR_SLOT:
            value = *(PyObject **)((char *)owner + cache->slot_offset);
            return value == NULL ? MISS : Py_NewRef(value);
        case ATTR_CLASS_VALUE:
            if (Py_TYPE(value)->tp_descr_get != NULL || Py_TYPE(value)->tp_descr_set != NULL ||
                may_be_shadowed(owner, type, name, cache)) {
                return MISS;
            }
            return Py_NewRef(value);
        case ATTR_METHOD:
        case ATTR_CLASS_GET:
            return may_be_shadowed(owner, type, name, cache) ? MISS : call_get(value, owner, type);
        case ATTR_PROPERTY:
            return call_property(value, owner, type);
        case ATTR_DATA_GET:
            return call_get(value, owner, type);
        case ATTR_MODULE: {
            PyDictObject *dict = (PyDictObject *)((PyModuleObject *)owner)->md_dict;
            if (dict == NULL || dict->ma_keys->dk_version != cache->keys_version) {
                return MISS;
            }
            value = *(PyObject **)((char *)dict->ma_keys + cache->global_offset);
            return value == NULL ? MISS : Py_NewRef(value);
        }
        case ATTR_TYPE_VALUE:
        case ATTR_TYPE_GET:
        case ATTR_TYPE_CLASSMETHOD:
            if (((PyTypeObject *)owner)->tp_version_tag != cache->own_version) {
                return MISS;
            }
            if (Py_TYPE(value)->tp_descr_get == NULL || Py_IS_TYPE(value, &PyFunction_Type)) {
                return Py_NewRef(value);
            }
            return cache->kind == ATTR_TYPE_VALUE ? MISS
                                                  : call_get(value, NULL, (PyTypeObject *)owner);
        default:
            return MISS;
    }
}

static PyObject *load(PyObject *owner, PyObject *name, AttributeCache *cache)
{
    PyObject *value =
        cached_load(owner, name, cache_for(Py_TYPE(owner), name, cache, ATTRIBUTE_LOAD));
    if (value == MISS) {
        value = PyObject_GetAttr(owner, name);
        if (value != NULL) {
            learn(owner, name, cache, ATTRIBUTE_LOAD);
        }
    }
    return value;
}

/* What compiled code reads in line, for a type that the instruction's own cache is not for; NULL:
   not so. */
static inline PyObject **field_in_line(PyObject *owner, PyTypeObject *type,
                                       const AttributeCache *found)
{
    uint32_t version = found->version;
    if (version != type->tp_version_tag || version == 0) {
        return NULL;
    }
    PyDictValues *values = *_PyObject_ValuesPointer(owner);
    return values == NULL ? NULL : (PyObject **)((char *)values + found->offset);
}

RT PyObject *rt_load_attr(PyObject *owner, PyObject *name, AttributeCache *cache)
{
    PyTypeObject *type = Py_TYPE(owner);
    PyObject **field = field_in_line(owner, type, cache_for(type, name, cache, ATTRIBUTE_LOAD));
    if (field != NULL && *field != NULL) {
        PyObject *found = Py_NewRef(*field);
        nc_drop(owner);
        return found;
    }
    PyObject *value = load(owner, name, cache);
    nc_drop(owner);
    return value;
}

/* What compiled code does in line at LOAD_METHOD is another thing than at LOAD_ATTR. */
static void set_version_in_line(AttributeCache *cache)
{
    bool in_line = cache->kind == ATTR_METHOD
                   && (cache->shadowing == SHADOW_NONE
                       || (cache->shadowing == SHADOW_MANAGED && cache->key_index < 0));
    cache->version = in_line ? cache->other_version : 0;
}

RT int rt_load_method(PyObject *owner, PyObject *name, AttributeCache *cache, PyObject **out)
{
    PyTypeObject *type = Py_TYPE(owner);
    uint32_t learnt = cache->other_version;
    AttributeCache *found = cache_for(type, name, cache, ATTRIBUTE_LOAD);
    if (cache->other_version != learnt) {
        set_version_in_line(cache);
    }
    if (type->tp_version_tag == found->other_version) {
        PyObject *value = found->value;
        if (found->kind == ATTR_METHOD) {
            if (!may_be_shadowed(owner, type, name, found)) {
                out[0] = Py_NewRef(value);
                out[1] = owner;
                return 0;
            }
        } else if (found->kind == ATTR_TYPE_CLASSMETHOD &&
                   ((PyTypeObject *)owner)->tp_version_tag == found->own_version) {
            /* What a bound method of the class would be taken apart into by the call. */
            PyObject *function = nc_classmethod_function(value);
            if (function != NULL && Py_IS_TYPE(function, &PyFunction_Type)) {
                out[0] = Py_NewRef(function);
                out[1] = owner;
                return 0;
            }
        } else if (found->kind == ATTR_CLASS_GET && Py_IS_TYPE(value, &PyClassMethod_Type)
                   && !may_be_shadowed(owner, type, name, found)) {
            PyObject *function = nc_classmethod_function(value);
            if (function != NULL && Py_IS_TYPE(function, &PyFunction_Type)) {
                out[0] = Py_NewRef(function);
                out[1] = Py_NewRef(type);
                nc_drop(owner);
                return 0;
            }
        }
        if (found->kind != ATTR_UNKNOWN && found->kind != ATTR_METHOD) {
            PyObject *attribute = load(owner, name, cache);
            set_version_in_line(cache);
            nc_drop(owner);
            out[0] = NULL;
            out[1] = attribute;
            return attribute == NULL ? -1 : 0;
        }
    }
    PyObject *method = NULL;
    int is_unbound = _PyObject_GetMethod(owner, name, &method);
    if (method == NULL) {
        nc_drop(owner);
        return -1;
    }
    learn(owner, name, cache, ATTRIBUTE_LOAD);
    set_version_in_line(cache);
    if (is_unbound) {
        out[0] = method;
        out[1] = owner;
    } else {
        out[0] = NULL;
        out[1] = method;
        nc_drop(owner);
    }
    return 0;
}

/* Stores into the instance itself; steals value if it returns true. */
static bool store_field(PyObject *owner, PyTypeObject *type, PyObject *name, PyObject *value,
                        AttributeCache *cache)
{
    if (cache->value != NULL && Py_TYPE(cache->value)->tp_descr_set != NULL) {
        return false;
    }
    PyDictObject *dict;
    PyObject *old;
    if (type->tp_flags & Py_TPFLAGS_MANAGED_DICT) {
        PyDictValues *values = *_PyObject_ValuesPointer(owner);
        if (values != NULL) {
            Py_ssize_t index = cache->key_index;
            if (index < 0) {
                return false;
            }
            old = values->values[index];
            values->values[index] = value;
            if (old == NULL) {
                _PyDictValues_AddToInsertionOrder(values, index);
            } else {
                nc_drop(old);
            }
            return true;
        }
        dict = (PyDictObject *)*_PyObject_ManagedDictPointer(owner);
    } else {
        dict = offset_dict(owner, type);
    }
    /* Only values of names that the dict has are replaced here, and only where they are in the
       keys' entries. */
    if (dict == NULL || dict->ma_values != NULL) {
        return false;
    }
    old = dict_field(dict, name, cache);
    if (old == NULL || old == MISS) {
        return false;
    }
    DK_UNICODE_ENTRIES(dict->ma_keys)[cache->entry].me_value = value;
    if (!_PyObject_GC_IS_TRACKED(dict) && _PyObject_GC_MAY_BE_TRACKED(value)) {
        _PyObject_GC_TRACK(dict);
    }
    dict->ma_version_tag = DICT_NEXT_VERSION();
    nc_drop(old);
    return true;
}

/* 1: stored, value stolen; 0: the cache does not say; -1: an exception is set, value stolen. */
static int cached_store(PyObject *value, PyObject *owner, PyObject *name, AttributeCache *cache)
{
    PyTypeObject *type = Py_TYPE(owner);
    if (type->tp_version_tag != cache->other_version) {
        return 0;
    }
    switch ((enum AttributeKind)cache->kind) {
        case ATTR_FIELD:
            return store_field(owner, type, name, value, cache) ? 1 : 0;
        case ATTR_SLOT: {
            PyObject **slot = (PyObject **)((char *)owner + cache->slot_offset);
            PyObject *old = *slot;
            *slot = value;
            nc_xdrop(old);
            return 1;
        }
        case ATTR_DATA_SET: {
            PyObject *descriptor = Py_NewRef(cache->value);
            int status = Py_TYPE(descriptor)->tp_descr_set(descriptor, owner, value);
            Py_DECREF(descriptor);
            nc_drop(value);
            return status != 0 ? -1 : 1;
        }
        default:
            return 0;
    }
}

RT int rt_store_attr(PyObject *value, PyObject *owner, PyObject *name, AttributeCache *cache)
{
    PyTypeObject *type = Py_TYPE(owner);
    AttributeCache *found = cache_for(type, name, cache, ATTRIBUTE_STORE);
    PyObject **field = field_in_line(owner, type, found);
    if (field != NULL && *field != NULL) {
        PyObject *old = *field;
        *field = value;
        nc_drop(old);
        nc_drop(owner);
        return 0;
    }
    int status = cached_store(value, owner, name, found);
    if (status != 0) {
        nc_drop(owner);
        return status < 0 ? -1 : 0;
    }
    status = PyObject_SetAttr(owner, name, value);
    if (status == 0) {
        learn(owner, name, cache, ATTRIBUTE_STORE);
    }
    nc_drop(value);
    nc_drop(owner);
    return status != 0 ? -1 : 0;
}

RT int rt_delete_attr(PyObject *owner, PyObject *name)
{
    int status = PyObject_SetAttr(owner, name, NULL);
    nc_drop(owner);
    return status != 0 ? -1 : 0;
}
