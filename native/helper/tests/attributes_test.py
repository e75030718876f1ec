"""Attributes: known shapes, then two worlds of classes and objects that live through the same random changes.

In one world attributes go through the runtime functions and their caches (few caches, used for many objects, as at a
polymorphic instruction), in the other through getattr and setattr. After every step both must say the same.
"""
import gc
import random
import sys
import types

import nc_runtime as rt
from comparing import describe, outcome, same, same_effect

CACHE_SIZE = rt.ATTRIBUTE_CACHE_SIZE


def method_as_attribute(owner, name, cache):
    """LOAD_METHOD's two outputs as the attribute they stand for."""
    method, receiver = rt.load_method(owner, name, cache)
    if method is ...:
        return receiver
    return method.__get__(receiver, type(receiver))


class Plain:
    kind = 'class value'

    def __init__(self, **values):
        for name, value in values.items():
            setattr(self, name, value)

    def method(self):
        return 'method'

    @classmethod
    def made(cls):
        return cls

    @staticmethod
    def alone():
        return 'alone'

    @property
    def asked(self):
        return 'asked ' + self.x

    @asked.setter
    def asked(self, value):
        self.x = value


def twice(load, make, name):
    """The same cache for the same shape: the second time it is what has been learnt."""
    cache = bytearray(CACHE_SIZE)
    for _ in range(3):
        same(lambda o: load(o, name, cache), lambda o: getattr(o, name), make())


def test_known_shapes():
    class Slotted:
        __slots__ = ('x', 'y')

        def method(self):
            return 1

    class Lazy:
        def __getattr__(self, name):
            if name == 'missing':
                raise AttributeError(name)
            return 'got ' + name

        @property
        def broken(self):
            raise AttributeError('inside')

    class Text(str):
        def shout(self):
            return self.upper()

    def slotted():
        value = Slotted()
        value.x = 'slot'
        return value

    def materialised():
        value = Plain(x='1', y='2')
        value.__dict__
        return value

    def function():
        return 1

    function.x = 'function attribute'
    module = types.ModuleType('m')
    module.x = 'global'
    owners = [lambda: Plain(x='1', y='2'), materialised, Plain, slotted, Lazy, lambda: Text('t'), lambda: function,
              lambda: module, lambda: [1], lambda: 5, lambda: 'text', lambda: ValueError('a', 'b'), lambda: sys, lambda: int,
              lambda: Plain(x='1').method, lambda: super(Text, Text('t')), lambda: type, lambda: None]
    names = ['x', 'y', 'kind', 'method', 'made', 'alone', 'asked', 'missing', 'broken', 'other', 'shout', 'append', 'upper',
             '__class__', '__dict__', '__name__', '__doc__', 'args', 'path', 'real', 'mro', '__init__', '__eq__',
             'from_bytes', '__func__', '__module__', 'bit_length', 'with_traceback']
    for make in owners:
        for name in names:
            twice(rt.load_attr, make, name)
            if make() is not None:
                # A descriptor cannot be bound to None by hand, as method_as_attribute does.
                twice(method_as_attribute, make, name)


def test_method_results():
    value = Plain(x='1')
    cache = bytearray(CACHE_SIZE)
    for _ in range(3):
        assert rt.load_method(value, 'method', cache) == (Plain.__dict__['method'], value)
    cache = bytearray(CACHE_SIZE)
    for _ in range(3):
        assert rt.load_method([], 'append', cache) == (list.append, [])
    cache = bytearray(CACHE_SIZE)
    for _ in range(3):
        assert rt.load_method(sys, 'getrefcount', cache) == (..., sys.getrefcount)


def test_instance_values_are_read_in_line():
    cache = bytearray(CACHE_SIZE)
    first = Plain(x='1')
    assert rt.inline_attr(first, cache) is ...
    rt.load_attr(first, 'x', cache)
    assert rt.inline_attr(first, cache) == '1'
    assert rt.inline_attr(Plain(x='2'), cache) == '2'
    assert rt.inline_attr(Plain(y='2'), cache) is ...
    first.__dict__
    assert rt.inline_attr(first, cache) is ...
    Plain.new = 1
    assert rt.inline_attr(Plain(x='2'), cache) is ...
    del Plain.new

    class Descriptor:
        pass

    class Mutable:
        x = Descriptor()

    value = Mutable()
    value.x = 'own'
    cache = bytearray(CACHE_SIZE)
    assert rt.load_attr(value, 'x', cache) == 'own'
    assert rt.inline_attr(value, cache) is ...
    assert rt.load_attr(value, 'x', cache) == 'own'
    Descriptor.__set__ = lambda *a: None
    Descriptor.__get__ = lambda *a: 'descriptor'
    assert rt.load_attr(value, 'x', cache) == 'descriptor'


