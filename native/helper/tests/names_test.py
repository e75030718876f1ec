"""Namespaces, globals with their cache, cells, class bodies and imports: code run with exec, once through the runtime
function and once as an ordinary statement."""
import builtins
import random
import types

import nc_runtime as rt
from comparing import describe, outcome

CACHE_SIZE = rt.GLOBAL_CACHE_SIZE


class Namespace(dict):
    """A mapping whose item protocol is not a dict's."""

    def __getitem__(self, key):
        if key == 'virtual':
            return 'made'
        if key == 'broken':
            raise OSError('broken')
        return dict.__getitem__(self, key)

    def __setitem__(self, key, value):
        if key == 'refused':
            raise OSError('refused')
        dict.__setitem__(self, key, value)

    def __delitem__(self, key):
        if key == 'broken':
            raise OSError('broken')
        dict.__delitem__(self, key)


NAMES = ['present', 'only_global', 'len', 'absent', 'virtual', 'broken', 'refused']


def run(source, global_names, local_names):
    """What executing the source does to `result` and to both namespaces."""
    global_names = type(global_names)(global_names)
    local_names = type(local_names)(local_names)
    dict.__setitem__(global_names, 'rt', rt)
    dict.__setitem__(global_names, 'cache', bytearray(CACHE_SIZE))
    local_names = global_names if local_names == {} and type(local_names) is dict else local_names
    end = outcome(exec, source, global_names, local_names)
    for hidden in ('rt', '__builtins__', 'cache'):
        dict.pop(global_names, hidden, None)
    return end, describe(dict(global_names)), describe(dict(local_names))


def both(native, reference, *namespaces):
    actual, expected = run(native, *namespaces), run(reference, *namespaces)
    assert actual == expected, (native, reference, namespaces, actual, expected)


def namespaces():
    for kind in (dict, Namespace):
        for local_kind in (dict, Namespace):
            yield kind(present='global', only_global=1), local_kind(present='local')
            yield kind(present='global', only_global=1), local_kind()
            yield kind(only_global=1, __builtins__={'len': 'own len'}), local_kind(a=1)
            yield kind(only_global=1, __builtins__=Namespace(len='own len')), local_kind(a=1)
            yield kind(only_global=1, __builtins__=types.ModuleType('b')), local_kind(a=1)


def test_names():
    for pair in namespaces():
        for name in NAMES:
            both(f'result = rt.load_name({name!r})', f'result = {name}', *pair)
            both(f'rt.store_name({name!r}, 5)', f'{name} = 5', *pair)
            both(f'rt.delete_name({name!r})', f'del {name}', *pair)
            both(f'def f(cache):\n return rt.load_global({name!r}, cache)\nresult = f(cache)',
                 f'def f(cache):\n return {name}\nresult = f(None)', *pair)
            both(f'def f():\n rt.store_global({name!r}, 6)\nf()', f'def f():\n global {name}\n {name} = 6\nf()', *pair)
            both(f'def f():\n rt.delete_global({name!r})\nf()', f'def f():\n global {name}\n del {name}\nf()', *pair)


def test_names_without_locals():
    def function():
        rt.load_name('x')

    def storing():
        rt.store_name('x', 1)

    def deleting():
        rt.delete_name('x')

    def annotating():
        rt.setup_annotations()

    for run_, message in ((function, "no locals when loading 'x'"), (storing, "no locals found when storing 'x'"),
                          (deleting, "no locals when deleting 'x'"),
                          (annotating, 'no locals found when setting up annotations')):
        try:
            run_()
        except SystemError as error:
            assert str(error) == message
        else:
            raise AssertionError(message)


def test_name_errors_carry_the_name():
    try:
        rt.load_name if rt.load_global('no_such_name', bytearray(CACHE_SIZE)) else 0
    except NameError as error:
        assert error.name == 'no_such_name'
    else:
        raise AssertionError('no NameError')


def test_global_cache():
    """One cache per name while globals and builtins come, change and go."""
    space = {'rt': rt}
    exec('def load(name, cache):\n return rt.load_global(name, cache)\n'
         'def inline(cache):\n return rt.inline_global(cache)\n', space)
    source = random.Random(3)
    names = ['a', 'b', 'c', 'len', 'extra_builtin']
    caches = {name: bytearray(CACHE_SIZE) for name in names}
    hits = 0
    try:
        for number in range(4000):
            name = source.choice(names)
            expected = space.get(name, getattr(builtins, name, ...))
            found = space['inline'](caches[name])
            if found is not ...:
                hits += 1
                assert found is expected, (number, name)
            end = outcome(space['load'], name, caches[name])
            assert end == ('value ' + describe(expected) if expected is not ... else
                           f"raised NameError: name '{name}' is not defined from NoneType None False"), (number, name, end)
            action = source.randrange(12)
            if action == 0:
                space[name] = number
            elif action == 1:
                space.pop(name, None)
            elif action == 2:
                builtins.extra_builtin = number
            elif action == 3 and hasattr(builtins, 'extra_builtin'):
                del builtins.extra_builtin
            elif action == 4:
                space['other' + str(number % 50)] = 1
            elif action == 5 and number % 17 == 0:
                space[number] = 'a key that is no str'
            elif action == 6 and number % 13 == 0:
                kept = dict(space)
                space.clear()
                space.update((k, v) for k, v in kept.items() if isinstance(k, str))
    finally:
        if hasattr(builtins, 'extra_builtin'):
            del builtins.extra_builtin
    assert hits > 500, hits


def index_of(function, name):
    code = function.__code__
    return (code.co_varnames + code.co_cellvars + code.co_freevars).index(name)


