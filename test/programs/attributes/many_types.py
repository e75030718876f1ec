"""One place that sees objects of many types in turn: fields, slots, properties, methods, what hides them, and changes."""

import gc
import types


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except Exception as error:
        return f'{type(error).__name__}: {error}'


def get(x):
    return x.a


def put(x, value):
    x.a = value


def call(x, *arguments):
    return x.m(*arguments)


def call0(x):
    return x.m()


def bump(x):
    x.a += 1
    return x.a


class Field:
    def __init__(self, a=1):
        self.a = a

    def m(self, *rest):
        return 'Field.m', self.a, rest


class Later:
    def __init__(self):
        self.b = 0
        self.a = 2

    def m(self, *rest):
        return 'Later.m', rest


class Slots:
    __slots__ = ('b', 'a')

    def __init__(self):
        self.a = 3

    @classmethod
    def m(cls, *rest):
        return 'Slots.m', cls.__name__, rest


class Property:
    value = 4

    @property
    def a(self):
        return self.value

    @a.setter
    def a(self, value):
        self.value = value

    @staticmethod
    def m(*rest):
        return 'Property.m', rest


class ReadOnly:
    @property
    def a(self):
        return 5

    m = len


class ClassValue:
    a = 6
    m = None

    def __init__(self):
        self.m = lambda *rest: ('instance', rest)


class Getattr:
    def __getattr__(self, name):
        return 7 if name == 'a' else lambda *rest: (name, rest)


class Setattr:
    def __setattr__(self, name, value):
        self.__dict__[name] = value * 2

    a = 8
    m = print


class Getattribute(Field):
    def __getattribute__(self, name):
        if name == 'a':
            return 9
        return super().__getattribute__(name)


class Descriptor:
    def __get__(self, instance, owner):
        return 10 if instance is None else 11

    def __set__(self, instance, value):
        instance.__dict__['set'] = value


class Described:
    a = Descriptor()
    m = Descriptor()


class Sub(Field):
    pass


class SubWithMethod(Field):
    def m(self, *rest):
        return 'SubWithMethod', super().m(*rest)


class DictSub(dict):
    a = 12

    def m(self, *rest):
        return 'DictSub', rest


class ListSub(list):
    def m(self):
        return 'ListSub', len(self)


class Meta(type):
    a = 13

    def m(cls, *rest):
        return 'Meta', cls.__name__, rest


class WithMeta(metaclass=Meta):
    pass


module = types.ModuleType('module')
module.a = 14
module.m = lambda *rest: ('module', rest)

kinds = [Field, Later, Slots, Property, ReadOnly, ClassValue, Getattr, Setattr, Getattribute, Described, Sub,
         SubWithMethod, DictSub, ListSub]
everything = [*(kind() for kind in kinds), WithMeta, Field, module, types.SimpleNamespace(a=15, m=str), 16, 'text', None]

for rounds in range(4):
    print([attempt(get, x) for x in everything])
    print([attempt(call, x) for x in everything if not isinstance(x, Setattr)])
    print([attempt(call0, x) for x in everything if not isinstance(x, Setattr)])
for value in range(4):
    print([attempt(put, x, value) for x in everything if not isinstance(x, type)])
    print([attempt(get, x) for x in everything], [attempt(bump, x) for x in everything[:12]])

# Few types in turn, so that their places are warm, and then a change of one of them.


def warm(*objects):
    return [(attempt(get, x), attempt(call, x, 1), attempt(bump, x)) for _ in range(12) for x in objects][-len(objects):]


def change(name, function):
    classes = [type(name, (Field,), {'extra': i}) for i in range(3)]
    objects = [kind() for kind in classes]
    before = warm(*objects)
    function(classes[1], objects[1])
    after = warm(*objects)
    again = warm(*objects)
    print(name, before, after, again)


change('method', lambda kind, one: setattr(kind, 'm', lambda self, *rest: ('new', rest)))
change('method of one', lambda kind, one: setattr(one, 'm', lambda *rest: ('own', rest)))
change('property', lambda kind, one: setattr(kind, 'a', property(lambda self: 'property')))
change('value', lambda kind, one: setattr(kind, 'a', 'class value'))
change('deleted', lambda kind, one: delattr(one, 'a'))
change('dict', lambda kind, one: one.__dict__.update(z=1))
change('dict replaced', lambda kind, one: setattr(one, '__dict__', {'a': 50, 'm': tuple}))
change('class', lambda kind, one: setattr(one, '__class__', Sub))
change('bases', lambda kind, one: setattr(kind, '__bases__', (SubWithMethod,)))
change('base', lambda kind, one: setattr(Field, 'm', lambda self, *rest: ('base', rest)))
change('getattribute', lambda kind, one: setattr(kind, '__getattribute__', lambda self, name: name))
change('getattr', lambda kind, one: (setattr(kind, '__getattr__', lambda self, name: 60), delattr(one, 'a')))
change('setattr', lambda kind, one: setattr(kind, '__setattr__', lambda self, name, value: print('set', name)))
change('descriptor', lambda kind, one: setattr(kind, 'a', Descriptor()))

# A class attribute whose own class becomes a descriptor.


class Value:
    pass


class One:
    v = Value()


class Two:
    v = Value()


def value_of(x):
    return type(x.v).__name__


print([value_of(x) for _ in range(6) for x in (One(), Two())][-2:])
Value.__get__ = lambda self, instance, owner: 70
print([value_of(x) for _ in range(6) for x in (One(), Two())][-2:])
del Value.__get__
print([value_of(x) for _ in range(6) for x in (One(), Two())][-2:])

# Shared keys that get the method's name later.


class Many:
    def m(self):
        return 'class'


class More(Many):
    pass


objects = [Many(), More(), Many(), More()]
for i in range(6):
    print([call0(x) for x in objects], end=' ')
objects[1].m = lambda: 'own'
print([call0(x) for x in objects])
objects[0].m = lambda: 'own too'
print([call0(x) for x in objects])
del objects[1].m
print([call0(x) for x in objects])

# Types come and go; a place must not take one for another.


def come_and_go(i):
    kind = type(f'T{i}', (), {'a': i, 'm': lambda self, i=i: i} if i % 2 else {'m': lambda self: len(self), '__len__': lambda self, i=i: i})
    one = kind()
    if not i % 2:
        one.a = i
    return get(one), call0(one)


print(all(come_and_go(i) == (i, i) for i in range(3000)), gc.collect() >= 0)

# Names that are made at run time, each at one place with two types.
for i in range(40):
    scope = {}
    exec(f'def f(x):\n    x.name{i} = {i}\n    return x.name{i}\n', scope)
    print(sum(scope['f'](x) for _ in range(3) for x in (Field(), Later(), Sub())), end=' ')
print()

# Equal names that are not the same string.
name = ''.join(['na', 'me', '_x'])
for x in (Field(), Later(), Sub(), Field(), Later()):
    setattr(x, name, 5)
    print(x.name_x, getattr(x, name), end=' ')
print()
