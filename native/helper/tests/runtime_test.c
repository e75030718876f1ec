/* Lets Python test code call the runtime functions. Maps from: a call of the builtin module `nc_runtime`. Maps to: one
   rt_* function with operands of its own, as compiled code would pass them. Knows nothing of what is expected: the
   Python files beside this one compare with what the interpreter does.

   Usage: runtime_test FOLDER: runs FOLDER/runtime_test.py; its exit status is the script's. Frames are the calling
   Python function's, caches are bytearrays of the cache's size. */
#include "../runtime.h"

#include <opcode.h>
#include <stdio.h>

#include "internal/pycore_dict.h"

static PyThreadState *thread(void)
{
    return PyThreadState_Get();
}

static Frame *caller(void)
{
    return thread()->cframe->current_frame;
}

static PyObject *own(PyObject *object)
{
    return Py_NewRef(object);
}

static PyObject *status_result(int status)
{
    if (status < 0) {
        return NULL;
    }
    return PyLong_FromLong(status);
}

/* The address of a cache in a bytearray. */
static void *cache_of(PyObject *object, Py_ssize_t size)
{
    if (!PyByteArray_Check(object) || PyByteArray_GET_SIZE(object) != size) {
        PyErr_SetString(PyExc_TypeError, "a cache is a bytearray of its size");
        return NULL;
    }
    return PyByteArray_AS_STRING(object);
}

/* A new object of equal value that nobody else has a reference to, for the operands that are reused in place. */
static PyObject *fresh(PyObject *object)
{
    if (PyFloat_CheckExact(object)) {
        return PyFloat_FromDouble(PyFloat_AS_DOUBLE(object));
    }
    if (PyUnicode_CheckExact(object)) {
        return _PyUnicode_Copy(object);
    }
    return own(object);
}

#define TEST(name) static PyObject *test_##name(PyObject *Py_UNUSED(module), PyObject *args)
#define PARSE(...)                            \
    if (!PyArg_ParseTuple(args, __VA_ARGS__)) \
    return NULL

#define UNARY(name)                       \
    TEST(name)                            \
    {                                     \
        PyObject *a;                      \
        PARSE("O", &a);                   \
        return rt_##name(own(a));         \
    }
#define BINARY(name)                         \
    TEST(name)                               \
    {                                        \
        PyObject *a, *b;                     \
        PARSE("OO", &a, &b);                 \
        return rt_##name(own(a), own(b));    \
    }
