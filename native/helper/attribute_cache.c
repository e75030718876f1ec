/* Learning attribute caches. Maps from: an owner on which a name has just been found or stored.
   Maps to: the kind of attribute_cache.h that will find it again. Knows nothing of how the kinds
   are used (runtime_attributes.c). */
#include "attribute_cache.h"

#include <structmember.h>

#include "internal/pycore_dict.h"
#include "internal/pycore_global_strings.h"
#include "internal/pycore_moduleobject.h"
#include "internal/pycore_object.h"
#include "internal/pycore_runtime.h"
#include "runtime_values.h"

/* Where a builtin descriptor type keeps what its read-only member `name` shows. The structs are
   private to CPython, the members are not. */
static Py_ssize_t member_offset(PyTypeObject *type, const char *name)
{
    PyObject *member = PyDict_GetItemString(type->tp_dict, name);
    if (member == NULL || !Py_IS_TYPE(member, &PyMemberDescr_Type)) {
        return 0;
    }
    return ((PyMemberDescrObject *)member)->d_member->offset;
}

static PyObject *wrapped(PyObject *descriptor, PyTypeObject *type, const char *name,
                         Py_ssize_t *offset)
{
    if (*offset == 0) {
        *offset = member_offset(type, name);
        if (*offset == 0) {
            return NULL;
        }
    }
    return *(PyObject **)((char *)descriptor + *offset);
}

PyObject *nc_property_getter(PyObject *property)
{
    static Py_ssize_t offset;
    return wrapped(property, &PyProperty_Type, "fget", &offset);
}

PyObject *nc_classmethod_function(PyObject *classmethod)
{
    static Py_ssize_t offset;
    return wrapped(classmethod, &PyClassMethod_Type, "__func__", &offset);
}

PyObject *nc_staticmethod_function(PyObject *staticmethod)
{
    static Py_ssize_t offset;
    return wrapped(staticmethod, &PyStaticMethod_Type, "__func__", &offset);
}

static void forget(AttributeCache *cache)
{
    *cache = (AttributeCache){
        .kind = ATTR_UNKNOWN,
        .misses = cache->misses,
        .others = cache->others,
    };
}

static void remember(AttributeCache *cache, PyTypeObject *type, enum AttributeKind kind,
                     PyObject *value)
{
    cache->kind = kind;
    cache->other_version = type->tp_version_tag;
    cache->value = value;
}

/* The class of the object cannot be changed from Python, so its descriptor slots are as they
   are. */
static bool has_fixed_class(PyObject *object)
{
    return (Py_TYPE(object)->tp_flags & Py_TPFLAGS_IMMUTABLETYPE) != 0;
}

static Py_ssize_t shared_keys_index(PyTypeObject *type, PyObject *name)
{
    PyDictKeysObject *keys = ((PyHeapTypeObject *)type)->ht_cached_keys;
    return keys == NULL ? DKIX_EMPTY : _PyDictKeys_StringLookup(keys, name);
}

/* Types whose attributes are looked up in the ordinary way, which is object's, or for metatypes
   type's. with_hook: the class has a __getattr__ for those that are not found so. */
static bool has_ordinary_lookup(PyTypeObject *type, getattrofunc ordinary, bool *with_hook)
{
    *with_hook = false;
    if (type->tp_getattro == ordinary) {
        return true;
    }
    if (!(type->tp_flags & Py_TPFLAGS_HEAPTYPE)) {
        return false;
    }
    PyObject *lookup = _PyType_Lookup(type, &_Py_ID(__getattribute__));
    *with_hook = true;
    /* A C type's own tp_getattro would show as another wrapper. */
    return lookup != NULL && Py_IS_TYPE(lookup, &PyWrapperDescr_Type) &&
           ((PyWrapperDescrObject *)lookup)->d_wrapped == (void *)ordinary;
}

static bool learn_slot(PyObject *owner, PyObject *descriptor, int allowed_flags,
                       AttributeCache *cache)
{
    if (!Py_IS_TYPE(descriptor, &PyMemberDescr_Type)) {
        return false;
    }
    PyMemberDescrObject *member = (PyMemberDescrObject *)descriptor;
    PyMemberDef *definition = member->d_member;
    if (definition->type != T_OBJECT_EX || (definition->flags & ~allowed_flags) != 0
        || definition->offset <= 0 || !PyObject_TypeCheck(owner, member->d_common.d_type)) {
        return false;
    }
    remember(cache, Py_TYPE(owner), ATTR_SLOT, NULL);
    cache->slot_offset = (uint32_t)definition->offset;
    cache->slot_version = cache->other_version;
    return true;
}

