"""Loads, stores and method calls at the same few instructions while classes, objects and descriptors change at random."""
import random
import types
import zlib


def load_a(o):
    return o.a


def load_b(o):
    return o.b


def load_c(o):
    return o.c


def load_one(o):
    return o.one


def load_call(o):
    return o.call


def call_a(o):
    return o.a()


def call_call(o):
    return o.call()


def call_one(o):
    return o.one(1)


def store_a(o, v):
    o.a = v


def store_b(o, v):
    o.b = v


def store_c(o, v):
    o.c = v


def store_one(o, v):
    o.one = v


def store_call(o, v):
    o.call = v


LOADS = [load_a, load_b, load_c, load_one, load_call, call_a, call_call, call_one]
STORES = [store_a, store_b, store_c, store_one, store_call]
NAMES = ['a', 'b', 'c', 'one', 'call', 'other', 'more']


def make_world():
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

        def one(self, value):
            return ('method one', value)

    class Slots(Base):
        __slots__ = ('one', 'c')

    class Hook(Base):
        def __getattr__(self, name):
            if name == 'c':
                raise AttributeError('no c')
            return lambda *args: 'hook ' + name

    class Own:
        def __getattribute__(self, name):
            return object.__getattribute__(self, name) if name.startswith('__') else 'own ' + name

        def __setattr__(self, name, value):
            object.__setattr__(self, name, ('set', value))

    class Error(Exception):
        a = 'error a'

    class Items(list):
        def call(self):
            return 'items call'

    class Meta(type):
        c = 'meta c'

        def call(cls):
            return 'meta call'

    class Made(metaclass=Meta):
        one = staticmethod(len)

        @classmethod
        def a(cls):
            return cls.__name__

    kinds = [Base, Child, Slots, Hook, Own, Error, Items, Made]
    objects = [kind() for kind in kinds for _ in range(3)]
    modules = [types.ModuleType('m'), types.ModuleType('n')]
    return kinds, [Get, Data, Value], objects + kinds + modules


def show(value):
    text = repr(value)
    if ' at 0x' in text:
        text = text[: text.index(' at 0x')]
    return f'{type(value).__name__} {text}'


def value_for(number, descriptors):
    kind = number % 8
    if kind == 0:
        return descriptors[number % 3]()
    if kind == 1:
        return lambda *args: ('function', len(args))
    if kind == 2:
        return property(lambda self: 'new property')
    if kind == 3:
        return [number]
    if kind == 4:
        return 'refuse'
    return f'value {number}'


def step(source, kinds, descriptors, owner):
    action, number = source.randrange(100), source.randrange(10000)
    kind, name = kinds[number % len(kinds)], NAMES[number % len(NAMES)]
    if action < 55:
        return LOADS[number % len(LOADS)](owner)
    if action < 80:
        return STORES[number % len(STORES)](owner, value_for(number, descriptors))
    if action < 84:
        return delattr(owner, name)
    if action < 88:
        return setattr(kind, name, value_for(number, descriptors))
    if action < 90:
        return delattr(kind, name)
    if action < 92:
        return len(vars(owner))
    if action < 93:
        owner.__dict__ = {'b': 1, 'a': 2}
    elif action < 95:
        owner.__class__ = kind
    elif action < 97:
        descriptors[2].__set__ = lambda *args: None
    elif action < 99:
        descriptors[2].__get__ = lambda *args: 'late'
    else:
        del descriptors[2].__get__
        del descriptors[2].__set__


def run(seed):
    source = random.Random(seed)
    kinds, descriptors, owners = make_world()
    focus = source.sample(owners, 4)
    lines = []
    for _ in range(500):
        owner = source.choice(focus) if source.random() < 0.8 else source.choice(owners)
        try:
            lines.append(show(step(source, kinds, descriptors, owner)))
        except Exception as error:
            lines.append(f'{type(error).__name__}: {error}')
    for owner in owners:
        names = getattr(owner, '__dict__', {})
        lines.append(str([(k, show(v)) for k, v in names.items() if not k.startswith('__')]))
    return lines


for seed in range(25):
    lines = run(seed)
    print(seed, zlib.crc32('\n'.join(lines).encode()), lines[seed::97])
