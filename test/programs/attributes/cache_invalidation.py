"""Attributes that change while a loop reads them: the caches of loads, stores and methods must notice."""

import types


class A:
    value = 'A.value'

    def method(self):
        return 'A.method'


class B(A):
    pass


def loop(o, n, changes):
    """Reads the same three attributes n times; changes[i] is called before round i."""
    results = []
    for i in range(n):
        if i in changes:
            changes[i](o)
        try:
            results.append((o.value, o.method()))
        except AttributeError as error:
            results.append(str(error))
    return results


def show(title, results):
    print(title)
    previous = None
    for i, result in enumerate(results):
        if result != previous:
            print('  ', i, result)
        previous = result


def set_instance(o):
    o.value = 'instance'


def set_class(o):
    type(o).value = 'class'


def set_base(o):
    A.value = 'base changed'


def shadow_method(o):
    o.method = lambda: 'instance method'


def change_class(o):
    class C:
        value = 'C.value'

        def method(self):
            return 'C.method'
    o.__class__ = C


def replace_dict(o):
    o.__dict__ = {'value': 'new dict', 'method': lambda: 'dict method'}


def clear_dict(o):
    o.__dict__.clear()


def property_on_class(o):
    type(o).value = property(lambda self: 'property')


def replace_method(o):
    type(o).method = lambda self: 'replaced method'


def make_static(o):
    type(o).method = staticmethod(lambda: 'static')


def remove_method(o):
    del A.method


def restore_method(o):
    A.method = lambda self: 'restored'


def change_bases(o):
    class D:
        value = 'D.value'

        def method(self):
            return 'D.method'
    type(o).__bases__ = (D,)


def add_getattr(o):
    type(o).__getattr__ = lambda self, name: (lambda: f'getattr {name}')


show('instance', loop(B(), 40, {10: set_instance, 20: shadow_method, 25: set_class, 30: clear_dict}))
show('class', loop(B(), 60, {10: set_class, 20: replace_method, 30: make_static, 40: property_on_class, 50: clear_dict}))
del B.value, B.method
show('base', loop(B(), 60, {10: set_base, 20: remove_method, 30: restore_method, 40: add_getattr, 50: remove_method}))
A.method = lambda self: 'again'
del B.__getattr__
show('__class__', loop(B(), 30, {10: change_class, 20: set_instance}))
show('__dict__', loop(B(), 40, {10: replace_dict, 20: clear_dict, 30: set_instance}))


class E(A):
    pass


show('bases', loop(E(), 30, {10: change_bases, 20: set_instance}))


def polymorphic(objects):
    total = []
    for o in objects:
        total.append(o.value)
        o.value = len(total)
        total.append(o.value)
    return total


class Slots:
    __slots__ = ('value',)

    def __init__(self):
        self.value = 'slot'


class Prop:
    @property
    def value(self):
        return 'prop'

    @value.setter
    def value(self, new):
        pass


module = types.ModuleType('m')
module.value = 'module'
print(polymorphic([A(), B(), Slots(), Prop(), module, A(), Slots(), B(), E(), Prop(), A] * 3))


def many_attributes(n):
    o = A()
    for i in range(n):
        setattr(o, f'a{i}', i)
        o.first = i
        o.last = o.first
    return len(o.__dict__), o.first, o.last, o.a0, sum(getattr(o, f'a{i}') for i in range(n))


print(many_attributes(5), many_attributes(50), many_attributes(1000))


def store_loop(o, n):
    seen = []
    for i in range(n):
        if i == 5:
            o.__dict__['extra'] = 1
        if i == 10:
            vars(o).pop('count', None)
        if i == 15:
            type(o).count = property(lambda self: 'p', lambda self, v: seen.append(v))
        if i == 20:
            del type(o).count
        o.count = i
    return seen, o.__dict__


class F:
    pass


print(store_loop(F(), 30))