/* The instance's own dict if there is one; values: it has inline values instead. */
static PyDictObject *instance_dict(PyObject *owner, PyTypeObject *type, bool *values)
{
    *values = false;
    if (type->tp_flags & Py_TPFLAGS_MANAGED_DICT) {
        *values = *_PyObject_ValuesPointer(owner) != NULL;
        return (PyDictObject *)*_PyObject_ManagedDictPointer(owner);
    }
    if (type->tp_dictoffset > 0) {
        return *(PyDictObject **)((char *)owner + type->tp_dictoffset);
    }
    return NULL;
}

/* The attribute is in the instance, or can be there. */
static void learn_field(PyObject *owner, PyTypeObject *type, PyObject *name, PyObject *class_value,
                        AttributeCache *cache)
{
    bool managed = (type->tp_flags & Py_TPFLAGS_MANAGED_DICT) != 0;
    if (!managed && type->tp_dictoffset <= 0) {
        return;
    }
    Py_ssize_t index = managed ? shared_keys_index(type, name) : DKIX_EMPTY;
    bool values;
    PyDictObject *dict = instance_dict(owner, type, &values);
    if (index < 0 && dict == NULL) {
        return;
    }
    remember(cache, type, ATTR_FIELD, class_value);
    cache->key_index = index < 0 ? -1 : (int32_t)index;
    if (index >= 0 && (class_value == NULL || has_fixed_class(class_value))) {
        cache->version = type->tp_version_tag;
        cache->offset =
            (uint32_t)(offsetof(PyDictValues, values) + (size_t)index * sizeof(PyObject *));
    }
}

/* Whether the instance has an attribute of that name itself. */
static bool is_in_instance(PyObject *owner, PyTypeObject *type, PyObject *name)
{
    bool values;
    PyDictObject *dict = instance_dict(owner, type, &values);
    if (values) {
        Py_ssize_t index = shared_keys_index(type, name);
        return index >= 0 && (*_PyObject_ValuesPointer(owner))->values[index] != NULL;
    }
    if (dict == NULL) {
        return false;
    }
    /* Keys that are not all str are not looked into: that could run their code. */
    return _PyDictKeys_StringLookup(dict->ma_keys, name) != DKIX_EMPTY;
}

static void learn_class_attribute(PyObject *owner, PyTypeObject *type, PyObject *name,
                                  PyObject *value, enum AttributeKind kind, AttributeCache *cache)
{
    if (type->tp_dictoffset < 0 && !(type->tp_flags & Py_TPFLAGS_MANAGED_DICT)) {
        return;
    }
    bool values;
    PyDictObject *dict = instance_dict(owner, type, &values);
    if (type->tp_dictoffset == 0) {
        cache->shadowing = SHADOW_NONE;
    } else if (type->tp_flags & Py_TPFLAGS_MANAGED_DICT) {
        cache->shadowing = SHADOW_MANAGED;
        Py_ssize_t index = shared_keys_index(type, name);
        cache->key_index = index < 0 ? -1 : (int32_t)index;
        if (values && index < 0) {
            PyDictKeysObject *keys = ((PyHeapTypeObject *)type)->ht_cached_keys;
            cache->keys_version = keys == NULL ? 0 : _PyDictKeys_GetVersionForCurrentState(keys);
        }
    } else {
        cache->shadowing = SHADOW_DICT;
    }
    if (dict != NULL && !values) {
        cache->keys_version = _PyDictKeys_GetVersionForCurrentState(dict->ma_keys);
    }
    remember(cache, type, kind, value);
}