def test_stores():
    def store(value, owner, name):
        setattr(owner, name, value)
        return getattr(owner, '__dict__', None)

    class Slotted:
        __slots__ = ('x', 'old')

    class Guarded:
        def __setattr__(self, name, value):
            if name == 'y':
                raise AttributeError('guarded')
            object.__setattr__(self, name, [value])

    def materialised():
        value = Plain(x='1')
        value.__dict__
        return value

    def copied():
        value = Plain()
        value.__dict__ = dict(x=1, z=2)
        return value

    def new_type():
        gc.collect()
        return type('T', (), {})

    for make in (Plain, lambda: Plain(x='1'), lambda: Plain(y='1'), materialised, copied, Slotted, Guarded,
                 lambda: ValueError(1), lambda: types.ModuleType('m'), new_type, lambda: 5, list):
        for name in ('x', 'y', 'asked', 'method', 'kind', '__class__', 'args', '__dict__'):
            cache = bytearray(CACHE_SIZE)
            for value in ('v', ['w'], 7):
                def native(v, owner, n):
                    rt.store_attr(v, owner, n, cache)
                    return getattr(owner, '__dict__', None)

                same_effect(native, store, lambda: (value, make(), name))
    same_effect(lambda o: rt.delete_attr(o, 'x'), lambda o: delattr(o, 'x') or 0, lambda: (Plain(x=1),))
    same_effect(lambda o: rt.delete_attr(o, 'x'), lambda o: delattr(o, 'x') or 0, lambda: (Plain(),))


NAMES = ['a', 'b', 'c', 'call', 'one', 'two', 'three', '__class__']


class World:
    """Classes and objects that are the same in every world with the same number."""

    def __init__(self, load, method, store, cached):
        self.load, self.method, self.store, self.cached = load, method, store, cached
        self.caches = {}

        class Get:
            def __get__(self, owner, kind=None):
                return 'get'

        class Data(Get):
            def __set__(self, owner, value):
                if value == 'refuse':
                    raise ValueError(value)

        class Value:
            pass

        class Base:
            a = 'base a'

            def call(self):
                return 'base call'

        class Child(Base):
            b = Get()

            @property
            def c(self):
                return 'property ' + str(self.__dict__.get('one'))

        class Slots(Base):
            __slots__ = ('one', 'two')

        class Hook(Base):
            def __getattr__(self, name):
                if name == 'three':
                    raise AttributeError('no three')
                return 'hook ' + name

        class Own:
            def __getattribute__(self, name):
                return object.__getattribute__(self, name) if name.startswith('__') else 'own ' + name

        class Error(Exception):
            a = 'error a'

        class Items(list):
            def call(self):
                return 'items call'

        class Whole(int):
            a = 1

        class Meta(type):
            two = 'meta two'

            def call(cls):
                return 'meta call'

        class Made(metaclass=Meta):
            one = 'made one'

            @classmethod
            def a(cls):
                return cls.__name__

            b = staticmethod(len)

        self.descriptors = [Get, Data, Value]
        self.kinds = [Base, Child, Slots, Hook, Own, Error, Items, Whole, Made]
        self.objects = [kind() for kind in self.kinds for _ in range(3)]
        self.modules = [types.ModuleType('m'), types.ModuleType('n')]
        self.owners = self.objects + self.kinds + self.modules

    def cache(self, use, name, number):
        return self.caches.setdefault((use, name, number), bytearray(CACHE_SIZE))

    def value(self, number):
        kind = number % 8
        if kind == 0:
            return self.descriptors[number % 3]()
        if kind == 1:
            return lambda *a: 'function'
        if kind == 2:
            return property(lambda self: 'new property')
        if kind == 3:
            return [number]
        if kind == 4:
            return 'refuse'
        return f'value {number}'

    def state(self, owner):
        names = vars(owner) if hasattr(type(owner), '__dict__') and hasattr(owner, '__dict__') else {}
        return f'{type(owner).__name__} {[(k, describe(v)) for k, v in names.items() if not k.startswith("__")]}'

    def step(self, action, owner, name, number):
        if action < 40:
            return outcome(self.load, owner, name, self.cache('load', name, number % 3))
        if action < 60:
            return outcome(self.method, owner, name, self.cache('method', name, number % 3))
        if action < 80:
            value = owner.__class__ if name == '__class__' else self.value(number)
            return outcome(self.store, value, owner, name, self.cache('store', name, number % 3))
        if action < 84:
            return outcome(delattr, owner, name)
        kind = self.kinds[number % len(self.kinds)]
        if action < 88:
            return outcome(setattr, kind, name, self.value(number)) if name != '__class__' else ''
        if action < 90:
            return outcome(delattr, kind, name) if name != '__class__' else ''
        if action < 92:
            return outcome(lambda: len(vars(owner)))
        if action < 93:
            return outcome(setattr, owner, '__dict__', {'b': 1, 'a': 2})
        if action < 95:
            return outcome(setattr, owner, '__class__', kind) if owner not in self.kinds else ''
        if action < 97:
            return outcome(setattr, self.descriptors[2], '__set__', lambda *a: None)
        if action < 99:
            return outcome(setattr, self.descriptors[2], '__get__', lambda *a: 'late')
        return outcome(lambda: [delattr(self.descriptors[2], n) for n in ('__get__', '__set__')])


