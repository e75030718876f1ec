"""Attribute lookup: instance, class, bases, descriptors, slots, modules, and every error text."""

import math
import types


def attempt(f, *arguments):
    try:
        return f(*arguments)
    except Exception as error:
        return f'{type(error).__name__}: {error}'


def read(o):
    return o.x


def write(o, value):
    o.x = value
    return o.x


def delete(o):
    del o.x
    return read(o)


def call(o):
    return o.method()


class Data:
    def __get__(self, instance, owner):
        return 'data descriptor', type(instance).__name__, owner.__name__

    def __set__(self, instance, value):
        instance.__dict__['hidden'] = value

    def __delete__(self, instance):
        instance.__dict__.pop('hidden', None)


class NonData:
    def __get__(self, instance, owner):
        return 'non-data descriptor'


class Plain:
    def method(self):
        return 'Plain.method'


class WithClassAttribute:
    x = 'class'

    def method(self):
        return self.x


class WithInstance:
    def __init__(self):
        self.x = 'instance'

    def method(self):
        return self.x


class WithSlots:
    __slots__ = ('x', 'y')

    def method(self):
        return 'slots'


class SlotsAndDict(WithSlots):
    pass


class WithProperty:
    @property
    def x(self):
        return 'property'

    @staticmethod
    def method():
        return 'static'


class WritableProperty:
    def __init__(self):
        self.stored = 0

    @property
    def x(self):
        return self.stored

    @x.setter
    def x(self, value):
        self.stored = value * 2

    @x.deleter
    def x(self):
        self.stored = 'deleted'

    @classmethod
    def method(cls):
        return cls.__name__


class WithData:
    x = Data()
    method = len


class WithNonData:
    x = NonData()
    method = None


class WithGetattr:
    def __getattr__(self, name):
        if name == 'method':
            return lambda: 'from getattr'
        if name == 'x':
            return 'getattr'
        raise AttributeError(name)


class WithGetattribute:
    def __getattribute__(self, name):
        return f'getattribute {name}' if name == 'x' else object.__getattribute__(self, name)

    def method(self):
        return self.x


class WithSetattr:
    def __setattr__(self, name, value):
        self.__dict__[name] = ['set', value]

    def __delattr__(self, name):
        self.__dict__[name] = 'deleted'


class Failing:
    @property
    def x(self):
        raise AttributeError('inside the property')

    def __getattr__(self, name):
        return f'fallback {name}'


class Meta(type):
    @property
    def x(cls):
        return 'metaclass property'

    def method(cls):
        return 'metaclass method'


class WithMeta(metaclass=Meta):
    pass


class Callable:
    def __init__(self):
        self.method = lambda: 'instance function'


module = types.ModuleType('module')
module.x = 'module'
module.method = lambda: 'module function'
bare_module = types.ModuleType('bare')


def dynamic_module():
    m = types.ModuleType('dynamic')
    m.__getattr__ = lambda name: f'module getattr {name}'
    return m


MAKERS = [Plain, WithClassAttribute, WithInstance, WithSlots, SlotsAndDict, WithProperty, WritableProperty, WithData, WithNonData, WithGetattr,
          WithGetattribute, WithSetattr, Failing, Callable, lambda: WithMeta, lambda: Meta, lambda: WithClassAttribute, lambda: WithSlots,
          lambda: module, lambda: bare_module, dynamic_module, lambda: 5, lambda: 'text', lambda: None, lambda: [], lambda: len, lambda: math,
          lambda: read, lambda: int, object, lambda: super(WithInstance), lambda: (1).real]
for maker in MAKERS:
    name = getattr(maker, '__name__', '?')
    o = maker()
    results = [attempt(read, o), attempt(call, o), attempt(write, o, 1), attempt(read, o), attempt(delete, o), attempt(read, o)]
    print(name, type(o).__name__, *(r if 'object at' not in str(r) else '<slot>' for r in results), sep=' | ')
