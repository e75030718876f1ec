/* Wrappers of the runtime functions that compute values: operators, attributes, containers. Maps
   from: a call of nc_runtime. Maps to: one rt_* function. Knows nothing of what is expected. */
#include "runtime_test.h"

#include <opcode.h>

UNARY(unary_positive)

/* Of an int that a machine word holds. */
TEST(new_int)
{
    long value;
    PARSE("l", &value);
    return rt_new_int(value);
}

UNARY(unary_negative)
UNARY(unary_invert)
UNARY_STATUS(truth)
BINARY_STATUS(contains)
BINARY(subscr)
BINARY_STATUS(delete_subscr)
UNARY(list_to_tuple)
INTO(list_append)
INTO(list_extend)
INTO(set_add)
INTO(set_update)
INTO(dict_update)
BUILD(build_tuple)
BUILD(build_list)
BUILD(build_set)
BUILD(build_map)
BUILD(build_const_key_map)
BUILD(build_string)
BUILD(build_slice)
BUILD(format_value)

TEST(binary_op)
{
    PyObject *a, *b;
    int index;
    PARSE("OOi", &a, &b, &index);
    return rt_binary_op(own(a), own(b), index);
}

TEST(binary_op_fresh)
{
    PyObject *a, *b;
    int index;
    PARSE("OOi", &a, &b, &index);
    return rt_binary_op(fresh(a), fresh(b), index);
}

TEST(negative_fresh)
{
    PyObject *a;
    PARSE("O", &a);
    return rt_unary_negative(fresh(a));
}

TEST(compare)
{
    PyObject *a, *b;
    int op;
    PARSE("OOi", &a, &b, &op);
    return rt_compare(own(a), own(b), op);
}

TEST(compare_truth)
{
    PyObject *a, *b;
    int op;
    PARSE("OOi", &a, &b, &op);
    return status_result(rt_compare_truth(own(a), own(b), op));
}

TEST(store_subscr)
{
    PyObject *value, *container, *key;
    PARSE("OOO", &value, &container, &key);
    return status_result(rt_store_subscr(own(container), own(key), own(value)));
}

/* a op b, where a fast local holds a (a copy that nobody else has) or something else. The operator
   is where the runtime function looks for it: in the instruction that runs. Returns the result and
   what the local has then, Ellipsis for NULL. */
TEST(add_into_local)
{
    PyObject *a, *b;
    int held, operator_index;
    PARSE("OOii", &a, &b, &held, &operator_index);
    Frame *frame = caller();
    _Py_CODEUNIT *prev_instr = frame->prev_instr;
    _Py_CODEUNIT instruction = _Py_MAKECODEUNIT(BINARY_OP, operator_index);
    frame->prev_instr = &instruction;
    PyObject *local = held ? fresh(a) : own(Py_False);
    PyObject *result = rt_add_into_local(own(held ? local : a), own(b), &local);
    frame->prev_instr = prev_instr;
    PyObject *pair =
        result == NULL ? NULL : PyTuple_Pack(2, result, local != NULL ? local : Py_Ellipsis);
    Py_XDECREF(result);
    Py_XDECREF(local);
    return pair;
}

TEST(load_attr)
{
    PyObject *owner, *name, *bytes;
    PARSE("OUO", &owner, &name, &bytes);
    AttributeCache *cache = cache_of(bytes, sizeof(AttributeCache));
    return cache == NULL ? NULL : rt_load_attr(own(owner), name, cache);
}

TEST(load_method)
{
    PyObject *owner, *name, *bytes, *out[2];
    PARSE("OUO", &owner, &name, &bytes);
    AttributeCache *cache = cache_of(bytes, sizeof(AttributeCache));
    if (cache == NULL || rt_load_method(own(owner), name, cache, out) < 0) {
        return NULL;
    }
    return outputs(out, 2);
}

TEST(store_attr)
{
    PyObject *value, *owner, *name, *bytes;
    PARSE("OOUO", &value, &owner, &name, &bytes);
    AttributeCache *cache = cache_of(bytes, sizeof(AttributeCache));
    return cache == NULL ? NULL : status_result(rt_store_attr(own(value), own(owner), name, cache));
}

/* What compiled code does in line before it calls: a new reference, or Ellipsis where it would
   call. */
TEST(inline_attr)
{
    PyObject *owner, *bytes;
    PARSE("OO", &owner, &bytes);
    AttributeCache *cache = cache_of(bytes, sizeof(AttributeCache));
    if (cache == NULL) {
        return NULL;
    }
    PyTypeObject *type = Py_TYPE(owner);
    if (cache->version == 0 || type->tp_version_tag != cache->version
        || ((PyObject ***)owner)[-4] == NULL) {
        return own(Py_Ellipsis);
    }
    PyObject *value = *(PyObject **)((char *)((PyObject ***)owner)[-4] + cache->offset);
    return own(value == NULL ? Py_Ellipsis : value);
}

TEST(delete_attr)
{
    PyObject *owner, *name;
    PARSE("OU", &owner, &name);
    return status_result(rt_delete_attr(own(owner), name));
}

TEST(map_add)
{
    PyObject *map, *key, *value;
    PARSE("OOO", &map, &key, &value);
    return status_result(rt_map_add(map, own(key), own(value)));
}

TEST(dict_merge)
{
    PyObject *map, *mapping, *callable;
    PARSE("OOO", &map, &mapping, &callable);
    return status_result(rt_dict_merge(map, own(mapping), callable));
}

TEST(unpack_sequence)
{
    PyObject *sequence, *out[64];
    int count;
    PARSE("Oi", &sequence, &count);
    return rt_unpack_sequence(own(sequence), count, out) < 0 ? NULL : outputs(out, count);
}

TEST(unpack_ex)
{
    PyObject *sequence, *out[64];
    int oparg;
    PARSE("Oi", &sequence, &oparg);
    return rt_unpack_ex(own(sequence), oparg, out) < 0
               ? NULL
               : outputs(out, 1 + (oparg & 0xff) + (oparg >> 8));
}

PyMethodDef value_methods[] = {
    METHOD(new_int),
    METHOD(unary_positive),
    METHOD(unary_negative),
    METHOD(unary_invert),
    METHOD(truth),
    METHOD(contains),
    METHOD(subscr),
    METHOD(delete_subscr),
    METHOD(list_to_tuple),
    METHOD(list_append),
    METHOD(list_extend),
    METHOD(set_add),
    METHOD(set_update),
    METHOD(dict_update),
    METHOD(build_tuple),
    METHOD(build_list),
    METHOD(build_set),
    METHOD(build_map),
    METHOD(build_const_key_map),
    METHOD(build_string),
    METHOD(build_slice),
    METHOD(format_value),
    METHOD(binary_op),
    METHOD(binary_op_fresh),
    METHOD(negative_fresh),
    METHOD(compare),
    METHOD(compare_truth),
    METHOD(store_subscr),
    METHOD(add_into_local),
    METHOD(load_attr),
    METHOD(load_method),
    METHOD(store_attr),
    METHOD(inline_attr),
    METHOD(delete_attr),
    METHOD(map_add),
    METHOD(dict_merge),
    METHOD(unpack_sequence),
    METHOD(unpack_ex),
    {NULL, NULL, 0, NULL},
};