static void learn_from_class(PyObject *owner, PyObject *name, bool with_hook, AttributeCache *cache)
{
    PyTypeObject *type = Py_TYPE(owner);
    PyObject *value = _PyType_Lookup(type, name);
    if (type->tp_version_tag == 0) {
        return;
    }
    if (value == NULL) {
        learn_field(owner, type, name, NULL, cache);
        return;
    }
    PyTypeObject *class = Py_TYPE(value);
    if (class->tp_descr_set != NULL) {
        /* A getter may raise AttributeError, and then a __getattr__ has to be asked. */
        if (learn_slot(owner, value, READONLY, cache) || with_hook || !has_fixed_class(value)) {
            return;
        }
        if (Py_IS_TYPE(value, &PyProperty_Type)) {
            remember(cache, type, ATTR_PROPERTY, value);
        } else if (class->tp_descr_get != NULL) {
            remember(cache, type, ATTR_DATA_GET, value);
        }
        return;
    }
    if (is_in_instance(owner, type, name)) {
        learn_field(owner, type, name, value, cache);
    } else if (class->tp_descr_get == NULL) {
        learn_class_attribute(owner, type, name, value, ATTR_CLASS_VALUE, cache);
    } else if (Py_IS_TYPE(value, &PyFunction_Type)) {
        learn_class_attribute(owner, type, name, value, ATTR_METHOD, cache);
    } else if (!with_hook && has_fixed_class(value)) {
        bool is_method = (class->tp_flags & Py_TPFLAGS_METHOD_DESCRIPTOR) != 0;
        learn_class_attribute(owner, type, name, value, is_method ? ATTR_METHOD : ATTR_CLASS_GET,
                              cache);
    }
}

static void learn_module_global(PyObject *module, PyObject *name, AttributeCache *cache)
{
    PyTypeObject *type = Py_TYPE(module);
    PyDictObject *dict = (PyDictObject *)((PyModuleObject *)module)->md_dict;
    if (_PyType_Lookup(type, name) != NULL || type->tp_version_tag == 0 || dict == NULL
        || dict->ma_values != NULL) {
        return;
    }
    PyDictKeysObject *keys = dict->ma_keys;
    Py_ssize_t index = _PyDictKeys_StringLookup(keys, name);
    uint32_t version = index < 0 ? 0 : _PyDictKeys_GetVersionForCurrentState(keys);
    if (version == 0 || !nc_is_near(&DK_UNICODE_ENTRIES(keys)[index].me_value, keys)) {
        return;
    }
    remember(cache, type, ATTR_MODULE, NULL);
    cache->keys_version = version;
    cache->global_offset =
        (uint32_t)((char *)&DK_UNICODE_ENTRIES(keys)[index].me_value - (char *)keys);
}

static void learn_from_type(PyTypeObject *owner, PyObject *name, bool with_hook,
                            AttributeCache *cache)
{
    PyTypeObject *metatype = Py_TYPE(owner);
    if (_PyType_Lookup(metatype, name) != NULL) {
        return;
    }
    PyObject *value = _PyType_Lookup(owner, name);
    if (value == NULL || owner->tp_version_tag == 0 || metatype->tp_version_tag == 0) {
        return;
    }
    enum AttributeKind kind;
    if (Py_TYPE(value)->tp_descr_get == NULL || Py_IS_TYPE(value, &PyFunction_Type)) {
        kind = ATTR_TYPE_VALUE;
    } else if (Py_IS_TYPE(value, &PyClassMethod_Type)) {
        kind = ATTR_TYPE_CLASSMETHOD;
    } else if (!with_hook && has_fixed_class(value)) {
        kind = ATTR_TYPE_GET;
    } else {
        return;
    }
    remember(cache, metatype, kind, value);
    cache->own_version = owner->tp_version_tag;
}

void nc_attribute_learn_load(PyObject *owner, PyObject *name, AttributeCache *cache)
{
    PyTypeObject *type = Py_TYPE(owner);
    bool with_hook;
    forget(cache);
    if (PyModule_CheckExact(owner)) {
        learn_module_global(owner, name, cache);
    } else if (PyType_Check(owner)) {
        if (has_ordinary_lookup(type, PyType_Type.tp_getattro, &with_hook)) {
            learn_from_type((PyTypeObject *)owner, name, with_hook, cache);
        }
    } else if (has_ordinary_lookup(type, PyObject_GenericGetAttr, &with_hook)) {
        learn_from_class(owner, name, with_hook, cache);
    }
}

void nc_attribute_learn_store(PyObject *owner, PyObject *name, AttributeCache *cache)
{
    PyTypeObject *type = Py_TYPE(owner);
    forget(cache);
    if (type->tp_setattro != PyObject_GenericSetAttr) {
        return;
    }
    PyObject *value = _PyType_Lookup(type, name);
    if (type->tp_version_tag == 0) {
        return;
    }
    if (value == NULL || Py_TYPE(value)->tp_descr_set == NULL) {
        learn_field(owner, type, name, value, cache);
    } else if (!learn_slot(owner, value, 0, cache) && has_fixed_class(value)) {
        remember(cache, type, ATTR_DATA_SET, value);
    }
}
