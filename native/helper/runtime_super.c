/* super().name(…) without the super object and the bound method. Maps from: the global `super`
   about to be called with no arguments in a method, whose result is next asked for a method.
   Maps to: the function that comes after the method's class on the way of the instance's class,
   and the instance. Knows nothing of machine code. Runs no Python code: whatever is not the
   common case is left to super itself. */
#include "runtime.h"
#include "runtime_values.h"

#include "internal/pycore_dict.h"
#include "internal/pycore_global_strings.h"
#include "internal/pycore_runtime.h"

/* A value of a class's own dict, borrowed; *unsure: its keys are not all str. */
static PyObject *own_value(PyTypeObject *type, PyObject *name, int *unsure)
{
    PyDictObject *dict = (PyDictObject *)type->tp_dict;
    if (dict == NULL || dict->ma_values != NULL || !DK_IS_UNICODE(dict->ma_keys)) {
        *unsure = 1;
        return NULL;
    }
    Py_ssize_t index = _PyDictKeys_StringLookup(dict->ma_keys, name);
    return index < 0 ? NULL : DK_UNICODE_ENTRIES(dict->ma_keys)[index].me_value;
}

/* What is found behind `type` in the order of `start`'s classes, borrowed; NULL: nothing, or it
   is not sure. */
static PyObject *find_behind(PyTypeObject *start, PyTypeObject *type, PyObject *name)
{
    PyObject *order = start->tp_mro, *value = NULL;
    Py_ssize_t count = order == NULL ? 0 : PyTuple_GET_SIZE(order), i = 0;
    int unsure = 0;
    while (i < count && PyTuple_GET_ITEM(order, i) != (PyObject *)type) {
        i++;
    }
    while (++i < count && value == NULL && !unsure) {
        value = own_value((PyTypeObject *)PyTuple_GET_ITEM(order, i), name, &unsure);
    }
    return value;
}

/* Whether a call with the instance as first argument does what a call of the bound method does.
   Methods of builtin classes name another class in their errors when they are bound, and slots
   hold their arguments once more when they are not; where they run no Python code and fail
   alike, nobody sees it. */
static int is_method_of(PyObject *value, PyObject *instance)
{
    if (!Py_IS_TYPE(value, &PyWrapperDescr_Type)) {
        return Py_IS_TYPE(value, &PyFunction_Type);
    }
    void *slot = ((PyWrapperDescrObject *)value)->d_wrapped;
    return PyObject_TypeCheck(instance, PyDescr_TYPE(value))
           && (slot == (void *)PyBaseObject_Type.tp_init
               || slot == (void *)((PyTypeObject *)PyExc_BaseException)->tp_init);
}

static PyObject *learn(PyTypeObject *start, PyTypeObject *type, PyObject *instance, PyObject *name,
                       SuperCache *cache)
{
    PyObject *value = NULL;
    /* Gives the class a tag. */
    (void)_PyType_Lookup(start, name);
    if (!_PyUnicode_Equal(name, &_Py_ID(__class__))) {
        value = find_behind(start, type, name);
    }
    cache->version = start->tp_version_tag;
    cache->type = type;
    cache->method = value != NULL && is_method_of(value, instance) ? value : NULL;
    return cache->method;
}

RT int rt_super_method(PyObject **items, PyObject *name, SuperCache *cache, int class_index)
{
    PyThreadState *tstate = nc_tstate();
    if (items[0] != NULL || items[1] != (PyObject *)&PySuper_Type || tstate->cframe->use_tracing) {
        return 0;
    }
    Frame *frame = tstate->cframe->current_frame;
    PyObject *instance = frame->localsplus[0], *cell = frame->localsplus[class_index];
    if (instance == NULL || PyType_Check(instance) || cell == NULL || !PyCell_Check(cell)) {
        return 0;
    }
    PyObject *type = PyCell_GET(cell);
    if (type == NULL || !PyType_Check(type)) {
        return 0;
    }
    PyTypeObject *start = Py_TYPE(instance);
    PyObject *method;
    if (cache->version == start->tp_version_tag && start->tp_version_tag != 0
        && cache->type == (PyTypeObject *)type) {
        method = cache->method;
    }
    else {
        method = learn(start, (PyTypeObject *)type, instance, name, cache);
    }
    if (method == NULL) {
        return 0;
    }
    Py_DECREF(items[1]);
    items[0] = Py_NewRef(method);
    items[1] = Py_NewRef(instance);
    return 1;
}