#define BINARY_STATUS(name)                                  \
    TEST(name)                                               \
    {                                                        \
        PyObject *a, *b;                                     \
        PARSE("OO", &a, &b);                                 \
        return status_result(rt_##name(own(a), own(b)));     \
    }
#define UNARY_STATUS(name)                           \
    TEST(name)                                       \
    {                                                \
        PyObject *a;                                 \
        PARSE("O", &a);                              \
        return status_result(rt_##name(own(a)));     \
    }
/* The container is borrowed, the value is not. */
#define INTO(name)                                       \
    TEST(name)                                           \
    {                                                    \
        PyObject *a, *b;                                 \
        PARSE("OO", &a, &b);                             \
        return status_result(rt_##name(a, own(b)));      \
    }
#define BUILD(name)                                                     \
    TEST(name)                                                          \
    {                                                                   \
        PyObject *operands, *items[64];                                 \
        int count;                                                      \
        PARSE("O!i", &PyTuple_Type, &operands, &count);                 \
        own_items(operands, items);                                     \
        return rt_##name(items, count);                                 \
    }
#define OUTPUTS(name, call, count) \
    TEST(name)                     \
    {                              \
        PyObject *out[64];         \
        call;                      \
        return outputs(out, count); \
    }

/* At most 64; None stands for itself, Ellipsis for the NULL that PUSH_NULL makes. */
static void own_items(PyObject *operands, PyObject **items)
{
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(operands); i++) {
        PyObject *item = PyTuple_GET_ITEM(operands, i);
        items[i] = item == Py_Ellipsis ? NULL : own(item);
    }
}

/* The outputs as a tuple; Ellipsis where one is NULL. */
static PyObject *outputs(PyObject **out, int count)
{
    PyObject *tuple = PyTuple_New(count);
    for (int i = 0; i < count; i++) {
        PyTuple_SET_ITEM(tuple, i, out[i] != NULL ? out[i] : own(Py_Ellipsis));
    }
    return tuple;
}

UNARY(unary_positive)
UNARY(unary_negative)
UNARY(unary_invert)
UNARY_STATUS(truth)
BINARY_STATUS(contains)
BINARY(subscr)
BINARY_STATUS(delete_subscr)
UNARY(get_iter)
UNARY(list_to_tuple)
UNARY(get_aiter)
UNARY(async_gen_wrap)
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
UNARY_STATUS(print_expr)
BINARY(prep_reraise_star)

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
    return status_result(rt_store_subscr(own(value), own(container), own(key)));
}

/* a op b, where a fast local holds a (a copy that nobody else has) or something else. The operator is where the runtime
   function looks for it: in the instruction that runs. Returns the result and what the local has then, Ellipsis for NULL. */
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
    PyObject *pair = result == NULL ? NULL : PyTuple_Pack(2, result, local != NULL ? local : Py_Ellipsis);
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

/* What compiled code does in line before it calls: a new reference, or Ellipsis where it would call. */
TEST(inline_attr)
{
    PyObject *owner, *bytes;
    PARSE("OO", &owner, &bytes);
    AttributeCache *cache = cache_of(bytes, sizeof(AttributeCache));
    if (cache == NULL) {
        return NULL;
    }
    PyTypeObject *type = Py_TYPE(owner);
    if (cache->version == 0 || type->tp_version_tag != cache->version || ((PyObject ***)owner)[-4] == NULL) {
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

TEST(load_name)
{
    PyObject *name;
    PARSE("U", &name);
    return rt_load_name(caller(), name);
}

TEST(store_name)
{
    PyObject *name, *value;
    PARSE("UO", &name, &value);
    return status_result(rt_store_name(caller(), name, own(value)));
}

TEST(delete_name)
{
    PyObject *name;
    PARSE("U", &name);
    return status_result(rt_delete_name(caller(), name));
}

TEST(load_global)
{
    PyObject *name, *bytes;
    PARSE("UO", &name, &bytes);
    GlobalCache *cache = cache_of(bytes, sizeof(GlobalCache));
    return cache == NULL ? NULL : rt_load_global(caller(), name, cache);
}

/* What compiled code does in line before it calls: a new reference, or Ellipsis where it would call. */
TEST(inline_global)
{
    PyObject *bytes;
    PARSE("O", &bytes);
    GlobalCache *cache = cache_of(bytes, sizeof(GlobalCache));
    if (cache == NULL) {
        return NULL;
    }
    PyDictKeysObject *keys = ((PyDictObject *)caller()->f_globals)->ma_keys;
    if (cache->version == 0 || keys->dk_version != cache->version) {
        return own(Py_Ellipsis);
    }
    if (cache->builtins_version != 0) {
        keys = ((PyDictObject *)caller()->f_builtins)->ma_keys;
        if (keys->dk_version != cache->builtins_version) {
            return own(Py_Ellipsis);
        }
    }
    PyObject *value = *(PyObject **)((char *)keys + cache->offset);
    return own(value == NULL ? Py_Ellipsis : value);
}

TEST(store_global)
{
    PyObject *name, *value;
    PARSE("UO", &name, &value);
    return status_result(rt_store_global(caller(), name, own(value)));
}

TEST(delete_global)
{
    PyObject *name;
    PARSE("U", &name);
    return status_result(rt_delete_global(caller(), name));
}

TEST(unbound_local)
{
    int index;
    PARSE("i", &index);
    rt_unbound_local(caller(), index);
    return NULL;
}

TEST(load_deref)
{
    int index;
    PARSE("i", &index);
    return rt_load_deref(caller(), index);
}

TEST(load_classderef)
{
    int index;
    PARSE("i", &index);
    return rt_load_classderef(caller(), index);
}

TEST(store_deref)
{
    PyObject *value;
    int index;
    PARSE("iO", &index, &value);
    return status_result(rt_store_deref(caller(), index, own(value)));
}

TEST(delete_deref)
{
    int index;
    PARSE("i", &index);
    return status_result(rt_delete_deref(caller(), index));
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
    return rt_unpack_ex(own(sequence), oparg, out) < 0 ? NULL : outputs(out, 1 + (oparg & 0xff) + (oparg >> 8));
}

/* Ellipsis: exhausted. */
TEST(for_iter)
{
    PyObject *iterator;
    PARSE("O", &iterator);
    PyObject *next = rt_for_iter(iterator, caller());
    return next == NULL && !PyErr_Occurred() ? own(Py_Ellipsis) : next;
}

TEST(get_yield_from_iter)
{
    PyObject *iterable;
    PARSE("O", &iterable);
    return rt_get_yield_from_iter(own(iterable), caller());
}

TEST(call)
{
    PyObject *operands, *kwnames, *items[64];
    PARSE("O!O", &PyTuple_Type, &operands, &kwnames);
    own_items(operands, items);
    return rt_call(items, (int)PyTuple_GET_SIZE(operands) - 2, kwnames == Py_None ? NULL : kwnames);
}

TEST(call_function_ex)
{
    PyObject *operands, *items[64];
    int oparg;
    PARSE("O!i", &PyTuple_Type, &operands, &oparg);
    own_items(operands, items);
    return rt_call_function_ex(items, oparg, caller());
}

TEST(make_function)
{
    PyObject *operands, *items[64];
    int oparg;
    PARSE("O!i", &PyTuple_Type, &operands, &oparg);
    own_items(operands, items);
    return rt_make_function(items, oparg, caller());
}

TEST(load_build_class)
{
    PARSE("");
    return rt_load_build_class(caller());
}

TEST(import_name)
{
    PyObject *name, *operands, *items[64];
    PARSE("UO!", &name, &PyTuple_Type, &operands);
    own_items(operands, items);
    return rt_import_name(caller(), name, items);
}

TEST(import_from)
{
    PyObject *module_, *name;
    PARSE("OU", &module_, &name);
    return rt_import_from(module_, name);
}

TEST(import_star)
{
    PyObject *module_;
    PARSE("O", &module_);
    return status_result(rt_import_star(caller(), own(module_)));
}

TEST(setup_annotations)
{
    PARSE("");
    return status_result(rt_setup_annotations(caller()));
}

TEST(raise)
{
    PyObject *operands, *items[64];
    int count;
    PARSE("O!i", &PyTuple_Type, &operands, &count);
    own_items(operands, items);
    rt_raise(items, count);
    return NULL;
}

/* Makes it the handled exception, calls function(), and takes it away again; returns both results. */
TEST(while_handling)
{
    PyObject *exception, *function;
    PARSE("OO", &exception, &function);
    PyObject *previous = rt_push_exc_info(exception);
    PyObject *result = PyObject_CallNoArgs(function);
    PyObject *pair = result == NULL ? NULL : PyTuple_Pack(2, previous, result);
    Py_XDECREF(result);
    rt_pop_except(previous);
    return pair;
}

TEST(check_exc_match)
{
    PyObject *exception, *type;
    PARSE("OO", &exception, &type);
    return status_result(rt_check_exc_match(exception, own(type)));
}

/* With the exception as the handled one, as it is where the opcode stands. */
TEST(check_eg_match)
{
    PyObject *group, *type, *out[2];
    PARSE("OO", &group, &type);
    PyObject *previous = rt_push_exc_info(group);
    int status = rt_check_eg_match(own(group), own(type), out);
    rt_pop_except(previous);
    return status < 0 ? NULL : outputs(out, 2);
}

TEST(with_except_start)
{
    PyObject *exit, *exception;
    PARSE("OO", &exit, &exception);
    return rt_with_except_start(exit, NULL, NULL, exception);
}

OUTPUTS(before_with, PyObject *manager; PARSE("O", &manager); if (rt_before_with(own(manager), out) < 0) return NULL, 2)
OUTPUTS(before_async_with, PyObject *manager; PARSE("O", &manager);
        if (rt_before_async_with(own(manager), out) < 0) return NULL, 2)

TEST(reraise)
{
    PyObject *exception, *lasti;
    PARSE("OO", &exception, &lasti);
    Frame *frame = caller();
    _Py_CODEUNIT *prev_instr = frame->prev_instr;
    rt_reraise(frame, own(exception), lasti == Py_None ? NULL : lasti);
    frame->prev_instr = prev_instr;
    return NULL;
}

TEST(end_async_for)
{
    PyObject *iterator, *exception;
    PARSE("OO", &iterator, &exception);
    return rt_end_async_for(own(iterator), own(exception)) ? own(Py_True) : NULL;
}

/* (status, value) */
TEST(send)
{
    PyObject *receiver, *value, *out = NULL;
    PARSE("OO", &receiver, &value);
    int status = rt_send(receiver, own(value), &out);
    return status < 0 ? NULL : Py_BuildValue("(iN)", status, out);
}

TEST(get_anext)
{
    PyObject *iterator;
    PARSE("O", &iterator);
    return rt_get_anext(iterator);
}

TEST(get_awaitable)
{
    PyObject *iterable;
    int oparg;
    PARSE("Oi", &iterable, &oparg);
    return rt_get_awaitable(own(iterable), oparg, caller());
}

TEST(get_len)
{
    PyObject *object;
    PARSE("O", &object);
    return rt_get_len(object);
}

TEST(match_keys)
{
    PyObject *subject, *keys;
    PARSE("OO", &subject, &keys);
    return rt_match_keys(subject, keys);
}

TEST(match_class)
{
    PyObject *subject, *type, *names;
    int nargs;
    PARSE("OOOi", &subject, &type, &names, &nargs);
    return rt_match_class(own(subject), own(type), own(names), nargs);
}

#define METHOD(name) {#name, test_##name, METH_VARARGS, NULL}
static PyMethodDef methods[] = {
    METHOD(unary_positive), METHOD(unary_negative), METHOD(unary_invert), METHOD(truth), METHOD(contains),
    METHOD(subscr), METHOD(delete_subscr), METHOD(get_iter), METHOD(list_to_tuple), METHOD(get_aiter),
    METHOD(async_gen_wrap), METHOD(list_append), METHOD(list_extend), METHOD(set_add), METHOD(set_update),
    METHOD(dict_update), METHOD(build_tuple), METHOD(build_list), METHOD(build_set), METHOD(build_map),
    METHOD(build_const_key_map), METHOD(build_string), METHOD(build_slice), METHOD(format_value), METHOD(print_expr),
    METHOD(prep_reraise_star), METHOD(binary_op), METHOD(binary_op_fresh), METHOD(negative_fresh), METHOD(compare),
    METHOD(compare_truth), METHOD(store_subscr), METHOD(add_into_local), METHOD(load_attr), METHOD(load_method),
    METHOD(store_attr), METHOD(inline_attr), METHOD(delete_attr), METHOD(load_name), METHOD(store_name),
    METHOD(delete_name), METHOD(load_global), METHOD(inline_global), METHOD(store_global), METHOD(delete_global),
    METHOD(unbound_local), METHOD(load_deref), METHOD(load_classderef), METHOD(store_deref), METHOD(delete_deref),
    METHOD(map_add), METHOD(dict_merge), METHOD(unpack_sequence), METHOD(unpack_ex), METHOD(for_iter),
    METHOD(get_yield_from_iter), METHOD(call), METHOD(call_function_ex), METHOD(make_function),
    METHOD(load_build_class), METHOD(import_name), METHOD(import_from), METHOD(import_star),
    METHOD(setup_annotations), {"raise_", test_raise, METH_VARARGS, NULL}, METHOD(while_handling), METHOD(check_exc_match),
    METHOD(check_eg_match), METHOD(with_except_start), METHOD(before_with), METHOD(before_async_with),
    METHOD(reraise), METHOD(end_async_for), METHOD(send), METHOD(get_anext), METHOD(get_awaitable), METHOD(get_len),
    METHOD(match_keys), METHOD(match_class), {NULL, NULL, 0, NULL},
};

static PyModuleDef definition = {PyModuleDef_HEAD_INIT, "nc_runtime", NULL, -1, methods, NULL, NULL, NULL, NULL};

static PyObject *create_module(void)
{
    return PyModule_Create(&definition);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: runtime_test FOLDER [TEST...]\n");
        return 2;
    }
    PyPreConfig before;
    PyPreConfig_InitIsolatedConfig(&before);
    /* For the sanitizers, which know malloc and not CPython's arenas. An isolated interpreter does not look itself. */
    if (getenv("PYTHONMALLOC") != NULL) {
        before.allocator = PYMEM_ALLOCATOR_MALLOC;
    }
    PyStatus status = Py_PreInitialize(&before);
    if (PyStatus_Exception(status)) {
        Py_ExitStatusException(status);
    }
    PyImport_AppendInittab("nc_runtime", create_module);
    PyConfig config;
    PyConfig_InitIsolatedConfig(&config);
    config.write_bytecode = 0;
    PyConfig_SetBytesString(&config, &config.home, NC_RUNTIME_ROOT "/usr");
    char script[4096];
    snprintf(script, sizeof script, "%s/runtime_test.py", argv[1]);
    PyConfig_SetBytesString(&config, &config.run_filename, script);
    PyConfig_SetBytesArgv(&config, argc - 1, argv + 1);
    status = Py_InitializeFromConfig(&config);
    PyConfig_Clear(&config);
    if (PyStatus_Exception(status)) {
        Py_ExitStatusException(status);
    }
    return Py_RunMain();
}