def reference_store(value, owner, name, cache):
    setattr(owner, name, value)
    return 0


def test_two_worlds():
    hits = 0
    for seed in range(80):
        source = random.Random(seed)
        native = World(rt.load_attr, method_as_attribute, rt.store_attr, True)
        reference = World(lambda o, n, c: getattr(o, n), lambda o, n, c: getattr(o, n), reference_store, False)
        focus = source.sample(range(len(native.owners)), 4)
        for number in range(600):
            position = source.choice(focus) if source.random() < 0.8 else source.randrange(len(native.owners))
            step = (source.randrange(100), source.choice(NAMES), source.randrange(10000))
            results = [world.step(step[0], world.owners[position], step[1], step[2]) for world in (native, reference)]
            if results[0] != results[1]:
                raise AssertionError(f'seed {seed}, step {number} {step} on {position}: {results}')
            owner = native.owners[position]
            cache = native.caches.get(('load', step[1], step[2] % 3))
            if cache is not None and isinstance(owner, tuple(native.kinds)):
                found = rt.inline_attr(owner, cache)
                if found is not ...:
                    hits += 1
                    assert found is getattr(owner, step[1]), (seed, number, step)
        # Only now, because asking for an object's __dict__ changes how it keeps its attributes.
        for one, other in zip(native.owners, reference.owners):
            assert native.state(one) == reference.state(other), (seed, native.state(one), reference.state(other))
    assert hits > 100, hits


def test_references_are_balanced():
    """What is loaded and stored a thousand times keeps its reference count."""
    cache_names = ['x', 'kind', 'method', 'made', 'alone', 'asked']
    owner = Plain(x='one reference each')
    materialised = Plain(x='one reference each')
    materialised.__dict__
    for target in (owner, materialised, Plain):
        for name in cache_names:
            if target is Plain and name == 'x':
                continue
            value = getattr(target, name)
            load, method = bytearray(CACHE_SIZE), bytearray(CACHE_SIZE)
            before = sys.getrefcount(value), sys.getrefcount(target)
            for _ in range(1000):
                rt.load_attr(target, name, load)
                rt.load_method(target, name, method)
            after = sys.getrefcount(value), sys.getrefcount(target)
            assert before == after, (target, name, before, after)
    for target in (owner, materialised):
        stored, other = ['stored'], ['other']
        cache = bytearray(CACHE_SIZE)
        before = sys.getrefcount(stored)
        for _ in range(1000):
            rt.store_attr(stored, target, 'x', cache)
            rt.store_attr(other, target, 'x', cache)
        assert sys.getrefcount(stored) == before