def test_writing_cells():
    def outer(bind):
        if bind:
            value = 'cell'

        def write():
            nonlocal value
            rt.store_deref(0, ['new'])
            return value

        def delete():
            nonlocal value
            rt.delete_deref(0)
            return value

        def plain_delete():
            nonlocal value
            del value
            return value

        return write, delete, plain_delete

    for bind in (True, False):
        write, delete, plain_delete = outer(bind)
        assert outcome(write) == "value list[str 'new']"
        assert outcome(delete) == outcome(plain_delete)
        assert outcome(delete) == outcome(plain_delete)


def test_reading_cells():
    def outer(bind):
        if bind:
            value = 'cell'

        def through():
            value
            return rt.load_deref(index_of(through, 'value'))

        def plain():
            return value

        def through_only():
            index = 1
            if index < 0:
                value
            return rt.load_deref(index)

        assert index_of(through_only, 'value') == 1
        return through_only, plain

    for bind in (True, False):
        native, reference = outer(bind)
        assert outcome(native) == outcome(reference)


def test_own_cells_unbound():
    def native():
        def inner():
            return value

        rt.load_deref(index_of(native_ref[0], 'value'))
        value = 1
        return inner

    def reference():
        def inner():
            return value

        value  # noqa: F821
        value = 1
        return inner

    native_ref = [native]
    assert outcome(native) == outcome(reference)


def test_unbound_locals():
    def native():
        if rt is None:
            absent = 1
        return rt.unbound_local(0), absent

    def reference():
        if rt is None:
            absent = 1
        return absent

    assert outcome(native) == outcome(reference)


def test_class_bodies():
    template = '''
def outer():
    value = 'cell'
    if {unbound}:
        del value
    class Meta(type):
        @classmethod
        def __prepare__(cls, name, bases):
            return {namespace}
    class C(metaclass=Meta):
        result = {expression}
        if False:
            value
        value = 1
    return C.result
result = outer()
'''
    for namespace in ('{}', "{'value': 'prepared'}", 'Namespace()', "Namespace(value='prepared')"):
        for unbound in (True, False):
            native = template.format(unbound=unbound, namespace=namespace, expression='rt.load_name("value")')
            reference = template.format(unbound=unbound, namespace=namespace, expression='value')
            both(native, reference, {'Namespace': Namespace, '__name__': 'm'}, {})


def test_class_cells():
    template = '''
def outer():
    value = 'cell'
    if {unbound}:
        del value
    class Meta(type):
        @classmethod
        def __prepare__(cls, name, bases):
            return {namespace}
    class C(metaclass=Meta):
        result = {expression}
        def method(self):
            return value
        if False:
            value
    return C.result
result = outer()
'''
    for namespace in ('{}', "{'value': 'prepared'}", 'Namespace()', "Namespace(value='prepared')"):
        for unbound in (True, False):
            # The class body has no fast locals, so that its only free variable is the first.
            native = template.format(unbound=unbound, namespace=namespace, expression='rt.load_classderef(0)')
            reference = template.format(unbound=unbound, namespace=namespace, expression='value')
            both(native, reference, {'Namespace': Namespace, '__name__': 'm'}, {})


def test_annotations():
    for pair in namespaces():
        both('rt.setup_annotations()', 'if 0:\n x: int', *pair)
    both('rt.setup_annotations()', 'if 0:\n x: int', {}, {'__annotations__': {'y': 1}})


def test_build_class():
    both('result = rt.load_build_class().__name__', 'result = __build_class__.__name__', {}, {})
    for kind in (dict, Namespace):
        both('rt.load_build_class()', 'class C: pass', {'__builtins__': kind()}, {'a': 1})


def test_imports():
    for level, fromlist, name in ((0, None, 'os.path'), (0, ('path',), 'os'), (0, None, 'no.such'), (1, ('x',), 'sub'),
                                  (0, ('join',), 'os.path'), ('x', None, 'os')):
        pair = {'__package__': 'email', '__name__': 'email.test', '__spec__': None}, {'a': 1}
        both(f'result = rt.import_name({name!r}, ({level!r}, {fromlist!r}))',
             f'result = __import__({name!r}, globals(), locals(), {fromlist!r}, {level!r})', *pair)
    import os
    module = types.ModuleType('made')
    for owner, name in ((os, 'path'), (os, 'absent'), (module, 'absent'), (5, 'absent')):
        space = {'owner': owner, '__name__': 'm'}
        import sys
        sys.modules['made'] = owner
        both(f'result = rt.import_from(owner, {name!r})', f'from made import {name} as result', space, {})
    for contents in ({'a': 1, '_b': 2}, {'a': 1, '_b': 2, '__all__': ['_b']}, {'__all__': ['absent']}, {'__all__': [5]}):
        module = types.ModuleType('made')
        vars(module).update(contents)
        sys.modules['made'] = module
        for local_kind in (dict, Namespace):
            both('import sys\nrt.import_star(sys.modules["made"])', 'import sys\nfrom made import *', {}, local_kind(z=1))
    del sys.modules['made']


def test_own_import_function():
    calls = []

    def importer(*args):
        calls.append(args[0])
        return args[3:]

    space = {'rt': rt, '__builtins__': {'__import__': importer}}
    exec("result = rt.import_name('m', (2, ('a',)))", space)
    assert space['result'] == (('a',), 2) and calls == ['m']
    for kind in (dict,):
        both("rt.import_name('m', (0, None))", 'import m', {'__builtins__': kind()}, {'a': 1})
