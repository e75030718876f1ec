"""Instances that are called: what refers to the arguments meanwhile, __call__ of every kind, changes between calls, depth."""

import functools
import sys


def attempt(function, *arguments, **named):
    try:
        return function(*arguments, **named)
    except Exception as error:
        return f'{type(error).__name__}: {error}'


class Thing:
    pass


class Counts:
    def __call__(self, a, b=None, *, c=None):
        found = (self, a, b, c, type(self).__dict__['__call__'])
        return [x if x is None else sys.getrefcount(x) for x in found]


class Defaults:
    def __call__(self, a, b=2, /, *rest, c=3, **more):
        return a, b, rest, c, more


class Class:
    @classmethod
    def __call__(cls, *arguments):
        return cls.__name__, arguments


class Static:
    @staticmethod
    def __call__(*arguments):
        return arguments


class Nothing:
    __call__ = None


class Builtin(list):
    __call__ = list.append


class Chain:
    __call__ = Defaults()


class Partial(functools.partial):
    def __call__(self, *arguments):
        return 'Partial', super().__call__(*arguments)


class Generates:
    def __call__(self, n):
        yield from range(n)


class Metaclass(type):
    def __call__(cls, *arguments):
        return 'called', super().__call__(*arguments).__class__.__name__


class Made(metaclass=Metaclass):
    def __init__(self, *arguments):
        self.arguments = arguments


class Raises:
    def __call__(self, x):
        raise KeyError(x)


things = [Thing() for _ in range(3)]


def calls(one):
    a, b, c = things
    return [one(a), one(a, b), one(a, b=b), one(b, c=c), one(c=c, a=a), one(a, b, c=c)]


def others(one):
    return [attempt(one), attempt(one, 1), attempt(one, 1, 2), attempt(one, 1, 2, 3), attempt(one, 1, c=4), attempt(one, 1, d=4)]


for _ in range(3):
    print(calls(Counts()), [sys.getrefcount(x) for x in things])
    for kind in (Counts, Defaults, Class, Static, Nothing, Builtin, Chain, Thing):
        if kind is not Counts:
            print(kind.__name__, others(kind()))
    print(Partial(max, 3)(5), list(Generates()(3)), Made(), Made(1), attempt(Raises(), 2))


def call(one, *arguments):
    return one(*arguments) if arguments else one()


def call1(one):
    return one(1)


class Changing:
    def __call__(self, x=0):
        return 'first', x


class Sub(Changing):
    pass


one, sub = Changing(), Sub()
print([(call(x), call1(x)) for _ in range(3) for x in (one, sub)][-2:])
Changing.__call__ = lambda self, x=0: ('second', x)
print([(call(x), call1(x)) for _ in range(3) for x in (one, sub)][-2:])
one.__call__ = lambda *arguments: 'never'
print(call(one), call1(one))
Changing.__call__ = len
print(attempt(call, one), attempt(call1, one))
del Changing.__call__
print(attempt(call, one), attempt(call1, sub))
Sub.__call__ = Changing.__init__
print(attempt(call, sub), attempt(call1, sub))

# An __init__ that fails after its instance has become known, whose finalizer sees the arguments.


class Fails:
    def __init__(self, a, b=None):
        self.a = a
        raise ValueError('not made')

    def __del__(self):
        print('gone', sys.getrefcount(self.a))


for _ in range(2):
    print(attempt(lambda: Fails(things[0])), attempt(lambda: Fails(things[0], b=1)), attempt(lambda: Fails(a=things[0])))


class Deep:
    depth = 0

    def __call__(self, *, n):
        Deep.depth = n
        return self(n=n + 1)


print(attempt(lambda: Deep()(n=1)), Deep.depth)
events = []


def tracer(frame, event, arg):
    events.append((frame.f_code.co_name, event, frame.f_lineno - frame.f_code.co_firstlineno))
    return tracer


class Switches:
    def __call__(self, on):
        sys.settrace(tracer if on else None)
        return on


def switched(one):
    one(True)
    one(False)
    return events


print(switched(Switches()))
