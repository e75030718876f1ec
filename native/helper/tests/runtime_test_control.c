/* Wrappers of the runtime functions that look at frames or move control: names, calls, imports,
   exceptions, generators, match. Maps from: a call of nc_runtime. Maps to: one rt_* function.
   Knows nothing of what is expected. */
#include "runtime_test.h"

#include "internal/pycore_dict.h"

UNARY(get_iter)
UNARY(get_aiter)
UNARY(async_gen_wrap)
UNARY_STATUS(print_expr)
BINARY(prep_reraise_star)

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

/* What compiled code does in line before it calls: a new reference, or Ellipsis where it would
   call. */
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
    PyObject *operands, *kwnames, *bytes, *items[64];
    PARSE("O!OO", &PyTuple_Type, &operands, &kwnames, &bytes);
    CallCache *cache = cache_of(bytes, sizeof(CallCache));
    if (cache == NULL) {
        return NULL;
    }
    own_items(operands, items);
    return rt_call(items, (int)PyTuple_GET_SIZE(operands) - 2, kwnames == Py_None ? NULL : kwnames,
                   cache);
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

/* Makes it the handled exception, calls function(), and takes it away again; returns both
   results. */
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

OUTPUTS(before_with, PyObject *manager; PARSE("O", &manager);
        if (rt_before_with(own(manager), out) < 0) return NULL, 2)
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

PyMethodDef control_methods[] = {
    METHOD(get_iter),
    METHOD(get_aiter),
    METHOD(async_gen_wrap),
    METHOD(print_expr),
    METHOD(prep_reraise_star),
    METHOD(load_name),
    METHOD(store_name),
    METHOD(delete_name),
    METHOD(load_global),
    METHOD(inline_global),
    METHOD(store_global),
    METHOD(delete_global),
    METHOD(unbound_local),
    METHOD(load_deref),
    METHOD(load_classderef),
    METHOD(store_deref),
    METHOD(delete_deref),
    METHOD(for_iter),
    METHOD(get_yield_from_iter),
    METHOD(call),
    METHOD(call_function_ex),
    METHOD(make_function),
    METHOD(load_build_class),
    METHOD(import_name),
    METHOD(import_from),
    METHOD(import_star),
    METHOD(setup_annotations),
    {"raise_", test_raise, METH_VARARGS, NULL},
    METHOD(while_handling),
    METHOD(check_exc_match),
    METHOD(check_eg_match),
    METHOD(with_except_start),
    METHOD(before_with),
    METHOD(before_async_with),
    METHOD(reraise),
    METHOD(end_async_for),
    METHOD(send),
    METHOD(get_anext),
    METHOD(get_awaitable),
    METHOD(get_len),
    METHOD(match_keys),
    METHOD(match_class),
    {NULL, NULL, 0, NULL},
};
